"""Best-first search from the carriers of a benchmark over batched one-hop reads (Dijkstra on -log p, as a product)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from types import MappingProxyType
from typing import NamedTuple, Protocol

from graph.contract import Reads
from graph.ids import Kind, kind_of
from graph.lattice import chance
from graph.model import Edge, EdgeType, Status
from graph.windows import Window, of_split, passes

BATCH = 256
LEAST_AHEAD = 16
CARRYING = (EdgeType.DERIVED_FROM, EdgeType.TRAINED_ON)
PATIENCE = 16 * BATCH
_ALIASES = {"val": "validation", "valid": "validation", "dev": "validation", "training": "train", "testing": "test"}
_WHOLE = frozenset({"all", "full"})


class Budget(NamedTuple):
    """How much a search may read: round trips to the store, and nodes whose edges are read."""

    round_trips: int = 200
    nodes: int = 20_000


class Hops(Protocol):
    """Edges out of nodes, one hop downstream."""

    def of(self, node: str, ahead: Sequence[str]) -> list[Edge] | None:
        """Edges from `node`'s downstreams to it; `ahead` may be read on the way. None when the budget ran out."""
        ...

    def wants(self, node: str) -> bool:
        """Whether the edges of `node` are still to be read."""
        ...


@dataclass
class StoreHops:
    """Live derivations read from a store, at most `BATCH` nodes a round trip, each node once."""

    store: Reads
    budget: Budget
    round_trips: int = 0
    _read: dict[str, list[Edge]] = field(default_factory=dict)

    def wants(self, node: str) -> bool:
        """Whether the edges of `node` are still to be read."""
        return node not in self._read

    def of(self, node: str, ahead: Sequence[str]) -> list[Edge] | None:
        """Edges to `node`, from memory or by one more round trip that also reads `ahead`."""
        if node not in self._read:
            self.read([node, *ahead])
        return self._read.get(node)

    def read(self, nodes: Sequence[str]) -> None:
        """Read the edges of nodes (lower case) in one round trip, as far as the budget goes."""
        room = self.budget.nodes - len(self._read)
        batch = [node for node in nodes if node not in self._read][: max(room, 0)]
        if not batch or self.round_trips >= self.budget.round_trips:
            return
        self.round_trips += 1
        self._read.update((asked, []) for asked in batch)
        for edge in self.store.edges_of(batch, "downstream", types=CARRYING):
            self._read.setdefault(edge.upstream.lower(), []).append(edge)


@dataclass
class KnownHops:
    """Edges that are already here."""

    edges: Iterable[Edge]
    _by_upstream: dict[str, list[Edge]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for edge in self.edges:
            self._by_upstream.setdefault(edge.upstream.lower(), []).append(edge)

    def wants(self, node: str) -> bool:  # noqa: ARG002
        """Never: nothing is left to read."""
        return False

    def of(self, node: str, ahead: Sequence[str]) -> list[Edge]:  # noqa: ARG002
        """Edges to `node`."""
        return self._by_upstream.get(node, [])


class Way(NamedTuple):
    """The best way to one node; ordered by probability, then fewer unconfirmed edges, then fewer hops, then by ids."""

    negated: float
    unconfirmed: int
    hops: int
    node: str
    edge_id: str
    edge: Edge | None

    @property
    def probability(self) -> float:
        """Product of the edges' probabilities; 1 for a carrier."""
        return -self.negated


@dataclass
class Reach:
    """What a search from `carriers` settled: the best way to each node (keys in lower case), and the open edges between them."""

    carriers: frozenset[str]
    ways: dict[str, Way] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    partial: bool = False
    more: bool = False
    unread: list[str] = field(default_factory=list)

    def path(self, node: str) -> tuple[Edge, ...]:
        """The edges of the best way to a node, the carrier's first; empty for a carrier."""
        found: list[Edge] = []
        while (edge := self.ways[node].edge) is not None:
            found.append(edge)
            node = edge.upstream.lower()
        return tuple(reversed(found))


def carries(edge: Edge) -> bool:
    """Whether an edge may carry items at all: a live derivation, or a model's training.

    What a repository says it trained on ends there: who takes data from it does not take that.
    """
    return chance(edge) > 0.0 and (edge.type is EdgeType.DERIVED_FROM or kind_of(edge.downstream) is Kind.MODEL)


def split_names(split: str) -> set[str]:
    """The splits a text names (`train+test[:10%]` names two), in one spelling; empty when it says all of them."""
    names = {re.sub(r"\[.*", "", part).strip().casefold() for part in split.split("+")}
    return set() if names & _WHOLE else {_ALIASES.get(name, name) for name in names if name}


def taken(edge: Edge, held: Collection[str | None]) -> set[str | None] | None:
    """Which of the splits that hold a benchmark's items an edge takes; None when the edge does not say what it takes.

    Empty when it names other splits. `None` among `held` is a carrier that does not say which split holds the items:
    it may be any, so any named split takes it.
    """
    named = [split_names(split) for split in edge.splits if of_split(split) is None]
    if not all(named) or not named:
        return None
    wanted = set().union(*named)
    return {split for split in held if split is None or not split_names(split) or split_names(split) & wanted}


class Passing(NamedTuple):
    """What passes on of one benchmark.

    `carriers`: by artifact (lower case) the splits that hold its items. `window`: the items asked for, None for all.
    `kept`: by artifact the share (0-1) of a path's probability that what is claimed or measured of it leaves.
    """

    carriers: Mapping[str, Collection[str | None]]
    window: Window | None = None
    kept: Mapping[str, float] = MappingProxyType({})

    def onward(self, way: Way, edges: Iterable[Edge]) -> Iterator[Way]:
        """The ways one hop on over edges that pass anything."""
        for edge in edges:
            if not carries(edge) or not passes(edge.splits, self.window):
                continue
            if way.edge is None and taken(edge, self.carriers[way.node]) == set():
                continue
            node = edge.downstream.lower()
            left = way.negated * chance(edge) * self.kept.get(node, 1.0)
            yield Way(left, way.unconfirmed + (edge.status is not Status.CONFIRMED), way.hops + 1, node, edge.id, edge)


def best_first(passing: Passing, hops: Hops, *, top: int | None = None) -> Reach:
    """The best way from the carriers to every artifact below them.

    Only edges out of a carrier are held against splits: the split names of a dataset further down are its own, and
    which of them the items fell into is unknown. Every edge is held against the window. Stops after `top` nodes that are
    no carrier (`more`), or when the budget of `hops` ran out (`partial`); then nodes that were seen but not read on from
    keep the best way found (`unread`).
    """
    carriers = passing.carriers
    reach = Reach(frozenset(carriers))
    heap = [Way(-passing.kept.get(node, 1.0), 0, 0, node, "", None) for node in carriers]
    heapify(heap)
    opened: list[Edge] = []
    limit = None if top is None else top + len(carriers)
    while heap:
        way = heappop(heap)
        if way.node in reach.ways:
            continue
        if limit is not None and len(reach.ways) >= limit:
            reach.more = True
            break
        reach.ways[way.node] = way
        room = BATCH if limit is None else min(BATCH, max(LEAST_AHEAD, limit - len(reach.ways)))
        edges = None if reach.partial else hops.of(way.node, _ahead(way.node, heap, reach, hops, passing, room))
        if edges is None:
            reach.partial = True
            reach.unread.append(way.node)
            continue
        for onward in passing.onward(way, edges):
            assert onward.edge is not None
            opened.append(onward.edge)
            heappush(heap, onward)
    reach.edges = [edge for edge in opened if edge.downstream.lower() in reach.ways]
    return reach


def _ahead(node: str, heap: list[Way], reach: Reach, hops: Hops, passing: Passing, room: int) -> list[str]:
    """What the search will read next, fewer than `room`, if nothing better turns up: it runs on over edges that are here, on a copy."""
    if not hops.wants(node):
        return []
    passed = {node}
    wanted: list[str] = []
    coming = list(heap)
    for _ in range(PATIENCE):
        if not coming or len(wanted) >= room - 1:
            break
        way = heappop(coming)
        if way.node in passed or way.node in reach.ways:
            continue
        passed.add(way.node)
        if hops.wants(way.node):
            wanted.append(way.node)
        else:
            for onward in passing.onward(way, hops.of(way.node, ()) or ()):
                heappush(coming, onward)
    return wanted
