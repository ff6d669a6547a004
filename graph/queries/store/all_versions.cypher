// What every edge said before it changed.
MATCH (v:EdgeVersion) RETURN properties(v) AS version
