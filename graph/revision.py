"""An edge before and after its claims changed: the one rule both stores apply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from graph.confidence import aggregate
from graph.model import Claim, Edge, EdgeType, Opinion, Relation, Status, edge_id

CLAIMED = frozenset({"conflict_claims", "removed_in", "disputed", "reversed"})
"""Flags that the live claims of an edge give it; `disputed`, `reversed`: a second look denies one, or turns it round."""
_DENIED = frozenset({Opinion.DISAGREE, Opinion.REVERSED, Opinion.ELSEWHERE})
_TIES = frozenset({EdgeType.COPY_OF, EdgeType.PART_OF, EdgeType.DOCUMENTED_BY, EdgeType.RESOLVED_TO})
_CLAIM_FLAGS = CLAIMED | {"claims_withdrawn", "resolved"}


def revise(
    before: Edge | None, claims: Sequence[Claim], *, pair: tuple[str, str], kind: EdgeType, time: datetime, lost: bool | None = None
) -> Edge | None:
    """The edge of `pair` given its live claims; None when there is neither an edge nor a claim.

    A claim that the upstream was taken out of the downstream supports no edge: one that others state gets the flag `removed_in`.
    A person's verdict stands: a confirmed or rejected edge keeps its status. Without live claims a proposed edge is
    withdrawn, a confirmed one flagged `claims_withdrawn`; claimed again, a withdrawn edge is proposed. With live claims of
    persons alone an edge keeps what these say, and is flagged `claims_withdrawn` too while their words are `lost`, gone from the
    documents (None: as before). Flags of the integrity check and of reviews are kept. The version rises by one exactly when anything
    but `last_seen` changed.
    """
    taken_out = any(c.relation is Relation.REMOVED_COMPONENT for c in claims)
    claims = [c for c in claims if c.relation is not Relation.REMOVED_COMPONENT]
    if before is None and not claims:
        return None
    kept = {f for f in before.flags if f not in _CLAIM_FLAGS} if before else set()
    if not claims:
        assert before is not None
        if before.status is Status.PROPOSED:
            after = before.model_copy(update={"status": Status.WITHDRAWN, "claims": (), "withdrawn_at": time})
        elif before.status is Status.WITHDRAWN:
            return before
        else:
            after = before.model_copy(update={"claims": (), "flags": tuple(sorted(kept | {"claims_withdrawn"}))})
    else:
        found = aggregate(claims)
        gone = lost if lost is not None else before is not None and "claims_withdrawn" in before.flags
        unread = gone and all(c.by_person for c in claims)
        said = {"conflict_claims": found.conflict, "removed_in": taken_out, "claims_withdrawn": unread}
        opinions = {o.opinion for c in claims for o in c.opinions}
        said |= {"disputed": bool(opinions & _DENIED), "reversed": Opinion.REVERSED in opinions}
        flags = tuple(sorted(kept | {flag for flag, true in said.items() if true}))
        status = before.status if before and before.status is not Status.WITHDRAWN else Status.PROPOSED
        after = Edge(
            id=edge_id(*pair, kind),
            downstream=pair[0],
            upstream=pair[1],
            relation=found.relation,
            status=status,
            confidence=found.confidence,
            splits=found.splits,
            rows_taken=found.rows_taken,
            flags=flags,
            claims=tuple(sorted(c.id for c in claims)),
            first_seen=before.first_seen if before else time,
            last_seen=time if before is None else before.last_seen if unread else max(before.last_seen, time),
            version=before.version if before else 1,
            changed_at=before.changed_at if before else None,
            run=before.run if before else None,
        )
    if before is None or after.model_copy(update={"last_seen": before.last_seen}) == before:
        return after
    return after.model_copy(update={"version": before.version + 1})


def stateless(edge: Edge) -> dict[str, object]:
    """The fields of an edge whose claims count elsewhere: nothing is stated of it any more."""
    if edge.type in _TIES:
        return {"claims": ()}
    relation = Relation.OTHER if edge.type is EdgeType.DERIVED_FROM else edge.relation
    return {"claims": (), "relation": relation, "confidence": 0.0, "splits": (), "rows_taken": None}


def link_edge(before: Edge | None, *, pair: tuple[str, str], relation: Relation, confidence: float, time: datetime) -> Edge:
    """The edge of a structural link (no claims): proposed once, then only seen again; withdrawn, it is proposed again."""
    if before is not None:
        seen = before.model_copy(update={"last_seen": max(before.last_seen, time)})
        if before.status is not Status.WITHDRAWN:
            return seen
        flags = tuple(flag for flag in before.flags if flag not in _CLAIM_FLAGS)
        again = {"status": Status.PROPOSED, "confidence": confidence, "flags": flags, "withdrawn_at": None, "version": before.version + 1}
        return seen.model_copy(update=again)
    kind = relation.edge_type
    assert kind is not None, f"{relation} is never an edge"
    return Edge(
        id=edge_id(*pair, kind),
        downstream=pair[0],
        upstream=pair[1],
        relation=relation,
        status=Status.PROPOSED,
        confidence=confidence,
        first_seen=time,
        last_seen=time,
    )
