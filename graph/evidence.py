"""What speaks for an edge and what speaks against it, each a claim with its quote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from graph.conflicts import ConflictKind, within
from graph.contract import Reads
from graph.deciding import edge_of
from graph.model import Claim, Edge, EdgeType, Frozen, Opinion, Relation, Status, edge_id


class Against(StrEnum):
    """In what way a claim speaks against an edge.

    `other_way`: it states the reverse. `rows_differ`, `whole_or_part`: two of the edge's own claims cannot both be true. `denied`: a
    second look at it disagreed. `withdrawn`: a document that said so no longer does.
    """

    TAKEN_OUT = "taken_out"
    OTHER_WAY = "other_way"
    ONLY_COMPARED = "only_compared"
    METHOD_ONLY = "method_only"
    PLANNED = "planned"
    ROWS_DIFFER = "rows_differ"
    WHOLE_OR_PART = "whole_or_part"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"


class Opposing(Frozen):
    """A claim that speaks against an edge, and how."""

    why: Against
    claim: Claim


class Evidence(Frozen):
    """Both sides, the surest first. `other_way` is the edge that states the reverse, while it is live or decided."""

    edge: Edge
    supporting: tuple[Claim, ...]
    opposing: tuple[Opposing, ...]
    other_way: Edge | None


_WHY: Mapping[Relation, Against] = {
    Relation.REMOVED_COMPONENT: Against.TAKEN_OUT,
    Relation.COMPARED_WITH: Against.ONLY_COMPARED,
    Relation.METHOD_ONLY: Against.METHOD_ONLY,
    Relation.PLANNED: Against.PLANNED,
}
_CONTRADICTS = {ConflictKind.ROWS: Against.ROWS_DIFFER, ConflictKind.WHOLE_OR_PART: Against.WHOLE_OR_PART}
_DENIED = frozenset({Opinion.DISAGREE, Opinion.REVERSED, Opinion.ELSEWHERE})


def evidence(store: Reads, edge_id_: str) -> Evidence:
    """Both sides of an edge. Raises UnknownEdge.

    Against it speak, in the documents that state it: that the source is only compared with, planned, taken out; and wherever they
    are: claims of the reverse, and of its own claims those that contradict the surest.
    """
    edge = edge_of(store, edge_id_)
    mine = _surest(store.claims(ids=edge.claims))
    reverse = store.edges([edge_id(edge.upstream, edge.downstream, edge.type)]) if edge.type is EdgeType.DERIVED_FROM else []
    other = next((e for e in reverse if e.status is not Status.WITHDRAWN), None)
    opposing = [
        *_beside(store, edge, mine),
        *(Opposing(why=Against.OTHER_WAY, claim=c) for c in _surest(store.claims(ids=other.claims) if other else [])),
        *_contradicting(edge, mine),
        *(Opposing(why=Against.DENIED, claim=c) for c in mine if any(o.opinion in _DENIED for o in c.opinions)),
    ]
    return Evidence(edge=edge, supporting=tuple(mine), opposing=tuple(opposing), other_way=other)


def _surest(claims: Iterable[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda c: (-c.confidence, c.id))


def _beside(store: Reads, edge: Edge, mine: list[Claim]) -> list[Opposing]:
    """Other claims of the pair in the same documents."""
    documents = sorted({c.document_id for c in mine})
    known = {c.id for c in mine}
    others = [c for c in store.claims(documents=documents) if c.id not in known] if documents else []
    meant = store.canonical({i for c in others for i in (c.downstream, c.upstream)}) if others else {}
    ends = (edge.downstream.lower(), edge.upstream.lower())
    of_pair = [c for c in others if (meant[c.downstream].lower(), meant[c.upstream].lower()) == ends]
    found = []
    for claim in _surest(of_pair):
        if claim.status is Status.WITHDRAWN and claim.relation.edge_type is edge.type:
            found.append(Opposing(why=Against.WITHDRAWN, claim=claim))
        elif claim.status is not Status.WITHDRAWN and claim.relation in _WHY:
            found.append(Opposing(why=_WHY[claim.relation], claim=claim))
    return found


def _contradicting(edge: Edge, mine: list[Claim]) -> list[Opposing]:
    """Of the edge's own claims that cannot all be true, the less sure ones."""
    found = [c for c in within(edge.id, mine) if c.kind in _CONTRADICTS]
    return [Opposing(why=_CONTRADICTS[conflict.kind], claim=_surest(conflict.claims)[-1]) for conflict in found]
