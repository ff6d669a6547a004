// Stored revisions of documents. Parameters: documents (ids in lower case).
UNWIND $documents AS one
MATCH (d:Document {document: one}) RETURN properties(d) AS document
