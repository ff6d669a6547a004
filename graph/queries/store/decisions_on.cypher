// Decisions on some edges. Parameters: edges.
MATCH (d:Decision) WHERE d.edge IN $edges RETURN properties(d) AS decision
