// Every edge of some types and statuses. Parameters: statuses.
MATCH (a)-[e:<<types>>]->(b) WHERE e.status IN $statuses
RETURN properties(e) AS edge, a.key AS down, a.id AS downstream, b.key AS up, b.id AS upstream
