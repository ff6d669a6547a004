"""Everything that happened to an edge, in order: what was read, by whom, what people decided, amended and took back."""

from __future__ import annotations

import itertools
from enum import StrEnum

from pydantic import AwareDatetime

from graph.contract import Reads
from graph.deciding import edge_of
from graph.model import Claim, Decision, Edge, Frozen, Status, Verdict
from graph.versions import ChangedBy


class What(StrEnum):
    """What happened: a reader stated it, its words went, an id was resolved, or a person did something."""

    READ = "read"
    WITHDRAWN = "withdrawn"
    RESOLVED = "resolved"
    CHECKED = "checked"
    DECIDED = "decided"
    AMENDED = "amended"
    UNDONE = "undone"
    NOTED = "noted"


class Event(Frozen):
    """One thing that happened. `who`: a reader (`local@3`, a model with its prompt's hash), or a person; `text` in words."""

    time: AwareDatetime
    what: What
    who: str
    text: str
    claim: Claim | None = None
    decision: Decision | None = None


class History(Frozen):
    """An edge, and what happened to it, oldest first."""

    edge: Edge
    events: tuple[Event, ...]


def history(store: Reads, edge_id: str) -> History:
    """The history of an edge. Raises UnknownEdge.

    A claim counts as read when its words were last found; states that the graph did not keep are not told.
    """
    edge = edge_of(store, edge_id)
    past = store.versions(edges=[edge.id])
    claims = store.claims(ids={i for e in (edge, *(v.edge for v in past)) for i in e.claims})
    events = [_read(claim) for claim in claims if not claim.by_person]
    before = {v.edge.version: v for v in past}
    states = sorted([*(v.edge for v in past), edge], key=lambda e: e.version)
    for old, new in itertools.pairwise(states):
        left = before[old.version]
        gone = [c for c in claims if c.id in set(old.claims) - set(new.claims) and not c.by_person]
        events += [_gone(claim, left.known_to) for claim in gone]
        if left.cause in (ChangedBy.RESOLVED, ChangedBy.CHECKED):
            events.append(_changed(left.cause, left.by, left.known_to, old, new))
    events += [_decided(decision) for decision in store.decisions(edge.id)]
    return History(edge=edge, events=tuple(sorted(events, key=lambda e: e.time)))


def _read(claim: Claim) -> Event:
    text = f"{claim.relation.replace('_', ' ')}, {claim.confidence:.2f}, in {claim.document_id} [{claim.start}:{claim.end}]"
    return Event(time=claim.read_at, what=What.READ, who=claim.reader, text=text, claim=claim)


def _gone(claim: Claim, time: AwareDatetime) -> Event:
    why = "no longer stated" if claim.status is Status.WITHDRAWN else "counts for another edge"
    return Event(time=time, what=What.WITHDRAWN, who=claim.reader, text=f"{why}: {claim.document_id}", claim=claim)


def _changed(cause: ChangedBy, by: str | None, time: AwareDatetime, old: Edge, new: Edge) -> Event:
    if cause is ChangedBy.RESOLVED:
        return Event(time=time, what=What.RESOLVED, who=by or "", text="an end was resolved; its claims count for another pair")
    came, went = sorted(set(new.flags) - set(old.flags)), sorted(set(old.flags) - set(new.flags))
    said = [*(f"flagged {flag}" for flag in came), *(f"no longer {flag}" for flag in went)]
    return Event(time=time, what=What.CHECKED, who="check", text=", ".join(said) or "checked")


def _decided(decision: Decision) -> Event:
    what = What.DECIDED
    if decision.undoes is not None:
        what = What.UNDONE
    elif decision.verdict is Verdict.AMEND or decision.instead is not None:
        what = What.AMENDED
    elif decision.verdict in (Verdict.NOTE, Verdict.SECOND):
        what = What.NOTED
    return Event(time=decision.time, what=what, who=decision.actor, text=told(decision), decision=decision)


def told(decision: Decision) -> str:
    """A decision in words: the verdict, what it changed, why."""
    parts = [f"{decision.verdict}: {decision.before} -> {decision.after}"]
    if decision.relation_before is not decision.relation_after and decision.relation_before and decision.relation_after:
        parts.append(f"{decision.relation_before.replace('_', ' ')} -> {decision.relation_after.replace('_', ' ')}")
    if decision.pair_before and decision.pair_before != decision.pair_after:
        parts.append(f"{' <- '.join(decision.pair_before)} became {' <- '.join(decision.pair_after)}")
    if decision.instead:
        parts.append(f"with {decision.instead}")
    parts += [decision.cause.replace("_", " ")] if decision.cause else []
    parts += [text for text in (decision.reason, decision.note) if text]
    return "; ".join(parts)
