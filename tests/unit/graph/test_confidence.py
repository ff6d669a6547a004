"""What many claims add up to."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.confidence import CEILING, aggregate
from graph.model import DERIVATIONS, Claim, Relation

TIME = datetime(2026, 1, 1, tzinfo=UTC)


def claim(
    confidence: float = 0.5,
    *,
    doc: str = "hf:o/a",
    quote: str = "made from b",
    relation: Relation = Relation.MIXTURE_COMPONENT,
    start: int = 0,
    split: str | None = None,
    rows: int | None = None,
) -> Claim:
    return Claim(
        document_id=doc,
        document_sha="0",
        downstream="hf:o/a",
        upstream="hf:o/b",
        mention="b",
        relation=relation,
        quote=quote,
        start=start,
        end=start + len(quote),
        raw_confidence=confidence,
        confidence=confidence,
        reader="local@1",
        split=split,
        rows_taken=rows,
        read_at=TIME,
    )


claims = st.lists(
    st.builds(
        claim,
        st.floats(0, 1, allow_subnormal=False),
        doc=st.sampled_from(["d1", "d2", "d3"]),
        quote=st.sampled_from(["from b", "uses b", "b and c"]),
        relation=st.sampled_from(sorted(DERIVATIONS)),
        start=st.integers(0, 3),
        split=st.sampled_from([None, "train", "test"]),
        rows=st.sampled_from([None, 10, 20]),
    ),
    min_size=1,
    max_size=6,
)


@given(claims, st.randoms(use_true_random=False))
def test_order_is_nothing(found: list[Claim], chance: random.Random) -> None:
    assert aggregate(chance.sample(found, len(found))) == aggregate(found)


@given(claims, st.data())
def test_more_evidence_never_means_less(found: list[Claim], data: st.DataObject) -> None:
    """A higher claim, or one more whose quote is new to its document, never lowers the sum."""
    place = data.draw(st.integers(0, len(found) - 1))
    raised = data.draw(st.floats(found[place].confidence, 1))
    higher = [*found[:place], found[place].model_copy(update={"confidence": raised}), *found[place + 1 :]]
    more = [*found, claim(raised, doc="d9", quote="words of its own")]
    before = aggregate(found).confidence
    assert aggregate(higher).confidence >= before
    assert aggregate(more).confidence >= before


@given(claims)
def test_the_sum_lies_between_the_best_claim_and_the_ceiling(found: list[Claim]) -> None:
    confidence = aggregate(found).confidence
    assert min(max(c.confidence for c in found), CEILING) <= confidence + 1e-6
    assert 0 <= confidence <= CEILING


@given(claims, st.sampled_from(["a-mirror", "z-mirror"]), st.data())
def test_a_copied_quote_is_one_witness(found: list[Claim], mirror: str, data: st.DataObject) -> None:
    """Neither a whole copy of one document nor a few sentences of it add anything."""
    one = [c.model_copy(update={"document_id": "d1"}) for c in found]
    some = data.draw(st.lists(st.sampled_from(one), min_size=1))
    copies = [c.model_copy(update={"document_id": mirror, "quote": f"  {c.quote.upper()}\n"}) for c in some]
    assert aggregate([*one, *copies]).confidence == aggregate(one).confidence


def test_a_mirror_of_one_sentence_adds_nothing_wherever_it_sorts() -> None:
    card = [claim(0.5, quote="from b"), claim(0.5, quote="uses b", start=9)]
    for mirror in ("gh:a/a", "zz"):
        assert aggregate([*card, claim(0.5, doc=mirror, quote="From  b")]).confidence == 0.5


def test_documents_add_up_and_sentences_of_one_do_not() -> None:
    two = aggregate([claim(0.5), claim(0.5, doc="abs:1", quote="we took b")]).confidence
    three = aggregate([claim(0.5), claim(0.5, doc="abs:1", quote="we took b"), claim(0.5, doc="abs:2", quote="b, taken")]).confidence
    assert 0.5 < two < three < CEILING
    assert aggregate([claim(0.5), claim(0.4, quote="again b", start=9)]).confidence == pytest.approx(0.5)
    assert aggregate([claim(1.0)]).confidence == CEILING
    assert aggregate([claim(0.0)]).confidence == 0.0


def test_the_relation_with_most_behind_it_wins_and_ties_go_by_name() -> None:
    found = [claim(0.4, relation=Relation.FILTERED), claim(0.3, relation=Relation.SUBSET), claim(0.3, relation=Relation.SUBSET, start=5)]
    assert aggregate(found).relation is Relation.SUBSET
    assert aggregate([*found[:1], claim(0.4, relation=Relation.DISTILLED)]).relation is Relation.DISTILLED


def test_equal_sums_tie_in_any_order() -> None:
    parts = [claim(c, relation=Relation.FILTERED, start=i) for i, c in enumerate((0.1, 0.2, 0.3))]
    whole = [claim(c, relation=Relation.DISTILLED, start=i) for i, c in enumerate((0.3, 0.2, 0.1))]
    assert aggregate([*parts, *whole]).relation is aggregate([*whole, *parts]).relation is Relation.DISTILLED


def test_splits_are_gathered_and_rows_kept_only_when_agreed() -> None:
    summary = aggregate([claim(split="train", rows=10), claim(split="test"), claim(split="train", rows=10, start=4)])
    assert (summary.splits, summary.rows_taken, summary.conflict) == (("test", "train"), 10, False)
    summary = aggregate([claim(rows=10), claim(rows=20, start=4)])
    assert (summary.rows_taken, summary.conflict) == (None, True)
    assert aggregate([claim()]).rows_taken is None


def test_counts_of_two_splits_or_parts_do_not_contradict() -> None:
    assert not aggregate([claim(rows=10, split="train"), claim(rows=20, split="test", start=4)]).conflict
    assert aggregate([claim(rows=10, split="train"), claim(rows=20, split="train", start=4)]).conflict


@pytest.mark.parametrize("whole", [Relation.DIRECT_INCLUSION, Relation.FORMAT_CONVERSION])
@pytest.mark.parametrize("part", [Relation.SUBSET, Relation.FILTERED])
def test_a_whole_and_a_part_contradict(whole: Relation, part: Relation) -> None:
    assert aggregate([claim(relation=whole), claim(relation=part)]).conflict
    assert not aggregate([claim(relation=whole), claim(relation=Relation.TRANSLATED)]).conflict


SENTENCE = "A filtered subset of the park notes, with answers of more than ten words."


@pytest.mark.parametrize(
    "copy",
    [
        SENTENCE,
        f"- **{SENTENCE.upper()}**",
        SENTENCE.replace(" ", "\n  "),
        "filtered subset of the park notes, with answers",
        f"Garden, second edition. {SENTENCE} It is small.",
    ],
)
def test_a_copied_card_is_no_second_witness(copy: str) -> None:
    card, again = claim(0.6, quote=SENTENCE), claim(0.6, doc="hf:mirror/a", quote=copy)
    assert aggregate([card, again]).confidence == aggregate([card]).confidence == 0.6


def test_two_documents_in_their_own_words_are_two_witnesses() -> None:
    card = claim(0.6, quote=SENTENCE)
    other = claim(0.6, doc="abs:1", quote="We took the park notes, and kept what is longer than ten words in the answer.")
    named = claim(0.6, doc="abs:1", quote="park notes")
    assert aggregate([card, other]).confidence > 0.6
    assert aggregate([card, named]).confidence > 0.6


def test_one_that_quotes_two_witnesses_in_a_row_does_not_make_them_one() -> None:
    other = "We took the park notes, and kept what is longer than ten words in the answer."
    two = [claim(0.6, quote=SENTENCE), claim(0.6, doc="abs:1", quote=other)]
    both = claim(0.6, doc="web:x", quote=f"{SENTENCE} {other}")
    assert aggregate([*two, both]).confidence == aggregate(two).confidence
