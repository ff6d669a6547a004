"""Which other source an edge may mean: what the key `t` of a review offers."""

from __future__ import annotations

from agents.late import candidates
from graph import amendments
from graph.contract import Reads
from graph.deciding import standing_edge
from stemma.held import held

LIMIT = 8


def targets(reads: Reads, edge_id: str, *, text: str = "") -> list[str]:
    """At most 8 ids, the likeliest first: of a source that is only named, what the name may mean; then what is near the edge.

    With `text` only what holds it, in any case. What a name may mean is read from the whole graph, once for all that is typed.
    Raises UnknownEdge.
    """
    upstream = standing_edge(reads, edge_id).upstream
    meant = held.answer(reads, ("meant", upstream), lambda: candidates(reads, upstream)) if upstream.startswith("name:") else ()
    fit = [i for i in (one.id for one in meant) if text.lower() in i.lower()]
    return list(dict.fromkeys([*fit, *amendments.alternatives(reads, edge_id, text=text)]))[:LIMIT]
