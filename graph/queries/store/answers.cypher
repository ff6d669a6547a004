// What nodes are called and what they were resolved to. Parameters: one list of keys per label.
MATCH (n:Dataset) WHERE n.key IN $Dataset RETURN n.key AS key, n.id AS id, n.target AS target
UNION ALL
MATCH (n:Benchmark) WHERE n.key IN $Benchmark RETURN n.key AS key, n.id AS id, n.target AS target
UNION ALL
MATCH (n:Model) WHERE n.key IN $Model RETURN n.key AS key, n.id AS id, n.target AS target
UNION ALL
MATCH (n:Paper) WHERE n.key IN $Paper RETURN n.key AS key, n.id AS id, n.target AS target
UNION ALL
MATCH (n:Repository) WHERE n.key IN $Repository RETURN n.key AS key, n.id AS id, n.target AS target
UNION ALL
MATCH (n:Page) WHERE n.key IN $Page RETURN n.key AS key, n.id AS id, n.target AS target
UNION ALL
MATCH (n:Name) WHERE n.key IN $Name RETURN n.key AS key, n.id AS id, n.target AS target
