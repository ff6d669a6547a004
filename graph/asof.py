"""The graph as it was known at a time: a view of a store that leaves out what came later.

An edge says what it said then: relation, confidence, splits, rows, flags, claims and status (`graph.versions`). A name that was
resolved later stands for itself, with its own edges; scans count from `measured_at` on, decisions from their time. What is
kept without its past is shown as it is today: nodes (titles, states, dates), texts, the words and confidences of single
claims, runs, and facts of CARRIES. Of what one crawl made of an edge only the outcome is kept, and it counts from the first
time that crawl touched the edge. An edge that changed before the graph kept versions is shown as today but for the status
that verdicts and its withdrawal gave it; `unrecorded` names those that were asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from functools import cached_property
from typing import TypeVar

from graph.contract import LIVE, Direction, Facts, Reads, Version
from graph.ids import Kind, kind_of
from graph.model import Artifact, Carries, Claim, Decision, Document, Edge, EdgeType, Overlap, Status
from graph.runs import Run
from graph.versions import EdgeVersion, unrecorded

Fact = TypeVar("Fact", Carries, Overlap)
_RESOLVING = frozenset(Status) - {Status.WITHDRAWN}


def moment(text: str) -> datetime:
    """A date (its end, in UTC) or a time (UTC unless it says else). Raises ValueError for what is neither."""
    found = datetime.fromisoformat(text.strip())
    if len(text.strip()) <= len("2026-01-01"):
        found = datetime.combine(found.date(), time.max)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


class AsOf:
    """A view of `store` as of a time; the questions of `graph.contract.Reads`."""

    def __init__(self, store: Reads, at: datetime) -> None:
        """Reads what differs from today at once, when first asked: versions that stood then and were left, names resolved, verdicts."""
        self._store = store
        self.at = at
        self.unrecorded: set[str] = set()

    def version(self) -> Version:
        """As today."""
        return self._store.version()

    def canonical(self, ids: Collection[str]) -> dict[str, str]:
        """What each id answered as."""
        then = {i: self._answer(i) for i in ids}
        today = self._store.canonical([i for i, key in then.items() if key not in self._spelled])
        return {i: self._spelled[key] if key in self._spelled else today[i] for i, key in then.items()}

    def artifacts(self, ids: Collection[str] | None = None) -> dict[str, Artifact]:
        """As today, each under the id it answered as; nodes of ids resolved later are nodes of their own."""
        if ids is None:
            return {i: self._named(node) for i, node in self._store.artifacts().items()}
        then = self.canonical(ids)
        own = {key for key in then.values() if key.lower() in self._later}
        found = self._store.artifacts({i for i in then.values() if i not in own})
        if own:
            found |= {i: node for i, node in self._store.artifacts().items() if i in own}
        return {i: self._named(found[key]) for i, key in then.items() if key in found}

    def edges(self, ids: Collection[str]) -> list[Edge]:
        """Edges that were known, as they were."""
        return list(self._then(self._store.edges(ids), Status))

    def edges_of(
        self,
        artifact_ids: Collection[str],
        direction: Direction,
        *,
        types: Collection[EdgeType] = (EdgeType.DERIVED_FROM,),
        statuses: Collection[Status] = LIVE,
    ) -> list[Edge]:
        """One hop from many artifacts over edges that had one of the statuses."""
        asked = {self._answer(i) for i in artifact_ids}
        today = {edge.id: edge for edge in self._store.edges_of(asked, direction, types=types, statuses=list(Status))}
        # Edges of a node that answers as another today are not found there.
        today |= {edge.id: edge for edge in self._apart if edge.type in types}
        here = [edge for _, edge in sorted(today.items()) if _end(edge, direction) in asked]
        return list(self._then(here, statuses))

    def all_edges(self, *, types: Collection[EdgeType] | None = None, statuses: Collection[Status] | None = None) -> list[Edge]:
        """Every edge that had one of the statuses."""
        return list(self._then(self._store.all_edges(types=types), Status if statuses is None else statuses))

    def versions(self, *, edges: Collection[str] | None = None, at: datetime | None = None) -> list[EdgeVersion]:
        """Versions that had been left."""
        return [past for past in self._store.versions(edges=edges, at=at) if past.known_to <= self.at]

    def changed(self, since: datetime, until: datetime) -> list[str]:
        """Edges that came or changed in a time, as far as it had passed."""
        return self._store.changed(since, min(until, self.at))

    def claims(
        self, *, ids: Collection[str] | None = None, documents: Collection[str] | None = None, edges: Collection[str] | None = None
    ) -> list[Claim]:
        """As today, but for those withdrawn later that an edge stood on; on an edge bear those that bear on it today."""
        found = self._store.claims(ids=ids, documents=documents, edges=edges)
        return [c.model_copy(update={"status": Status.PROPOSED}) if self._stood(c) else c for c in found]

    def documents(self, ids: Collection[str] | None = None) -> list[Document]:
        """As today."""
        return self._store.documents(ids)

    def carries(self, *, benchmark: str | None = None, datasets: Collection[str] | None = None) -> list[Carries]:
        """As today, of what the ids that they were stated of answered as."""
        found: dict[tuple[str, ...], Carries] = {}
        for fact, ends in self._ends(self._store.facts().carries):
            found.setdefault((*_lower(ends), fact.split or "", fact.window or ""), fact.model_copy(update=ends))
        return [found[key] for key in sorted(found) if self._meant(found[key], benchmark, datasets)]

    def overlaps(self, *, benchmark: str | None = None, datasets: Collection[str] | None = None) -> list[Overlap]:
        """What had been measured."""
        found: dict[tuple[str, ...], Overlap] = {}
        for scan, ends in self._ends([scan for scan in self._store.facts().overlaps if scan.measured_at <= self.at]):
            found.setdefault((*_lower(ends), scan.split or "", scan.window or "", scan.version or ""), scan.model_copy(update=ends))
        return [found[key] for key in sorted(found) if self._meant(found[key], benchmark, datasets)]

    def facts(self) -> Facts:
        """As today, scans as far as they had been made."""
        told = self._store.facts()
        return Facts(told.carries, [scan for scan in told.overlaps if scan.measured_at <= self.at])

    def decisions(self, edge: str | None = None) -> list[Decision]:
        """What had been decided."""
        return [decision for decision in self._store.decisions(edge) if decision.time <= self.at]

    def runs(self, *, ids: Collection[str] | None = None, artifacts: Collection[str] | None = None) -> list[Run]:
        """As today."""
        return self._store.runs(ids=ids, artifacts=artifacts)

    def unresolved(self) -> Iterator[str]:
        """Names with edges that were known, and that answered as themselves."""
        ends = {end for edge in self.all_edges() for end in (edge.downstream, edge.upstream) if kind_of(end) is Kind.NAME}
        yield from sorted((name for name in ends if name.lower() not in self._targets), key=str.lower)

    @cached_property
    def _past(self) -> dict[str, EdgeVersion]:
        """What stood then and was left since, by edge."""
        return {past.edge.id: past for past in self._store.versions(at=self.at)}

    @cached_property
    def _apart(self) -> list[Edge]:
        """Edges at an id that was resolved later: all of them were left then, but those by which others are resolved to it."""
        every = [*self._ties, *(past.edge for past in self._past.values())]
        return [edge for edge in every if {edge.downstream.lower(), edge.upstream.lower()} & self._later.keys()]

    @cached_property
    def _ties(self) -> list[Edge]:
        """Every RESOLVED_TO there ever was."""
        return self._store.all_edges(types=[EdgeType.RESOLVED_TO])

    @cached_property
    def _targets(self) -> dict[str, str]:
        """What ids had been resolved to, by key."""
        return {tie.downstream.lower(): tie.upstream.lower() for tie in self._then(self._ties, _RESOLVING)}

    @cached_property
    def _spelled(self) -> dict[str, str]:
        """How their nodes spell the ids that were ever resolved, or resolved to."""
        return {end.lower(): end for tie in self._ties for end in (tie.downstream, tie.upstream)}

    @cached_property
    def _later(self) -> dict[str, str]:
        """Ids that answer as themselves then, and as another today: key -> what it answers as today, as a key."""
        today = {t.downstream.lower(): t.upstream.lower() for t in self._ties if t.status in _RESOLVING}
        return {key: _last(key, today) for key in today if key not in self._targets}

    @cached_property
    def _decisions(self) -> dict[str, list[Decision]]:
        found: dict[str, list[Decision]] = defaultdict(list)
        for decision in self._store.decisions():
            found[decision.edge].append(decision)
        return found

    @cached_property
    def _standing(self) -> frozenset[str]:
        """Claims that edges stood on which changed since."""
        return frozenset(claim for past in self._past.values() for claim in past.edge.claims)

    def _stood(self, claim: Claim) -> bool:
        return claim.status is Status.WITHDRAWN and claim.id in self._standing

    def _answer(self, artifact_id: str) -> str:
        return _last(artifact_id.lower(), self._targets)

    def _named(self, node: Artifact) -> Artifact:
        """A node without the aliases that were resolved to it later."""
        known = tuple(alias for alias in node.aliases if alias.lower() not in self._later)
        return node if known == node.aliases else node.model_copy(update={"aliases": known})

    def _ends(self, told: Sequence[Fact]) -> list[tuple[Fact, dict[str, str]]]:
        """Facts with what their ends answered as; what is told of an id itself comes before what is told of others that meant it."""
        names = self.canonical({fact.dataset for fact in told} | {fact.benchmark for fact in told})
        listed = [(fact, {"dataset": names[fact.dataset], "benchmark": names[fact.benchmark]}) for fact in told]
        return sorted(listed, key=lambda one: (one[0].dataset.lower() in self._targets, one[0].dataset.lower(), one[0].benchmark.lower()))

    def _meant(self, fact: Carries | Overlap, benchmark: str | None, datasets: Collection[str] | None) -> bool:
        """Whether a fact is of the benchmark and of one of the datasets that are asked for, where they are."""
        held = benchmark is None or fact.benchmark.lower() == self._answer(benchmark)
        return held and (datasets is None or fact.dataset.lower() in {self._answer(i) for i in datasets})

    def _then(self, edges: Iterable[Edge], statuses: Iterable[Status]) -> Iterator[Edge]:
        wanted = frozenset(statuses)
        for edge in edges:
            past = self._past.get(edge.id)
            state = past.edge if past is not None else edge
            if state.first_seen > self.at:
                continue
            if unrecorded(state):
                self.unrecorded.add(edge.id)
                state = self._by_verdicts(state)
            if state.status in wanted:
                yield state

    def _by_verdicts(self, edge: Edge) -> Edge:
        """An edge without versions: the last verdict's status until then, else what it was before the first; then its withdrawal."""
        verdicts = sorted(self._decisions[edge.id], key=lambda d: d.version) if edge.id in self._decisions else []
        made = [decision for decision in verdicts if decision.time <= self.at]
        status = made[-1].after if made else verdicts[0].before if verdicts else edge.status
        gone = edge.withdrawn_at
        if status is Status.WITHDRAWN and gone is not None and gone > self.at:
            status = Status.PROPOSED
        elif status is Status.PROPOSED and gone is not None and gone <= self.at:
            status = Status.WITHDRAWN
        return edge if status is edge.status else edge.model_copy(update={"status": status})


def _lower(ends: dict[str, str]) -> tuple[str, str]:
    return ends["dataset"].lower(), ends["benchmark"].lower()


def _last(key: str, targets: dict[str, str]) -> str:
    while key in targets:
        key = targets[key]
    return key


def _end(edge: Edge, direction: Direction) -> str:
    """The key of the end that a hop in this direction leaves from."""
    return (edge.downstream if direction == "upstream" else edge.upstream).lower()
