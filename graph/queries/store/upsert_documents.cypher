// Write revisions of documents. Parameters: rows of {key, props}.
UNWIND $rows AS r
MERGE (d:Document {key: r.key})
SET d += r.props
