// Nodes by key, with all they hold. Parameters: one list of keys per label.
MATCH (n:Dataset) WHERE n.key IN $Dataset RETURN properties(n) AS node
UNION ALL
MATCH (n:Benchmark) WHERE n.key IN $Benchmark RETURN properties(n) AS node
UNION ALL
MATCH (n:Model) WHERE n.key IN $Model RETURN properties(n) AS node
UNION ALL
MATCH (n:Paper) WHERE n.key IN $Paper RETURN properties(n) AS node
UNION ALL
MATCH (n:Repository) WHERE n.key IN $Repository RETURN properties(n) AS node
UNION ALL
MATCH (n:Page) WHERE n.key IN $Page RETURN properties(n) AS node
UNION ALL
MATCH (n:Name) WHERE n.key IN $Name RETURN properties(n) AS node
