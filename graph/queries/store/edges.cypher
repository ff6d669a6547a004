// Edges by id. Parameters: one list of ids per relationship type.
MATCH (a)-[e:DERIVED_FROM]->(b) WHERE e.id IN $DERIVED_FROM
RETURN properties(e) AS edge, a.key AS down, a.id AS downstream, b.key AS up, b.id AS upstream
UNION ALL
MATCH (a)-[e:EVALUATED_ON]->(b) WHERE e.id IN $EVALUATED_ON
RETURN properties(e) AS edge, a.key AS down, a.id AS downstream, b.key AS up, b.id AS upstream
UNION ALL
MATCH (a)-[e:DECONTAMINATED_AGAINST]->(b) WHERE e.id IN $DECONTAMINATED_AGAINST
RETURN properties(e) AS edge, a.key AS down, a.id AS downstream, b.key AS up, b.id AS upstream
UNION ALL
MATCH (a)-[e:TRAINED_ON]->(b) WHERE e.id IN $TRAINED_ON
RETURN properties(e) AS edge, a.key AS down, a.id AS downstream, b.key AS up, b.id AS upstream
UNION ALL
MATCH (a)-[e:COPY_OF]->(b) WHERE e.id IN $COPY_OF
RETURN properties(e) AS edge, a.key AS down, a.id AS downstream, b.key AS up, b.id AS upstream
UNION ALL
MATCH (a)-[e:PART_OF]->(b) WHERE e.id IN $PART_OF
RETURN properties(e) AS edge, a.key AS down, a.id AS downstream, b.key AS up, b.id AS upstream
UNION ALL
MATCH (a)-[e:DOCUMENTED_BY]->(b) WHERE e.id IN $DOCUMENTED_BY
RETURN properties(e) AS edge, a.key AS down, a.id AS downstream, b.key AS up, b.id AS upstream
UNION ALL
MATCH (a)-[e:RESOLVED_TO]->(b) WHERE e.id IN $RESOLVED_TO
RETURN properties(e) AS edge, a.key AS down, a.id AS downstream, b.key AS up, b.id AS upstream
