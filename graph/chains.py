"""All ways from carriers to one artifact that are looked at together, and how surely at least one of them holds."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from graph.lattice import chance
from graph.model import Edge
from graph.reach import Reach

LIMIT = 6
PATIENCE = 2_000

Chain = tuple[Edge, ...]


class Chains(NamedTuple):
    """The chains found, fewest hops first; `complete` when there are no others."""

    found: tuple[Chain, ...]
    complete: bool


class Upstream:
    """Open edges of one search, read from the artifact's side, with every node's fewest hops from a carrier."""

    def __init__(self, reach: Reach) -> None:
        """No chain passes through a carrier: it begins there."""
        self.carriers = reach.carriers
        self.of: dict[str, list[Edge]] = defaultdict(list)
        down: dict[str, list[str]] = defaultdict(list)
        for edge in reach.edges:
            self.of[edge.downstream.lower()].append(edge)
            down[edge.upstream.lower()].append(edge.downstream.lower())
        self.hops = dict.fromkeys(self.carriers, 0)
        queue = deque(self.carriers)
        while queue:
            node = queue.popleft()
            for near in down[node]:
                if near not in self.hops:
                    self.hops[near] = self.hops[node] + 1
                    queue.append(near)


def chains(target: str, upstream: Upstream, *, limit: int = LIMIT) -> Chains:
    """Up to `limit` simple chains of an edge or more from a carrier to `target`, fewest hops first, ties by edge ids.

    A carrier may be a target: then the chains say how the items may have come to it.

    A* from the artifact's side (its distance to the carriers is known), so work is `limit` times length times fan-in;
    it gives up after `PATIENCE` steps. The choice rests on the shape of the graph alone, never on confidences: that is
    what keeps `union` monotone in them.
    """
    heap: list[tuple[int, tuple[str, ...], str, Chain]] = [(upstream.hops.get(target, 0), (), target, ())]
    found: list[Chain] = []
    for _ in range(PATIENCE):
        if not heap:
            return Chains(tuple(found), True)
        _, ids, node, chain = heappop(heap)
        if node in upstream.carriers and (chain or node != target):
            if len(found) == limit:
                return Chains(tuple(found), False)
            found.append(chain)
            continue
        passed = {edge.downstream.lower() for edge in chain}
        for edge in upstream.of[node]:
            far = edge.upstream.lower()
            if far in upstream.hops and far not in passed and far != node:
                heappush(heap, (len(chain) + 1 + upstream.hops[far], (*ids, edge.id), far, (edge, *chain)))
    return Chains(tuple(found), not heap)


def union(found: Sequence[Chain], kept: Mapping[str, float] | None = None) -> float:
    """The exact probability that at least one chain holds, all steps independent, one that several share counted once.

    A step is an edge, or an artifact that passes only a part on (`kept`, by id in lower case). Inclusion-exclusion over
    sets of chains (at most 2^LIMIT). For chains that share nothing this is noisy-or.
    """
    steps = [_steps(chain, kept or {}) for chain in found]
    unsure = sorted({name: p for chain in steps for name, p in chain.items() if p < 1.0}.items())
    place = {name: 1 << i for i, (name, _) in enumerate(unsure)}
    weight = {1 << i: probability for i, (_, probability) in enumerate(unsure)}
    masks = sorted({sum(place.get(name, 0) for name in chain) for chain in steps})
    covers = [0]
    total = 0.0
    for mask in masks:
        covers += [cover | mask for cover in covers]
    for chosen, cover in enumerate(covers[1:], start=1):
        sign = 1.0 if chosen.bit_count() % 2 else -1.0
        total += sign * _product(cover, weight)
    return min(1.0, max(0.0, total))


def _steps(chain: Chain, kept: Mapping[str, float]) -> dict[str, float]:
    nodes = {chain[0].upstream.lower(), *(edge.downstream.lower() for edge in chain)} if chain else set()
    return {edge.id: chance(edge) for edge in chain} | {node: kept[node] for node in nodes & kept.keys()}


def _product(mask: int, weight: Mapping[int, float]) -> float:
    product = 1.0
    while mask:
        low = mask & -mask
        product *= weight[low]
        mask ^= low
    return product
