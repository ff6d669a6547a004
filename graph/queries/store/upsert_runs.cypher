// Write runs. Parameters: rows of {key, props}.
UNWIND $rows AS r
MERGE (n:Run {key: r.key})
SET n += r.props
