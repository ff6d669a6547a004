// Every decision.
MATCH (d:Decision) RETURN properties(d) AS decision
