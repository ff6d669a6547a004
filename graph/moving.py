"""Verdicts that move with a name: resolved, what was decided of it holds of the pair that it means.

A person read "made from the B set" and confirmed it. When that name is resolved to an id, the same words count for another pair,
whose edge would wait for a verdict again. So the verdict that stands is copied: same actor, a reason that says so, a decision
of its own that can be undone. A verdict on the pair itself wins; of two names that now mean one pair and were decided
differently, none moves. Resolved elsewhere later, the copy that still stands is taken back and made for the other pair.
Why: docs/decisions/0006.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from graph.model import Decision, Edge, EdgeType, Status, Verdict, edge_id
from graph.rounds import MOVED, standing

if TYPE_CHECKING:
    from graph.dictionaries import Graph

_DECIDED = frozenset({Status.CONFIRMED, Status.REJECTED})


class Moving(NamedTuple):
    """A verdict that goes where a name goes: the pair it was given on, as keys, and its decision."""

    downstream: str
    upstream: str
    kind: EdgeType
    decision: Decision


def lift(graph: Graph, alias: str, time: datetime) -> list[Moving]:
    """The verdicts on edges at an id that is about to be resolved; copies of them that an earlier resolution made are taken back.

    A verdict whose copy was decided otherwise since does not move again.
    """
    found: list[Moving] = []
    made = _by_edge(graph.decisions.values())
    for edge in [e for e in graph.edges.values() if alias in (e.downstream, e.upstream) and e.type is not EdgeType.RESOLVED_TO]:
        last = _last(made[edge.id])
        if last is None:
            continue
        ends = graph.answer(edge.downstream), graph.answer(edge.upstream)
        if ends != (edge.downstream, edge.upstream):
            earlier = edge_id(*ends, edge.type)
            # A copy on an edge that is at the id too goes on from there.
            if alias in ends or not _taken_back(graph, earlier, made[earlier], last, time):
                continue
        found.append(Moving(edge.downstream, edge.upstream, edge.type, last))
    return found


def lay(graph: Graph, verdicts: Iterable[Moving], alias: str, time: datetime) -> None:
    """Decide the edges of the pairs that were meant, where they wait for a verdict."""
    groups: dict[str, list[Decision]] = defaultdict(list)
    for one in verdicts:
        groups[edge_id(graph.answer(one.downstream), graph.answer(one.upstream), one.kind)].append(one.decision)
    for identity, decisions in groups.items():
        edge = graph.edges.get(identity)
        last = max(decisions, key=lambda d: (d.time, d.id))
        if edge is not None and _waits(edge, last.after) and len({d.after for d in decisions}) == 1:
            _decide(graph, edge, _copy(graph, edge, last, alias, time))


def _by_edge(decisions: Iterable[Decision]) -> dict[str, list[Decision]]:
    found: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        found[decision.edge].append(decision)
    return found


def _last(decisions: Sequence[Decision]) -> Decision | None:
    """The verdict that stands on an edge, when it settled it."""
    stands = [d for d in standing(decisions) if d.verdict not in (Verdict.NOTE, Verdict.SECOND)]
    return stands[-1] if stands and stands[-1].after in _DECIDED else None


def _taken_back(graph: Graph, identity: str, decisions: Sequence[Decision], last: Decision, time: datetime) -> bool:
    """Whether an edge stood on the copy of a verdict, which is undone now."""
    edge, stands = graph.edges.get(identity), _last(decisions)
    if edge is None or stands is None or stands.id != _copied(last, identity, stands.version):
        return False
    undo = Decision(
        id=f"d:{_digest(f'undo|{stands.id}|{edge.version}')}",
        edge=identity,
        verdict=Verdict.REOPEN,
        actor=last.actor,
        time=time,
        reason=f"{MOVED}: it was resolved to something else",
        before=edge.status,
        after=Status.PROPOSED,
        version=edge.version + 1,
        undoes=stands.id,
    )
    _decide(graph, edge, undo)
    return True


def _copy(graph: Graph, edge: Edge, last: Decision, alias: str, time: datetime) -> Decision:
    meant = graph.spelled(graph.answer(alias))
    words = f"{MOVED}: {graph.spelled(alias)} was resolved to {meant}; decided {last.time:%Y-%m-%d} on {last.edge}"
    return Decision(
        id=_copied(last, edge.id, edge.version + 1),
        edge=edge.id,
        verdict=Verdict.REJECT if last.after is Status.REJECTED else Verdict.CONFIRM,
        actor=last.actor,
        time=time,
        reason=f"{words}: {last.reason}" if last.reason else words,
        cause=last.cause,
        confidence=edge.confidence,
        before=edge.status,
        after=last.after,
        version=edge.version + 1,
    )


def _waits(edge: Edge, after: Status) -> bool:
    """Whether a verdict may settle an edge: it is undecided; what a person confirmed stands also when nothing states it any more."""
    return edge.status is Status.PROPOSED or (edge.status is Status.WITHDRAWN and after is Status.CONFIRMED)


def _decide(graph: Graph, edge: Edge, decision: Decision) -> None:
    graph.decisions[decision.id] = decision
    fields: dict[str, object] = {"status": decision.after, "version": decision.version}
    if edge.status is Status.WITHDRAWN:
        fields |= {"withdrawn_at": None, "flags": tuple(sorted({*edge.flags, "claims_withdrawn"} - {"resolved"}))}
    graph.edges[edge.id] = edge.model_copy(update=fields)


def _copied(decision: Decision, identity: str, version: int) -> str:
    """The id of the copy of a decision on another edge, at a version of it."""
    return f"d:{_digest(f'moved|{decision.id}|{identity}|{version}')}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
