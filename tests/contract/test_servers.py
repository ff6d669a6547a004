"""What both servers owe the user beyond the contract: reads that cannot write, deadlines, one winner, schema, bookmarks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from graph import cypher as shipped
from graph.errors import QueryRefused, StaleDecision
from graph.model import Edge, Status, Verdict
from graph.store import BoltStore

from .builders import claim, decision, dump, edge, reading

A, B = "hf:o/A", "hf:o/B"
THREADS, ROUNDS = 4, 25
SHAPE = "SHOW INDEXES YIELD name RETURN count(*) AS n"

WRITES = [
    "CREATE (n:Dataset {key: 'hf:o/new', id: 'hf:o/new'})",
    "CREATE (n:Nonsense {key: 1})",
    "MERGE (n:Dataset {key: 'hf:o/new'}) RETURN n",
    "MATCH (n:Dataset) SET n.title = 'x' RETURN n",
    "MATCH (n:Dataset) SET n:Odd RETURN n",
    "MATCH (n:Dataset) REMOVE n.state RETURN n.key",
    "MATCH (n:Dataset) DETACH DELETE n",
    "MATCH (:Dataset)-[e:DERIVED_FROM]->(:Dataset) DELETE e",
    "MATCH (:Dataset)-[e:DERIVED_FROM]->(:Dataset) SET e.status = 'confirmed'",
    "MATCH (a:Dataset {key: 'hf:o/a'}), (b:Dataset {key: 'hf:o/b'}) CREATE (b)-[:DERIVED_FROM]->(a)",
    "UNWIND range(1, 3) AS i FOREACH (x IN [i] | CREATE (:Name {key: x}))",
    "CALL { CREATE (:Name {key: 'name:y'}) }",
    "CREATE INDEX titles IF NOT EXISTS FOR (n:Dataset) ON (n.title)",
    "DROP CONSTRAINT dataset_key",
    "CREATE USER eve SET PASSWORD 'long enough'",
    "LOAD CSV FROM 'file:///etc/hostname' AS line RETURN line",
    "LOAD /* so */ CSV FROM 'http://127.0.0.1:9/x' AS line RETURN line",
    r"\u004cOAD CSV FROM 'file:///etc/hostname' AS line RETURN line",
    "TERMINATE TRANSACTION 'neo4j-transaction-1'",
    "CALL apoc.load.json('file:///etc/hostname') YIELD value RETURN value",
    "CALL `apoc`.`cypher`.`runFile`('x') YIELD row RETURN row",
    "CALL dbms.listConfig() YIELD name RETURN name",
    "RETURN apoc.cypher.runFirstColumnSingle('MATCH (n:Dataset) RETURN n', {}) AS n",
    "USE system SHOW USERS YIELD user RETURN user",
]


@pytest.fixture
def filled(server: BoltStore) -> BoltStore:
    server.propose([reading(A, claim(A, B))])
    return server


@pytest.mark.parametrize("cypher", WRITES)
def test_a_query_cannot_write_nor_reach_beyond_the_graph(filled: BoltStore, cypher: str) -> None:
    before = dump(filled, times=True), filled.query(SHAPE).rows
    with pytest.raises(QueryRefused, match=r"would write.*commands of stemma"):
        filled.query(cypher)
    assert (dump(filled, times=True), filled.query(SHAPE).rows) == before


@pytest.mark.parametrize(
    "cypher",
    [
        "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b UNWIND range(1, 1000) AS c RETURN count(*)",
        "MATCH (a:Dataset), (b:Dataset), (c:Dataset), (d:Dataset), (e:Dataset), (f:Dataset) WHERE a.id < b.id RETURN a.id, count(*) AS n",
    ],
)
def test_a_cross_product_is_stopped_on_the_server(server: BoltStore, cypher: str) -> None:
    server.propose([reading(f"hf:o/d{i}", *[claim(f"hf:o/d{i}", f"hf:o/u{i}_{j}", start=j) for j in range(4)]) for i in range(12)])
    begun = time.monotonic()
    with pytest.raises(QueryRefused, match=r"longer than 0\.5 s"):
        server.query(cypher, deadline=0.5)
    assert time.monotonic() - begun < 8
    assert not list(running(server, cypher))
    assert server.query("MATCH (n:Dataset) RETURN count(n) AS n").rows == [[60]]


def running(store: BoltStore, cypher: str) -> Iterator[str]:
    """Transactions on the server that still run this statement."""
    rows = store._read(lambda tx: [str(row["currentQuery"]) for row in tx.run("SHOW TRANSACTIONS")])
    yield from (text for text in rows if text.startswith(cypher))


@pytest.mark.parametrize("cypher", ["CALL db.labels() YIELD label RETURN label", "RETURN date.truncate('month', date()) AS day"])
def test_what_only_reads_may_be_called(filled: BoltStore, cypher: str) -> None:
    assert filled.query(cypher).rows


def test_every_shipped_query_runs(filled: BoltStore) -> None:
    for name in shipped.names():
        assert filled.query(shipped.load(name), {"benchmark": "benchmark:none"}).rows == []


def test_of_four_reviewers_one_decides_in_each_of_many_rounds(filled: BoltStore) -> None:
    """The plain compare-and-set lets up to four win on Neo4j; writers that take turns in one process would hide it here."""
    with ThreadPoolExecutor(THREADS) as pool:
        for number in range(ROUNDS):
            seen = edge(filled, A, B)
            gate = Barrier(THREADS, timeout=30)
            tried = [pool.submit(attempt, filled, seen, gate, f"r{number}a{i}") for i in range(THREADS)]
            winners = [actor for t in tried if (actor := t.result(60))]
            assert len(winners) == 1
            assert edge(filled, A, B).version == seen.version + 1
    assert len(filled.decisions()) == ROUNDS


def attempt(store: BoltStore, seen: Edge, gate: Barrier, actor: str) -> str | None:
    """The actor, when theirs was the decision; each has a store of their own, as reviewers on four machines have."""
    own = BoltStore(store._server, store._texts)
    verdict = Verdict.REJECT if seen.status is Status.CONFIRMED else Verdict.CONFIRM
    gate.wait()
    try:
        own.decide(decision(seen, verdict, actor=actor, hour=float(seen.version)), expected_version=seen.version)
    except StaleDecision:
        return None
    return actor


def test_a_constraint_and_an_index_that_are_gone_are_named_and_made_again(server: BoltStore) -> None:
    assert server.missing_schema() == ()
    driver, database = server._server.writer, server._server.database
    driver.execute_query("DROP INDEX decision_edge", database_=database)
    try:
        assert server.missing_schema() == ("decision_edge",)
    finally:
        server._server.make_schema([s for s in shipped.schema() if "decision_edge" in s])
    assert server.missing_schema() == ()


def test_what_is_read_follows_what_was_written(server: BoltStore, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = server._server.bookmarks
    server.propose([reading(A, claim(A, B))])
    (written,) = manager.get_bookmarks()
    sent: list[set[str]] = []
    asked = manager.get_bookmarks

    def noted() -> set[str]:
        sent.append(set(asked()))
        return sent[-1]

    monkeypatch.setattr(manager, "get_bookmarks", noted)
    assert server.counts().edges == 1
    assert written in sent[0]
    sent.clear()
    assert server.query("MATCH (n:Dataset) RETURN count(n) AS n").rows == [[2]]
    assert sent[0]
