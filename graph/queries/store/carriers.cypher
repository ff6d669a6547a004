// What carries the given nodes. Parameters: keys.
UNWIND $keys AS key
MATCH (b:<<label>> {key: key})<-[c:CARRIES]-(a)
RETURN properties(c) AS fact, a.key AS dataset, b.key AS benchmark
