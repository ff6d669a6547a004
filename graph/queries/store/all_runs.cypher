// Every run, without its figures.
MATCH (r:Run) RETURN properties(r) AS run
