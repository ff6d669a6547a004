// Set the status of one edge if it still has the version that was read: locked first, then compared.
// Parameters: id (a list of one), expected, status, since (when it was decided).
MATCH (a)-[e:<<type>>]->(b) WHERE e.id IN $id
SET e.deciding = true
REMOVE e.deciding
WITH e, a, b
WHERE e.version = $expected
SET e.status = $status, e.version = e.version + 1, e.changed_at = $since, e.run = null
RETURN properties(e) AS edge, a.key AS down, a.id AS downstream, b.key AS up, b.id AS upstream
