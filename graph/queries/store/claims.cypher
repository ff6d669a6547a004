// Claims by id, by document, by the edge they count for, or by an end. Parameters: ids, documents, edges, keys (lists, any of them empty).
UNWIND $ids AS one
MATCH (c:Claim {key: one}) RETURN properties(c) AS claim
UNION
UNWIND $documents AS one
MATCH (c:Claim {document: one}) RETURN properties(c) AS claim
UNION
UNWIND $edges AS one
MATCH (c:Claim {edge: one}) RETURN properties(c) AS claim
UNION
UNWIND $keys AS one
MATCH (c:Claim {down: one}) RETURN properties(c) AS claim
UNION
UNWIND $keys AS one
MATCH (c:Claim {up: one}) RETURN properties(c) AS claim
