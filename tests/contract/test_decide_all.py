"""Decisions together with the claims of persons: one transaction, compare-and-set on each edge, on every store."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from graph.amendments import flip, retarget, set_relation
from graph.contract import Act, Store
from graph.errors import NotAmendable, NothingToUndo, StaleDecision, UnknownEdge
from graph.model import Cause, Decision, EdgeType, Relation, Status, Verdict, edge_id
from graph.undoing import undo, undo_group
from graph.verdicts import confirm, confirm_all, reject

from .builders import claim, decision, document, dump, edge, reading

A, B, C = "hf:o/A", "hf:o/B", "hf:o/C"
THREADS, ROUNDS = 4, 25


def test_all_or_nothing(store: Store) -> None:
    store.propose([reading(A, claim(A, B), claim(A, C))])
    first, second = edge(store, A, B), edge(store, A, C)
    before = dump(store, times=True)
    late = Act(decision(second, actor="bob"), second.version - 1)
    with pytest.raises(StaleDecision, match=second.id):
        store.decide_all([Act(decision(first), first.version), late])
    ghost = second.model_copy(update={"id": "e:0000000000000000"})
    with pytest.raises(UnknownEdge, match=ghost.id):
        store.decide_all([Act(decision(first), first.version), Act(decision(ghost), 1)])
    assert dump(store, times=True) == before
    after = store.decide_all([Act(decision(second, Verdict.REJECT), 1), Act(decision(first), 1)])
    assert [(e.id, e.status, e.version) for e in after] == [(second.id, Status.REJECTED, 2), (first.id, Status.CONFIRMED, 2)]
    assert store.decide_all([]) == []


def test_flags_are_raised_and_cleared_and_a_repeat_of_a_lost_answer_is_no_second_one(store: Store) -> None:
    store.propose([reading(A, claim(A, B))])
    one = decision(edge(store, A, B)).model_copy(update={"after": Status.PROPOSED, "raised": ("second_reader",), "cleared": ("none",)})
    assert store.decide(one, expected_version=1).flags == ("second_reader",)
    two = decision(edge(store, A, B), actor="bob").model_copy(update={"cleared": ("second_reader",)})
    assert (store.decide(two, expected_version=2).flags, edge(store, A, B).flags) == ((), ())


def test_a_persons_relation_is_the_edges(store: Store) -> None:
    store.propose([reading(A, claim(A, B, confidence=0.9), claim(A, B, confidence=0.8, start=9, doc=C))])
    seen = edge(store, A, B)
    done = set_relation(store, seen.id, Relation.FILTERED, actor="ann", version=seen.version)
    after = edge(store, A, B)
    assert (after.relation, after.status, after.version, after.flags) == (Relation.FILTERED, Status.CONFIRMED, 2, ())
    (made,) = done.decisions
    assert (made.relation_before, made.relation_after, made.confidence) == (Relation.SUBSET, Relation.FILTERED, seen.confidence)
    (said,) = store.claims(ids=[made.claim or ""])
    assert (said.reader, said.confidence, said.quote, said.start) == ("person:ann", 1.0, "made from B", 0)
    set_relation(store, seen.id, Relation.TRANSLATED, actor="bob")
    assert edge(store, A, B).relation is Relation.TRANSLATED
    set_relation(store, seen.id, Relation.SYNTHETIC, actor="bob")
    for relation in (Relation.TRANSLATED, Relation.FILTERED, Relation.SUBSET):
        undo(store, seen.id, actor="cyd")
        assert edge(store, A, B).relation is relation
    assert (edge(store, A, B).status, edge(store, A, B).claims) == (seen.status, seen.claims)
    with pytest.raises(NothingToUndo):
        undo(store, seen.id, actor="cyd")


@pytest.mark.parametrize("way", ["flip", "retarget", "retarget_known"])
def test_one_edge_is_rejected_for_another_and_back(store: Store, way: str) -> None:
    known = [claim(A, C, confidence=0.3, doc=C)] if way == "retarget_known" else []
    store.propose([reading(A, claim(A, B, Relation.FILTERED, confidence=0.9, split="train", rows=5), *known)])
    seen = edge(store, A, B)
    before = dump(store, versions=False)
    done = flip(store, seen.id, actor="ann") if way == "flip" else retarget(store, seen.id, "o/c", actor="ann")
    ends = (B, A) if way == "flip" else (A, C if known else "hf:o/c")
    old, new = edge(store, A, B), edge(store, *ends)
    assert (old.status, old.version, new.status, new.relation) == (Status.REJECTED, 2, Status.CONFIRMED, Relation.FILTERED)
    assert (done.stands, new.confidence, new.version) == (new.id, 0.99, 2 if known else 1)
    no, yes = done.decisions
    cause = Cause.WRONG_DIRECTION if way == "flip" else Cause.WRONG_TARGET
    assert (no.cause, no.instead, yes.instead, no.group) == (cause, new.id, old.id, yes.group)
    assert (no.pair_before, no.pair_after) == ((A, B), ends) == (yes.pair_before, yes.pair_after)
    assert {d.id for d in store.decisions()} == {no.id, yes.id}
    undo(store, done.stands, actor="bob")
    back = edge(store, *ends)
    assert edge(store, A, B).model_copy(update={"version": 1, "changed_at": None}) == seen
    assert back.status is (Status.PROPOSED if known else Status.WITHDRAWN)
    assert (back.relation, back.confidence) == ((Relation.SUBSET, 0.3) if known else (back.relation, back.confidence))
    assert [d.undoes for d in store.decisions(old.id)] == [None, no.id]
    left = [line for line in dump(store, versions=False) if not line.startswith(("Decision", "EdgeVersion"))]
    lost = [line for line in before if line not in left and '"changed_at"' not in line]
    assert not lost


def test_amendments_lose_against_what_came_before_them(store: Store) -> None:
    store.propose([reading(A, claim(A, B))])
    seen = edge(store, A, B)
    confirm(store, seen.id, actor="zoë")
    before = dump(store, times=True)
    late: list[Callable[[], object]] = [
        lambda: set_relation(store, seen.id, Relation.FILTERED, actor="ann", version=1),
        lambda: flip(store, seen.id, actor="ann", version=1),
        lambda: retarget(store, seen.id, C, actor="ann", version=1),
    ]
    for amend in late:
        with pytest.raises(StaleDecision, match="zoë"):
            amend()
    wrong: list[Callable[[], object]] = [
        lambda: set_relation(store, seen.id, Relation.SUBSET, actor="ann"),
        lambda: set_relation(store, seen.id, Relation.COMPARED_WITH, actor="ann"),
        lambda: retarget(store, seen.id, B.upper().replace("HF", "hf"), actor="ann"),
        lambda: retarget(store, seen.id, "benchmark:math", actor="ann"),
        lambda: set_relation(store, seen.id, Relation.FILTERED, actor="ann", claim="c:none"),
    ]
    for amend in wrong:
        with pytest.raises(NotAmendable):
            amend()
    assert dump(store, times=True) == before


def test_half_of_an_amendment_is_not_undone_when_the_other_half_was_decided_again(store: Store) -> None:
    store.propose([reading(A, claim(A, B))])
    done = retarget(store, edge(store, A, B).id, C, actor="ann")
    reject(store, done.stands, actor="bob")
    with pytest.raises(NothingToUndo, match="bob"):
        undo(store, edge(store, A, B).id, actor="ann")
    undo(store, done.stands, actor="bob")
    undo(store, done.stands, actor="ann")
    assert (edge(store, A, B).status, edge(store, A, C).status) == (Status.PROPOSED, Status.WITHDRAWN)


def test_a_persons_claim_outlives_every_re_read(store: Store) -> None:
    text = "it was made from B in May"
    said = claim(A, B, confidence=0.9)
    store.propose([reading(A, said, documents=[document(A, text)])])
    set_relation(store, edge(store, A, B).id, Relation.FILTERED, actor="ann")
    moved = retarget(store, edge(store, A, B).id, C, actor="ann")
    for hour, again in enumerate([[said], []], start=1):
        store.propose([reading(A, *again, documents=[document(A, text, hour=hour)], hour=hour)])
        assert (edge(store, A, C).status, edge(store, A, C).flags) == (Status.CONFIRMED, ())
    assert (edge(store, A, B).status, edge(store, A, B).relation) == (Status.REJECTED, Relation.FILTERED)
    store.propose([reading(A, documents=[document(A, "nothing of the sort", hour=3)], hour=3)])
    changed = edge(store, A, C)
    assert (changed.status, changed.relation, changed.flags) == (Status.CONFIRMED, Relation.FILTERED, ("claims_withdrawn",))
    assert store.claims(ids=changed.claims)[0].status is Status.PROPOSED
    store.propose([reading(A, documents=[document("hf:o/other", "made from B", hour=4)], hour=4)])
    assert edge(store, A, C).flags == ("claims_withdrawn",)
    store.propose([reading(A, documents=[document(A, text + " again", hour=5)], hour=5)])
    assert edge(store, A, C).flags == ()
    undo(store, moved.stands, actor="ann")
    assert edge(store, A, C).status is Status.WITHDRAWN


def test_several_are_confirmed_together_but_for_the_stale_and_the_flagged(store: Store) -> None:
    others = [f"hf:o/{name}" for name in "BCDE"]
    store.propose([reading(A, *(claim(A, other) for other in others))])
    b, c, d, e = (edge(store, A, other) for other in others)
    reject(store, c.id, actor="zoë")
    store.flag({d.id: ("chronology",)})
    seen = {b.id: 1, c.id: 1, d.id: 2, e.id: 1, "e:none": 1}
    done = confirm_all(store, seen, actor="ann")
    assert {x.edge for x in done.decisions} == {b.id, e.id}
    assert {x.group for x in done.decisions} == {done.group}
    assert {x.edge: x.why for x in done.left_out}.keys() == {c.id, d.id, "e:none"}
    assert [edge(store, A, other).status.value for other in others] == ["confirmed", "rejected", "proposed", "confirmed"]
    reject(store, e.id, actor="zoë")
    back = undo_group(store, done.group or "", actor="ann")
    assert [x.edge for x in back.decisions] == [b.id]
    assert [x.edge for x in back.left_out] == [e.id]
    assert confirm_all(store, {c.id: 1}, actor="ann").group is None


def test_two_that_would_close_a_cycle_are_not_confirmed_together(store: Store) -> None:
    store.propose([reading(A, claim(A, B)), reading(B, claim(B, A))])
    ab, ba = edge(store, A, B), edge(store, B, A)
    done = confirm_all(store, {ab.id: ab.version, ba.id: ba.version}, actor="ann")
    assert len(done.decisions) == len(done.left_out) == 1
    assert "cycle" in done.left_out[0].why


def test_of_several_at_once_exactly_one_amends(store: Store) -> None:
    store.propose([reading(A, claim(A, B))])
    ways: list[Callable[[str, int], object]] = [
        lambda actor, v: set_relation(store, ab, Relation.FILTERED, actor=actor, version=v),
        lambda actor, v: flip(store, ab, actor=actor, version=v),
        lambda actor, v: retarget(store, ab, C, actor=actor, version=v),
        lambda actor, v: confirm(store, ab, actor=actor, version=v),
    ]
    ab = edge_id(A, B, EdgeType.DERIVED_FROM)
    with ThreadPoolExecutor(THREADS) as pool:
        for number in range(ROUNDS):
            seen = edge(store, A, B)
            gate = Barrier(THREADS, timeout=60)
            told = [pool.submit(attempt, gate, way, f"r{number}a{i}", seen.version) for i, way in enumerate(ways)]
            winners = [actor for f in told if (actor := f.result())]
            assert len(winners) == 1
            assert edge(store, A, B).version == seen.version + 1
            made: list[Decision] = [d for d in store.decisions() if d.actor.startswith(f"r{number}a")]
            assert {d.actor for d in made} == set(winners)
            undo(store, ab, actor="cyd")
            assert edge(store, A, B).status is Status.PROPOSED


def attempt(gate: Barrier, way: Callable[[str, int], object], actor: str, version: int) -> str | None:
    """The actor when their decision was taken."""
    gate.wait()
    try:
        way(actor, version)
    except StaleDecision:
        return None
    return actor
