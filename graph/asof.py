"""The graph as it was known at a time: a view of a store that leaves out what came later.

An edge stands from `first_seen` on, with the status that decisions until then and its withdrawal gave it; scans count from
`measured_at` on. What is kept without its past is shown as it is today: confidences, splits, quotes, flags, facts of
CARRIES, and what an id answers as. An edge withdrawn and claimed again counts as claimed all the while; one whose end was
resolved to another id is seen from the resolution on, under that id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, time

from graph.contract import LIVE, Direction, Reads, Version
from graph.model import Artifact, Carries, Claim, Decision, Document, Edge, EdgeType, Overlap, Status
from graph.runs import Run


def moment(text: str) -> datetime:
    """A date (its end, in UTC) or a time (UTC unless it says else). Raises ValueError for what is neither."""
    found = datetime.fromisoformat(text.strip())
    if len(text.strip()) <= len("2026-01-01"):
        found = datetime.combine(found.date(), time.max)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


class AsOf:
    """A view of `store` as of a time; the questions of `graph.contract.Reads`."""

    def __init__(self, store: Reads, at: datetime) -> None:
        """Reads every decision once; they are few."""
        self._store = store
        self.at = at
        self._decisions: dict[str, list[Decision]] = defaultdict(list)
        for decision in store.decisions():
            self._decisions[decision.edge].append(decision)

    def version(self) -> Version:
        """As today."""
        return self._store.version()

    def canonical(self, ids: Collection[str]) -> dict[str, str]:
        """As today."""
        return self._store.canonical(ids)

    def artifacts(self, ids: Collection[str] | None = None) -> dict[str, Artifact]:
        """As today."""
        return self._store.artifacts(ids)

    def edges(self, ids: Collection[str]) -> list[Edge]:
        """Edges that were known, with the status they had."""
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
        return list(self._then(self._store.edges_of(artifact_ids, direction, types=types, statuses=list(Status)), statuses))

    def all_edges(self, *, types: Collection[EdgeType] | None = None, statuses: Collection[Status] | None = None) -> list[Edge]:
        """Every edge that had one of the statuses."""
        return list(self._then(self._store.all_edges(types=types), Status if statuses is None else statuses))

    def claims(self, *, ids: Collection[str] | None = None, documents: Collection[str] | None = None) -> list[Claim]:
        """As today."""
        return self._store.claims(ids=ids, documents=documents)

    def documents(self, ids: Collection[str] | None = None) -> list[Document]:
        """As today."""
        return self._store.documents(ids)

    def carries(self, *, benchmark: str | None = None, datasets: Collection[str] | None = None) -> list[Carries]:
        """As today."""
        return self._store.carries(benchmark=benchmark, datasets=datasets)

    def overlaps(self, *, benchmark: str | None = None, datasets: Collection[str] | None = None) -> list[Overlap]:
        """What had been measured."""
        return [scan for scan in self._store.overlaps(benchmark=benchmark, datasets=datasets) if scan.measured_at <= self.at]

    def decisions(self, edge: str | None = None) -> list[Decision]:
        """What had been decided."""
        return [decision for decision in self._store.decisions(edge) if decision.time <= self.at]

    def runs(self, *, ids: Collection[str] | None = None, artifacts: Collection[str] | None = None) -> list[Run]:
        """As today."""
        return self._store.runs(ids=ids, artifacts=artifacts)

    def _then(self, edges: Iterable[Edge], statuses: Iterable[Status]) -> Iterable[Edge]:
        wanted = frozenset(statuses)
        for edge in edges:
            if edge.first_seen <= self.at and (status := self._status(edge)) in wanted:
                yield edge if status is edge.status else edge.model_copy(update={"status": status})

    def _status(self, edge: Edge) -> Status:
        """The status at the time: the last verdict's until then, else what the edge was before the first; then its withdrawal."""
        verdicts = sorted(self._decisions[edge.id], key=lambda d: d.version) if edge.id in self._decisions else []
        made = [decision for decision in verdicts if decision.time <= self.at]
        status = made[-1].after if made else verdicts[0].before if verdicts else edge.status
        gone = edge.withdrawn_at
        if status is Status.WITHDRAWN and gone is not None and gone > self.at:
            return Status.PROPOSED
        return Status.WITHDRAWN if status is Status.PROPOSED and gone is not None and gone <= self.at else status
