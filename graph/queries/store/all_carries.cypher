// Every fact of one kind (CARRIES, OVERLAPS).
MATCH (a)-[c:<<type>>]->(b) RETURN properties(c) AS fact, a.key AS dataset, b.key AS benchmark
