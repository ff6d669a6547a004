"""Undo: the last decision on an edge that stands is taken back by another decision; an amendment on both of its edges."""

from __future__ import annotations

from collections.abc import Sequence

from graph import faults
from graph.contract import Act, Reads, Store
from graph.deciding import Clock, Said, act, edge_of, now, take
from graph.errors import GraphError, NothingToUndo
from graph.model import Claim, Decision, Edge, Status, Verdict
from graph.rounds import Outcome, standing
from graph.verdicts import LeftOut, Together

_WORD = {Status.CONFIRMED: Verdict.CONFIRM, Status.REJECTED: Verdict.REJECT}


def undo(
    store: Store,
    edge_id: str,
    *,
    actor: str,
    reason: str | None = None,
    override: str | None = None,
    version: int | None = None,
    clock: Clock = now,
) -> Decision:
    """Take back the last decision that stands; the edge has the status it had before it. Undone again, the one before.

    An amendment that rejected one edge for another is taken back on both, in one transaction, and the person's claim withdrawn.
    Raises UnknownEdge, NothingToUndo, StaleDecision; NeedsOverride like `confirm`, when that status is confirmed.
    """
    edge = edge_of(store, edge_id)
    decisions = store.decisions(edge.id)
    last = _last(edge, decisions)
    by = Said(actor, clock(), reason=reason, override=override)
    without = frozenset([last.instead] if last.instead else [])
    acts, edges = [_back(store, edge, decisions, last, by, version, without)], [edge]
    if last.instead is not None:
        other = edge_of(store, last.instead)
        others = store.decisions(other.id)
        partner = _last(other, others)
        if partner.group != last.group:
            raise NothingToUndo(
                f"{faults.said(other)} was amended together with this edge and decided again since, by {partner.actor} "
                f"({partner.verdict}); undo that first"
            )
        acts.append(_back(store, other, others, partner, by, None, frozenset({edge.id})))
        edges.append(other)
    return take(store, acts, edges)[0]


def undo_group(store: Store, group: str, *, actor: str, clock: Clock = now) -> Together:
    """Take back the decisions of one group that still stand last on their edges, in one transaction; the others are named.

    Raises NothingToUndo when none does, StaleDecision.
    """
    by = Said(actor, clock())
    acts, edges, left_out = [], [], []
    group_edges = frozenset(d.edge for d in store.decisions() if d.group == group and d.undoes is None)
    for edge in store.edges(group_edges):
        decisions = store.decisions(edge.id)
        try:
            last = _last(edge, decisions)
            if last.group != group:
                raise NothingToUndo(f"{faults.said(edge)} was decided again since, by {last.actor} ({last.verdict})")
            acts.append(_back(store, edge, decisions, last, by, None, group_edges - {edge.id}))
            edges.append(edge)
        except GraphError as error:
            left_out.append(LeftOut(edge=edge.id, why=str(error)))
    if not acts:
        raise NothingToUndo(f"no decision of {group} stands last on its edge, so there is none to undo")
    return Together(group=group, decisions=tuple(take(store, acts, edges)), left_out=tuple(left_out))


def _last(edge: Edge, decisions: Sequence[Decision]) -> Decision:
    stack = standing(decisions)
    if not stack:
        raise NothingToUndo(
            f"no decision on {faults.said(edge)} stands, so there is none to undo; `stemma show {edge.id}` lists what was decided"
        )
    return stack[-1]


def _back(
    store: Reads, edge: Edge, decisions: Sequence[Decision], last: Decision, by: Said, version: int | None, without: frozenset[str]
) -> Act:
    """The decision that takes `last` back; `without` are edges that are taken back with it."""
    claims = unsaid(store, decisions, last)
    left = set(edge.claims) - {c.id for c in claims if c.status is Status.WITHDRAWN}
    gone = not left and ("claims_withdrawn" in edge.flags or bool(claims))
    after = _restored(last.before, left=bool(left), gone=gone)
    if after is Status.CONFIRMED and edge.status is not Status.CONFIRMED and version in (None, edge.version):
        faults.refuse(store, edge, by.override, without=without)
    flags = set(edge.flags)
    result = Outcome(after, raised=tuple(sorted(set(last.cleared) - flags)), cleared=tuple(sorted(set(last.raised) & flags)))
    relations = {"relation_before": last.relation_after, "relation_after": last.relation_before} if last.relation_after else {}
    pairs = {"pair_before": last.pair_after, "pair_after": last.pair_before}
    more = {"undoes": last.id, "claim": last.claim, "instead": last.instead, "group": last.group, **relations, **pairs}
    return act(edge, _WORD.get(after, Verdict.REOPEN), result, by, version=version, claims=claims, more=more)


def unsaid(store: Reads, decisions: Sequence[Decision], last: Decision) -> list[Claim]:
    """The person's claim of an amendment as it was before: with what that person said of it earlier, or withdrawn."""
    if last.claim is None:
        return []
    found = store.claims(ids=[last.claim])
    earlier = [d for d in standing(decisions)[:-1] if d.claim == last.claim and d.relation_after is not None]
    if not earlier:
        return [c.model_copy(update={"status": Status.WITHDRAWN}) for c in found]
    said = {"relation": earlier[-1].relation_after, "read_at": earlier[-1].time}
    return [c.model_copy(update=said) for c in found]


def _restored(before: Status, *, left: bool, gone: bool) -> Status:
    """The status before a decision, unless the edge's claims came or went since."""
    if before is Status.PROPOSED and gone:
        return Status.WITHDRAWN
    return Status.PROPOSED if before is Status.WITHDRAWN and left else before
