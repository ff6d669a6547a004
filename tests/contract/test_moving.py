"""A verdict moves with its name: to the pair that is meant, once, as a decision of its own."""

from __future__ import annotations

import pytest

from graph.asof import AsOf
from graph.contract import Store
from graph.memory import MemoryStore
from graph.model import Decision, EdgeType, Link, Relation, Status, Verdict, edge_id
from graph.rounds import MOVED

from .builders import at, claim, decision, document, dump, edge, reading, records

A, B, C, NAME, OTHER = "hf:m/A", "hf:m/B", "hf:m/C", "name:the m set", "name:m, the set"
CONFIRMED, REJECTED, PROPOSED = Status.CONFIRMED, Status.REJECTED, Status.PROPOSED


@pytest.fixture
def told(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A of a name, confirmed at 2; resolutions happen at 5."""
    monkeypatch.setattr(store, "_clock", lambda: at(5))
    store.propose([reading(A, claim(A, NAME), hour=1)])
    store.decide(decision(edge(store, A, NAME), hour=2), expected_version=1)
    return store


def made(store: Store, downstream: str, upstream: str) -> list[Decision]:
    return store.decisions(edge_id(downstream, upstream, EdgeType.DERIVED_FROM))


def test_a_verdict_is_copied_to_the_pair_that_is_meant(told: Store) -> None:
    told.resolve(NAME, B)
    assert edge(told, A, B).status is CONFIRMED
    assert edge(told, A, NAME).status is Status.WITHDRAWN
    (copy,) = made(told, A, B)
    (first,) = made(told, A, NAME)
    assert (copy.actor, copy.verdict, copy.before, copy.after, copy.time) == ("ann", Verdict.CONFIRM, PROPOSED, CONFIRMED, at(5))
    assert copy.reason == f"{MOVED}: {NAME} was resolved to {B}; decided 2026-01-01 on {first.edge}: seen on the card"
    assert copy.version == edge(told, A, B).version
    assert [e.status for e in AsOf(told, at(4)).edges_of([NAME], "downstream")] == [CONFIRMED]
    before = dump(told, times=True)
    told.resolve(NAME, B)
    assert dump(told, times=True) == before
    other = MemoryStore()
    other.load(records(told))
    assert dump(other, times=True) == before


def test_a_rejection_moves_too_and_what_was_undone_does_not(told: Store) -> None:
    told.propose([reading(C, claim(C, NAME), hour=1)])
    told.decide(decision(edge(told, C, NAME), Verdict.REJECT, hour=2), expected_version=1)
    (confirmed,) = made(told, A, NAME)
    undo = decision(edge(told, A, NAME), Verdict.REOPEN, hour=3).model_copy(update={"undoes": confirmed.id})
    told.decide(undo, expected_version=2)
    told.resolve(NAME, B)
    assert (edge(told, C, B).status, edge(told, A, B).status) == (REJECTED, PROPOSED)
    assert made(told, A, B) == []


def test_the_verdict_on_the_pair_itself_stands(told: Store) -> None:
    told.propose([reading(A, claim(A, NAME), claim(A, B, start=50), hour=1)])
    told.decide(decision(edge(told, A, B), Verdict.REJECT, actor="bob", hour=3), expected_version=1)
    told.resolve(NAME, B)
    assert edge(told, A, B).status is REJECTED
    assert [d.actor for d in made(told, A, B)] == ["bob"]


def test_of_two_names_decided_otherwise_the_first_that_was_resolved_counts(told: Store) -> None:
    told.propose([reading(A, claim(A, NAME), claim(A, OTHER, start=50), hour=1)])
    told.decide(decision(edge(told, A, OTHER), Verdict.REJECT, actor="bob", hour=3), expected_version=1)
    told.resolve(OTHER, B)
    told.resolve(NAME, B)
    assert edge(told, A, B).status is REJECTED
    told.resolve(B, C)
    assert edge(told, A, C).status is REJECTED
    assert [d.actor for d in made(told, A, C)] == ["bob"]


def test_resolved_elsewhere_it_is_taken_back_and_made_for_the_other(told: Store) -> None:
    told.resolve(NAME, B)
    told.resolve(NAME, C)
    assert edge(told, A, B).status is Status.WITHDRAWN
    assert edge(told, A, C).status is CONFIRMED
    copy, undo = made(told, A, B)
    assert (undo.undoes, undo.verdict, undo.actor) == (copy.id, Verdict.REOPEN, "ann")
    told.resolve(NAME, B)
    assert (edge(told, A, B).status, edge(told, A, C).status) == (CONFIRMED, Status.WITHDRAWN)
    assert len({d.id for d in told.decisions()}) == len(told.decisions()) == 6


def test_a_copy_that_a_person_decided_otherwise_stays_where_it_is(told: Store) -> None:
    told.resolve(NAME, B)
    found = edge(told, A, B)
    told.decide(decision(found, Verdict.REJECT, actor="bob", hour=6), expected_version=found.version)
    told.resolve(NAME, C)
    assert (edge(told, A, B).status, edge(told, A, C).status) == (REJECTED, PROPOSED)


def test_it_follows_a_chain_and_both_ends(told: Store) -> None:
    told.resolve(NAME, B)
    told.resolve(B, C)
    assert edge(told, A, C).status is CONFIRMED
    told.resolve(A, "hf:m/A2")
    assert edge(told, "hf:m/A2", C).status is CONFIRMED
    assert [d.verdict for d in told.decisions()] == [Verdict.CONFIRM] * 4


def test_a_work_that_is_its_own_source_has_no_verdict_to_keep(told: Store) -> None:
    told.resolve(NAME, A)
    assert told.edges_of([A], "upstream") == []
    assert len(told.decisions()) == 1


def test_it_moves_in_a_reading_that_resolves_and_without_claims(told: Store) -> None:
    told.propose([reading(A, documents=[document(A, "gone", hour=3)], hour=3)])
    assert edge(told, A, NAME).flags == ("claims_withdrawn",)
    moved = Link(downstream=NAME, upstream=B, relation=Relation.RESOLVED_TO)
    told.propose([reading(B, links=[moved], hour=4)])
    found = edge(told, A, B)
    assert (found.status, found.flags, found.withdrawn_at) == (CONFIRMED, ("claims_withdrawn",), None)
    assert [d.time for d in made(told, A, B)] == [at(4)]
