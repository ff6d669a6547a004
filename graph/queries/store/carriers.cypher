// What carries the given nodes, or overlaps with them. Parameters: keys.
UNWIND $keys AS key
MATCH (b:<<label>> {key: key})<-[c:<<type>>]-(a)
RETURN properties(c) AS fact, a.key AS dataset, b.key AS benchmark
