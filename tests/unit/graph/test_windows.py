"""Time windows: what is one, which meet, and what an edge limited to one passes on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InvalidId
from graph.windows import Window, asked, of_benchmark, of_split, passes, window

months = st.integers(24_000, 24_400)
windows = st.builds(lambda a, b: Window(min(a, b), max(a, b)), months, months)


def test_windows_are_read_in_every_spelling() -> None:
    assert window("2023-05/2024-07") == window("2023-05..2024-07") == window("2023-05-01 .. 2024-07-31")
    assert window("2024") == window("2024/2024") == window("2024-01..2024-12")
    assert window("2024-08..") == Window(2024 * 12 + 8, 120_000)
    assert window("..2024-07") == Window(0, 2024 * 12 + 7)
    for none in (None, "", "..", "/", "release_v5", "train", "2024-08..2023-01", "20240"):
        assert window(none) is None


def test_what_is_no_window_cannot_be_asked_for() -> None:
    with pytest.raises(InvalidId, match=r"2024-08\.\."):
        asked("lately")


def test_a_bare_year_is_the_name_of_a_split_and_the_end_of_a_benchmarks_id_its_year() -> None:
    assert of_split("2024") is None
    assert of_split("2024-05") == window("2024-05")
    assert of_benchmark("benchmark:aime-2024") == window("2024")
    assert of_benchmark("benchmark:mmlu-pro") is None


@given(windows, windows)
def test_windows_meet_when_they_share_a_month(one: Window, other: Window) -> None:
    shared = set(range(one.start, one.end + 1)) & set(range(other.start, other.end + 1))
    assert one.meets(other) == other.meets(one) == bool(shared)
    assert one.holds(other) == (len(shared) == other.end - other.start + 1)
    assert one.meets(None)
    assert not one.holds(None)


def test_an_edge_limited_to_a_window_passes_nothing_of_another() -> None:
    late = window("2024-08..")
    assert not passes(["2023-05..2024-07"], late)
    assert passes(["2023-05..2024-07", "2024-07..2024-09"], late)
    assert passes(["2023-05..2024-07"], window("2024-01.."))
    for unsaid in ([], ["test"], ["test", "2023-05..2024-07"]):
        assert passes(unsaid, late)
    assert passes(["2023-05..2024-07"], None)
