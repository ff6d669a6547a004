"""Decisions of another graph of the same documents, taken as they were made, where they still fit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from graph import integrity
from graph.contract import Act, Store
from graph.errors import GraphError, InvalidRecord, StaleDecision, UnknownEdge
from graph.faults import said
from graph.model import Claim, Decision, Edge, Frozen, Status
from graph.rounds import standing
from graph.undoing import unsaid

_BESIDE = ("type", "downstream", "upstream", "person_claim")


class Stale(Frozen):
    """A decision that was not taken, and why."""

    decision: str
    edge: str
    why: str


class Taken(Frozen):
    """What a file of decisions did: `applied` now, `known` before, `stale` ones left out."""

    applied: int
    known: int
    stale: tuple[Stale, ...]


class _Line(Frozen):
    """One decision, and the claim of the person who amended by it."""

    decision: Decision
    claim: Claim | None


def take(store: Store, lines: Iterable[str]) -> Taken:
    """Take decisions in their order, those of one group together or not at all; twice is as once.

    A decision fits when its edge is there and has the status (an amended one also the relation) that it had; an undo, when what it
    undoes stands last. Who decided, when and why stays as it was; the version is the edge's own here.
    Raises InvalidRecord naming the line; then nothing was taken.
    """
    read = [_read(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    known = {decision.id for decision in store.decisions()}
    applied, before = 0, 0
    stale: list[Stale] = []
    for unit in _units(read):
        if all(one.decision.id in known for one in unit):
            before += len(unit)
            continue
        try:
            store.decide_all([_act(store, one) for one in unit])
            applied += len(unit)
        except GraphError as error:
            stale += [Stale(decision=one.decision.id, edge=one.decision.edge, why=str(error)) for one in unit]
    if applied:
        integrity.mark(store)
    return Taken(applied=applied, known=before, stale=tuple(stale))


def _read(number: int, line: str) -> _Line:
    try:
        fields: Mapping[str, Any] = json.loads(line)
        if not isinstance(fields, dict) or fields.get("type") != "verdict":
            raise ValueError("its type is not verdict")
        own = {key: value for key, value in fields.items() if key not in _BESIDE}
        found = fields.get("person_claim")
        return _Line(decision=Decision.model_validate(own), claim=Claim.model_validate(found) if found else None)
    except (ValueError, ValidationError) as error:
        short = " ".join(str(error).split())[:200]
        raise InvalidRecord(
            f"line {number} is no decision ({short}); `stemma review export` writes such files; nothing was taken"
        ) from error


def _units(read: Sequence[_Line]) -> list[list[_Line]]:
    """Decisions that are taken together, in the order of the first of each."""
    units: dict[tuple[str, bool], list[_Line]] = {}
    for one in read:
        units.setdefault((one.decision.group or one.decision.id, one.decision.undoes is None), []).append(one)
    return list(units.values())


def _act(store: Store, one: _Line) -> Act:
    """The decision on this graph's edge. Raises UnknownEdge, StaleDecision."""
    made = one.decision
    found = store.edges([made.edge])
    said_of_it = _said(one)
    if not found:
        if made.undoes is not None or not said_of_it:
            raise UnknownEdge(f"no edge {made.edge} here; crawl what it ties first")
        return Act(made.model_copy(update={"version": 1}), 0, said_of_it)
    edge = found[0]
    if made.undoes is not None:
        return _undo(store, one, edge)
    if edge.status is not made.before and not (edge.status is Status.WITHDRAWN and said_of_it):
        raise StaleDecision(f"{said(edge)} is {edge.status} here, and was {made.before} when {made.actor} decided")
    kept = made.pair_before == made.pair_after
    if kept and made.relation_before is not None and edge.relation is not made.relation_before:
        was = made.relation_before.replace("_", " ")
        raise StaleDecision(f"{said(edge)} was called {was} when {made.actor} amended it")
    return Act(made.model_copy(update={"version": edge.version + 1}), edge.version, said_of_it)


def _said(one: _Line) -> tuple[Claim, ...]:
    """What the person said by this decision."""
    made, claim = one.decision, one.claim
    if claim is None or made.claim is None or made.relation_after is None:
        return ()
    then = {"relation": made.relation_after, "read_at": made.time, "status": Status.PROPOSED}
    return (claim.model_copy(update=then),)


def _undo(store: Store, one: _Line, edge: Edge) -> Act:
    made = one.decision
    decisions = store.decisions(edge.id)
    stack = standing(decisions)
    if not stack or stack[-1].id != made.undoes:
        raise StaleDecision(f"{said(edge)} was decided otherwise here than what {made.actor} undid")
    claims = unsaid(store, decisions, stack[-1])
    return Act(made.model_copy(update={"version": edge.version + 1}), edge.version, tuple(claims))
