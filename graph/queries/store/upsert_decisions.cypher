// Write decisions. Parameters: rows of {key, props}.
UNWIND $rows AS r
MERGE (d:Decision {key: r.key})
SET d += r.props
