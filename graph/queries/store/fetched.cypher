// When revisions of documents were last fetched. Parameters: keys.
MATCH (d:Document) WHERE d.key IN $keys RETURN d.key AS key, d.fetched_at AS fetched_at
