// Hold one edge, if it still has the version that was read: locked first, then compared.
// Parameters: id (a list of one), expected.
MATCH (a)-[e:<<type>>]->(b) WHERE e.id IN $id
SET e.deciding = true
REMOVE e.deciding
WITH e
WHERE e.version = $expected
RETURN e.version AS version
