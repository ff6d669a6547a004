"""A view of a graph whose live edges were read once and are kept, by their ends: for work that walks them again and again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from graph.contract import LIVE, Direction, Facts, Reads, Version
from graph.model import Artifact, Carries, Claim, Decision, Document, Edge, EdgeType, Overlap, Status
from graph.runs import Run
from graph.versions import EdgeVersion


class LiveEdges:
    """`graph.contract.Reads`: live edges as they were when this was made, or as `put` here since; all else as it is now.

    All facts and all scans, asked for without a condition, are those of the first time they were asked for.
    """

    def __init__(self, store: Reads) -> None:
        """Reads every live edge."""
        self._store = store
        self._carries: list[Carries] | None = None
        self._overlaps: list[Overlap] | None = None
        self._targets: dict[str, str] = {}
        self._edges: dict[str, Edge] = {}
        self._at: dict[Direction, dict[str, set[str]]] = {"upstream": defaultdict(set), "downstream": defaultdict(set)}
        self.put(store.all_edges(statuses=LIVE))

    def put(self, edges: Iterable[Edge]) -> None:
        """Take in what edges are now."""
        for edge in edges:
            self._edges[edge.id] = edge
            self._at["upstream"][edge.downstream.lower()].add(edge.id)
            self._at["downstream"][edge.upstream.lower()].add(edge.id)
            if edge.type is EdgeType.RESOLVED_TO and edge.status in LIVE:
                self._targets[edge.downstream.lower()] = edge.upstream.lower()

    def version(self) -> Version:
        """As it is now."""
        return self._store.version()

    def edges(self, ids: Collection[str]) -> list[Edge]:
        """Those that are kept, and others as they are now."""
        kept = [self._edges[i] for i in set(ids) if i in self._edges]
        others = [i for i in ids if i not in self._edges]
        return sorted([*kept, *(self._store.edges(others) if others else [])], key=lambda e: e.id)

    def edges_of(
        self,
        artifact_ids: Collection[str],
        direction: Direction,
        *,
        types: Collection[EdgeType] = (EdgeType.DERIVED_FROM,),
        statuses: Collection[Status] = LIVE,
    ) -> list[Edge]:
        """Of those that are kept when only live ones are asked for."""
        if not LIVE.issuperset(statuses):
            return self._store.edges_of(artifact_ids, direction, types=types, statuses=statuses)
        ids = {i for artifact in artifact_ids for i in self._at[direction].get(self._key(artifact), ())}
        return self._kept(sorted(ids), types, statuses)

    def all_edges(self, *, types: Collection[EdgeType] | None = None, statuses: Collection[Status] | None = None) -> list[Edge]:
        """Those that are kept when only live ones are asked for."""
        if statuses is None or not LIVE.issuperset(statuses):
            return self._store.all_edges(types=types, statuses=statuses)
        return self._kept(sorted(self._edges), types, statuses)

    def canonical(self, ids: Collection[str]) -> dict[str, str]:
        """As it is now."""
        return self._store.canonical(ids)

    def artifacts(self, ids: Collection[str] | None = None) -> dict[str, Artifact]:
        """As they are now."""
        return self._store.artifacts(ids)

    def claims(
        self, *, ids: Collection[str] | None = None, documents: Collection[str] | None = None, edges: Collection[str] | None = None
    ) -> list[Claim]:
        """As they are now."""
        return self._store.claims(ids=ids, documents=documents, edges=edges)

    def documents(self, ids: Collection[str] | None = None) -> list[Document]:
        """As they are now."""
        return self._store.documents(ids)

    def carries(self, *, benchmark: str | None = None, datasets: Collection[str] | None = None) -> list[Carries]:
        """As they are now; all of them, as they were first."""
        if benchmark is not None or datasets is not None:
            return self._store.carries(benchmark=benchmark, datasets=datasets)
        if self._carries is None:
            self._carries = self._store.carries()
        return self._carries

    def overlaps(self, *, benchmark: str | None = None, datasets: Collection[str] | None = None) -> list[Overlap]:
        """As they are now; all of them, as they were first."""
        if benchmark is not None or datasets is not None:
            return self._store.overlaps(benchmark=benchmark, datasets=datasets)
        if self._overlaps is None:
            self._overlaps = self._store.overlaps()
        return self._overlaps

    def facts(self) -> Facts:
        """As it is now."""
        return self._store.facts()

    def decisions(self, edge: str | None = None) -> list[Decision]:
        """As they are now."""
        return self._store.decisions(edge)

    def versions(self, *, edges: Collection[str] | None = None, at: datetime | None = None) -> list[EdgeVersion]:
        """As they are now."""
        return self._store.versions(edges=edges, at=at)

    def changed(self, since: datetime, until: datetime) -> list[str]:
        """As it is now."""
        return self._store.changed(since, until)

    def runs(self, *, ids: Collection[str] | None = None, artifacts: Collection[str] | None = None) -> list[Run]:
        """As they are now."""
        return self._store.runs(ids=ids, artifacts=artifacts)

    def _key(self, artifact: str) -> str:
        key = artifact.lower()
        while key in self._targets:
            key = self._targets[key]
        return key

    def _kept(self, ids: Iterable[str], types: Collection[EdgeType] | None, statuses: Collection[Status]) -> list[Edge]:
        found = (self._edges[i] for i in ids)
        return [e for e in found if (types is None or e.type in types) and e.status in statuses]
