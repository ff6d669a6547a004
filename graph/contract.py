"""What every store does: one protocol, met by the Bolt store and by the in-memory oracle, held by one contract suite."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from graph.model import Artifact, Carries, Claim, Decision, Document, Edge, EdgeType, Overlap, Reading, Relation, Status
from graph.runs import Run
from graph.versions import EdgeVersion

Direction = Literal["upstream", "downstream"]
Record = Artifact | Document | Claim | Edge | EdgeVersion | Decision | Carries | Overlap | Run
"""What a graph is made of, and an export writes."""
LIVE = frozenset({Status.PROPOSED, Status.CONFIRMED})
INTEGRITY_FLAGS = frozenset({"cycle", "chronology", "conflict"})


class Counts(NamedTuple):
    """How many of each the graph holds; withdrawn claims and edges are not counted."""

    artifacts: int
    documents: int
    claims: int
    edges: int


class Version(NamedTuple):
    """A name for what a graph holds: equal names mean that nothing was written between; two graphs never share one.

    `graph`: drawn anew with every connection, so names of two processes are never equal. `turn` rises with every write.
    """

    graph: str
    turn: int


class Act(NamedTuple):
    """One decision of several that are taken together.

    `expected`: the edge's version that was seen, 0 for an edge that is not there yet and that `claims` make. `claims` are persons'
    claims as they are to be, made or withdrawn; the edges they bear on are recomputed before the decision sets the status.
    """

    decision: Decision
    expected: int
    claims: tuple[Claim, ...] = ()


class Facts(NamedTuple):
    """Which splits are stated to hold which benchmarks, and what scans measured."""

    carries: list[Carries]
    overlaps: list[Overlap]


class Proposed(NamedTuple):
    """What one batch of readings changed."""

    claims_new: int
    claims_withdrawn: int
    edges_new: int
    edges_changed: int


class Reads(Protocol):
    """Questions to a graph: what every walk and search needs, of a store or of a view of one (`graph.asof`).

    Ids are compared without case and through `resolve`: an id that was resolved to another answers as the other.
    Edges come back with the node's own spelling of both ids.
    """

    def version(self) -> Version:
        """What the graph holds now, by name; one small read."""
        ...

    def canonical(self, ids: Collection[str]) -> dict[str, str]:
        """For each given id the id it answers as, spelled as its node spells it. Unknown ids answer as themselves."""
        ...

    def artifacts(self, ids: Collection[str] | None = None) -> dict[str, Artifact]:
        """Nodes by the ids asked for (resolved, any case); all nodes by their own id when none are given. Missing ids are left out."""
        ...

    def edges(self, ids: Collection[str]) -> list[Edge]:
        """Edges by edge id, sorted by id. Missing ids are left out."""
        ...

    def edges_of(
        self,
        artifact_ids: Collection[str],
        direction: Direction,
        *,
        types: Collection[EdgeType] = (EdgeType.DERIVED_FROM,),
        statuses: Collection[Status] = LIVE,
    ) -> list[Edge]:
        """One hop from many artifacts in one round trip: edges *to* their upstreams, or *from* their downstreams."""
        ...

    def all_edges(self, *, types: Collection[EdgeType] | None = None, statuses: Collection[Status] | None = None) -> list[Edge]:
        """Every edge of the given types and statuses (all when None), sorted by id."""
        ...

    def claims(
        self, *, ids: Collection[str] | None = None, documents: Collection[str] | None = None, edges: Collection[str] | None = None
    ) -> list[Claim]:
        """Claims by claim id, by document id, or by the id of the edge they bear on (all when none is given), sorted by id.

        Withdrawn ones too. On an edge also bear claims that its source was taken out, which it does not stand on.
        """
        ...

    def documents(self, ids: Collection[str] | None = None) -> list[Document]:
        """The stored revisions of the given documents, or of all, by id and then fetched_at, with their text."""
        ...

    def carries(self, *, benchmark: str | None = None, datasets: Collection[str] | None = None) -> list[Carries]:
        """CARRIES facts of a benchmark (its id, in any case), of datasets, or all."""
        ...

    def overlaps(self, *, benchmark: str | None = None, datasets: Collection[str] | None = None) -> list[Overlap]:
        """Measured overlaps with a benchmark (its id, in any case), of datasets, or all; those of resolved ids as the other's."""
        ...

    def facts(self) -> Facts:
        """All that is stated and measured, under the ids of which it was, whatever these answer as."""
        ...

    def decisions(self, edge: str | None = None) -> list[Decision]:
        """Decisions, oldest first, on one edge or on all."""
        ...

    def versions(self, *, edges: Collection[str] | None = None, at: datetime | None = None) -> list[EdgeVersion]:
        """What edges said before they changed, by edge and version: all, of some edges, or what stood at a time and no longer does.

        A version that a crawl left within itself is not kept, and a graph of before versions were kept has none.
        """
        ...

    def changed(self, since: datetime, until: datetime) -> list[str]:
        """Ids of the edges that were first seen, changed or withdrawn after `since` and no later than `until`, sorted."""
        ...

    def runs(self, *, ids: Collection[str] | None = None, artifacts: Collection[str] | None = None) -> list[Run]:
        """Runs by run id, and those that name any of the artifacts (resolved, any case) as data, base, model or measured on.

        All when neither is given; sorted by id. Their ids stand as they were stated: `canonical` says what these answer as.
        """
        ...


class Store(Reads, Protocol):
    """A graph of artifacts, documents, claims, edges and decisions, read as `Reads` and written. Nothing is ever deleted."""

    def propose(self, readings: Sequence[Reading]) -> Proposed:
        """Write readings in one transaction: all or nothing, and the same batch twice changes nothing but `last_seen`.

        For each reading: upsert its artifact, documents (kept per revision), claims and links; withdraw the live claims
        of the same documents and readers that it no longer makes, never a person's; then recompute every edge whose claims changed
        (`confidence.aggregate`). An edge whose last live claim goes becomes withdrawn unless a person confirmed it;
        then it keeps its status and gets the flag `claims_withdrawn`. A withdrawn edge that is claimed again is proposed.
        A rejected or confirmed edge keeps its status. Any change of an edge's content raises its version by one.
        Two readings of one document in one batch (by artifacts reached differently) are taken in the order given; edges
        are recomputed once, after the last reading and its links. A reading without claims withdraws those of every reader.
        A person's claim is live until that person's verdict is undone: an edge with claims of persons alone, whose words stand no more in
        the documents as read, keeps its status and relation and gets the flag `claims_withdrawn`, until they stand there again.
        A link RESOLVED_TO resolves. A pair whose two ends answer as one id makes no edge.
        """
        ...

    def resolve(self, alias: str, to: str, *, run: str | None = None) -> None:
        """Make `alias` (a `name:` or a moved id) answer as `to`.

        Its node stays and gets RESOLVED_TO; `to` lists it among its aliases; its claims count for the edges of `to`;
        its own edges are withdrawn with the flag `resolved`, its live links made again for `to`. Resolving twice changes nothing.
        `run`: the crawl that resolves.
        """
        ...

    def carry(self, facts: Iterable[Carries]) -> None:
        """Upsert which splits of which datasets hold a benchmark's items; both ends become nodes."""
        ...

    def measure(self, overlaps: Iterable[Overlap]) -> None:
        """Upsert what scans measured, by dataset, benchmark, split, window and version; both ends become nodes."""
        ...

    def decide(self, decision: Decision, *, expected_version: int) -> Edge:
        """Append a decision and set the edge's status and flags, if the edge still has `expected_version`; the edge after it.

        Compare-and-set: of several callers with one version, exactly one wins.
        Raises UnknownEdge; StaleDecision naming the last decision's actor, verdict and time.
        """
        ...

    def decide_all(self, acts: Sequence[Act]) -> list[Edge]:
        """Several decisions on different edges, and the claims that they make or withdraw, in one transaction: all or nothing.

        Each as `decide`, and each edge's version rises by one, whatever else of it changes; the edges after it, in the order given.
        Raises UnknownEdge, StaleDecision (also for an edge that was expected not to be there yet); then nothing was written.
        """
        ...

    def flag(self, flags: dict[str, tuple[str, ...]], *, run: str | None = None) -> None:
        """Set the integrity flags (`cycle`, `chronology`, `conflict`) of edges by id; other flags stay. A change raises the version."""
        ...

    def record_runs(self, runs: Iterable[Run]) -> int:
        """Write runs with their metrics, all or nothing; every artifact they name becomes a node. The number of runs that changed.

        The same run twice changes nothing; metrics of one run add up (`graph.runs.joined`). Raises ConflictingRun.
        """
        ...

    def load(self, records: Iterable[Record]) -> None:
        """Write records of an export back as they are (no recomputing), in one transaction; for what exists, the record wins."""
        ...

    def unresolved(self) -> Iterator[str]:
        """Ids of `name:` nodes that answer only as themselves."""
        ...

    def counts(self) -> Counts:
        """How many artifacts, documents, live claims and live edges there are."""
        ...

    def close(self) -> None:
        """Release connections; the data stays."""
        ...


STRUCTURAL = frozenset({Relation.COPY_OF, Relation.PART_OF, Relation.DOCUMENTED_BY, Relation.RESOLVED_TO})
