// Every fact of one kind (CARRIES, OVERLAPS), from the benchmarks: they are few, and what they hang on is not.
MATCH (b:Benchmark)<-[c:<<type>>]-(a)
RETURN properties(c) AS fact, a.key AS dataset, b.key AS benchmark
UNION ALL
MATCH (b:Name)<-[c:<<type>>]-(a)
RETURN properties(c) AS fact, a.key AS dataset, b.key AS benchmark
