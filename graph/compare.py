"""Two artifacts beside each other: what both were made from, which benchmarks both may hold, and what only one has.

An ancestor is reached over derivations and, for models, what they were trained on. Of the ways to it the surest is told: the
product of its edges' probabilities (1 when confirmed, the confidence when proposed). A common ancestor says that rows may be
shared, not that they are; no common ancestor in this graph is unknown, not none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from heapq import heappop, heappush

from graph.contract import Reads
from graph.errors import InvalidId
from graph.exposure import inside
from graph.ids import Kind, same
from graph.lattice import ExposureStatus, chance
from graph.model import Edge, EdgeType, Frozen
from graph.reach import CARRYING, Budget
from graph.rows import Inside, Row
from graph.walk import Walk, WalkNode, walk


class Way(Frozen):
    """The surest way down from an ancestor: the edges by id, the ancestor's first, and the product of their probabilities (0-1)."""

    hops: int
    probability: float
    path: tuple[str, ...]


class Shared(Frozen):
    """An ancestor of both, or one of the two themselves (then its own way has no hops). `nearest`: no other lies below it."""

    id: str
    kind: Kind
    title: str | None
    nearest: bool
    a: Way
    b: Way


class Alone(Frozen):
    """An ancestor of only one of the two, as far as this graph knows."""

    id: str
    kind: Kind
    title: str | None
    way: Way


class Held(Frozen):
    """The surest row of one artifact for a benchmark; see `graph.rows.Row`."""

    status: ExposureStatus
    probability: float
    split: str | None
    carrier: str


class BothHold(Frozen):
    """A benchmark whose items both may hold."""

    benchmark: str
    window: str | None
    a: Held
    b: Held


class Counted(Frozen):
    """How many there are of each, also of those that are not listed."""

    shared: int
    only_a: int
    only_b: int
    benchmarks: int

    @property
    def all(self) -> int:
        """Of all lists."""
        return self.shared + self.only_a + self.only_b + self.benchmarks


class Comparison(Frozen):
    """The answer; lists are the surest first. `edges`: every edge that a path names, once.

    `direct`: edges between the two, of any type. `a_from_b`: the way from b down to a, None when b is no ancestor of a.
    `partial`: an exposure search ran out of its budget. `truncated`: entries that a limit left out of the lists.
    """

    a: str
    b: str
    depth: int
    minimum: float
    direct: tuple[Edge, ...]
    a_from_b: Way | None
    b_from_a: Way | None
    shared: tuple[Shared, ...]
    only_a: tuple[Alone, ...]
    only_b: tuple[Alone, ...]
    benchmarks: tuple[BothHold, ...]
    edges: tuple[Edge, ...]
    counts: Counted
    partial: bool
    truncated: int


def compare(
    store: Reads, a: str, b: str, *, depth: int = 8, minimum: float = 0.0, most: int | None = None, budget: Budget | None = None
) -> Comparison:
    """Compare two artifacts over ancestors up to `depth` hops, without proposed edges below `minimum` (0-1).

    `most` bounds each list. Raises UnknownArtifact naming near ids; InvalidId when both ids answer as one artifact.
    """
    above_a, above_b = (walk(store, one, "upstream", depth, minimum=minimum, types=CARRYING) for one in (a, b))
    root_a, root_b = str(above_a.root), str(above_b.root)
    if same(root_a, root_b):
        raise InvalidId(f"{a!r} and {b!r} are one artifact ({root_a}); name two")
    ways_a, ways_b = _ways(above_a), _ways(above_b)
    nodes = {node.id.lower(): node for node in (*above_a.nodes, *above_b.nodes)}
    edges = {edge.id: edge for edge in (*above_a.edges, *above_b.edges)}
    shared = _shared(nodes, ways_a, ways_b, edges.values())
    only_a = _alone(nodes, ways_a, ways_a.keys() - ways_b.keys() - {root_a.lower()})
    only_b = _alone(nodes, ways_b, ways_b.keys() - ways_a.keys() - {root_b.lower()})
    inside_a, inside_b = (inside(store, one, minimum=minimum, budget=budget) for one in (root_a, root_b))
    held = _both(inside_a, inside_b)
    counts = Counted(shared=len(shared), only_a=len(only_a), only_b=len(only_b), benchmarks=len(held))
    shared, only_a, only_b, held = shared[:most], only_a[:most], only_b[:most], held[:most]
    a_from_b, b_from_a = ways_a.get(root_b.lower()), ways_b.get(root_a.lower())
    told = [*(s.a for s in shared), *(s.b for s in shared), *(o.way for o in (*only_a, *only_b)), a_from_b, b_from_a]
    named = {identity for way in told if way is not None for identity in way.path}
    return Comparison(
        a=root_a,
        b=root_b,
        depth=depth,
        minimum=minimum,
        direct=tuple(_between(store, root_a, root_b)),
        a_from_b=a_from_b,
        b_from_a=b_from_a,
        shared=tuple(shared),
        only_a=tuple(only_a),
        only_b=tuple(only_b),
        benchmarks=tuple(held),
        edges=tuple(edges[i] for i in sorted(named)),
        counts=counts,
        partial=inside_a.partial or inside_b.partial,
        truncated=counts.all - len(shared) - len(only_a) - len(only_b) - len(held),
    )


def _shared(nodes: Mapping[str, WalkNode], a: Mapping[str, Way], b: Mapping[str, Way], edges: Iterable[Edge]) -> list[Shared]:
    """The ancestors of both, the nearest first and then by probability."""
    both = a.keys() & b.keys()
    farther = {edge.upstream.lower() for edge in edges if edge.downstream.lower() in both}
    found = [
        Shared(id=nodes[key].id, kind=nodes[key].kind, title=nodes[key].title, nearest=key not in farther, a=a[key], b=b[key])
        for key in both
    ]
    return sorted(found, key=lambda s: (not s.nearest, -s.a.probability * s.b.probability, s.a.hops + s.b.hops, s.id.lower()))


def _alone(nodes: Mapping[str, WalkNode], ways: Mapping[str, Way], keys: Collection[str]) -> list[Alone]:
    found = [Alone(id=nodes[key].id, kind=nodes[key].kind, title=nodes[key].title, way=ways[key]) for key in keys]
    return sorted(found, key=lambda one: (-one.way.probability, one.way.hops, one.id.lower()))


def _between(store: Reads, a: str, b: str) -> list[Edge]:
    """Every live edge between the two, in either direction, by id."""
    found = store.edges_of([a, b], "upstream", types=list(EdgeType))
    return [edge for edge in found if {edge.downstream.lower(), edge.upstream.lower()} == {a.lower(), b.lower()}]


def _ways(found: Walk) -> dict[str, Way]:
    """The surest way from each ancestor down to the root (no hops for the root itself): ties by fewer hops, then by ids."""
    above: dict[str, list[Edge]] = {}
    for edge in found.edges:
        above.setdefault(edge.downstream.lower(), []).append(edge)
    ways: dict[str, Way] = {}
    ahead: list[tuple[float, int, str, tuple[str, ...]]] = [(-1.0, 0, str(found.root).lower(), ())]
    while ahead:
        negated, hops, node, path = heappop(ahead)
        if node in ways:
            continue
        ways[node] = Way(hops=hops, probability=round(-negated, 6), path=path)
        for edge in above.get(node, ()):
            if edge.upstream.lower() not in ways:
                heappush(ahead, (negated * chance(edge), hops + 1, edge.upstream.lower(), (edge.id, *path)))
    return ways


def _both(a: Inside, b: Inside) -> list[BothHold]:
    surest_a, surest_b = _surest(a.rows), _surest(b.rows)
    found = [
        BothHold(benchmark=benchmark, window=window, a=_held(surest_a[benchmark, window]), b=_held(surest_b[benchmark, window]))
        for benchmark, window in surest_a.keys() & surest_b.keys()
    ]
    return sorted(found, key=lambda h: (-h.a.probability * h.b.probability, h.benchmark, h.window or ""))


def _surest(rows: Iterable[Row]) -> Mapping[tuple[str, str | None], Row]:
    """The first row of each benchmark and window; rows come surest first."""
    found: dict[tuple[str, str | None], Row] = {}
    for row in rows:
        found.setdefault((row.benchmark, row.window), row)
    return found


def _held(row: Row) -> Held:
    return Held(status=row.status, probability=row.probability, split=row.split, carrier=row.carrier)
