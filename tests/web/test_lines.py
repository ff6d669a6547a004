"""What the review keeps: the order stands for a minute, decisions made here count at once, others' in a minute."""

from __future__ import annotations

from collections.abc import Callable

from graph import verdicts
from graph.contract import Store
from graph.model import Status
from graph.queue import Filters
from stemma.web.lines import SECONDS, Lines


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_line_stands_for_a_minute_is_made_anew_behind_or_when_asked_for(graph: Store) -> None:
    clock = Clock()
    later: list[Callable[[], object]] = []
    lines = Lines(clock, later.append)
    first = lines.of(graph, Filters(), "ada")
    verdicts.confirm(graph, first.places[0].edge, actor="bob", override="test")
    assert lines.of(graph, Filters(), "ada") is first
    assert lines.of(graph, Filters(low=0.5), "ada") is not first
    lines.decided(graph, [first.places[0].edge])
    assert first.places[0].edge not in {place.edge for place in lines.of(graph, Filters(), "ada", fresh=True).places}
    second = lines.of(graph, Filters(), "ada")
    assert later == []
    clock.now += SECONDS + 1
    assert [lines.of(graph, Filters(), "ada") is second for _ in range(2)] == [True, True]
    [plan] = later  # Made anew once, while the one that is held is given.
    plan()
    assert lines.of(graph, Filters(), "ada") is not second


def test_live_edges_take_in_what_is_decided_here_and_what_others_write_in_a_minute(graph: Store) -> None:
    clock = Clock()
    lines = Lines(clock)
    kept = lines.live(graph)
    first, second = sorted(e.id for e in graph.all_edges(statuses=[Status.PROPOSED]))[:2]
    verdicts.reject(graph, first, actor="ada")
    lines.decided(graph, [first])
    verdicts.reject(graph, second, actor="elsewhere")
    now = lines.live(graph)
    assert now is kept
    assert first not in {e.id for e in now.all_edges(statuses=[Status.PROPOSED])}
    assert second in {e.id for e in now.all_edges(statuses=[Status.PROPOSED])}
    clock.now += SECONDS + 1
    assert second not in {e.id for e in lines.live(graph).all_edges(statuses=[Status.PROPOSED])}
    clock.now += SECONDS + 1
    assert lines.live(graph) is lines.live(graph)
