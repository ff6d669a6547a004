// Write what edges said before they changed. Parameters: rows of {key, props}.
UNWIND $rows AS r
MERGE (v:EdgeVersion {key: r.key})
SET v += r.props
