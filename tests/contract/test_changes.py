"""What changed between two times: each edge once, in what it differs, with the reasons."""

from __future__ import annotations

import pytest

from graph.changes import Change, ChangeKind, Why, changes
from graph.contract import Store
from graph.memory import MemoryStore
from graph.model import EdgeType, Relation, Status, Verdict, edge_id
from graph.versions import ChangedBy

from .builders import at, claim, decision, document, edge, reading

A, B, C, D, NAME = "hf:t/A", "hf:t/B", "hf:t/C", "hf:t/D", "name:the b set"
NEW, WITHDRAWN, STATUS, CONFIDENCE = ChangeKind.NEW, ChangeKind.WITHDRAWN, ChangeKind.STATUS, ChangeKind.CONFIDENCE


@pytest.fixture
def told(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """At 1 A of B, A of C, C of D and A of a name are read; at 2 the text of A changes, C is read by another reader; at 3 verdicts."""
    monkeypatch.setattr(store, "_clock", lambda: at(4))
    first = [
        claim(A, B, quote="made from B", split="train"),
        claim(A, C, start=20, quote="and of C"),
        claim(A, NAME, start=40, quote="the set"),
    ]
    store.propose([reading(A, *first, documents=[document(A, "old", hour=1)], hour=1), reading(C, claim(C, D, confidence=0.25), hour=1)])
    again = [claim(A, C, start=20, quote="and of C"), claim(A, NAME, start=40, quote="the set")]
    store.propose([reading(A, *again, documents=[document(A, "new", hour=2)], hour=2)])
    store.propose([reading(C, claim(C, D, start=30, quote="all of D", confidence=0.75, reader="llm@3:m", rows=9), hour=2)])
    store.decide(decision(edge(store, A, C), hour=3), expected_version=1)
    store.resolve(NAME, B)
    store.flag({edge_id(C, D, EdgeType.DERIVED_FROM): ("chronology",)})
    return store


def of(store: Store, since: float, until: float) -> dict[tuple[str, str], Change]:
    return {
        (c.edge.downstream, c.edge.upstream): c
        for c in changes(store, at(since), at(until)).changes
        if c.edge.type is EdgeType.DERIVED_FROM
    }


def test_from_nothing_all_is_new_with_its_quotes(told: Store) -> None:
    found = of(told, 0, 1)
    assert {pair: c.kinds for pair, c in found.items()} == {(A, B): (NEW,), (A, C): (NEW,), (A, NAME): (NEW,), (C, D): (NEW,)}
    assert [(r.why, r.text) for r in found[A, B].reasons] == [(Why.CLAIM_CAME, f'local@1 reads in {A}: "made from B"')]
    assert found[A, B].edge.status is Status.PROPOSED
    assert found[A, B].before is None


def test_a_changed_text_withdraws_and_another_reader_is_named(told: Store) -> None:
    found = of(told, 1, 2)
    assert {pair: c.kinds for pair, c in found.items()} == {(A, B): (WITHDRAWN,), (C, D): (CONFIDENCE, ChangeKind.ROWS)}
    assert [r.why for r in found[A, B].reasons] == [Why.DOCUMENT_CHANGED]
    assert "has another text since" in found[A, B].reasons[0].text
    assert [r.why for r in found[C, D].reasons] == [Why.READER]
    before = found[C, D].before
    assert before is not None
    assert (before.confidence, before.rows_taken, found[C, D].edge.rows_taken) == (0.25, None, 9)


def test_verdicts_names_and_checks_are_reasons(told: Store) -> None:
    (decided,) = of(told, 2, 3).values()
    assert (decided.kinds, [r.why for r in decided.reasons]) == ((STATUS,), [Why.DECISION])
    assert decided.reasons[0].text == "ann decided confirm: seen on the card"
    assert decided.reasons[0].by == told.decisions(decided.edge.id)[0].id
    found = of(told, 3, 4)
    assert {pair: c.kinds for pair, c in found.items()} == {(A, B): (NEW,), (A, NAME): (WITHDRAWN,), (C, D): (ChangeKind.FLAGS,)}
    assert [r.why for r in found[A, B].reasons] == [Why.RESOLVED]
    assert [r.text for r in found[A, NAME].reasons] == [f"{NAME} was resolved: what was said of it counts for the pair that it means"]
    assert [(r.why, r.text) for r in found[C, D].reasons] == [(Why.CHECK, "the check found chronology")]


def test_new_then_withdrawn_then_changed_and_a_count_of_each(told: Store) -> None:
    found = changes(told, at(0.5), at(9))
    assert [c.kinds[0] for c in found.changes] == [NEW] * len(found.changes)
    assert found.counts == {"new": len(found.changes)}
    assert (found.since, found.until, found.unrecorded) == (at(0.5), at(9), ())
    later = changes(told, at(1), at(9))
    assert [c.kinds[0] for c in later.changes] == [NEW, WITHDRAWN, ChangeKind.SPLITS, STATUS, CONFIDENCE]
    assert later.counts == {"new": 1, "withdrawn": 1, "status": 1, "confidence": 1, "splits": 1, "rows": 1, "flags": 1}
    assert changes(told, at(4), at(9)).changes == ()
    assert changes(told, at(4)).counts == {}


def test_the_same_claims_weighed_otherwise_and_a_reader_that_says_less(store: Store) -> None:
    gone = claim(A, C, start=20).model_copy(update={"document_sha": document(A).sha256})
    store.propose([reading(A, claim(A, B, confidence=0.25), gone, hour=1)])
    store.propose([reading(A, claim(A, B, confidence=0.75), documents=[document(A, hour=2)], hour=2)])
    found = of(store, 1, 2)
    assert [r.why for r in found[A, B].reasons] == [Why.CALIBRATION]
    assert [r.why for r in found[A, C].reasons] == [Why.CLAIM_WENT]


def test_what_came_and_went_meanwhile_is_no_change_and_what_returns_is_new(store: Store) -> None:
    store.propose([reading(A, claim(A, B), hour=1)])
    store.propose([reading(A, documents=[document(A, "x", hour=2)], hour=2)])
    assert of(store, 0, 3) == {}
    store.propose([reading(A, claim(A, B), hour=4)])
    (back,) = of(store, 3, 5).values()
    assert (back.kinds, back.before.status if back.before else None) == ((NEW,), Status.WITHDRAWN)


def test_an_edge_of_before_versions_is_named_as_not_sure() -> None:
    store = MemoryStore()
    store.propose([reading(A, claim(A, B), hour=1)])
    old = edge(store, A, B).model_copy(update={"version": 4, "relation": Relation.FILTERED})
    store.load([old])
    store.decide(decision(edge(store, A, B), Verdict.CONFIRM, hour=6), expected_version=4)
    found = changes(store, at(5), at(7))
    assert found.unrecorded == (old.id,)
    assert [(c.kinds, c.reasons[0].why) for c in found.changes] == [((STATUS,), Why.DECISION)]
    assert store.versions()[0].cause is ChangedBy.DECIDED
