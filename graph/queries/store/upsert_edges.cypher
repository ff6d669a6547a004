// Write edges of one type between nodes of two labels. Parameters: rows of {down, up, id, props}.
UNWIND $rows AS r
MATCH (a:<<down>> {key: r.down})
MATCH (b:<<up>> {key: r.up})
MERGE (a)-[e:<<type>> {id: r.id}]->(b)
SET e += r.props
