// What the given nodes carry. Parameters: keys.
UNWIND $keys AS key
MATCH (a:<<label>> {key: key})-[c:CARRIES]->(b)
RETURN properties(c) AS fact, a.key AS dataset, b.key AS benchmark
