// Runs that stand on the given nodes, or were measured on them. Parameters: keys.
UNWIND $keys AS key
MATCH (a:<<label>> {key: key})<-[e:<<types>>]-(r:Run)
RETURN DISTINCT r.key AS key
