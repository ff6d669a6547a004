// Decisions on some edges. Parameters: edges.
UNWIND $edges AS one
MATCH (d:Decision {edge: one}) RETURN properties(d) AS decision
