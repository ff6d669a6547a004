"""Verdicts of people: confirm, reject, reopen, note, ask for a second reader; and several confirmed at once.

Each is kept, and compare-and-set on the version that was seen: of two reviewers at once one decides, the other is told.
`readers` is how many people's verdicts an edge needs (1 or 2, see `graph.rounds`).
"""

from __future__ import annotations

from collections.abc import Mapping

from graph import faults
from graph.contract import Act, Store
from graph.deciding import Clock, Said, act, decided, edge_of, new_id, now, standing_edge, take
from graph.errors import AnotherReader, NeedsOverride, StaleDecision, UnknownEdge
from graph.model import Cause, Decision, Edge, Frozen, Status, Verdict
from graph.rounds import FLAGS, SECOND_READER, Outcome, asked_for, outcome

_TRIES = 3


class LeftOut(Frozen):
    """An edge that was not decided with the others, and why."""

    edge: str
    why: str


class Together(Frozen):
    """Decisions of one transaction, by which `group` they are known (None: none was made), and what was left out."""

    group: str | None
    decisions: tuple[Decision, ...]
    left_out: tuple[LeftOut, ...]


def confirm(
    store: Store,
    edge_id: str,
    *,
    actor: str,
    reason: str | None = None,
    note: str | None = None,
    override: str | None = None,
    version: int | None = None,
    readers: int = 1,
    clock: Clock = now,
) -> Decision:
    """Confirm an edge as it was at `version` (as it is now, when None is given).

    Raises UnknownEdge, also when an end of the edge was resolved and the pair has another edge now; StaleDecision when
    the edge changed since; NeedsOverride when it is flagged `cycle` or `chronology`, or would close a cycle of confirmed
    edges, and `override` gives no written reason; AnotherReader.
    """
    edge = standing_edge(store, edge_id)
    if version in (None, edge.version):
        faults.refuse(store, edge, override)
    result = outcome(edge, decided(store, edge, readers), holds_=True, actor=actor, readers=readers)
    by = Said(actor, clock(), reason=reason, note=note, override=override)
    return take(store, [act(edge, Verdict.CONFIRM, result, by, version=version)], [edge])[0]


def reject(
    store: Store,
    edge_id: str,
    *,
    actor: str,
    cause: Cause | None = None,
    reason: str | None = None,
    note: str | None = None,
    version: int | None = None,
    readers: int = 1,
    clock: Clock = now,
) -> Decision:
    """Reject an edge as it was at `version`. Raises UnknownEdge; StaleDecision when it changed since; AnotherReader."""
    edge = edge_of(store, edge_id)
    result = outcome(edge, decided(store, edge, readers), holds_=False, actor=actor, readers=readers)
    by = Said(actor, clock(), reason=reason, note=note, cause=cause)
    return take(store, [act(edge, Verdict.REJECT, result, by, version=version)], [edge])[0]


def reopen(
    store: Store,
    edge_id: str,
    *,
    actor: str,
    reason: str | None = None,
    note: str | None = None,
    version: int | None = None,
    clock: Clock = now,
) -> Decision:
    """Let an edge wait for a verdict again, whatever it was. Raises UnknownEdge, StaleDecision."""
    edge = edge_of(store, edge_id)
    after = Status.PROPOSED if edge.claims or "claims_withdrawn" not in edge.flags else Status.WITHDRAWN
    result = Outcome(after, cleared=tuple(sorted(FLAGS & set(edge.flags))))
    by = Said(actor, clock(), reason=reason, note=note)
    return take(store, [act(edge, Verdict.REOPEN, result, by, version=version)], [edge])[0]


def note(store: Store, edge_id: str, *, actor: str, text: str, version: int | None = None, clock: Clock = now) -> Decision:
    """Keep words on an edge; its status stays. Raises UnknownEdge, StaleDecision."""
    edge = edge_of(store, edge_id)
    by = Said(actor, clock(), note=text)
    return take(store, [act(edge, Verdict.NOTE, Outcome(edge.status), by, version=version)], [edge])[0]


def second(store: Store, edge_id: str, *, actor: str, note: str | None = None, version: int | None = None, clock: Clock = now) -> Decision:
    """Ask for another reader: the edge gets the flag `second_reader` until a verdict. Raises UnknownEdge, StaleDecision."""
    edge = edge_of(store, edge_id)
    result = Outcome(edge.status, raised=tuple({SECOND_READER} - set(edge.flags)))
    by = Said(actor, clock(), note=note)
    return take(store, [act(edge, Verdict.SECOND, result, by, version=version)], [edge])[0]


def confirm_all(
    store: Store, seen: Mapping[str, int], *, actor: str, reason: str | None = None, readers: int = 1, clock: Clock = now
) -> Together:
    """Confirm edges together, each as it was at the version that was seen, in one transaction.

    Those that changed since, are decided, or are flagged are left out and named; so is one that somebody decides meanwhile.
    """
    group = new_id("g")
    by = Said(actor, clock(), reason=reason)
    for left in reversed(range(_TRIES)):
        acts, edges, left_out = _together(store, seen, by, readers, group)
        try:
            made = take(store, acts, edges) if acts else []
        except StaleDecision:
            if not left:
                raise
            continue
        return Together(group=group if made else None, decisions=tuple(made), left_out=tuple(left_out))
    raise AssertionError("unreachable")


def _together(store: Store, seen: Mapping[str, int], by: Said, readers: int, group: str) -> tuple[list[Act], list[Edge], list[LeftOut]]:
    found = {edge.id: edge for edge in store.edges(seen.keys())}
    acts: list[Act] = []
    taken: list[Edge] = []
    left_out = []
    for identity, version in seen.items():
        try:
            edge = _sound(store, found.get(identity), identity, version, taken)
            made = decided(store, edge, readers)
            if by.actor in asked_for(edge, made):
                raise AnotherReader(f"{faults.said(edge)} waits for another reader than {by.actor}")
            result = outcome(edge, made, holds_=True, actor=by.actor, readers=readers)
        except (UnknownEdge, StaleDecision, NeedsOverride, AnotherReader) as error:
            left_out.append(LeftOut(edge=identity, why=str(error)))
            continue
        acts.append(act(edge, Verdict.CONFIRM, result, by, more={"group": group}))
        taken.append(edge)
    return acts, taken, left_out


def _sound(store: Store, edge: Edge | None, identity: str, version: int, beside: list[Edge]) -> Edge:
    """An edge that may be confirmed beside others; raises what speaks against it."""
    if edge is None:
        raise UnknownEdge(f"no edge {identity!r}")
    if edge.version != version or edge.status is not Status.PROPOSED:
        raise StaleDecision(f"{faults.said(edge)} is {edge.status} at version {edge.version}, not {version} as it was shown")
    if marks := sorted(set(edge.flags) - FLAGS):
        raise NeedsOverride(f"{faults.said(edge)} is flagged {', '.join(marks)}; look at it by itself")
    faults.refuse(store, edge, None, beside=beside)
    return edge
