// Nodes by key, with all they hold. Parameters: one list of keys per label.
UNWIND $Dataset AS key
MATCH (n:Dataset {key: key}) RETURN properties(n) AS node
UNION ALL
UNWIND $Benchmark AS key
MATCH (n:Benchmark {key: key}) RETURN properties(n) AS node
UNION ALL
UNWIND $Model AS key
MATCH (n:Model {key: key}) RETURN properties(n) AS node
UNION ALL
UNWIND $Paper AS key
MATCH (n:Paper {key: key}) RETURN properties(n) AS node
UNION ALL
UNWIND $Repository AS key
MATCH (n:Repository {key: key}) RETURN properties(n) AS node
UNION ALL
UNWIND $Page AS key
MATCH (n:Page {key: key}) RETURN properties(n) AS node
UNION ALL
UNWIND $Name AS key
MATCH (n:Name {key: key}) RETURN properties(n) AS node
