"""What one batch of readings does to claims and edges."""

from __future__ import annotations

import pytest

from graph.contract import Proposed, Store
from graph.errors import InvalidId
from graph.model import Artifact, EdgeType, Link, Relation, State, Status, Verdict

from .builders import at, claim, decision, document, dump, edge, pairs, reading

A, B, C = "hf:o/A", "hf:o/B", "hf:o/C"


def test_a_claim_becomes_an_edge_with_its_evidence(store: Store) -> None:
    made = claim(A, B, Relation.FILTERED, confidence=0.7, split="train", rows=100)
    assert store.propose([reading(A, made, hour=1)]) == Proposed(1, 0, 1, 0)
    found = edge(store, A, B)
    assert (found.relation, found.status, found.confidence) == (Relation.FILTERED, Status.PROPOSED, 0.7)
    assert (found.splits, found.rows_taken, found.flags, found.claims) == (("train",), 100, (), (made.id,))
    assert (found.first_seen, found.last_seen, found.version) == (at(1), at(1), 1)
    assert store.claims() == [made]
    assert [(n.id, n.state) for n in store.artifacts().values()] == [(A, State.READ), (B, State.UNREAD)]


def test_the_same_batch_twice_changes_nothing_but_last_seen(store: Store) -> None:
    links = [Link(downstream=A, upstream="arxiv:2401.00001", relation=Relation.DOCUMENTED_BY)]
    batch = [reading(A, claim(A, B), claim(A, C, Relation.EVALUATED_ON), links=links), reading(B, claim(B, C))]
    store.propose(batch)
    before = dump(store, times=True)
    assert store.propose(batch) == Proposed(0, 0, 0, 0)
    assert dump(store, times=True) == before
    later = [r.model_copy(update={"time": at(5)}) for r in batch]
    store.propose(later)
    assert {(e.version, e.first_seen, e.last_seen) for e in store.all_edges()} == {(1, at(0), at(5))}


def test_last_seen_is_the_latest_reading_in_whatever_order(store: Store) -> None:
    store.propose([reading(A, claim(A, B), hour=5), reading(A, claim(A, B, doc="web:a"), hour=2)])
    assert edge(store, A, B).last_seen == at(5)
    store.propose([reading(A, claim(A, B), hour=3)])
    assert edge(store, A, B).last_seen == at(5)


def test_one_pair_holds_a_derivation_and_others_at_once(store: Store) -> None:
    kinds = (Relation.SYNTHETIC, Relation.EVALUATED_ON, Relation.DECONTAMINATED_AGAINST, Relation.TRAINED_MODEL_ON)
    store.propose([reading(A, *(claim(A, B, r) for r in kinds), claim(A, B, Relation.SUBSET, start=9, confidence=0.9))])
    assert {e.type for e in store.all_edges()} == {r.edge_type for r in kinds}
    found = edge(store, A, B)
    assert (found.relation, len(found.claims)) == (Relation.SUBSET, 2)


def test_claims_of_no_relationship_type_stay_claims(store: Store) -> None:
    kinds = (Relation.COMPARED_WITH, Relation.METHOD_ONLY, Relation.REMOVED_COMPONENT, Relation.PLANNED)
    assert store.propose([reading(A, *(claim(A, B, r) for r in kinds))]) == Proposed(4, 0, 0, 0)
    assert {c.relation for c in store.claims(documents=[A])} == set(kinds)
    assert store.all_edges() == []
    assert list(store.artifacts()) == [A]


def test_a_work_is_no_source_of_itself(store: Store) -> None:
    store.propose([reading(A, claim(A, A.lower()))])
    assert store.all_edges() == []


def test_what_is_no_longer_said_is_withdrawn(store: Store) -> None:
    store.propose([reading(A, claim(A, B), claim(A, C), claim(A, C, reader="llm@1"))])
    assert store.propose([reading(A, claim(A, C, hour=2), hour=2)]) == Proposed(0, 1, 0, 1)
    gone = edge(store, A, B)
    assert (gone.status, gone.claims, gone.version, gone.last_seen) == (Status.WITHDRAWN, (), 2, at(0))
    kept = edge(store, A, C)
    assert (kept.status, len(kept.claims), kept.version, kept.last_seen) == (Status.PROPOSED, 2, 1, at(2))
    assert [c.status for c in store.claims() if c.upstream == B] == [Status.WITHDRAWN]


def test_only_the_documents_and_readers_of_a_reading_are_withdrawn(store: Store) -> None:
    elsewhere = claim(A, B, doc="gh:o/a:README.md")
    store.propose([reading(A, claim(A, B), elsewhere)])
    store.propose([reading(A, claim(A, C, reader="llm@1"), hour=1)])
    assert edge(store, A, B).version == 1
    store.propose([reading(A, documents=[document(A.lower(), "nothing here", hour=2)], hour=2)])
    assert edge(store, A, B).claims == (elsewhere.id,)
    assert edge(store, A, C).status is Status.WITHDRAWN
    store.propose([reading(A, documents=[], hour=3)])
    assert edge(store, A, B).status is Status.PROPOSED


def test_readers_that_found_nothing_withdraw_what_they_had_found(store: Store) -> None:
    code, other = claim(A, C, reader="code@1"), claim(A, C, reader="llm@1", start=5)
    store.propose([reading(A, claim(A, B), code, other)])
    store.propose([reading(A, code, hour=1).model_copy(update={"readers": ("code@1", "local@1")})])
    assert {c.reader: c.status for c in store.claims()} == {
        "local@1": Status.WITHDRAWN,
        "code@1": Status.PROPOSED,
        "llm@1": Status.PROPOSED,
    }


def test_claimed_again_a_withdrawn_edge_is_proposed(store: Store) -> None:
    again = reading(A, claim(A, B))
    store.propose([again])
    store.propose([reading(A, documents=[document(A, "empty", hour=1)], hour=1)])
    assert store.propose([again.model_copy(update={"time": at(2)})]) == Proposed(1, 0, 0, 1)
    back = edge(store, A, B)
    assert (back.status, len(back.claims), back.version, back.first_seen) == (Status.PROPOSED, 1, 3, at(0))
    assert back.withdrawn_at is None


def test_a_withdrawn_edge_says_since_when(store: Store) -> None:
    store.propose([reading(A, claim(A, B), hour=1)])
    store.propose([reading(A, documents=[document(A, "empty", hour=3)], hour=3)])
    gone = edge(store, A, B)
    assert (gone.status, gone.last_seen, gone.withdrawn_at) == (Status.WITHDRAWN, at(1), at(3))


@pytest.mark.parametrize("verdict", [Verdict.CONFIRM, Verdict.REJECT])
def test_a_persons_verdict_stands(store: Store, verdict: Verdict) -> None:
    store.propose([reading(A, claim(A, B))])
    decided = store.decide(decision(edge(store, A, B), verdict), expected_version=1)
    store.propose([reading(A, claim(A, B, confidence=0.9), hour=1)])
    risen = edge(store, A, B)
    assert (risen.status, risen.confidence, risen.version) == (decided.status, 0.9, 3)
    store.propose([reading(A, documents=[document(A, "empty", hour=2)], hour=2)])
    orphan = edge(store, A, B)
    assert (orphan.status, orphan.flags, orphan.claims, orphan.version) == (decided.status, ("claims_withdrawn",), (), 4)
    store.propose([reading(A, claim(A, B, confidence=0.9), hour=3)])
    assert (edge(store, A, B).status, edge(store, A, B).flags, edge(store, A, B).version) == (decided.status, (), 5)


def test_claims_that_cannot_all_be_true_are_a_conflict(store: Store) -> None:
    store.propose([reading(A, claim(A, B, rows=10), claim(A, B, rows=20, start=9, quote="20 rows of B"))])
    found = edge(store, A, B)
    assert (found.flags, found.rows_taken, len(found.claims)) == (("conflict_claims",), None, 2)
    store.propose([reading(A, claim(A, B, rows=10), hour=1)])
    assert (edge(store, A, B).flags, edge(store, A, B).rows_taken) == ((), 10)


def test_a_part_taken_out_flags_what_others_state_and_supports_nothing(store: Store) -> None:
    out = claim(A, B, relation=Relation.REMOVED_COMPONENT, quote="without B", start=40)
    store.propose([reading(A, out)])
    assert pairs(store.all_edges()) == []
    store.propose([reading(A, claim(A, B), out, hour=1)])
    found = edge(store, A, B)
    assert (found.flags, found.confidence, len(found.claims)) == (("removed_in",), 0.5, 1)
    store.propose([reading(A, claim(A, B), hour=2)])
    assert edge(store, A, B).flags == ()
    store.propose([reading(A, out, hour=3)])
    assert (edge(store, A, B).status, edge(store, A, B).claims) == (Status.WITHDRAWN, ())


def test_two_documents_corroborate_and_a_copied_sentence_does_not(store: Store) -> None:
    store.propose([reading(A, claim(A, B), claim(A, B, doc="abs:2401.00001", quote="we filter B"))])
    assert 0.5 < edge(store, A, B).confidence < 0.99
    store.propose([reading(C, claim(C, B), claim(C, B, doc="web:https://x.test/copy"))])
    assert edge(store, C, B).confidence == pytest.approx(0.5)


def test_two_readings_of_one_document_count_in_their_order(store: Store) -> None:
    shared = "full:2401.00001"
    first, second = reading(A, claim(A, C, doc=shared)), reading(B, claim(B, C, doc=shared))
    assert store.propose([first, second]) == Proposed(1, 0, 1, 0)
    assert pairs(store.all_edges(statuses=[Status.PROPOSED])) == [(B, C)]
    before = dump(store, times=True)
    assert store.propose([first, second]) == Proposed(0, 0, 0, 0)
    assert dump(store, times=True) == before


def test_a_batch_that_fails_leaves_nothing(store: Store) -> None:
    store.propose([reading(A, claim(A, B))])
    before = dump(store, times=True)
    with pytest.raises(InvalidId):
        store.propose([reading(A, claim(A, C), hour=1), reading(C, claim(C, "nonsense"), hour=1)])
    with pytest.raises(InvalidId):
        store.propose([reading(C), reading(Artifact(id="", state=State.READ))])
    assert dump(store, times=True) == before


def test_nothing_in_nothing_out(store: Store) -> None:
    assert store.propose([]) == Proposed(0, 0, 0, 0)
    assert store.propose([reading(A)]) == Proposed(0, 0, 0, 0)
    assert list(store.artifacts()) == [A]


def test_text_of_any_script_comes_back(store: Store) -> None:
    odd = "name:数据集 «Ünïcode» 🐪 \\ ' \" `x` $y {z}"
    text = "基于 数据集 🐪\n\ttab\\n 'q' \"q\" \u2028 end"
    made = claim(A, odd, quote=text, confidence=0.25)
    store.propose([reading(A, made, documents=[document(A, text)])])
    assert pairs(store.all_edges()) == [(A, odd)]
    assert [c.quote for c in store.claims(ids=[made.id])] == [text]
    assert [d.text for d in store.documents([A])] == [text]
    assert store.artifacts([odd])[odd].id == odd


def test_a_link_ties_two_works_once(store: Store) -> None:
    paper = "arxiv:2401.00001"
    tie = Link(downstream=A, upstream=paper, relation=Relation.DOCUMENTED_BY, confidence=0.8)
    assert store.propose([reading(A, links=[tie], hour=1)]) == Proposed(0, 0, 1, 0)
    store.propose([reading(A, links=[tie], hour=2)])
    found = edge(store, A, paper, EdgeType.DOCUMENTED_BY)
    assert (found.status, found.confidence, found.claims, found.version) == (Status.PROPOSED, 0.8, (), 1)
    assert (found.first_seen, found.last_seen) == (at(1), at(2))
    assert store.artifacts([paper])[paper].state is State.UNREAD
