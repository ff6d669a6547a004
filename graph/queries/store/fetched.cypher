// When revisions of documents were last fetched. Parameters: keys.
UNWIND $keys AS one
MATCH (d:Document {key: one}) RETURN d.key AS key, d.fetched_at AS fetched_at
