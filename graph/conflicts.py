"""Claims that cannot all be true, side by side: two row counts, whole or a part, used or taken out, both ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import StrEnum

from graph.contract import Reads
from graph.model import Claim, Frozen, Relation, Status, edge_id

WHOLES = frozenset({Relation.DIRECT_INCLUSION, Relation.FORMAT_CONVERSION})
PARTS = frozenset({Relation.SUBSET, Relation.FILTERED})
CONTRADICTED = frozenset({"conflict_claims", "removed_in"})
"""Flags of edges whose claims may contradict one another."""


class ConflictKind(StrEnum):
    """In what way two claims contradict one another; `both_ways`: two edges say that a pair derives in either direction."""

    ROWS = "rows"
    WHOLE_OR_PART = "whole_or_part"
    USED_OR_REMOVED = "used_or_removed"
    BOTH_WAYS = "both_ways"


class Conflict(Frozen):
    """One contradiction: the edge or the two edges, and of either side the surest claim, with what it says in a few words."""

    kind: ConflictKind
    edges: tuple[str, ...]
    claims: tuple[Claim, ...]
    says: tuple[str, ...]

    @property
    def inside(self) -> bool:
        """Whether one document contradicts itself."""
        return len({claim.document_id for claim in self.claims}) == 1


def within(edge: str, claims: Sequence[Claim]) -> list[Conflict]:
    """The contradictions among the live claims that bear on one edge, claims of removal among them; at most one of a kind, split and part.

    Two row counts of one split and part; where no person said which, one claim that takes the source whole and one that takes a
    part of it; one that uses the source and one that took it out, unless they are of two splits.
    """
    live = sorted((c for c in claims if c.status is not Status.WITHDRAWN), key=_surest)
    used = [c for c in live if c.relation is not Relation.REMOVED_COMPONENT]
    pairs = [(ConflictKind.ROWS, pair) for pair in _counts(used)]
    if not any(c.by_person for c in used):
        pairs += _first(ConflictKind.WHOLE_OR_PART, ((a, b) for a in used for b in used if a.relation in WHOLES and b.relation in PARTS))
    gone = (c for c in live if c.relation is Relation.REMOVED_COMPONENT)
    pairs += _first(ConflictKind.USED_OR_REMOVED, ((a, b) for b in gone for a in used if a.split is None or b.split in (None, a.split)))
    return [Conflict(kind=kind, edges=(edge,), claims=pair, says=tuple(_words(kind, c) for c in pair)) for kind, pair in pairs]


def both_ways(edges: tuple[str, str], claims: tuple[Iterable[Claim], Iterable[Claim]]) -> Conflict:
    """The contradiction of an edge and its reverse, given the claims of each."""
    first = [c for side in claims for c in sorted(side, key=_surest)[:1]]
    says = tuple(f"{c.downstream} was made from {c.upstream}" for c in first)
    return Conflict(kind=ConflictKind.BOTH_WAYS, edges=edges, claims=tuple(first), says=says)


def bearing(store: Reads, edges: Collection[str]) -> dict[str, list[Claim]]:
    """The live claims that bear on each edge, claims that its source was taken out among them; by edge id."""
    found: dict[str, list[Claim]] = defaultdict(list)
    claims = [c for c in store.claims(edges=edges) if c.status is not Status.WITHDRAWN] if edges else []
    meant = store.canonical({end for c in claims for end in (c.downstream, c.upstream)})
    for claim in claims:
        if (kind := claim.relation.bears_on) is not None:
            found[edge_id(meant[claim.downstream], meant[claim.upstream], kind)].append(claim)
    return found


Pair = tuple[Claim, Claim]


def _counts(used: Sequence[Claim]) -> Iterator[Pair]:
    by_part: dict[tuple[str | None, str | None], list[Claim]] = defaultdict(list)
    for claim in used:
        if claim.rows_taken is not None:
            by_part[claim.split, claim.config].append(claim)
    for stated in by_part.values():
        other = next((c for c in stated if c.rows_taken != stated[0].rows_taken), None)
        if other is not None:
            yield stated[0], other


def _first(kind: ConflictKind, pairs: Iterable[Pair]) -> list[tuple[ConflictKind, Pair]]:
    return [(kind, pair) for pair in list(pairs)[:1]]


def _words(kind: ConflictKind, claim: Claim) -> str:
    if kind is ConflictKind.ROWS:
        part = " ".join(p for p in (claim.split, claim.config) if p)
        return f"{claim.rows_taken:,} rows" + (f" of {part}" if part else "")
    return claim.relation.value.replace("_", " ")


def _surest(claim: Claim) -> tuple[float, str]:
    return -claim.confidence, claim.id
