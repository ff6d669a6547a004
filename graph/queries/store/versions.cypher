// What some edges said before they changed. Parameters: edges.
MATCH (v:EdgeVersion) WHERE v.edge IN $edges RETURN properties(v) AS version
