// What edges said at a time and no longer say. Parameters: at.
MATCH (v:EdgeVersion) WHERE v.known_to > $at AND v.known_from <= $at RETURN properties(v) AS version
