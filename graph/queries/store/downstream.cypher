// The edges to some nodes of one label from their downstreams. Parameters: keys, statuses.
UNWIND $keys AS key
MATCH (b:<<label>> {key: key})<-[e:<<types>>]-(a) WHERE e.status IN $statuses
RETURN properties(e) AS edge, a.key AS down, a.id AS downstream, b.key AS up, b.id AS upstream
