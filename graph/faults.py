"""What speaks against confirming an edge, whatever its evidence: it would close a cycle, or its source came later."""

from __future__ import annotations

from collections.abc import Collection

from graph.contract import Reads
from graph.errors import NeedsOverride
from graph.impact import BATCH, NODES
from graph.model import Edge, EdgeType, Status


def refuse(
    store: Reads, edge: Edge, override: str | None, *, beside: Collection[Edge] = (), without: Collection[str] = frozenset()
) -> None:
    """Raises NeedsOverride when an edge should not be confirmed and no `override` gives a written reason.

    `beside` are edges that are confirmed with it, `without` ids of edges that are no longer.
    """
    if override and override.strip():
        return
    if faults := found(store, edge, beside=beside, without=without):
        raise NeedsOverride(f"{said(edge)} was not confirmed: {' and '.join(faults)}; reject it, or confirm it with a written override")


def found(store: Reads, edge: Edge, *, beside: Collection[Edge] = (), without: Collection[str] = frozenset()) -> list[str]:
    """What is wrong with confirming an edge, in words."""
    faults = []
    if "cycle" in edge.flags:
        faults.append("it closes a cycle of edges that are surer than it")
    if "chronology" in edge.flags or _younger(store, edge):
        faults.append("its source was first public after what was made from it")
    if not faults and edge.type is EdgeType.DERIVED_FROM and (path := _back(store, edge, beside, without)):
        faults.append("with edges confirmed before, it would close the cycle " + " <- ".join(path))
    return faults


def said(edge: Edge) -> str:
    """An edge in words, for messages."""
    return f"edge {edge.id} ({edge.downstream} {edge.relation.replace('_', ' ')} of {edge.upstream})"


def _back(store: Reads, edge: Edge, beside: Collection[Edge], without: Collection[str]) -> list[str]:
    """The works on the way from the edge's downstream back to itself over it and confirmed edges; none when there is no way.

    A walk upstream from the edge's upstream, in batches; one that is still going after 20,000 nodes counts as a way.
    """
    goal, start = edge.downstream.lower(), edge.upstream.lower()
    parents: dict[str, str | None] = {start: None}
    spelled = {goal: edge.downstream, start: edge.upstream}
    ahead = [start]
    while ahead and goal not in parents and len(parents) < NODES:
        batch, ahead = ahead[:BATCH], ahead[BATCH:]
        more = [other for other in beside if other.downstream.lower() in batch]
        for hop in (*store.edges_of(batch, "upstream", statuses=[Status.CONFIRMED]), *more):
            node = hop.upstream.lower()
            if node not in parents and hop.id not in without:
                parents[node] = hop.downstream.lower()
                spelled[node] = hop.upstream
                ahead.append(node)
    if goal not in parents:
        return [] if not ahead else [edge.downstream, edge.upstream, "...", edge.downstream]
    path, step = [spelled[goal]], parents[goal]
    while step is not None:
        path.append(spelled[step])
        step = parents[step]
    return [edge.downstream, *reversed(path)]


def _younger(store: Reads, edge: Edge) -> bool:
    """Whether the source is known to be first public after what was made from it."""
    ends = store.artifacts([edge.downstream, edge.upstream])
    made, source = (ends[i].first_public if i in ends else None for i in (edge.downstream, edge.upstream))
    return edge.type is EdgeType.DERIVED_FROM and made is not None and source is not None and source > made
