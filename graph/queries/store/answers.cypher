// What nodes are called and what they were resolved to. Parameters: one list of keys per label.
UNWIND $Dataset AS key
MATCH (n:Dataset {key: key}) RETURN n.key AS key, n.id AS id, n.target AS target
UNION ALL
UNWIND $Benchmark AS key
MATCH (n:Benchmark {key: key}) RETURN n.key AS key, n.id AS id, n.target AS target
UNION ALL
UNWIND $Model AS key
MATCH (n:Model {key: key}) RETURN n.key AS key, n.id AS id, n.target AS target
UNION ALL
UNWIND $Paper AS key
MATCH (n:Paper {key: key}) RETURN n.key AS key, n.id AS id, n.target AS target
UNION ALL
UNWIND $Repository AS key
MATCH (n:Repository {key: key}) RETURN n.key AS key, n.id AS id, n.target AS target
UNION ALL
UNWIND $Page AS key
MATCH (n:Page {key: key}) RETURN n.key AS key, n.id AS id, n.target AS target
UNION ALL
UNWIND $Name AS key
MATCH (n:Name {key: key}) RETURN n.key AS key, n.id AS id, n.target AS target
