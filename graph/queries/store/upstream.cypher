// The edges from some nodes of one label to their upstreams. Parameters: keys, statuses.
UNWIND $keys AS key
MATCH (a:<<label>> {key: key})-[e:<<types>>]->(b) WHERE e.status IN $statuses
RETURN properties(e) AS edge, a.key AS down, a.id AS downstream, b.key AS up, b.id AS upstream
