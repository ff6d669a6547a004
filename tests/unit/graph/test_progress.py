"""How a review goes: rate over the time worked, what is left, whether confidences meant what they said."""

from __future__ import annotations

from datetime import timedelta

from graph.amendments import flip
from graph.memory import MemoryStore
from graph.model import EdgeType, Status, edge_id
from graph.progress import calibrated, progress
from graph.undoing import undo
from graph.verdicts import confirm, note, reject

from .reviewing import TIME, edge, graph, said, ticking

LETTERS = "BCDEFGHIJK"


def test_a_rate_is_over_the_time_worked() -> None:
    store = graph(*(said("A", x, start=9 * n) for n, x in enumerate(LETTERS)))
    clock = ticking(1)
    for x in LETTERS[:3]:
        confirm(store, edge("A" + x), actor="ann", clock=clock)
    for _ in range(60):
        clock()  # A long break.
    for x in LETTERS[3:6]:
        reject(store, edge("A" + x), actor="ann", clock=clock)
    note(store, edge("AB"), actor="ann", text="hm", clock=clock)
    found = progress(store, actor="ann", clock=lambda: TIME)
    assert (found.decided, found.decided_today, found.by_actor, found.left) == (6, 6, {"ann": 6}, 4)
    assert (found.an_hour, found.hours_left) == (60.0, round(4 / 60, 2))
    assert [d.actor for d in found.last] == ["ann"] * 7
    assert progress(store, actor="bob", clock=lambda: TIME).an_hour is None
    assert progress(store, left=99, clock=lambda: TIME + timedelta(days=1)).decided_today == 0


def test_an_undone_verdict_is_no_progress() -> None:
    store = graph(said("A", "B"))
    confirm(store, edge("AB"), actor="ann")
    undo(store, edge("AB"), actor="ann")
    found = progress(store)
    assert (found.decided, found.by_actor, found.last, found.calibration.ece) == (0, {}, (), None)


def test_calibration_counts_what_was_shown_by_the_first_verdict() -> None:
    store = graph(said("A", "B", 0.9), said("A", "C", 0.9, start=3), said("A", "D", 0.2, start=6), said("A", "E", 0.2, start=9))
    confirm(store, edge("AB"), actor="ann")
    reject(store, edge("AC"), actor="ann")
    confirm(store, edge("AC"), actor="bob")
    reject(store, edge("AD"), actor="ann")
    flip(store, edge("AE"), actor="ann")
    found = progress(store).calibration
    assert [(b.low, b.n, b.confirmed) for b in found.bands] == [(0.2, 2, 0), (0.9, 2, 1)]
    assert (found.n, found.ece) == (4, round((0.4 + 0.8) / 4, 4))
    assert calibrated([]).ece is None


def test_an_empty_graph_has_no_progress() -> None:
    found = progress(MemoryStore())
    assert (found.decided, found.left, found.an_hour, found.hours_left, found.agreement.kappa) == (0, 0, None, None, None)


def test_a_verdict_that_moved_with_a_name_is_counted_once() -> None:
    store = graph(said("A", "Old", 0.7))
    confirm(store, edge_id("hf:o/A", "hf:o/Old", EdgeType.DERIVED_FROM), actor="ann")
    store.resolve("hf:o/Old", "hf:o/B")
    assert (store.edges([edge("AB")])[0].status, len(store.decisions())) == (Status.CONFIRMED, 2)
    found = progress(store)
    assert (found.decided, found.by_actor, len(found.last), found.calibration.n) == (1, {"ann": 1}, 1, 1)
