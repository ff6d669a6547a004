"""What typed Cypher may call: a known set, whatever the spelling."""

from __future__ import annotations

import pytest

from graph.free_cypher import beyond


@pytest.mark.parametrize(
    ("cypher", "words"),
    [
        ("CALL apoc.load.json('http://127.0.0.1/x') YIELD value RETURN value", "CALL apoc.load.json"),
        ("CALL `apoc`.`load` . `json`('x') YIELD value RETURN value", "CALL apoc.load.json"),
        ("call\n/* so */ apoc // and\n.cypher.runFile('x')", "CALL apoc.cypher.runfile"),
        (r"CALL \u0061poc.load.csv('x')", "CALL apoc.load.csv"),
        (r"\u0043ALL apoc.load.csv('x')", "CALL apoc.load.csv"),
        ("MATCH (n:Dataset) CALL { WITH n CALL dbms.listConfig() YIELD name RETURN name } RETURN name", "CALL dbms.listconfig"),
        ("OPTIONAL CALL db.createLabel('x')", "CALL db.createlabel"),
        ("CALL dbms.killQuery('1')", "CALL dbms.killquery"),
        ("RETURN apoc.cypher.runFirstColumnSingle('MATCH (n) RETURN n', {})", "apoc.cypher.runfirstcolumnsingle()"),
        ("RETURN `apoc`.cypher.runFirstColumnMany ('x', {})", "apoc.cypher.runfirstcolumnmany()"),
        ("RETURN graph.byName('other')", "graph.byname()"),
        ("LOAD /* so */ CSV FROM 'file:///x' AS line RETURN line", "LOAD CSV"),
        ("TERMINATE TRANSACTION 'x'", "TERMINATE TRANSACTION"),
        ("USE system SHOW USERS", "USE system"),
        ("CALL { USE other MATCH (n:Dataset) RETURN n } RETURN n", "USE other"),
        ("MATCH (n:Dataset) RETURN n UNION ALL USE other MATCH (n:Dataset) RETURN n", "USE other"),
        ("EXPLAIN USE other MATCH (n:Dataset) RETURN n", "USE other"),
        ("RETURN 1 AS `it's` CALL apoc.help('x') YIELD name AS `a'b` RETURN 1", "CALL apoc.help"),
        (r"RETURN 'a\u0027, ' CALL apoc.help('x')", "CALL apoc.help"),
        ("RETURN 'it''s' CALL apoc.help('x')", "CALL apoc.help"),
        ("RETURN \"// \" // '\n CALL apoc.help('x')", "CALL apoc.help"),
    ],
)
def test_what_reaches_beyond_the_graph_is_named(cypher: str, words: str) -> None:
    assert beyond(cypher) == words


@pytest.mark.parametrize(
    "cypher",
    [
        "MATCH (n:Dataset) RETURN n.id",
        "CALL db.labels()",
        "CALL `db`.labels() YIELD label RETURN label",
        "CALL db.index.fulltext.queryNodes('x', $q) YIELD node, score RETURN node.id, score",
        "MATCH (n:Dataset) CALL { WITH n RETURN 1 AS one } RETURN one",
        "MATCH (n:Dataset) CALL (n) { RETURN 1 AS one } RETURN one",
        "RETURN date.truncate('month', date()), duration.between(date(), date()), point.distance(point({x: 1, y: 1}), point({x: 2, y: 2}))",
        "RETURN apoc.text.join(['a'], ','), count(*)",
        "MATCH (n:Dataset) WHERE n.title = 'CALL apoc.load.json()' RETURN n // LOAD CSV",
        "MATCH (n:Dataset) WITH n.title AS use RETURN use, n.call, n.id IN ['USE system']",
        "MATCH (n:Dataset) USING INDEX n:Dataset(key) WHERE n.key = 'x' RETURN n.key",
        "MATCH (n:Dataset) RETURN [x IN n.aliases WHERE (x) IS NOT NULL] AS found",
    ],
)
def test_what_stays_in_the_graph_is_not(cypher: str) -> None:
    assert beyond(cypher) is None
