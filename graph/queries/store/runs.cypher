// Runs by key, without their figures. Parameters: keys.
UNWIND $keys AS key
MATCH (r:Run {key: key})
RETURN properties(r) AS run
