"""Double review: who may settle an edge, what a second verdict does, and how far two readers agree."""

from __future__ import annotations

import pytest

from graph.agreement import agreement, kappa
from graph.amendments import retarget, set_relation
from graph.errors import AnotherReader
from graph.memory import MemoryStore
from graph.model import Decision, Relation, Status, Verdict
from graph.queue import line
from graph.rounds import Pair, pairs
from graph.undoing import undo
from graph.verdicts import confirm, confirm_all, reject, reopen, second

from .reviewing import edge, graph, said

AB = edge("AB")


def state(store: MemoryStore, pair: str = "AB") -> tuple[Status, tuple[str, ...]]:
    (found,) = store.edges([edge(pair)])
    return found.status, found.flags


def test_the_first_verdict_waits_and_the_second_settles() -> None:
    store = graph(said("A", "B"))
    confirm(store, AB, actor="ann", readers=2)
    assert state(store) == (Status.PROPOSED, ("second_reader",))
    assert (len(line(store, actor="ann")), len(line(store, actor="bob"))) == (0, 1)
    with pytest.raises(AnotherReader, match="ann"):
        confirm(store, AB, actor="ann", readers=2)
    confirm(store, AB, actor="bob", readers=2)
    assert state(store) == (Status.CONFIRMED, ())
    assert pairs(store.decisions()) == [Pair(AB, first=True, second=True)]


def test_two_that_differ_wait_for_a_third() -> None:
    store = graph(said("A", "B"))
    confirm(store, AB, actor="ann", readers=2)
    reject(store, AB, actor="bob", readers=2)
    assert state(store) == (Status.PROPOSED, ("verdicts_differ",))
    for actor in ("ann", "bob"):
        assert len(line(store, actor=actor)) == 0
        with pytest.raises(AnotherReader):
            reject(store, AB, actor=actor, readers=2)
    reject(store, AB, actor="cyd", readers=2)
    assert state(store) == (Status.REJECTED, ())
    assert pairs(store.decisions()) == [Pair(AB, first=True, second=False)]


def test_every_step_is_undone_and_may_be_done_otherwise() -> None:
    store = graph(said("A", "B"))
    confirm(store, AB, actor="ann", readers=2)
    reject(store, AB, actor="bob", readers=2)
    undo(store, AB, actor="bob")
    assert state(store) == (Status.PROPOSED, ("second_reader",))
    undo(store, AB, actor="ann")
    assert state(store) == (Status.PROPOSED, ())
    reject(store, AB, actor="ann", readers=2)
    reject(store, AB, actor="bob", readers=2)
    assert state(store) == (Status.REJECTED, ())
    reopen(store, AB, actor="cyd")
    confirm(store, AB, actor="ann", readers=2)
    assert state(store) == (Status.PROPOSED, ("second_reader",))
    assert pairs(store.decisions()) == [Pair(AB, first=False, second=False)]


def test_with_one_reader_a_question_for_another_is_answered_by_anybody() -> None:
    store = graph(said("A", "B"))
    second(store, AB, actor="ann", note="which release?")
    assert state(store) == (Status.PROPOSED, ("second_reader",))
    confirm(store, AB, actor="bob")
    assert state(store) == (Status.CONFIRMED, ())
    undo(store, AB, actor="bob")
    assert state(store) == (Status.PROPOSED, ("second_reader",))
    undo(store, AB, actor="ann")
    assert state(store) == (Status.PROPOSED, ())


def test_amendments_and_whole_sentences_wait_too() -> None:
    store = graph(said("A", "B"), said("A", "C", start=9), said("A", "D", start=20))
    set_relation(store, AB, Relation.FILTERED, actor="ann", readers=2)
    assert state(store) == (Status.PROPOSED, ("second_reader",))
    confirm(store, AB, actor="bob", readers=2)
    assert (state(store)[0], store.edges([AB])[0].relation) == (Status.CONFIRMED, Relation.FILTERED)
    retarget(store, edge("AC"), "o/E", actor="ann", readers=2)
    assert state(store, "AC") == state(store, "AE") == (Status.PROPOSED, ("second_reader",))
    reject(store, edge("AC"), actor="bob", readers=2)
    confirm(store, edge("AE"), actor="bob", readers=2)
    assert (state(store, "AC")[0], state(store, "AE")[0]) == (Status.REJECTED, Status.CONFIRMED)
    seen = {edge("AD"): store.edges([edge("AD")])[0].version}
    assert len(confirm_all(store, seen, actor="ann", readers=2).decisions) == 1
    again = {edge("AD"): store.edges([edge("AD")])[0].version}
    assert "ann" in confirm_all(store, again, actor="ann", readers=2).left_out[0].why
    assert confirm_all(store, again, actor="bob", readers=2).decisions[0].after is Status.CONFIRMED


def test_kappa_is_cohens_and_none_where_it_says_nothing() -> None:
    both = [Pair("e", True, True)] * 20 + [Pair("e", True, False)] * 5 + [Pair("e", False, True)] * 10 + [Pair("e", False, False)] * 15
    found = kappa(both)
    assert (found.n, found.agreed, found.kappa) == (50, 35, 0.4)
    assert found.se == pytest.approx(0.1296, abs=1e-4)
    assert kappa(both[:9]).kappa is None
    assert (kappa([Pair("e", True, True)] * 30).kappa, kappa([Pair("e", True, True)] * 30).agreed) == (None, 30)
    assert agreement([]) == kappa([])


def test_verdicts_of_one_reader_make_no_pairs() -> None:
    store = graph(said("A", "B"))
    confirm(store, AB, actor="ann")
    reject(store, AB, actor="bob")
    assert pairs(store.decisions()) == []
    made: list[Decision] = store.decisions()
    assert [d.verdict for d in made] == [Verdict.CONFIRM, Verdict.REJECT]
