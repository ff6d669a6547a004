"""Decisions over Bolt: each edge locked first and then compared, so that of several reviewers at once one decides."""

from __future__ import annotations

from collections.abc import Sequence

from graph import bolt_read as read
from graph.bolt_rows import edge_of, stamp
from graph.bolt_slice import Slice, Transaction, ask
from graph.bolt_write import write, write_decisions, write_versions
from graph.contract import Act
from graph.dictionaries import stale
from graph.errors import StaleDecision, UnknownEdge
from graph.model import Edge, EdgeType
from graph.versions import ChangedBy, EdgeVersion


def decide(tx: Transaction, acts: Sequence[Act]) -> list[Edge]:
    """See `Store.decide_all`; made again after an answer was lost, it answers as the first time. Raises UnknownEdge, StaleDecision."""
    found = {edge.id: edge for edge in read.edges(tx, [act.decision.edge for act in acts])}
    if _kept(tx, acts):
        return [found[act.decision.edge] for act in acts]  # Its own first try was kept, and the answer lost.
    for act in acts:
        _lock(tx, act, found.get(act.decision.edge))
    if not any(act.claims for act in acts):
        return [_settle(tx, act, found[act.decision.edge]) for act in acts]
    part = Slice(tx)
    part.nodes(i.lower() for edge in found.values() for i in (edge.downstream, edge.upstream))
    part.nodes(i.lower() for act in acts for claim in act.claims for i in (claim.downstream, claim.upstream))
    part.edges({kind: [edge.id for edge in found.values() if edge.type is kind] for kind in EdgeType})
    part.prepare([claim for act in acts for claim in act.claims], [], [])
    after = part.graph.decide(acts)
    write(tx, part, change=None)
    return after


def _kept(tx: Transaction, acts: Sequence[Act]) -> bool:
    """Whether these very decisions were kept before."""
    first = acts[0].decision
    return any(made.id == first.id for made in read.decisions(tx, first.edge))


def _lock(tx: Transaction, act: Act, edge: Edge | None) -> None:
    """Hold one edge until the end of the transaction, as it was seen."""
    if edge is None:
        if act.expected:
            raise UnknownEdge(f"no edge {act.decision.edge}; list edges with `stemma review list` or `stemma export jsonl`")
        return
    if not ask(tx, "lock_edge", {"id": [edge.id], "expected": act.expected}, type=str(edge.type)):
        raise StaleDecision(stale(edge, act.expected, read.decisions(tx, edge.id)))


def _settle(tx: Transaction, act: Act, edge: Edge) -> Edge:
    """Set status, flags and version of a locked edge, and keep the decision."""
    made = act.decision
    flags = sorted((set(edge.flags) - set(made.cleared)) | set(made.raised))
    since = max(made.time, edge.known_from)
    asked = {"id": [edge.id], "status": str(made.after), "flags": flags, "version": act.expected + 1, "since": stamp(since)}
    rows = ask(tx, "decide", asked, type=str(edge.type))
    write_decisions(tx, [made])
    write_versions(tx, [EdgeVersion(edge=edge, known_to=since, cause=ChangedBy.DECIDED, by=made.id)])
    return edge_of(rows[0], spelled=True)
