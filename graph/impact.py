"""How many works a verdict on an edge touches: everything made, over live derivations, from the edge's downstream."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from graph.contract import Reads

BATCH = 512
NODES = 20_000
REACH = 1_000


def impacts(store: Reads, artifact_ids: Collection[str], *, nodes: int = NODES, reach: int = REACH) -> dict[str, int]:
    """For each id, in lower case: itself and its descendants, counted up to `reach`.

    One breadth-first walk downstream from all of them together, in round trips of up to 512 nodes; it stops after
    reading the edges of `nodes` nodes, so that far descendants of many works may be missed.
    """
    starts = {artifact_id.lower() for artifact_id in artifact_ids}
    below = _below(store, starts, nodes)
    return {start: _count(below, start, reach) for start in starts}


def _below(store: Reads, starts: Collection[str], nodes: int) -> Mapping[str, set[str]]:
    below: dict[str, set[str]] = defaultdict(set)
    seen, ahead = set(starts), sorted(starts)
    read = 0
    while ahead and read < nodes:
        batch, ahead = ahead[:BATCH], ahead[BATCH:]
        read += len(batch)
        for edge in store.edges_of(batch, "downstream"):
            child = edge.downstream.lower()
            below[edge.upstream.lower()].add(child)
            if child not in seen:
                seen.add(child)
                ahead.append(child)
    return below


def _count(below: Mapping[str, set[str]], start: str, reach: int) -> int:
    seen, ahead = {start}, [start]
    while ahead and len(seen) < reach:
        new = below.get(ahead.pop(), set()) - seen
        seen |= new
        ahead += new
    return min(len(seen), reach)
