"""What was known on a day: edges, verdicts, withdrawals and scans until then, and the exposures that follow."""

from __future__ import annotations

from datetime import datetime

import pytest

from graph.asof import AsOf, moment
from graph.contract import Store
from graph.exposure import exposures, inside
from graph.model import Carries, EdgeType, Status, Verdict, edge_id
from graph.walk import walk

from .builders import START, at, claim, decision, document, edge, overlap, reading

A, B, C, QUIZ = "hf:t/A", "hf:t/B", "hf:t/C", "benchmark:as-of"


@pytest.fixture
def told(store: Store) -> Store:
    """A of B is read at 1, confirmed at 3; B of C read at 2, gone at 5; A's scan finds items at 7; the confirmation undone at 9."""
    store.carry([Carries(dataset=C, benchmark=QUIZ, split="test", source="s")])
    store.propose([reading(A, claim(A, B), hour=1)])
    store.propose([reading(B, claim(B, C), hour=2)])
    first = edge(store, A, B)
    store.decide(decision(first, hour=3), expected_version=1)
    store.propose([reading(B, documents=[document(B, "empty", hour=5)], hour=5)])
    store.measure([overlap(A, QUIZ, 0.25, hour=7)])
    store.decide(decision(edge(store, A, B), Verdict.REOPEN, hour=9), expected_version=2)
    return store


def statuses(store: Store, hour: float) -> dict[str, Status]:
    return {e.downstream: e.status for e in AsOf(store, at(hour)).all_edges(types=[EdgeType.DERIVED_FROM])}


def test_edges_stand_from_first_seen_with_the_status_of_the_time(told: Store) -> None:
    proposed, confirmed, withdrawn = Status.PROPOSED, Status.CONFIRMED, Status.WITHDRAWN
    assert statuses(told, 0) == {}
    assert statuses(told, 1) == {A: proposed}
    assert statuses(told, 2) == {A: proposed, B: proposed}
    assert statuses(told, 4) == {A: confirmed, B: proposed}
    assert statuses(told, 5) == {A: confirmed, B: withdrawn}
    assert statuses(told, 9) == {A: proposed, B: withdrawn}
    now = {e.downstream: e.status for e in told.all_edges(types=[EdgeType.DERIVED_FROM])}
    assert statuses(told, 99) == now


def test_walks_and_exposures_answer_as_of_a_day(told: Store) -> None:
    assert [n.id for n in walk(AsOf(told, at(4)), A, "upstream", 9).nodes] == [A, B, C]
    assert [n.id for n in walk(AsOf(told, at(6)), A, "upstream", 9).nodes] == [A, B]

    def rows(hour: float) -> list[tuple[str, str, float]]:
        return [(r.artifact, r.status.value, r.probability) for r in exposures(AsOf(told, at(hour)), QUIZ).rows if r.artifact != C]

    assert rows(1) == []
    assert rows(2) == [(B, "possible", 0.5), (A, "possible", 0.25)]
    assert rows(4) == [(A, "possible", 0.5), (B, "possible", 0.5)]
    assert rows(6) == []
    assert rows(8) == rows(99) == [(A, "measured", 1.0)]
    assert [r.probability for r in inside(AsOf(told, at(4)), A).rows] == [0.5]


def test_a_view_hands_on_what_has_no_past_and_what_was_decided_until_then(told: Store) -> None:
    view = AsOf(told, at(4))
    assert [d.verdict for d in view.decisions()] == [Verdict.CONFIRM]
    assert view.decisions(edge_id(A, B, EdgeType.DERIVED_FROM)) == view.decisions()
    assert view.overlaps() == []
    assert view.canonical([A]) == told.canonical([A])
    assert view.artifacts([A]) == told.artifacts([A])
    assert [c.id for c in view.claims()] == [c.id for c in told.claims()]
    assert {c.status for c in view.claims()} == {Status.PROPOSED}
    assert view.documents([A]) == told.documents([A])
    assert view.carries(benchmark=QUIZ) == told.carries(benchmark=QUIZ)
    assert view.runs() == told.runs()
    assert [e.status for e in view.edges([edge_id(A, B, EdgeType.DERIVED_FROM)])] == [Status.CONFIRMED]


def test_a_date_is_its_end_and_a_time_itself() -> None:
    assert moment("2026-01-01") == datetime.combine(START.date(), datetime.max.time(), START.tzinfo)
    assert moment("2026-01-01T00:00:00+00:00") == START
    assert moment("2026-01-01T00:00") == START
    for wrong in ("yesterday", "", "2026-13-01"):
        with pytest.raises(ValueError, match=r"."):
            moment(wrong)
