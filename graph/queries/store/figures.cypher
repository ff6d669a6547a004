// The figures of runs. Parameters: keys.
UNWIND $keys AS key
MATCH (r:Run {key: key})-[m:MEASURED_ON]->(b)
RETURN key, properties(m) AS metric
