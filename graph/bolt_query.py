"""Connections to a Bolt server, and free Cypher on them: read-only, bounded in rows and in time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

from graph.bolt_rows import plain
from graph.errors import QueryRefused, StoreUnavailable
from graph.free_cypher import beyond

if TYPE_CHECKING:
    import neo4j
    from neo4j.api import BookmarkManager

_INDEX_SECONDS = 60
_SCHEMES = frozenset({"bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"})
_OPTIONS: dict[str, Any] = {
    "user_agent": "stemma",
    "connection_timeout": 10.0,
    "connection_acquisition_timeout": 30.0,
    "max_transaction_retry_time": 15.0,
    "initial_retry_delay": 0.02,
    "notifications_min_severity": "OFF",
}
_PLURAL = {"CONSTRAINT": "CONSTRAINTS", "INDEX": "INDEXES"}
_WRITE_MEND = "use the commands of stemma to change the graph"
_FORBIDDEN = frozenset({"Neo.ClientError.Security.Forbidden", "Neo.ClientError.Statement.AccessMode"})


class Rows(NamedTuple):
    """A query's answer as plain data; `truncated` when there were more rows than the limit."""

    columns: list[str]
    rows: list[list[Any]]
    truncated: bool


@dataclass
class Server:
    """The driver of a server for the writing user, one for the reading user where there is one, and the database."""

    url: str
    database: str
    writer: neo4j.Driver = field(repr=False)
    reader: neo4j.Driver | None = field(repr=False)
    bookmarks: BookmarkManager = field(repr=False)

    @classmethod
    def open(cls, url: str, user: tuple[str, str], reader: tuple[str, str] | None, database: str) -> Server:
        """Drivers for a URL; nothing is asked yet. Raises StoreUnavailable for what is no Bolt URL."""
        import neo4j
        from neo4j.exceptions import ConfigurationError

        # Without a handler Python prints the driver's notes on each repeated transaction.
        logging.getLogger("neo4j").addHandler(logging.NullHandler())
        try:
            if url.partition("://")[0] not in _SCHEMES:
                raise ValueError("no Bolt scheme")
            writing = neo4j.GraphDatabase.driver(url, auth=user, **_OPTIONS)
            reading = neo4j.GraphDatabase.driver(url, auth=reader, **_OPTIONS) if reader else None
        except (ConfigurationError, ValueError) as error:
            raise StoreUnavailable(f"{url!r} is no address of a graph server ({error}); write bolt://HOST:7687 or neo4j://HOST") from error
        return cls(url, database, writing, reading, neo4j.GraphDatabase.bookmark_manager())

    @cached_property
    def embedded(self) -> bool:
        """Whether the embedded engine answers, not Neo4j; asked once, so that what is wrong with the server shows then."""
        with self.session() as session:
            return "ArcadeDB" in session.run("RETURN 1").consume().server.agent

    def session(self) -> neo4j.Session:
        """A session of the writing user; in a cluster it sees what was written before it by way of this object."""
        return self.writer.session(database=self.database, bookmark_manager=self.bookmarks)

    def reading_session(self, fetch_size: int) -> neo4j.Session:
        """A session that reads, as the reading user where there is one; it too follows what was written before it."""
        import neo4j

        return (self.reader or self.writer).session(
            database=self.database, default_access_mode=neo4j.READ_ACCESS, fetch_size=fetch_size, bookmark_manager=self.bookmarks
        )

    def make_schema(self, statements: Sequence[str]) -> None:
        """Make the constraints and indexes that are missing, and wait for them: an index that fills cannot refuse yet."""
        missing = set(self.missing_schema(statements))
        for statement in statements:
            if statement.split()[2] in missing:
                self.writer.execute_query(statement, database_=self.database)
        if missing and not self.embedded:
            self.writer.execute_query(f"CALL db.awaitIndexes({_INDEX_SECONDS})", database_=self.database)

    def missing_schema(self, statements: Sequence[str]) -> tuple[str, ...]:
        """Names of the constraints and indexes of these statements that the database lacks, or whose index failed."""
        found = set[str]()
        for kind in ("CONSTRAINTS", "INDEXES"):
            rows = self.writer.execute_query(f"SHOW {kind}", database_=self.database).records
            found |= {f"{kind} {row['name']}" for row in rows if row.data().get("state") != "FAILED"}
        return tuple(name for _, kind, name, *_ in map(str.split, statements) if f"{_PLURAL[kind]} {name}" not in found)

    def close(self) -> None:
        """Close all connections."""
        for driver in filter(None, (self.writer, self.reader)):
            driver.close()


def run_query(server: Server, cypher: str, parameters: dict[str, Any], *, limit: int, deadline: float) -> Rows:
    """See `BoltStore.query`; errors of the connection are the driver's."""
    from neo4j.exceptions import AuthError, DriverError, Neo4jError

    if words := beyond(cypher):
        raise QueryRefused(f"the query would write, or reach beyond the graph ({words}); {_WRITE_MEND}")
    mark = f"// stemma {uuid4().hex}"
    passed = threading.Event()
    try:
        with (
            server.reading_session(min(limit + 1, 1000)) as session,
            _watched(server, mark, deadline, passed),
            session.begin_transaction(timeout=deadline) as tx,
        ):
            result = tx.run(f"{cypher.rstrip().rstrip(';')}\n{mark}", parameters)
            rows = [[plain(value) for value in record.values()] for record in islice(result, limit + 1)]
            columns = list(result.keys())
            # The embedded engine checks changed properties at commit only, which never comes.
            if result.consume().counters.contains_updates:
                raise QueryRefused(f"the query would write, and queries only read; {_WRITE_MEND}")
            tx.rollback()
    except AuthError:
        raise
    except Neo4jError as error:
        raise QueryRefused(_why(error, deadline, passed).replace(mark, "").strip()) from error
    except DriverError as error:
        if passed.is_set():
            raise QueryRefused(_why(error, deadline, passed)) from error
        raise
    return Rows(columns, rows[:limit], truncated=len(rows) > limit)


@contextmanager
def _watched(server: Server, mark: str, deadline: float, passed: threading.Event) -> Iterator[None]:
    """End the marked statement when the deadline passes; Neo4j does so by itself, the embedded engine only when told."""
    from neo4j.exceptions import DriverError, Neo4jError

    def end() -> None:
        passed.set()
        # The statement, or the server, may have ended meanwhile.
        with suppress(DriverError, Neo4jError):
            for row in server.writer.execute_query("SHOW TRANSACTIONS", database_=server.database).records:
                if mark in str(row["currentQuery"]):
                    server.writer.execute_query(f"TERMINATE TRANSACTION '{row['transactionId']}'", database_=server.database)

    if not server.embedded:
        yield
        return
    timer = threading.Timer(deadline, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _why(error: Exception, deadline: float, passed: threading.Event) -> str:
    code = str(getattr(error, "code", "") or "")
    message = str(getattr(error, "message", "") or error)
    if passed.is_set() or "TimedOut" in code or "Terminated" in code:
        return f"the query ran longer than {deadline:g} s and was stopped; bound its hops, add labels, or a LIMIT"
    if code in _FORBIDDEN or "not allowed to" in message:
        return f"the query would write, and queries only read ({message}); {_WRITE_MEND}"
    return f"the query cannot be run: {message}"
