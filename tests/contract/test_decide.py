"""Verdicts: append-only, compare-and-set, and flags beside them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from graph.contract import Store
from graph.errors import StaleDecision, UnknownEdge
from graph.model import Edge, Status, Verdict

from .builders import claim, decision, dump, edge, reading

A, B = "hf:o/A", "hf:o/B"
THREADS, ROUNDS = 4, 10


def test_a_decision_sets_the_status_and_is_kept(store: Store) -> None:
    store.propose([reading(A, claim(A, B))])
    first = decision(edge(store, A, B), Verdict.CONFIRM, hour=1)
    after = store.decide(first, expected_version=1)
    assert (after.status, after.version, after.downstream, after.claims) == (Status.CONFIRMED, 2, A, edge(store, A, B).claims)
    assert edge(store, A, B) == after
    second = decision(after, Verdict.REOPEN, actor="bob", hour=2).model_copy(update={"undoes": first.id})
    assert store.decide(second, expected_version=2).status is Status.PROPOSED
    assert store.decisions() == store.decisions(after.id) == [first, second]
    assert store.decisions("e:none") == []


def test_a_stale_decision_says_who_was_first(store: Store) -> None:
    store.propose([reading(A, claim(A, B))])
    seen = edge(store, A, B)
    store.decide(decision(seen, Verdict.REJECT, actor="zoë", hour=7), expected_version=1)
    before = dump(store, times=True)
    with pytest.raises(StaleDecision, match=r"zoë.*reject.*2026-01-01T07:00") as caught:
        store.decide(decision(seen, Verdict.CONFIRM, actor="bob"), expected_version=1)
    assert seen.id in str(caught.value)
    assert dump(store, times=True) == before


def test_a_re_read_makes_a_decision_stale_too(store: Store) -> None:
    store.propose([reading(A, claim(A, B))])
    seen = edge(store, A, B)
    store.propose([reading(A, claim(A, B, confidence=0.9), hour=1)])
    with pytest.raises(StaleDecision, match=seen.id):
        store.decide(decision(seen), expected_version=1)
    assert (edge(store, A, B).status, store.decisions()) == (Status.PROPOSED, [])


def test_no_decision_on_no_edge(store: Store) -> None:
    store.propose([reading(A, claim(A, B))])
    ghost = edge(store, A, B).model_copy(update={"id": "e:0000000000000000"})
    with pytest.raises(UnknownEdge, match=ghost.id):
        store.decide(decision(ghost), expected_version=1)
    assert store.decisions() == []


def test_of_several_at_once_exactly_one_decides(store: Store) -> None:
    store.propose([reading(A, claim(A, B))])
    with ThreadPoolExecutor(THREADS) as pool:
        for number in range(ROUNDS):
            seen = edge(store, A, B)
            gate = Barrier(THREADS, timeout=30)
            won = [f.result() for f in [pool.submit(attempt, store, seen, gate, f"r{number}a{i}") for i in range(THREADS)]]
            winners = [actor for actor in won if actor]
            assert len(winners) == 1
            assert edge(store, A, B).version == seen.version + 1
            assert store.decisions(seen.id)[-1].actor == winners[0]
    assert len(store.decisions()) == ROUNDS


def attempt(store: Store, seen: Edge, gate: Barrier, actor: str) -> str | None:
    """The actor when their decision was taken."""
    verdict = Verdict.REJECT if seen.status is Status.CONFIRMED else Verdict.CONFIRM
    hour = float(seen.version)
    gate.wait()
    try:
        store.decide(decision(seen, verdict, actor=actor, hour=hour), expected_version=seen.version)
    except StaleDecision:
        return None
    return actor


def test_integrity_flags_come_and_go_beside_the_others(store: Store) -> None:
    store.propose([reading(A, claim(A, B, rows=1), claim(A, B, rows=2, start=9))])
    identity = edge(store, A, B).id
    store.flag({identity: ("cycle", "chronology"), "e:none": ("cycle",)})
    flagged = edge(store, A, B)
    assert (flagged.flags, flagged.version) == (("chronology", "conflict_claims", "cycle"), 2)
    store.flag({identity: ("cycle", "chronology")})
    store.flag({})
    assert edge(store, A, B) == flagged
    store.propose([reading(A, claim(A, B, rows=1), hour=1)])
    assert edge(store, A, B).flags == ("chronology", "cycle")
    store.flag({identity: ("conflict",)})
    assert (edge(store, A, B).flags, edge(store, A, B).status) == (("conflict",), Status.PROPOSED)
    store.flag({identity: ()})
    assert edge(store, A, B).flags == ()
