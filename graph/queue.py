"""What a person should look at next: the edges that wait, most worth a verdict first, grouped so that a reader stays in one page.

The order is made once, as ids (`line`), and holds while others decide; items are fetched by id (`items`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from pydantic import AwareDatetime, Field

from graph.affected import below_benchmark
from graph.contract import LIVE, Reads
from graph.deciding import now
from graph.ids import same
from graph.impact import impacts
from graph.live_edges import LiveEdges
from graph.model import Claim, Decision, Edge, EdgeType, Frozen, Relation, Status
from graph.plan import plan
from graph.reach import Budget
from graph.rounds import FLAGS, VERDICTS, asked_for, standing

CANDIDATES = 5_000
PLANNED = 60
PLAN_WAYS = 2_000
PLAN_READS = Budget(round_trips=40, nodes=5_000)
MANY = 500
"""Edges from which it is quicker to read every claim than those that are wanted."""


class Filters(Frozen):
    """Which edges a queue holds; without any, the proposed derivations.

    `reader`: how the name of a reader begins. `low`, `high`: confidence in [low, high]. `benchmark`: edges over which its items may
    have come. With `flag`: live edges that have it. With `reviewer`: edges that person decided, whatever became of them.
    `waiting`: edges that wait for a second reader, or on which two differ.
    """

    relation: Relation | None = None
    reader: str | None = None
    low: float | None = Field(default=None, ge=0, le=1)
    high: float | None = Field(default=None, ge=0, le=1)
    benchmark: str | None = None
    document: str | None = None
    downstream: str | None = None
    upstream: str | None = None
    flag: str | None = None
    reviewer: str | None = None
    waiting: bool = False

    @property
    def statuses(self) -> frozenset[Status]:
        """Statuses of the edges that are meant."""
        if self.reviewer is not None:
            return frozenset(Status)
        return LIVE if self.flag is not None else frozenset({Status.PROPOSED})


class Place(NamedTuple):
    """An edge in a line: the document to read it in (None: no quote), where in it, and how many works its verdict touches."""

    edge: str
    document: str | None
    start: int
    impact: int


class Line(Frozen):
    """The order of a queue as it was when it was made."""

    places: tuple[Place, ...]
    filters: Filters
    made_at: AwareDatetime

    def __len__(self) -> int:
        return len(self.places)

    @cached_property
    def _at(self) -> Mapping[str, int]:
        return {place.edge: number for number, place in enumerate(self.places)}

    def position(self, edge_id: str) -> int | None:
        """The edge's place, from 1; None when the line does not hold it."""
        at = self._at.get(edge_id)
        return None if at is None else at + 1

    def place(self, edge_id: str) -> Place | None:
        """The edge's row; None when the line does not hold it."""
        at = self._at.get(edge_id)
        return None if at is None else self.places[at]

    def after(self, edge_id: str | None, skip: Collection[str] = frozenset()) -> str | None:
        """The next edge that is not to be skipped, from the first when None is given; None at the end."""
        start = 0 if edge_id is None else self._at.get(edge_id, -1) + 1
        return next((place.edge for place in self.places[start:] if place.edge not in skip), None)

    def before(self, edge_id: str, skip: Collection[str] = frozenset()) -> str | None:
        """The edge before that is not to be skipped; None at the start."""
        return next((place.edge for place in reversed(self.places[: self._at.get(edge_id, 0)]) if place.edge not in skip), None)

    def of_document(self, document_id: str) -> tuple[str, ...]:
        """The edges that are read in one document, in its order."""
        return tuple(place.edge for place in self.places if place.document is not None and same(place.document, document_id))


class Item(Frozen):
    """One edge of a queue, with its live claims, the surest first.

    `probability` (0-1) is the edge's confidence; `impact` counts the works a verdict touches: the downstream and all that was made
    from it. `document` is where to read it; `position` of `total`: its place in the line, when it has one.
    """

    edge: Edge
    claims: tuple[Claim, ...]
    probability: float
    impact: int
    flags: tuple[str, ...]
    document: str | None = None
    position: int | None = None
    total: int | None = None

    @property
    def score(self) -> float:
        """Uncertainty p(1-p) times impact: the order of what no exposure hangs on."""
        return _score(self.edge, self.impact)


def queue(store: Reads, *, limit: int = 50, filters: Filters | None = None, actor: str | None = None) -> list[Item]:
    """The first items of the line; see `line`."""
    made = line(store, filters=filters, actor=actor, planned=min(limit, PLANNED))
    return items(store, [place.edge for place in made.places[: max(limit, 0)]], line=made)


def line(store: Reads, *, filters: Filters | None = None, actor: str | None = None, planned: int = PLANNED) -> Line:
    """The whole order: those that `graph.plan` would settle first, in its order, then by uncertainty times impact, by document.

    A document comes where its best edge does, and all its edges with it, as they stand in it. `actor` leaves out what waits for
    another person. Impact is weighed among the planned and the 5,000 least certain; the rest follow. Live edges are read once, unless
    `store` has done so (`LiveEdges`, kept for `affected` too).
    """
    wanted = filters or Filters()
    store = LiveEdges(store) if not isinstance(store, LiveEdges) else store
    edges, claims = _chosen(store, wanted, actor)
    order = _planned(store, edges, planned)
    edges.sort(key=lambda e: (order.get(e.id, len(order)), abs(e.confidence - 0.5), e.id))
    most = max(CANDIDATES, len(order))
    impact = impacts(store, {edge.downstream for edge in edges[:most]})
    ranked = sorted(edges[:most], key=lambda e: (order.get(e.id, len(order)), -_score(e, impact[e.downstream.lower()]), e.id))
    places = [_place(edge, claims, impact.get(edge.downstream.lower(), 1)) for edge in (*ranked, *edges[most:])]
    return Line(places=tuple(_by_document(places)), filters=wanted, made_at=now())


def items(store: Reads, ids: Sequence[str], *, line: Line | None = None) -> list[Item]:
    """Edges as items, in the order of their ids, as they are now; unknown ones are left out. Two reads, whatever their number."""
    edges = {edge.id: edge for edge in store.edges(ids)}
    claims = {claim.id: claim for claim in store.claims(ids={i for edge in edges.values() for i in edge.claims})}
    return [_item(edges[i], claims, line) for i in ids if i in edges]


def _item(edge: Edge, claims: Mapping[str, Claim], line: Line | None) -> Item:
    place = line.place(edge.id) if line else None
    mine = _surest(edge, claims)
    return Item(
        edge=edge,
        claims=mine,
        probability=edge.confidence,
        impact=place.impact if place else 1,
        flags=edge.flags,
        document=place.document if place else next((c.document_id for c in mine), None),
        position=line.position(edge.id) if line else None,
        total=len(line) if line else None,
    )


def _score(edge: Edge, impact: int) -> float:
    return edge.confidence * (1 - edge.confidence) * impact


def _surest(edge: Edge, claims: Mapping[str, Claim]) -> tuple[Claim, ...]:
    return tuple(sorted((claims[i] for i in edge.claims if i in claims), key=lambda c: (-c.confidence, c.id)))


def _planned(store: Reads, edges: Sequence[Edge], budget: int) -> dict[str, int]:
    """Edge id -> its place among those that a plan would settle."""
    actions = plan(store, budget=budget, scans=False, reads=PLAN_READS, ways=PLAN_WAYS).actions if edges and budget > 0 else ()
    return {action.edge: place for place, action in enumerate(actions) if action.edge is not None}


def _place(edge: Edge, claims: Mapping[str, Claim], impact: int) -> Place:
    best = next(iter(_surest(edge, claims)), None)
    return Place(edge.id, best.document_id if best else None, best.start if best else 0, impact)


def _by_document(places: Iterable[Place]) -> list[Place]:
    groups: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        groups[place.document.lower() if place.document else place.edge].append(place)
    return [place for group in groups.values() for place in sorted(group, key=lambda p: (p.start, p.edge))]


def _chosen(store: Reads, wanted: Filters, actor: str | None) -> tuple[list[Edge], dict[str, Claim]]:
    """The edges that a filter means, and their live claims."""
    edges = [e for e in store.all_edges(types=[EdgeType.DERIVED_FROM], statuses=wanted.statuses) if _fits(e, wanted)]
    edges = _between(store, edges, wanted)
    edges = _decided(store, edges, wanted, actor)
    ids = {i for edge in edges for i in edge.claims}
    claims = {claim.id: claim for claim in (store.claims() if len(ids) > MANY else store.claims(ids=ids))}
    return [edge for edge in edges if _said(edge, claims, wanted)], claims


def _fits(edge: Edge, wanted: Filters) -> bool:
    checks = (
        wanted.relation in (None, edge.relation),
        wanted.low is None or edge.confidence >= wanted.low,
        wanted.high is None or edge.confidence <= wanted.high,
        wanted.flag is None or wanted.flag in edge.flags,
        not wanted.waiting or bool(FLAGS & set(edge.flags)),
    )
    return all(checks)


def _between(store: Reads, edges: list[Edge], wanted: Filters) -> list[Edge]:
    """Those of the ends, and of the benchmark, that are asked for."""
    asked = [i for i in (wanted.downstream, wanted.upstream) if i is not None]
    meant = store.canonical(asked) if asked else {}
    if wanted.downstream is not None:
        edges = [e for e in edges if same(e.downstream, meant[wanted.downstream])]
    if wanted.upstream is not None:
        edges = [e for e in edges if same(e.upstream, meant[wanted.upstream])]
    if wanted.benchmark is not None:
        reached = below_benchmark(store, wanted.benchmark)
        edges = [e for e in edges if e.upstream.lower() in reached]
    return edges


def _decided(store: Reads, edges: list[Edge], wanted: Filters, actor: str | None) -> list[Edge]:
    """Those a reviewer decided; without those that wait for another person than `actor`."""
    by_edge: dict[str, list[Decision]] = defaultdict(list)
    if wanted.reviewer is not None or (actor is not None and any(FLAGS & set(e.flags) for e in edges)):
        for decision in store.decisions():
            by_edge[decision.edge].append(decision)
    if wanted.reviewer is not None:
        return [e for e in edges if any(d.actor == wanted.reviewer and d.verdict in VERDICTS for d in standing(by_edge[e.id]))]
    return [e for e in edges if actor is None or actor not in asked_for(e, by_edge[e.id])]


def _said(edge: Edge, claims: Mapping[str, Claim], wanted: Filters) -> bool:
    """Whether the reader and the document that are asked for state an edge."""
    mine = [claims[i] for i in edge.claims if i in claims]
    document, reader = wanted.document, wanted.reader
    in_it = document is None or any(same(c.document_id, document) for c in mine)
    return in_it and (reader is None or any(part.startswith(reader) for c in mine for part in c.reader.split("+")))
