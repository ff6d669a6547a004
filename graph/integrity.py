"""What cannot be true of a family tree: cycles, sources younger than what was made from them, claims that contradict.

Rejected and withdrawn edges take no part; an unknown date breaks nothing. Faults are flagged, never dropped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from graph.conflicts import CONTRADICTED, Conflict, bearing, both_ways, within
from graph.contract import INTEGRITY_FLAGS, LIVE, Reads, Store
from graph.cycles import Arc, components, cut
from graph.model import DERIVATIONS, Edge, EdgeType, Frozen, Status


class Cycle(Frozen):
    """Works that derive from one another in a ring or several: their ids, and ids of edges to cut until none is left.

    On up to 12 works `cut` is the fewest edges, of those the least confirmed, of those the least sure.
    """

    nodes: tuple[str, ...]
    cut: tuple[str, ...]


class Report(Frozen):
    """What a check found; `chronology` holds edge ids, `unresolved` counts names that nothing was found for."""

    cycles: tuple[Cycle, ...] = ()
    chronology: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    unresolved: int = 0


class Checkable(Reads, Protocol):
    """What a check asks beside the questions of `Reads`; a store, and a view of one as of a time."""

    def unresolved(self) -> Iterator[str]:
        """Ids of `name:` nodes that answer only as themselves."""
        ...


def check(store: Checkable) -> Report:
    """Everything that is wrong with the live edges of a store; writes nothing."""
    return _report(store, store.all_edges(statuses=LIVE))


def mark(store: Store, *, run: str | None = None) -> Report:
    """Check, and set the flags `cycle`, `chronology` and `conflict` on exactly the edges concerned, whatever they had.

    `run`: the crawl that ends with it.

    Of a cycle the edges to cut are flagged, not the ones they contradict: a stray mention in the wrong direction must not
    stand in the way of confirming what is well founded. All edges of a cycle cannot be confirmed in any case.
    """
    edges = store.all_edges()
    live = [edge for edge in edges if edge.status in LIVE]
    report = _report(store, live)
    wanted: dict[str, set[str]] = defaultdict(set)
    for cycle in report.cycles:
        for identity in cycle.cut:
            wanted[identity].add("cycle")
    for identity in report.chronology:
        wanted[identity].add("chronology")
    for conflict in report.conflicts:
        for identity in conflict.edges:
            wanted[identity].add("conflict")
    changed = {e.id: tuple(sorted(wanted[e.id])) for e in edges if wanted[e.id] != INTEGRITY_FLAGS & set(e.flags)}
    if changed:
        store.flag(changed, run=run)
    return report


def _report(store: Checkable, live: Sequence[Edge]) -> Report:
    derivations = _derivations(live)
    return Report(
        cycles=tuple(_cycles(derivations)),
        chronology=tuple(_chronology(store, derivations)),
        conflicts=tuple(_conflicts(store, live, derivations)),
        unresolved=sum(1 for _ in store.unresolved()),
    )


def _derivations(edges: Iterable[Edge]) -> list[Edge]:
    return [edge for edge in edges if edge.type is EdgeType.DERIVED_FROM]


def _cycles(edges: Sequence[Edge]) -> Iterable[Cycle]:
    spelled = {end.lower(): end for edge in edges for end in (edge.downstream, edge.upstream)}
    upstreams: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        upstreams[edge.downstream.lower()].append(edge.upstream.lower())
    found = components(upstreams)
    ring = {node: number for number, nodes in enumerate(found) for node in nodes}
    arcs: list[list[Arc]] = [[] for _ in found]
    for edge in edges:
        if (number := _inside(edge, ring)) is not None:
            arcs[number].append(_arc(edge))
    for nodes, inside in zip(found, arcs, strict=True):
        yield Cycle(nodes=tuple(spelled[node] for node in nodes), cut=tuple(cut(inside)))


def _inside(edge: Edge, ring: Mapping[str, int]) -> int | None:
    """The component that both ends of an edge lie in; such an edge is on a cycle."""
    number = ring.get(edge.downstream.lower())
    return number if number == ring.get(edge.upstream.lower()) else None


def _arc(edge: Edge) -> Arc:
    """An edge with its cost: one cut, then one more if a person confirmed it, then its confidence in millionths."""
    cost = (1 << 80) + ((1 << 50) if edge.status is Status.CONFIRMED else 0) + round(edge.confidence * 1e6)
    return Arc(edge.downstream.lower(), edge.upstream.lower(), cost, edge.id)


def _chronology(store: Reads, edges: Sequence[Edge]) -> Iterable[str]:
    dates = {key.lower(): artifact.first_public for key, artifact in store.artifacts().items()} if edges else {}
    for edge in edges:
        made, source = dates.get(edge.downstream.lower()), dates.get(edge.upstream.lower())
        if made is not None and source is not None and source > made:
            yield edge.id


def _conflicts(store: Reads, live: Sequence[Edge], derivations: Sequence[Edge]) -> Iterable[Conflict]:
    """Both ways first, then claims; each by edge id."""
    by_pair = {(edge.downstream.lower(), edge.upstream.lower()): edge for edge in derivations}
    turned = [(edge, by_pair.get(pair[::-1])) for pair, edge in by_pair.items()]
    both = [(edge, back) for edge, back in turned if back is not None and edge.id < back.id]
    contradicting = [edge for edge in live if CONTRADICTED & set(edge.flags)]
    claims = bearing(store, [*(e.id for pair in both for e in pair), *(edge.id for edge in contradicting)])
    for edge, back in sorted(both, key=lambda pair: pair[0].id):
        stated = tuple([c for c in claims.get(e.id, ()) if c.relation in DERIVATIONS] for e in (edge, back))
        yield both_ways((edge.id, back.id), (stated[0], stated[1]))
    for edge in contradicting:
        yield from within(edge.id, claims.get(edge.id, ()))
