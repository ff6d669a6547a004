// Every stored revision of every document.
MATCH (d:Document) RETURN properties(d) AS document
