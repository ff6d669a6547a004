// Write claims. Parameters: rows of {key, props}.
UNWIND $rows AS r
MERGE (c:Claim {key: r.key})
SET c += r.props
