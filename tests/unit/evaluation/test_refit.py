"""A calibration moved by verdicts: towards what was so, little by few, in order, and told to be better only where it is."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.confidence_fit import Example
from evaluation.refit import Shift, brier, measured, moved, shift
from graph.calibration import Calibration, Table, parse, shipped, text

PLAIN = Table(intercept=0.0, weights={"local": 1.0})


def verdicts(n: int, true: Shift, documents: int = 30) -> list[Example]:
    """Statements said with odds of all kinds, and so as `true` moves what was said."""
    chance = random.Random(3)
    found = []
    for at in range(n):
        z = chance.uniform(-2, 4)
        said = PLAIN.probability({"local": z})
        found.append(Example(f"d{at % documents}", "f", {"local": z}, chance.random() < true.of(said)))
    return found


def test_readers_that_are_too_sure_are_moved_down_and_are_better_for_it() -> None:
    done = measured("local", PLAIN, verdicts(400, Shift(0.6, -1.0)))
    assert done is not None
    found, table = done
    assert found.better
    assert found.brier_after < found.brier_before
    assert (found.ece_after or 1.0) < (found.ece_before or 0.0) / 2
    assert found.scale == pytest.approx(0.6, abs=0.15)
    assert found.offset == pytest.approx(-1.0, abs=0.25)
    assert table.probability({"local": 3.0}) < PLAIN.probability({"local": 3.0})
    assert (found.verdicts, found.documents, sum(b.n for b in table.bands)) == (400, 30, 400)


def test_what_was_right_is_hardly_moved() -> None:
    done = measured("local", PLAIN, verdicts(3000, Shift()))
    assert done is not None
    assert done[0].scale == pytest.approx(1.0, abs=0.1)
    assert done[0].offset == pytest.approx(0.0, abs=0.15)
    assert done[0].brier_after == pytest.approx(done[0].brier_before, abs=0.005)


def test_too_few_or_all_alike_say_nothing() -> None:
    assert measured("local", PLAIN, verdicts(19, Shift())) is None
    assert measured("local", PLAIN, [Example("d", "f", {"local": 1.0}, True)] * 60) is None
    one_page = measured("local", PLAIN, verdicts(60, Shift(0.5, -2.0), documents=1))
    assert one_page is not None
    assert not one_page[0].better


def test_a_few_verdicts_move_little() -> None:
    assert shift([]) == Shift()
    few = shift([(0.9, False)] * 2)
    assert -0.6 < few.offset < 0.0
    assert brier([]) == 0.0


@given(st.floats(0.1, 3.0), st.floats(-3.0, 3.0))
def test_order_stays_whatever_the_shift_and_a_table_does_as_it_says(scale: float, offset: float) -> None:
    by = Shift(scale, offset)
    for name in ("local", "both"):
        table = shipped().tables[name]
        after = moved(table, by, [])
        said = [after.probability({"local": z / 4, "local_said": 1.0}) for z in range(-16, 17)]
        assert said == sorted(said)
    plain = moved(PLAIN, by, [])
    for z in (-2.0, 0.0, 1.5):
        assert plain.probability({"local": z}) == pytest.approx(min(max(by.of(PLAIN.probability({"local": z})), 0.01), 0.99), abs=0.02)
    again = Calibration(version=2, tables={"local": plain})
    assert parse(text(again)) == again
