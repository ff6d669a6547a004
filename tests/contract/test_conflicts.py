"""Claims that contradict one another, of two documents or of one: the edge is flagged, and both are shown side by side."""

from __future__ import annotations

import pytest

from graph.conflicts import ConflictKind, bearing
from graph.contract import Store
from graph.integrity import check, mark
from graph.model import Claim, Relation

from .builders import claim, document, edge, reading

A, B = "hf:o/A", "hf:o/B"
CARD = claim(A, B, Relation.SUBSET, confidence=0.8, rows=500, split="train")
PAPER = "abs:2401.00001"

CASES = [
    ("rows", claim(A, B, doc=PAPER, rows=700, split="train"), ("500 rows of train", "700 rows of train")),
    ("rows", claim(A, B, start=40, quote="B gave 499 rows", rows=499, split="train"), ("500 rows of train", "499 rows of train")),
    ("rows", claim(A, B, Relation.FILTERED, doc="gh:o/A:README.md", rows=0, split="train"), ("500 rows of train", "0 rows of train")),
    ("whole_or_part", claim(A, B, Relation.DIRECT_INCLUSION, doc=PAPER, confidence=0.9), ("direct inclusion", "subset")),
    ("whole_or_part", claim(A, B, Relation.FORMAT_CONVERSION, start=40, quote="B, as chats"), ("format conversion", "subset")),
    ("whole_or_part", claim(A, B, Relation.DIRECT_INCLUSION, doc="gh:o/A:README.md", split="test"), ("direct inclusion", "subset")),
    ("used_or_removed", claim(A, B, Relation.REMOVED_COMPONENT, doc=PAPER, confidence=0.3), ("subset", "removed component")),
    ("used_or_removed", claim(A, B, Relation.REMOVED_COMPONENT, start=40, quote="B was left out"), ("subset", "removed component")),
    ("used_or_removed", claim(A, B, Relation.REMOVED_COMPONENT, doc=PAPER, split="train"), ("subset", "removed component")),
]


@pytest.mark.parametrize(("kind", "other", "says"), CASES)
def test_two_claims_that_cannot_both_be_true_are_shown_side_by_side(store: Store, kind: str, other: Claim, says: tuple[str, str]) -> None:
    store.propose([reading(A, CARD, other)])
    (conflict,) = mark(store).conflicts
    assert conflict.kind is ConflictKind(kind)
    assert conflict.says == says
    assert {c.id for c in conflict.claims} == {CARD.id, other.id}
    assert conflict.edges == (edge(store, A, B).id,)
    assert conflict.inside is (other.document_id == CARD.document_id)
    assert "conflict" in edge(store, A, B).flags


@pytest.mark.parametrize(
    "other",
    [
        claim(A, B, doc=PAPER, rows=500, split="train"),
        claim(A, B, doc=PAPER, rows=20, split="test"),
        claim(A, B, Relation.FILTERED, doc=PAPER),
        claim(A, B, Relation.REMOVED_COMPONENT, doc=PAPER, split="test"),
        claim(A, B, Relation.EVALUATED_ON, doc=PAPER),
    ],
)
def test_claims_that_can_both_be_true_are_no_conflict(store: Store, other: Claim) -> None:
    store.propose([reading(A, CARD, other)])
    assert check(store).conflicts == ()


@pytest.mark.parametrize("gone", [CASES[0][1], CASES[3][1], CASES[6][1]])
def test_a_claim_that_is_gone_contradicts_nothing(store: Store, gone: Claim) -> None:
    store.propose([reading(A, CARD, gone)])
    assert len(mark(store).conflicts) == 1
    store.propose([reading(A, CARD, documents=[document(A), document(PAPER)], hour=2)])
    assert mark(store).conflicts == ()
    assert edge(store, A, B).flags == ()


def test_claims_are_found_by_the_edge_they_bear_on_through_names_that_were_resolved(store: Store) -> None:
    gone = claim(A, "name:B", Relation.REMOVED_COMPONENT, doc=PAPER)
    store.propose([reading(A, CARD, gone), reading(B, claim(B, "hf:o/C"))])
    identity = edge(store, A, B).id
    assert store.claims(edges=[identity]) == [CARD]
    assert store.claims(edges=[]) == []
    store.resolve("name:B", B)
    assert {c.id for c in store.claims(edges=[identity])} == {CARD.id, gone.id}
    assert {c.id for c in bearing(store, [identity])[identity]} == {CARD.id, gone.id}
    assert [c.kind for c in check(store).conflicts] == [ConflictKind.USED_OR_REMOVED]
