"""The stores under contract: the in-memory oracle, the embedded engine, and a real Neo4j where `make test` could fetch one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph import host
from graph.contract import Store
from graph.memory import MemoryStore
from graph.store import BoltStore, connect
from tests import neo4j_server


class Texts:
    """The texts of documents in a dictionary."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def put(self, text: str) -> str:
        import hashlib

        sha = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        self._kept[sha] = text
        return sha

    def text(self, sha: str) -> str | None:
        return self._kept.get(sha)


SERVERS = ["embedded", *(["neo4j"] if neo4j_server.fetched() else [])]
KINDS = ["memory", *SERVERS]


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoltStore]:
    """One host for the session, in a home of its own."""
    home: Path = tmp_path_factory.mktemp("home")
    at = host.ensure(home)
    try:
        found = connect(at.url, at.user, at.password, at.database, reader=at.reader, reader_password=at.reader_password, texts=Texts())
        yield found
        found.close()
    finally:
        host.stop(home)


@pytest.fixture(scope="session")
def neo4j(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoltStore]:
    """One server for the session, reached as a cluster is, by its routing table."""
    with neo4j_server.running(tmp_path_factory.mktemp("neo4j")) as at:
        found = connect(at.url, at.user, at.password, "neo4j", texts=Texts())
        yield found
        found.close()


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty store of each kind."""
    if request.param == "memory":
        yield MemoryStore()
        return
    found: BoltStore = request.getfixturevalue(request.param)
    empty(found)
    yield found


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest) -> BoltStore:
    """An empty graph on each server."""
    found: BoltStore = request.getfixturevalue(request.param)
    empty(found)
    return found


def empty(store: BoltStore) -> None:
    """Remove every node and relationship."""
    store._write(lambda tx: list(tx.run("MATCH (n) DETACH DELETE n")))
