"""A store in plain dictionaries: the oracle of the contract suite, and the graph of commands that keep nothing.

Every write works on a copy of the state and swaps it in at the end, under one lock: all or nothing, and readers never
see half a batch.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Lock
from uuid import uuid4

from graph.contract import INTEGRITY_FLAGS as INTEGRITY_FLAGS
from graph.contract import LIVE, Act, Counts, Direction, Facts, Proposed, Record, Version
from graph.dictionaries import Graph
from graph.ids import Kind
from graph.model import Artifact, Carries, Claim, Decision, Document, Edge, EdgeType, Overlap, Reading, Status, edge_id
from graph.runs import Run
from graph.versions import Change, ChangedBy, EdgeVersion, of_readings


def _now() -> datetime:
    return datetime.now(UTC)


class MemoryStore:
    """The contract of `graph.contract.Store`, kept in memory. Safe to share between threads."""

    def __init__(self, *, clock: Callable[[], datetime] = _now) -> None:
        """An empty graph; `clock` gives the time of `resolve`, which is told none."""
        self._clock = clock
        self._lock = Lock()
        self._graph = Graph()
        self._version = Version(uuid4().hex, 0)

    @contextmanager
    def _writing(self) -> Iterator[Graph]:
        with self._lock:
            graph = self._graph.copy()
            yield graph
            self._graph = graph
            self._version = self._version._replace(turn=self._version.turn + 1)

    def propose(self, readings: Sequence[Reading]) -> Proposed:
        """Write readings; see `Store.propose`. Edges are recomputed once, after the last reading and its links."""
        with self._writing() as graph:
            before = self._graph
            graph.take(readings)
            graph.remember(before.edges, of_readings(readings))
            live = {i for i, c in graph.claims.items() if c.status in LIVE}
            was_live = {i for i, c in before.claims.items() if c.status in LIVE}
            return Proposed(
                claims_new=len(live - was_live),
                claims_withdrawn=len(was_live - live),
                edges_new=len(graph.edges.keys() - before.edges.keys()),
                edges_changed=sum(graph.edges[i].version != e.version for i, e in before.edges.items()),
            )

    def resolve(self, alias: str, to: str, *, run: str | None = None) -> None:
        """Make `alias` answer as `to`; see `Store.resolve`. Resolving it elsewhere later moves its claims there."""
        with self._writing() as graph:
            change = Change(ChangedBy.RESOLVED, self._clock(), by=alias.lower(), run=run)
            graph.mention(alias, to)
            graph.resolve(alias.lower(), to.lower(), change.time)
            graph.remember(self._graph.edges, change)

    def carry(self, facts: Iterable[Carries]) -> None:
        """Upsert facts by dataset, benchmark, split and window; both ends become nodes."""
        found = list(facts)
        with self._writing() as graph:
            for fact in found:
                graph.add_fact(fact)

    def measure(self, overlaps: Iterable[Overlap]) -> None:
        """Upsert measured overlaps; both ends become nodes."""
        found = list(overlaps)
        with self._writing() as graph:
            for overlap in found:
                graph.add_overlap(overlap)

    def decide(self, decision: Decision, *, expected_version: int) -> Edge:
        """Append a decision if the edge still has `expected_version`; see `Store.decide`."""
        return self.decide_all([Act(decision, expected_version)])[0]

    def decide_all(self, acts: Sequence[Act]) -> list[Edge]:
        """Several decisions with their claims, all or nothing; see `Store.decide_all`."""
        if not acts:
            return []
        with self._writing() as graph:
            return graph.decide(acts)

    def flag(self, flags: dict[str, tuple[str, ...]], *, run: str | None = None) -> None:
        """Replace the integrity flags of the given edges; ids of no edge are passed over. A change raises the version."""
        with self._writing() as graph:
            for identity in flags.keys() & graph.edges.keys():
                graph.flag(identity, flags[identity])
            graph.remember(self._graph.edges, Change(ChangedBy.CHECKED, self._clock(), run=run))

    def version(self) -> Version:
        """What the graph holds now, by name."""
        return self._version

    def canonical(self, ids: Collection[str]) -> dict[str, str]:
        """What each id answers as, spelled."""
        graph = self._graph
        return {i: graph.spelled(graph.answer(i)) if graph.answer(i) in graph.nodes else i for i in ids}

    def artifacts(self, ids: Collection[str] | None = None) -> dict[str, Artifact]:
        """Nodes by the ids asked for, or all by their own."""
        graph = self._graph
        if ids is None:
            return {node.id: graph.node(key) for key, node in sorted(graph.nodes.items())}
        return {i: graph.node(graph.answer(i)) for i in ids if graph.answer(i) in graph.nodes}

    def edges(self, ids: Collection[str]) -> list[Edge]:
        """Edges by id."""
        graph = self._graph
        return [graph.edge(graph.edges[i]) for i in sorted(set(ids)) if i in graph.edges]

    def edges_of(
        self,
        artifact_ids: Collection[str],
        direction: Direction,
        *,
        types: Collection[EdgeType] = (EdgeType.DERIVED_FROM,),
        statuses: Collection[Status] = LIVE,
    ) -> list[Edge]:
        """One hop from many artifacts, sorted by edge id."""
        graph = self._graph
        asked = {graph.answer(i) for i in artifact_ids}
        return [
            graph.edge(edge)
            for _, edge in sorted(graph.edges.items())
            if (edge.downstream if direction == "upstream" else edge.upstream) in asked and edge.type in types and edge.status in statuses
        ]

    def all_edges(self, *, types: Collection[EdgeType] | None = None, statuses: Collection[Status] | None = None) -> list[Edge]:
        """Every edge of the given types and statuses, sorted by id."""
        graph = self._graph
        return [
            graph.edge(edge)
            for _, edge in sorted(graph.edges.items())
            if (types is None or edge.type in types) and (statuses is None or edge.status in statuses)
        ]

    def claims(
        self, *, ids: Collection[str] | None = None, documents: Collection[str] | None = None, edges: Collection[str] | None = None
    ) -> list[Claim]:
        """Claims by id, by document or by edge, sorted by id."""
        graph = self._graph
        wanted = set(ids or ())
        inside = {document.lower() for document in documents or ()}
        borne = {edge_id(*pair): pair for pair in map(graph.pair, graph.claims.values()) if pair} if edges else {}
        pairs = {borne[i] for i in edges or () if i in borne}
        everything = ids is None and documents is None and edges is None
        return [
            claim
            for identity, claim in sorted(graph.claims.items())
            if everything or identity in wanted or claim.document_id.lower() in inside or (pairs and graph.pair(claim) in pairs)
        ]

    def documents(self, ids: Collection[str] | None = None) -> list[Document]:
        """Stored revisions, by id and then fetched_at."""
        wanted = None if ids is None else {i.lower() for i in ids}
        found = [document for key, document in self._graph.documents.items() if wanted is None or key[0] in wanted]
        return sorted(found, key=lambda d: (d.id.lower(), d.fetched_at, d.sha256))

    def carries(self, *, benchmark: str | None = None, datasets: Collection[str] | None = None) -> list[Carries]:
        """CARRIES facts, sorted by dataset, benchmark, split and window."""
        graph = self._graph
        asked = None if datasets is None else {graph.answer(i) for i in datasets}
        held = None if benchmark is None else graph.answer(benchmark)
        return [
            fact for key, fact in sorted(graph.facts().items()) if (asked is None or key[0] in asked) and (held is None or key[1] == held)
        ]

    def overlaps(self, *, benchmark: str | None = None, datasets: Collection[str] | None = None) -> list[Overlap]:
        """Measured overlaps, sorted by dataset, benchmark, split, window and version."""
        graph = self._graph
        asked = None if datasets is None else {graph.answer(i) for i in datasets}
        held = None if benchmark is None else graph.answer(benchmark)
        return [
            scan for key, scan in sorted(graph.scans().items()) if (asked is None or key[0] in asked) and (held is None or key[1] == held)
        ]

    def facts(self) -> Facts:
        """Facts and scans as they were told."""
        graph = self._graph
        return Facts([graph.carries[key] for key in sorted(graph.carries)], [graph.overlaps[key] for key in sorted(graph.overlaps)])

    def decisions(self, edge: str | None = None) -> list[Decision]:
        """Decisions, oldest first; of one time, by edge and version."""
        found = [decision for decision in self._graph.decisions.values() if edge is None or decision.edge == edge]
        return sorted(found, key=lambda d: (d.time, d.edge, d.version))

    def versions(self, *, edges: Collection[str] | None = None, at: datetime | None = None) -> list[EdgeVersion]:
        """What edges said before, by edge and version."""
        graph = self._graph
        wanted = None if edges is None else frozenset(edges)
        return [
            past.model_copy(update={"edge": graph.edge(past.edge)})
            for (identity, _), past in sorted(graph.versions.items())
            if (wanted is None or identity in wanted) and (at is None or past.known_from <= at < past.known_to)
        ]

    def changed(self, since: datetime, until: datetime) -> list[str]:
        """Ids of edges that came or changed in a time, sorted."""
        graph = self._graph
        came = {e.id for e in graph.edges.values() if any(t is not None and since < t <= until for t in (e.first_seen, e.withdrawn_at))}
        return sorted(came | {identity for (identity, _), past in graph.versions.items() if since < past.known_to <= until})

    def record_runs(self, runs: Iterable[Run]) -> int:
        """Write runs with their metrics; see `Store.record_runs`."""
        found = list(runs)
        with self._writing() as graph:
            before = self._graph.runs
            for run in found:
                graph.add_run(run)
            return sum(before.get(i) != run for i, run in graph.runs.items())

    def runs(self, *, ids: Collection[str] | None = None, artifacts: Collection[str] | None = None) -> list[Run]:
        """Runs by id or by what they name, sorted by id."""
        graph = self._graph
        asked = {graph.answer(i) for i in artifacts or ()}
        everything = ids is None and artifacts is None
        return [
            run
            for identity, run in sorted(graph.runs.items())
            if everything or identity in (ids or ()) or any(graph.answer(i) in asked for i in run.artifacts)
        ]

    def load(self, records: Iterable[Record]) -> None:
        """Write records as they are; nothing when reading them fails half way."""
        found = list(records)
        with self._writing() as graph:
            for record in found:
                graph.put(record)

    def unresolved(self) -> Iterator[str]:
        """Ids of `name:` nodes that answer only as themselves, sorted."""
        graph = self._graph
        yield from (node.id for key, node in sorted(graph.nodes.items()) if node.kind is Kind.NAME and key not in graph.targets)

    def counts(self) -> Counts:
        """Nodes, stored revisions of documents, live claims, live edges."""
        graph = self._graph
        return Counts(
            artifacts=len(graph.nodes),
            documents=len(graph.documents),
            claims=sum(claim.status in LIVE for claim in graph.claims.values()),
            edges=sum(edge.status in LIVE for edge in graph.edges.values()),
        )

    def close(self) -> None:
        """Nothing to release."""
