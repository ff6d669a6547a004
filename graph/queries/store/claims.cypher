// Claims by id, by document, by the edge they count for, or by an end. Parameters: ids, documents, edges, keys (lists, any of them empty).
MATCH (c:Claim) WHERE c.key IN $ids RETURN properties(c) AS claim
UNION
MATCH (c:Claim) WHERE c.document IN $documents RETURN properties(c) AS claim
UNION
MATCH (c:Claim) WHERE c.edge IN $edges RETURN properties(c) AS claim
UNION
MATCH (c:Claim) WHERE c.down IN $keys RETURN properties(c) AS claim
UNION
MATCH (c:Claim) WHERE c.up IN $keys RETURN properties(c) AS claim
