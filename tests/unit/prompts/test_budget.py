from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from prompts.budget import Budget, Prices, Purse

CALLS = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 200)), max_size=30)


@given(CALLS, st.integers(0, 4000))
def test_calls_that_take_what_they_set_aside_never_overrun_tokens(calls: list[tuple[int, int]], limit: int) -> None:
    purse = Purse(Budget(tokens=limit), Prices())
    for call in calls:
        if purse.set_aside(*call):
            purse.settle(call, call)
    assert purse.tokens <= limit


@given(CALLS, st.floats(0, 0.01))
def test_calls_under_way_count_against_dollars(calls: list[tuple[int, int]], limit: float) -> None:
    purse = Purse(Budget(usd=limit), Prices(3.0, 15.0))
    under_way = [call for call in calls if purse.set_aside(*call)]
    for call in under_way:
        purse.settle(call, call)
    assert purse.usd <= limit + 1e-12


def test_a_call_that_failed_gives_back_what_it_set_aside() -> None:
    purse = Purse(Budget(tokens=100), Prices())
    assert purse.set_aside(60, 20)
    assert not purse.set_aside(20, 20)
    purse.settle((60, 20), (0, 0))
    assert purse.set_aside(80, 20)


def test_what_a_run_spent_before_counts() -> None:
    assert not Purse(Budget(tokens=100), Prices(), spent=(90, 5)).set_aside(6, 0)
