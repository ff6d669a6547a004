// Nodes that were resolved to the given ones, one step. Parameters: one list of keys per label.
UNWIND $Dataset AS key
MATCH (n:Dataset {key: key})<-[:RESOLVED_TO]-(m) WHERE m.target = n.key
RETURN properties(m) AS node
UNION ALL
UNWIND $Benchmark AS key
MATCH (n:Benchmark {key: key})<-[:RESOLVED_TO]-(m) WHERE m.target = n.key
RETURN properties(m) AS node
UNION ALL
UNWIND $Model AS key
MATCH (n:Model {key: key})<-[:RESOLVED_TO]-(m) WHERE m.target = n.key
RETURN properties(m) AS node
UNION ALL
UNWIND $Paper AS key
MATCH (n:Paper {key: key})<-[:RESOLVED_TO]-(m) WHERE m.target = n.key
RETURN properties(m) AS node
UNION ALL
UNWIND $Repository AS key
MATCH (n:Repository {key: key})<-[:RESOLVED_TO]-(m) WHERE m.target = n.key
RETURN properties(m) AS node
UNION ALL
UNWIND $Page AS key
MATCH (n:Page {key: key})<-[:RESOLVED_TO]-(m) WHERE m.target = n.key
RETURN properties(m) AS node
UNION ALL
UNWIND $Name AS key
MATCH (n:Name {key: key})<-[:RESOLVED_TO]-(m) WHERE m.target = n.key
RETURN properties(m) AS node
