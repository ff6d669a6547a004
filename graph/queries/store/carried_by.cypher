// What the given nodes carry, or overlap with. Parameters: keys.
UNWIND $keys AS key
MATCH (a:<<label>> {key: key})-[c:<<type>>]->(b)
RETURN properties(c) AS fact, a.key AS dataset, b.key AS benchmark
