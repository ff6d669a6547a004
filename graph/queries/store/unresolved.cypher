// Names that answer only as themselves.
MATCH (n:Name) WHERE n.target IS NULL RETURN n.key AS key, n.id AS id
