// Every node, with all it holds.
MATCH (n:Dataset) RETURN properties(n) AS node
UNION ALL
MATCH (n:Benchmark) RETURN properties(n) AS node
UNION ALL
MATCH (n:Model) RETURN properties(n) AS node
UNION ALL
MATCH (n:Paper) RETURN properties(n) AS node
UNION ALL
MATCH (n:Repository) RETURN properties(n) AS node
UNION ALL
MATCH (n:Page) RETURN properties(n) AS node
UNION ALL
MATCH (n:Name) RETURN properties(n) AS node
