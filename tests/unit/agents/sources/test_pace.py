from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.sources.pace import Pace, Ticket


def leave(pace: Pace, now: float, most: int = 100) -> list[Ticket]:
    tickets: list[Ticket] = []
    while len(tickets) < most and pace.wait(now) <= 0:
        tickets.append(pace.leave(now))
    return tickets


def test_a_wave_leaves_together_and_the_next_only_after_all_have_answered() -> None:
    pace = Pace(4)
    first = leave(pace, 0.0)
    assert len(first) == 4
    for ticket in first[:3]:
        pace.answered(ticket, 0.1)
    assert leave(pace, 0.11) == []
    pace.answered(first[3], 0.12)
    assert len(leave(pace, 0.12)) == 4


def test_a_straggler_holds_the_next_wave_for_a_second_or_so_and_no_longer() -> None:
    pace = Pace(2)
    quick, slow = leave(pace, 0.0)
    pace.answered(quick, 0.1)
    wait = pace.wait(0.1)
    assert 0.9 <= wait <= 2.0
    assert len(leave(pace, 0.1 + wait)) == 2
    pace.answered(slow, 5.0)


def test_with_one_connection_a_straggler_is_waited_for() -> None:
    pace = Pace(1)
    leave(pace, 0.0)
    assert pace.wait(60.0) == math.inf


def test_a_request_joins_a_wave_only_while_no_answer_can_be_on_its_way() -> None:
    pace = Pace(4)
    pace.answered(pace.leave(0.0), 0.1)
    pace.leave(1.0)
    assert pace.wait(1.04) == 0
    assert pace.wait(1.06) > 0


def test_a_server_that_answers_at_once_is_asked_one_by_one() -> None:
    pace = Pace(16)
    for ticket in leave(pace, 0.0):
        pace.answered(ticket, 0.002)
    assert len(leave(pace, 1.0)) == 1


def test_a_request_that_has_not_gone_in_time_waits_for_the_next_wave() -> None:
    pace = Pace(3)
    pace.answered(pace.leave(0.0), 0.1)
    first, second, _ = leave(pace, 1.0)
    assert not pace.late(second, 1.03)
    assert pace.late(second, 1.06)
    pace.arrived(first)
    assert pace.late(second, 1.03)


def test_nothing_leaves_in_a_pause() -> None:
    pace = Pace(4)
    pace.pause(10.0)
    pace.pause(5.0)
    assert pace.wait(9.0) == 1.0
    assert pace.wait(10.0) == 0


def test_an_interval_holds_between_departures() -> None:
    pace = Pace(1, interval=3.0)
    pace.answered(pace.leave(0.0), 0.5)
    assert pace.wait(0.5) == 2.5
    assert pace.wait(3.0) == 0


def test_a_refusal_in_bulk_teaches_a_rate_below_what_was_served() -> None:
    pace = Pace(10)
    for ticket in leave(pace, 0.0):
        pace.answered(ticket, 0.1)
    for number, ticket in enumerate(leave(pace, 0.1)):
        pace.answered(ticket, 0.2, refused=number >= 5, told=1.0)
    assert pace.rate == 8, "0.9 of the 4 of the first wave and the 5 of the second"


@pytest.mark.parametrize("refused", [{3}, {8, 9}, {2, 5, 9}])
def test_refusals_here_and_there_teach_nothing(refused: set[int]) -> None:
    pace = Pace(10)
    pace.answered(pace.leave(0.0), 0.1)
    for number, ticket in enumerate(leave(pace, 0.2)):
        pace.answered(ticket, 0.3, refused=number in refused, told=1.0)
    assert pace.rate is None


def test_a_spent_quota_of_minutes_teaches_no_rate_of_seconds() -> None:
    pace = Pace(10)
    for number, ticket in enumerate(leave(pace, 0.0)):
        pace.answered(ticket, 0.1, refused=number >= 3, told=240.0)
    assert pace.rate is None


def test_a_departure_that_did_not_happen_does_not_count() -> None:
    pace = Pace(1, interval=3.0)
    pace.dropped(pace.leave(0.0))
    assert pace.wait(0.1) == 0


@given(
    latency=st.floats(0.02, 0.8),
    jitter=st.lists(st.floats(1.0, 1.1), min_size=8, max_size=40),
    limit=st.integers(1, 5),
    width=st.integers(2, 16),
    spacing=st.floats(0.05, 0.9),
)
def test_no_request_leaves_while_a_refusal_is_on_its_way(
    latency: float, jitter: list[float], limit: int, width: int, spacing: float
) -> None:
    """A server that refuses all but `limit` requests of a second; a refusal is 0.4 of the latency on its way back."""
    pace, now, waiting = Pace(width), 0.0, [(spacing * latency * i, latency * j) for i, j in enumerate(jitter)]
    out: list[tuple[float, bool, Ticket]] = []
    arrivals: list[float] = []
    for _ in range(5000):
        if not (waiting or out):
            break
        while waiting and waiting[0][0] <= now and pace.wait(now) <= 0:
            assert not any(refused and told - 0.4 * latency < now for told, refused, _ in out)
            arrivals.append(now)
            refused = sum(now - a <= 1 for a in arrivals) > limit
            out.append((now + waiting.pop(0)[1], refused, pace.leave(now)))
        out.sort(key=lambda o: o[0])
        soonest = max(waiting[0][0], now + pace.wait(now)) if waiting else math.inf
        now = max(now, min(out[0][0] if out else math.inf, soonest))
        while out and out[0][0] <= now:
            _, refused, ticket = out.pop(0)
            if refused:
                pace.pause(now + 1.05)
            pace.answered(ticket, now, refused=refused, told=1.0 if refused else 0.0)
    assert not waiting
    assert not out


def test_a_busy_machine_makes_waves_smaller_and_an_idle_one_wide_again() -> None:
    pace, now = Pace(16), 0.0

    def wave(spread: float) -> int:
        nonlocal now
        tickets: list[Ticket] = []
        while len(tickets) < 16 and pace.wait(now) <= 0:
            tickets.append(pace.leave(now))
        for number, ticket in enumerate(tickets):
            ticket.sent = now + spread * number / len(tickets)
        now += 0.1
        for ticket in tickets:
            pace.answered(ticket, now)
        return len(tickets)

    for _ in range(3):
        wave(0.001)
    assert wave(0.06) == 16
    assert wave(0.001) < 10
    assert max(wave(0.001) for _ in range(12)) == 16
