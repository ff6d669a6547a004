"""A whole graph read once and held in memory, indexed: the questions of `graph.contract.Reads`, answered of one moment.

For work that asks thousands of small questions, like writing every page of a site. Memory: all texts, and a few kilobytes an edge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TypeVar
from uuid import uuid4

from graph.contract import LIVE, Counts, Direction, Facts, Reads, Version
from graph.ids import Kind
from graph.model import Artifact, Carries, Claim, Decision, Document, Edge, EdgeType, Overlap, Status, edge_id
from graph.runs import Run
from graph.versions import EdgeVersion

Item = TypeVar("Item")


class Snapshot:
    """What a store held when this was made. `left_out`: proposed edges below the minimum, which are not in it at all."""

    def __init__(self, store: Reads, *, minimum: float = 0.0) -> None:
        """Reads everything. `minimum` (0-1): the least confidence of a proposed edge; those a person decided stay."""
        every = store.all_edges()
        kept = [edge for edge in every if edge.status is not Status.PROPOSED or edge.confidence >= minimum]
        self.left_out = len(every) - len(kept)
        self._version = Version(uuid4().hex, 0)
        self._nodes = store.artifacts()
        self._answers = {i.lower(): to for i, to in store.canonical(list(self._nodes)).items()}
        self._edges = {edge.id: edge for edge in kept}
        self._from = _grouped(kept, lambda edge: edge.downstream.lower())
        self._to = _grouped(kept, lambda edge: edge.upstream.lower())
        self._claims = {claim.id: claim for claim in store.claims()}
        self._said = _grouped(self._claims.values(), lambda claim: claim.document_id.lower())
        self._bearing = _grouped(self._claims.values(), self._borne)
        self._documents = _grouped(store.documents(), lambda document: document.id.lower())
        self._carries, self._overlaps, self._facts = store.carries(), store.overlaps(), store.facts()
        decisions = [made for made in store.decisions() if made.edge in self._edges]
        self._decisions, self._decided = decisions, _grouped(decisions, lambda made: made.edge)
        self._versions = _grouped([one for one in store.versions() if one.edge.id in self._edges], lambda one: one.edge.id)
        self._runs = {run.id: run for run in store.runs()}
        self._named = _grouped(
            [(key, run) for run in self._runs.values() for key in {self._key(i) for i in run.artifacts}], lambda pair: pair[0]
        )

    def version(self) -> Version:
        """The same for ever."""
        return self._version

    def canonical(self, ids: Collection[str]) -> dict[str, str]:
        """See `Reads`."""
        return {i: self._answers.get(i.lower(), i) for i in ids}

    def artifacts(self, ids: Collection[str] | None = None) -> dict[str, Artifact]:
        """See `Reads`."""
        if ids is None:
            return dict(self._nodes)
        return {i: self._nodes[to] for i in ids if (to := self._answers.get(i.lower(), i)) in self._nodes}

    def edges(self, ids: Collection[str]) -> list[Edge]:
        """See `Reads`."""
        return [self._edges[i] for i in sorted(set(ids)) if i in self._edges]

    def edges_of(
        self,
        artifact_ids: Collection[str],
        direction: Direction,
        *,
        types: Collection[EdgeType] = (EdgeType.DERIVED_FROM,),
        statuses: Collection[Status] = LIVE,
    ) -> list[Edge]:
        """See `Reads`."""
        index = self._from if direction == "upstream" else self._to
        found = (edge for key in {self._key(i) for i in artifact_ids} for edge in index.get(key, ()))
        return sorted((edge for edge in found if edge.type in types and edge.status in statuses), key=lambda edge: edge.id)

    def all_edges(self, *, types: Collection[EdgeType] | None = None, statuses: Collection[Status] | None = None) -> list[Edge]:
        """See `Reads`."""
        return [e for e in self._edges.values() if (types is None or e.type in types) and (statuses is None or e.status in statuses)]

    def claims(
        self, *, ids: Collection[str] | None = None, documents: Collection[str] | None = None, edges: Collection[str] | None = None
    ) -> list[Claim]:
        """See `Reads`."""
        if ids is None and documents is None and edges is None:
            return list(self._claims.values())
        found = {i: self._claims[i] for i in ids or () if i in self._claims}
        found |= {claim.id: claim for document in documents or () for claim in self._said.get(document.lower(), ())}
        found |= {claim.id: claim for edge in edges or () for claim in self._bearing.get(edge, ())}
        return [found[i] for i in sorted(found)]

    def documents(self, ids: Collection[str] | None = None) -> list[Document]:
        """See `Reads`."""
        keys = sorted(self._documents) if ids is None else sorted({i.lower() for i in ids})
        return [document for key in keys for document in self._documents.get(key, ())]

    def carries(self, *, benchmark: str | None = None, datasets: Collection[str] | None = None) -> list[Carries]:
        """See `Reads`."""
        return [fact for fact in self._carries if self._asked(fact, benchmark, datasets)]

    def overlaps(self, *, benchmark: str | None = None, datasets: Collection[str] | None = None) -> list[Overlap]:
        """See `Reads`."""
        return [scan for scan in self._overlaps if self._asked(scan, benchmark, datasets)]

    def facts(self) -> Facts:
        """See `Reads`."""
        return self._facts

    def decisions(self, edge: str | None = None) -> list[Decision]:
        """See `Reads`; only those on edges that are here."""
        return list(self._decisions if edge is None else self._decided.get(edge, ()))

    def versions(self, *, edges: Collection[str] | None = None, at: datetime | None = None) -> list[EdgeVersion]:
        """See `Reads`; only those of edges that are here."""
        keys = sorted(self._versions if edges is None else set(edges) & self._versions.keys())
        return [one for key in keys for one in self._versions[key] if at is None or one.known_from <= at < one.known_to]

    def changed(self, since: datetime, until: datetime) -> list[str]:
        """See `Reads`."""
        times = {edge.id: [edge.first_seen, edge.withdrawn_at] for edge in self._edges.values()}
        for key, past in self._versions.items():
            times[key] += [one.known_to for one in past]
        return sorted(key for key, known in times.items() if any(time is not None and since < time <= until for time in known))

    def runs(self, *, ids: Collection[str] | None = None, artifacts: Collection[str] | None = None) -> list[Run]:
        """See `Reads`."""
        if ids is None and artifacts is None:
            return list(self._runs.values())
        found = {i: self._runs[i] for i in ids or () if i in self._runs}
        found |= {run.id: run for i in artifacts or () for _, run in self._named.get(self._key(i), ())}
        return [found[i] for i in sorted(found)]

    def unresolved(self) -> Iterator[str]:
        """Ids of `name:` nodes that answer only as themselves, sorted."""
        names = (node.id for node in self._nodes.values() if node.kind is Kind.NAME and self._key(node.id) == node.id.lower())
        yield from sorted(names, key=str.lower)

    def counts(self) -> Counts:
        """How many artifacts, documents, live claims and live edges are here."""
        return Counts(
            artifacts=len(self._nodes),
            documents=sum(len(revisions) for revisions in self._documents.values()),
            claims=sum(claim.status in LIVE for claim in self._claims.values()),
            edges=sum(edge.status in LIVE for edge in self._edges.values()),
        )

    def _key(self, artifact_id: str) -> str:
        return self._answers.get(artifact_id.lower(), artifact_id).lower()

    def _borne(self, claim: Claim) -> str:
        """The id of the edge that a claim bears on; empty for a claim that bears on none."""
        kind, ends = claim.relation.bears_on, (self._key(claim.downstream), self._key(claim.upstream))
        return edge_id(*ends, kind) if kind is not None and ends[0] != ends[1] else ""

    def _asked(self, fact: Carries | Overlap, benchmark: str | None, datasets: Collection[str] | None) -> bool:
        if benchmark is not None and self._key(fact.benchmark) != self._key(benchmark):
            return False
        return datasets is None or self._key(fact.dataset) in {self._key(i) for i in datasets}


def _grouped(items: Iterable[Item], key: Callable[[Item], str]) -> Mapping[str, list[Item]]:
    found: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return dict(found)
