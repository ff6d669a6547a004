from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation import bootstrap, folds
from evaluation.reliability import bins, ece, svg, text

statements = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def test_confidence_that_means_what_it_says_has_no_error() -> None:
    assert ece([(0.75, True)] * 3 + [(0.75, False)]) == pytest.approx(0.0)
    assert ece([(0.9, False)] * 4) == pytest.approx(0.9)
    assert ece([]) is None


@given(statements)
def test_the_error_is_a_share_and_bins_hold_everything(given_: list[tuple[float, bool]]) -> None:
    found = bins(given_)
    assert sum(b.n for b in found) == len(given_)
    assert sum(b.right for b in found) == sum(r for _, r in given_)
    value = ece(given_)
    assert value is not None
    assert 0 <= value <= 1
    for held in found:
        low, high = held.interval
        assert 0 <= low <= held.share + 1e-9
        assert held.share - 1e-9 <= high <= 1


@given(statements)
def test_the_diagram_is_xml_with_a_dot_a_band(given_: list[tuple[float, bool]]) -> None:
    found = bins(given_)
    root = ET.fromstring(svg(found))
    assert len(root.findall("{http://www.w3.org/2000/svg}circle")) == len(found)
    assert len(text(found).splitlines()) == len(found) + 1


def test_the_bootstrap_is_seeded_and_draws_units() -> None:
    values = [float(v) for v in range(20)]

    def mean(drawn: object) -> dict[str, float | None]:
        held = [float(v) for v in drawn]  # type: ignore[attr-defined]
        return {"mean": sum(held) / len(held), "never": None}

    one = bootstrap.intervals(values, mean, samples=300, seed=1)
    assert one == bootstrap.intervals(values, mean, samples=300, seed=1)
    assert one != bootstrap.intervals(values, mean, samples=300, seed=2)
    low, high = one["mean"]
    assert low < 9.5 < high
    assert 3 < high - low < 8  # 2 * 1.96 * sd / sqrt(20) = 5.2
    assert "never" not in one
    assert bootstrap.intervals([], mean) == {}


@given(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=40))
def test_a_family_is_never_on_both_sides(families: list[str]) -> None:
    of = {f"d{i}": family for i, family in enumerate(families)}
    held_out = folds.by_family(of)
    assert sorted(d for out in held_out for d in out) == sorted(of)
    for train, out in folds.rounds(list(of), held_out):
        assert not {of[d] for d in train} & {of[d] for d in out}


@given(st.integers(1, 40))
def test_documents_are_held_out_once(n: int) -> None:
    documents = [f"d{i}" for i in range(n)]
    held_out = folds.by_document(documents)
    assert sorted(d for out in held_out for d in out) == sorted(documents)
    assert max(map(len, held_out)) - min(map(len, held_out)) <= 1
    assert held_out == folds.by_document(documents[::-1])
