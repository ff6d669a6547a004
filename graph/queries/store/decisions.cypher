// Decisions on one edge. Parameters: edge.
MATCH (d:Decision) WHERE d.edge = $edge RETURN properties(d) AS decision
