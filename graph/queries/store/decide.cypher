// Set the status, flags and version of one edge that is locked (lock_edge).
// Parameters: id (a list of one), status, flags, version, since (when it was decided).
MATCH (a)-[e:<<type>>]->(b) WHERE e.id IN $id
SET e.status = $status, e.flags = $flags, e.version = $version, e.changed_at = $since, e.run = null
RETURN properties(e) AS edge, a.key AS down, a.id AS downstream, b.key AS up, b.id AS upstream
