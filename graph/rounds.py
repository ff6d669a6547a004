"""Double review: a first verdict waits for a second by another person; where they differ, a third person settles it.

With one reader (the default) every verdict settles. Standing decisions are those that are no undo and were not undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from graph.errors import AnotherReader
from graph.faults import said
from graph.model import Decision, Edge, Status, Verdict

SECOND_READER = "second_reader"
"""Flag of an edge that waits for another person."""
DIFFER = "verdicts_differ"
"""Flag of an edge on which two persons' verdicts differ."""
FLAGS = frozenset({SECOND_READER, DIFFER})
MOVED = "moved with its name"
"""How the reason of a decision begins that was copied because a name was resolved (`graph.moving`)."""
VERDICTS = frozenset({Verdict.CONFIRM, Verdict.REJECT, Verdict.AMEND})
"""Verdicts that say whether an edge holds."""
_UNDECIDED = frozenset({Status.PROPOSED, Status.WITHDRAWN})


class Outcome(NamedTuple):
    """What a verdict makes of an edge: its status after it, flags raised and cleared."""

    after: Status
    raised: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()


class Pair(NamedTuple):
    """Two persons' verdicts on one edge, each before the other settled anything: whether it holds."""

    edge: str
    first: bool
    second: bool


def holds(decision: Decision) -> bool:
    """Whether a verdict says that the edge holds."""
    return decision.verdict is not Verdict.REJECT


def given(decision: Decision) -> bool:
    """Whether a person gave this verdict on this edge: it says whether the edge holds, and is no copy that moved with a name."""
    return decision.verdict in VERDICTS and not (decision.reason or "").startswith(MOVED)


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions on one edge that are no undo and were not undone, in their order."""
    stack: list[Decision] = []
    for decision in sorted(decisions, key=lambda d: d.version):
        if decision.undoes is None:
            stack.append(decision)
        else:
            stack = [d for d in stack if d.id != decision.undoes]
    return stack


def waiting(decisions: Iterable[Decision]) -> list[Decision]:
    """The verdicts on one edge that have settled nothing yet: none, the first, or two that differ."""
    found: list[Decision] = []
    for decision in standing(decisions):
        if decision.verdict in VERDICTS:
            found = [*found, decision] if decision.after in _UNDECIDED else []
        elif decision.verdict is Verdict.REOPEN:
            found = []
    return found


def pairs(decisions: Iterable[Decision]) -> list[Pair]:
    """First and second verdicts on one edge, of all its rounds."""
    found: list[Pair] = []
    first: Decision | None = None
    fresh = True
    for decision in standing(decisions):
        if not given(decision):
            continue
        if first is None and fresh and decision.after in _UNDECIDED:
            first, fresh = decision, False
        elif first is not None:
            found.append(Pair(decision.edge, holds(first), holds(decision)))
            first = None
        fresh = fresh or decision.after not in _UNDECIDED
    return found


def asked_for(edge: Edge, decisions: Sequence[Decision]) -> frozenset[str]:
    """The people who cannot settle this edge: they gave a verdict that waits, or asked for another reader."""
    if not FLAGS & set(edge.flags):
        return frozenset()
    asking = [d.actor for d in standing(decisions) if d.verdict is Verdict.SECOND and SECOND_READER in edge.flags]
    return frozenset([*(d.actor for d in waiting(decisions)), *asking[-1:]])


def outcome(edge: Edge, decisions: Sequence[Decision], *, holds_: bool, actor: str, readers: int) -> Outcome:
    """What a verdict by `actor` does. Raises AnotherReader when that person's own verdict on the edge waits for another's."""
    settled = Outcome(Status.CONFIRMED if holds_ else Status.REJECTED, cleared=tuple(sorted(FLAGS & set(edge.flags))))
    if readers < 2 or edge.status not in _UNDECIDED:
        return settled
    earlier = waiting(decisions)
    if any(d.actor == actor for d in earlier):
        raise AnotherReader(f"{said(edge)} has {actor}'s verdict; it waits for another person's. Undo yours to change it")
    if not earlier:
        return Outcome(edge.status, raised=tuple(sorted({SECOND_READER} - set(edge.flags))))
    if len(earlier) > 1 or holds(earlier[0]) == holds_:
        return settled
    return Outcome(edge.status, raised=(DIFFER,), cleared=tuple(sorted({SECOND_READER} & set(edge.flags))))
