// Ids of edges of some types that were first seen or withdrawn, or changed, in a time. Parameters: since (left out), until.
MATCH (a)-[e:<<types>>]->(b)
WHERE (e.first_seen > $since AND e.first_seen <= $until) OR (e.withdrawn_at > $since AND e.withdrawn_at <= $until)
RETURN e.id AS id
UNION
MATCH (v:EdgeVersion) WHERE v.known_to > $since AND v.known_to <= $until RETURN v.edge AS id
