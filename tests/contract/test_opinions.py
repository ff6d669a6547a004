"""What a second look made of a claim is kept with it, and its edge shows a dispute until the claim goes or is read anew."""

from __future__ import annotations

import pytest

from graph.contract import Store
from graph.exports import jsonl
from graph.memory import MemoryStore
from graph.model import Claim, Opinion, Relation, SecondOpinion

from .builders import claim, dump, edge, reading

A, B = "hf:o/A", "hf:o/B"


def looked(opinion: Opinion, of: Claim | None = None) -> Claim:
    said = SecondOpinion(
        opinion=opinion,
        relation=Relation.FILTERED,
        downstream='hf:o/"C"\n\u2028',
        raw_confidence=0.9,
        reason="so {it} reads",
        verifier="v@1",
    )
    return (of or claim(A, B)).model_copy(update={"opinions": (said,)})


@pytest.mark.parametrize(
    ("opinion", "flags"),
    [
        (Opinion.AGREE, ()),
        (Opinion.ABSTAIN, ()),
        (Opinion.DISAGREE, ("disputed",)),
        (Opinion.ELSEWHERE, ("disputed",)),
        (Opinion.REVERSED, ("disputed", "reversed")),
    ],
)
def test_an_opinion_is_kept_and_a_denial_flags_the_edge(store: Store, opinion: Opinion, flags: tuple[str, ...]) -> None:
    said = looked(opinion)
    store.propose([reading(A, said)])
    assert store.claims() == [said]
    assert edge(store, A, B).flags == flags


def test_a_new_reading_replaces_the_opinion(store: Store) -> None:
    store.propose([reading(A, looked(Opinion.DISAGREE), hour=1)])
    store.propose([reading(A, looked(Opinion.AGREE), hour=2)])
    assert [o.opinion for c in store.claims() for o in c.opinions] == [Opinion.AGREE]
    assert edge(store, A, B).flags == ()
    assert edge(store, A, B).version == 2


def test_one_denied_claim_of_two_disputes_the_edge(store: Store) -> None:
    store.propose([reading(A, looked(Opinion.AGREE), looked(Opinion.DISAGREE, claim(A, B, doc="web:x", quote="else")))])
    assert edge(store, A, B).flags == ("disputed",)


def test_opinions_leave_and_come_back_without_loss(store: Store) -> None:
    store.propose([reading(A, looked(Opinion.REVERSED))])
    other = MemoryStore()
    jsonl.load(other, jsonl.dump(store))
    assert dump(other, times=True) == dump(store, times=True)
    assert other.claims()[0].opinions[0].reason == "so {it} reads"
