"""The graph on a server: the one store class, for Neo4j and for the embedded host alike, on the official driver over Bolt."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast
from uuid import uuid4

from graph import bolt_read as read
from graph.bolt_decide import decide
from graph.bolt_query import Rows, Server, run_query
from graph.bolt_rows import document_of
from graph.bolt_slice import Redirect, Slice, Transaction
from graph.bolt_write import write
from graph.contract import LIVE, Act, Counts, Direction, Facts, Proposed, Record, Version
from graph.cypher import load, schema
from graph.errors import CorruptState, StoreUnauthorised, StoreUnavailable
from graph.model import Artifact, Carries, Claim, Decision, Document, Edge, EdgeType, Overlap, Reading, Relation, Status
from graph.runs import Run
from graph.versions import Change, ChangedBy, EdgeVersion, of_readings

if TYPE_CHECKING:
    import neo4j

    from graph.readonly import Browsable

T = TypeVar("T")
_MERGE_TRIES = 5
# How the embedded engine says that it could not write its log.
_LOST_AT_COMMIT = "Neo.ClientError.Transaction.TransactionNotFound"


class Texts(Protocol):
    """Where the texts of documents are kept, by their sha256."""

    def put(self, text: str) -> str:
        """Keep a text; its sha256."""
        ...

    def text(self, sha: str) -> str | None:
        """The text kept under a sha256; None when there is none."""
        ...


def connect(
    url: str,
    user: str,
    password: str,
    database: str,
    *,
    reader: str | None = None,
    reader_password: str | None = None,
    texts: Texts,
    revive: Callable[[], object] | None = None,
) -> BoltStore:
    """A store on the server at `url` (`bolt://`, `neo4j://`, or their `+s` forms), with its schema in place.

    `reader` is a user who may only read, for `BoltStore.query`; without one, queries run in the server's read mode.
    `revive` starts the server again at the same address; it is called when the server is gone and stays so.
    Raises StoreUnavailable (no server, wrong address, no such database) and StoreUnauthorised.
    """
    server = Server.open(url, (user, password), (reader, reader_password or "") if reader else None, database)
    with ExitStack() as undone:
        undone.callback(server.close)
        with _translated(url):
            if not server.embedded:
                server.make_schema(schema())
        undone.pop_all()
    return BoltStore(server, texts, revive=revive)


class BoltStore:
    """The contract of `graph.contract.Store`, over Bolt. Safe to share between threads; writes take turns.

    Every method raises StoreUnavailable when the server does not answer, StoreUnauthorised when it refuses the user.
    """

    def __init__(
        self,
        server: Server,
        texts: Texts,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        revive: Callable[[], object] | None = None,
    ) -> None:
        """Use `connect`. `clock` gives the time of `resolve`, which is told none."""
        self._revive = revive
        self._server = server
        self._texts = texts
        self._clock = clock
        self._turn = threading.Lock()
        self._name = uuid4().hex

    def propose(self, readings: Sequence[Reading]) -> Proposed:
        """Write readings in one transaction; see `Store.propose`."""
        if not readings:
            return Proposed(0, 0, 0, 0)
        for reading in readings:
            for document in reading.documents:
                self._texts.put(document.text)
        return self._write(lambda tx: _propose(tx, readings))

    def resolve(self, alias: str, to: str, *, run: str | None = None) -> None:
        """Make `alias` answer as `to`; see `Store.resolve`."""
        change = Change(ChangedBy.RESOLVED, self._clock(), by=alias.lower(), run=run)

        def work(tx: Transaction) -> None:
            part = Slice(tx)
            part.nodes([alias.lower(), to.lower()])
            part.prepare([], [], [(alias.lower(), to.lower())])
            part.graph.mention(alias, to)
            part.graph.resolve(alias.lower(), to.lower(), change.time)
            write(tx, part, change=change)

        self._write(work)

    def carry(self, facts: Iterable[Carries]) -> None:
        """Upsert facts by dataset, benchmark, split and window."""
        found = list(facts)

        def work(tx: Transaction) -> None:
            part = Slice(tx)
            part.nodes(i.lower() for fact in found for i in (fact.dataset, fact.benchmark))
            for fact in found:
                part.graph.add_fact(fact)
            write(tx, part, change=None)

        if found:
            self._write(work)

    def measure(self, overlaps: Iterable[Overlap]) -> None:
        """Upsert measured overlaps by dataset, benchmark, split, window and version."""
        found = list(overlaps)

        def work(tx: Transaction) -> None:
            part = Slice(tx)
            part.nodes(i.lower() for one in found for i in (one.dataset, one.benchmark))
            for one in found:
                part.graph.add_overlap(one)
            write(tx, part, change=None)

        if found:
            self._write(work)

    def decide(self, decision: Decision, *, expected_version: int) -> Edge:
        """Append a decision if the edge still has `expected_version`; see `Store.decide`."""
        return self.decide_all([Act(decision, expected_version)])[0]

    def decide_all(self, acts: Sequence[Act]) -> list[Edge]:
        """Several decisions with their claims, all or nothing; see `Store.decide_all`."""
        return self._write(lambda tx: decide(tx, acts)) if acts else []

    def flag(self, flags: dict[str, tuple[str, ...]], *, run: str | None = None) -> None:
        """Replace the integrity flags of edges; see `Store.flag`."""
        change = Change(ChangedBy.CHECKED, self._clock(), run=run)

        def work(tx: Transaction) -> None:
            part = Slice(tx)
            part.edges({kind: flags.keys() for kind in EdgeType})
            for identity in part.before.edges:
                part.graph.flag(identity, flags[identity])
            write(tx, part, change=change)

        if flags:
            self._write(work)

    def record_runs(self, runs: Iterable[Run]) -> int:
        """Write runs with their metrics; see `Store.record_runs`."""
        found = list(runs)

        def work(tx: Transaction) -> int:
            part = Slice(tx)
            part.nodes(i.lower() for run in found for i in run.artifacts)
            known = {run.id: run for run in read.runs(tx, ids=sorted({run.id for run in found}), artifacts=None)}
            part.before.runs.update(known)
            part.graph.runs.update(known)
            for run in found:
                part.graph.add_run(run)
            write(tx, part, change=None)
            return sum(known.get(i) != run for i, run in part.graph.runs.items())

        return self._write(work) if found else 0

    def versions(self, *, edges: Collection[str] | None = None, at: datetime | None = None) -> list[EdgeVersion]:
        """What edges said before, by edge and version."""
        return self._read(lambda tx: read.versions(tx, edges=edges, at=at))

    def changed(self, since: datetime, until: datetime) -> list[str]:
        """Ids of edges that came or changed in a time, sorted."""
        return self._read(lambda tx: read.changed(tx, since, until))

    def runs(self, *, ids: Collection[str] | None = None, artifacts: Collection[str] | None = None) -> list[Run]:
        """Runs by id or by what they name, sorted by id."""
        return self._read(lambda tx: read.runs(tx, ids=ids, artifacts=artifacts))

    def load(self, records: Iterable[Record]) -> None:
        """Write records of an export back as they are; see `Store.load`."""
        found = list(records)
        for record in found:
            if isinstance(record, Document):
                self._texts.put(record.text)
        if found:
            self._write(lambda tx: _load(tx, found))

    def version(self) -> Version:
        """What the graph holds now, by name: every writing transaction takes a turn."""
        return Version(self._name, self._read(read.turn))

    def canonical(self, ids: Collection[str]) -> dict[str, str]:
        """What each id answers as, spelled as its node spells it."""
        return self._read(lambda tx: read.canonical(tx, ids))

    def artifacts(self, ids: Collection[str] | None = None) -> dict[str, Artifact]:
        """Nodes by the ids asked for, or all by their own."""
        return self._read(lambda tx: read.artifacts(tx, ids))

    def edges(self, ids: Collection[str]) -> list[Edge]:
        """Edges by id."""
        return self._read(lambda tx: read.edges(tx, ids))

    def edges_of(
        self,
        artifact_ids: Collection[str],
        direction: Direction,
        *,
        types: Collection[EdgeType] = (EdgeType.DERIVED_FROM,),
        statuses: Collection[Status] = LIVE,
    ) -> list[Edge]:
        """One hop from many artifacts, sorted by edge id: one query per label among them."""
        return self._read(lambda tx: read.edges_of(tx, artifact_ids, direction, types=types, statuses=statuses))

    def all_edges(self, *, types: Collection[EdgeType] | None = None, statuses: Collection[Status] | None = None) -> list[Edge]:
        """Every edge of the given types and statuses, sorted by id."""
        return self._read(lambda tx: read.all_edges(tx, types=types, statuses=statuses))

    def claims(
        self, *, ids: Collection[str] | None = None, documents: Collection[str] | None = None, edges: Collection[str] | None = None
    ) -> list[Claim]:
        """Claims by id, by document or by edge, sorted by id."""
        return self._read(lambda tx: read.claims(tx, ids=ids, documents=documents, edges=edges))

    def documents(self, ids: Collection[str] | None = None) -> list[Document]:
        """Stored revisions with their texts. Raises CorruptState when a text is not in this home's archive."""
        return [document_of(node, self._text(node)) for node in self._read(lambda tx: read.documents(tx, ids))]

    def carries(self, *, benchmark: str | None = None, datasets: Collection[str] | None = None) -> list[Carries]:
        """CARRIES facts, sorted by dataset, benchmark, split and window."""
        return self._read(lambda tx: read.carries(tx, benchmark=benchmark, datasets=datasets))

    def overlaps(self, *, benchmark: str | None = None, datasets: Collection[str] | None = None) -> list[Overlap]:
        """Measured overlaps, sorted by dataset, benchmark, split, window and version."""
        return self._read(lambda tx: read.overlaps(tx, benchmark=benchmark, datasets=datasets))

    def facts(self) -> Facts:
        """Facts and scans as they were told."""
        return self._read(read.facts)

    def decisions(self, edge: str | None = None) -> list[Decision]:
        """Decisions, oldest first; of one time, by edge and version."""
        return self._read(lambda tx: read.decisions(tx, edge))

    def unresolved(self) -> Iterator[str]:
        """Ids of `name:` nodes that answer only as themselves, sorted."""
        yield from self._read(read.unresolved)

    def counts(self) -> Counts:
        """Nodes, stored revisions of documents, live claims, live edges."""
        return self._read(read.counts)

    def query(self, cypher: str, parameters: Mapping[str, Any] | None = None, *, limit: int = 1000, deadline: float = 10.0) -> Rows:
        """The first `limit` rows of a reading query, as plain data, within `deadline` seconds (at most 30 on the embedded engine).

        It runs as a user who cannot write, or in the server's read mode, and is rolled back.
        Raises QueryRefused when it writes, cannot be run, or runs past the deadline.
        """
        with _translated(self._server.url):
            return run_query(self._server, cypher, dict(parameters or {}), limit=limit, deadline=deadline)

    def missing_schema(self) -> tuple[str, ...]:
        """Names of the constraints and indexes that the graph should have and has not, or that failed to build."""
        with _translated(self._server.url):
            return self._server.missing_schema(schema())

    def reading(self) -> Browsable:
        """A view that cannot write, over the same connections; it ends with this store."""
        from graph.readonly import ReadingServer, ReadOnly

        return cast("Browsable", ReadOnly(BoltStore(ReadingServer.of(self._server), self._texts, revive=self._revive)))

    def close(self) -> None:
        """Release connections; the data stays."""
        self._server.close()

    def _text(self, node: Mapping[str, Any]) -> str:
        text = self._texts.text(node["sha256"])
        if text is None:
            raise CorruptState(
                f"the text of {node['id']} ({node['sha256'][:12]}...) is not in this home's archive; "
                "crawl it again with --refresh, or use the home in which it was read"
            )
        return text

    def _read(self, work: Callable[[Transaction], T]) -> T:
        def attempt() -> T:
            with self._server.session() as session:
                return session.execute_read(work)

        with _translated(self._server.url):
            return self._revived(attempt)

    def _revived(self, attempt: Callable[[], T]) -> T:
        """An attempt, and another after the server was started again when it is gone for longer than the driver waits."""
        from neo4j.exceptions import ServiceUnavailable

        try:
            return attempt()
        except ServiceUnavailable:
            if self._revive is None:
                raise
            self._revive()
            return attempt()

    def _write(self, work: Callable[[Transaction], T]) -> T:
        """One transaction, first holding the lock of all writers; done again when the server says so.

        The driver repeats transient failures. Repeated here: a MERGE that lost a race against another writer, and a commit
        whose answer was lost with the server; every write may be made twice.
        """
        from neo4j.exceptions import ConstraintError, IncompleteCommit

        def locked(tx: neo4j.ManagedTransaction) -> T:
            tx.run(load("lock_writers")).consume()
            return work(tx)

        def attempt() -> T:
            for left in reversed(range(_MERGE_TRIES)):
                try:
                    with self._server.session() as session:
                        return session.execute_write(locked)
                except (ConstraintError, IncompleteCommit):
                    if not left:
                        raise
            raise AssertionError("unreachable")

        with self._turn, _translated(self._server.url):
            return self._revived(attempt)


def _propose(tx: Transaction, readings: Sequence[Reading]) -> Proposed:
    made = [claim for reading in readings for claim in reading.claims]
    links = [link for reading in readings for link in reading.links]
    redirects: list[Redirect] = [(k.downstream.lower(), k.upstream.lower()) for k in links if k.relation is Relation.RESOLVED_TO]
    part = Slice(tx)
    known = part.claims(
        ids=sorted({claim.id for claim in made}),
        documents=sorted({document.id.lower() for reading in readings for document in reading.documents}),
    )
    named = [i for c in (*made, *known) for i in (c.downstream, c.upstream)] + [i for k in links for i in (k.downstream, k.upstream)]
    part.nodes(i.lower() for i in [*named, *(reading.artifact.id for reading in readings)])
    ties = [(k.downstream.lower(), k.upstream.lower(), kind) for k in links if (kind := k.relation.edge_type)]
    part.prepare([*made, *known], ties, redirects)
    graph, before = part.graph, part.before
    graph.take(readings)
    write(tx, part, change=of_readings(readings))
    live = {i for i, c in graph.claims.items() if c.status in LIVE}
    was_live = {i for i, c in before.claims.items() if c.status in LIVE}
    return Proposed(
        claims_new=len(live - was_live),
        claims_withdrawn=len(was_live - live),
        edges_new=len(graph.edges.keys() - before.edges.keys()),
        edges_changed=sum(graph.edges[i].version != e.version for i, e in before.edges.items()),
    )


def _load(tx: Transaction, records: Sequence[Record]) -> None:
    part = Slice(tx)
    redirects: list[Redirect] = []
    keys: list[str] = []
    for record in records:
        match record:
            case Artifact():
                keys.append(record.id.lower())
            case Edge() | Claim():
                keys += [record.downstream.lower(), record.upstream.lower()]
            case EdgeVersion(edge=edge):
                keys += [edge.downstream.lower(), edge.upstream.lower()]
            case Carries() | Overlap():
                keys += [record.dataset.lower(), record.benchmark.lower()]
            case Run():
                keys += [i.lower() for i in record.artifacts]
        if isinstance(record, Edge) and record.relation is Relation.RESOLVED_TO:
            redirects.append((record.downstream.lower(), record.upstream.lower()))
    part.nodes(keys)
    moved = part.aliases(alias for alias, _ in redirects)
    about = part.claims(keys=sorted(moved))
    part.nodes(i.lower() for claim in about for i in (claim.downstream, claim.upstream))
    for record in records:
        part.graph.put(record)
    write(tx, part, change=None, newest=False)


@contextmanager
def _translated(url: str) -> Iterator[None]:
    """Errors of the driver as errors of the graph room."""
    from neo4j.exceptions import AuthError, DriverError, Neo4jError

    try:
        yield
    except AuthError as error:
        raise StoreUnauthorised(
            f"{url} refuses the user or password; set STEMMA_GRAPH_USER and STEMMA_GRAPH_PASSWORD to what the server knows"
        ) from error
    except DriverError as error:
        raise StoreUnavailable(
            f"no graph server answers at {url} ({_short(error)}); start it, or set STEMMA_GRAPH to one that runs"
        ) from error
    except Neo4jError as error:
        if error.code == _LOST_AT_COMMIT:
            raise StoreUnavailable(
                f"the graph server at {url} could not commit, and nothing of this write was kept; its disk is full or cannot be "
                "written: free it, then run the same command again"
            ) from error
        raise StoreUnavailable(f"the graph server at {url} refuses: {error.message} ({error.code}); it should be a Neo4j 5") from error


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
