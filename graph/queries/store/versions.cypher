// What some edges said before they changed. Parameters: edges.
UNWIND $edges AS one
MATCH (v:EdgeVersion {edge: one}) RETURN properties(v) AS version
