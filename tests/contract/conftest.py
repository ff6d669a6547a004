"""The stores under contract: the in-memory oracle, the embedded engine, and a Neo4j server where STEMMA_TEST_NEO4J names one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph import host
from graph.contract import Store
from graph.memory import MemoryStore
from graph.store import BoltStore, connect


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


# `bolt://USER:PASSWORD@HOST:PORT` of a server whose graph may be emptied; read now, since tests run without STEMMA_* variables.
NEO4J = os.environ.get("STEMMA_TEST_NEO4J", "")
KINDS = ["memory", "embedded", *(["neo4j"] if NEO4J else [])]


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
def neo4j_server() -> Iterator[BoltStore]:
    """The server of STEMMA_TEST_NEO4J."""
    from urllib.parse import urlsplit

    at = urlsplit(NEO4J)
    found = connect(f"{at.scheme}://{at.hostname}:{at.port}", at.username or "neo4j", at.password or "", "neo4j", texts=Texts())
    yield found
    found.close()


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty store of each kind."""
    if request.param == "memory":
        yield MemoryStore()
        return
    found: BoltStore = request.getfixturevalue("embedded" if request.param == "embedded" else "neo4j_server")
    empty(found)
    yield found


def empty(store: BoltStore) -> None:
    """Remove every node and relationship."""
    store._write(lambda tx: list(tx.run("MATCH (n) DETACH DELETE n")))
