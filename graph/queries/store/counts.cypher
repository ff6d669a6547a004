// How many nodes, stored revisions, live claims and live edges there are. Parameters: live (statuses).
MATCH (n:Dataset) RETURN 'artifacts' AS what, count(n) AS n
UNION ALL
MATCH (n:Benchmark) RETURN 'artifacts' AS what, count(n) AS n
UNION ALL
MATCH (n:Model) RETURN 'artifacts' AS what, count(n) AS n
UNION ALL
MATCH (n:Paper) RETURN 'artifacts' AS what, count(n) AS n
UNION ALL
MATCH (n:Repository) RETURN 'artifacts' AS what, count(n) AS n
UNION ALL
MATCH (n:Page) RETURN 'artifacts' AS what, count(n) AS n
UNION ALL
MATCH (n:Name) RETURN 'artifacts' AS what, count(n) AS n
UNION ALL
MATCH (d:Document) RETURN 'documents' AS what, count(d) AS n
UNION ALL
MATCH (c:Claim) WHERE c.status IN $live RETURN 'claims' AS what, count(c) AS n
UNION ALL
MATCH ()-[e:DERIVED_FROM]->() WHERE e.status IN $live RETURN 'edges' AS what, count(e) AS n
UNION ALL
MATCH ()-[e:EVALUATED_ON]->() WHERE e.status IN $live RETURN 'edges' AS what, count(e) AS n
UNION ALL
MATCH ()-[e:DECONTAMINATED_AGAINST]->() WHERE e.status IN $live RETURN 'edges' AS what, count(e) AS n
UNION ALL
MATCH ()-[e:TRAINED_ON]->() WHERE e.status IN $live RETURN 'edges' AS what, count(e) AS n
UNION ALL
MATCH ()-[e:COPY_OF]->() WHERE e.status IN $live RETURN 'edges' AS what, count(e) AS n
UNION ALL
MATCH ()-[e:PART_OF]->() WHERE e.status IN $live RETURN 'edges' AS what, count(e) AS n
UNION ALL
MATCH ()-[e:DOCUMENTED_BY]->() WHERE e.status IN $live RETURN 'edges' AS what, count(e) AS n
UNION ALL
MATCH ()-[e:RESOLVED_TO]->() WHERE e.status IN $live RETURN 'edges' AS what, count(e) AS n
