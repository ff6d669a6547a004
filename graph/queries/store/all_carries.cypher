// Every fact of what carries what.
MATCH (a)-[c:CARRIES]->(b) RETURN properties(c) AS fact, a.key AS dataset, b.key AS benchmark
