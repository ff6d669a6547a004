// Stored revisions of documents. Parameters: documents (ids in lower case).
MATCH (d:Document) WHERE d.document IN $documents RETURN properties(d) AS document
