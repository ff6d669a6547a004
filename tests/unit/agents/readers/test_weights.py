"""The shipped model: numbers only, the same in every reading, and never surer than its ceiling."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.errors import BadWeights
from agents.readers import Context
from agents.readers.local import LocalReader
from agents.readers.local.features import NAMES, SCORE
from agents.readers.local.weights import Curve, Weights, from_json, of_file, shipped

from .conftest import document

rows = st.lists(st.floats(-12, 12), min_size=len(NAMES), max_size=len(NAMES))
STUMP = Weights(7, ([1, 0.5, 0.2, [0, 1.0, 0.4, 0.9]],), 0.5, Curve(1.0, 0.0, 0.95), {"pairs": 3})


def test_a_model_that_ships_is_small_and_holds_no_word() -> None:
    text = files("agents.readers.local").joinpath("weights.json").read_text(encoding="utf-8")
    assert len(text) < 100_000
    data = json.loads(text)
    assert set(data) == {"format", "version", "features", "trained", "rules", "curve", "trees"}

    def numbers(node: object) -> bool:
        return all(map(numbers, node)) if isinstance(node, list) else isinstance(node, int | float)

    assert numbers(data["trees"])
    assert numbers(data["curve"])
    assert set(data["trained"]) == {"documents", "families", "pairs", "right", "digest"}


@given(rows)
def test_a_probability_is_one_and_stays_below_the_ceiling(row: list[float]) -> None:
    weights = shipped()
    assert weights is not None
    value = weights.probability(row)
    assert 0.01 <= value <= weights.curve.ceiling
    assert weights.probability(row) == value


@given(rows, st.floats(0.1, 8))
def test_beside_equal_trees_the_rules_score_only_raises_it(row: list[float], more: float) -> None:
    flat = Weights(7, (0.5,), 0.5, Curve(1.0, 0.0, 0.95), {})
    higher = list(row)
    higher[SCORE] += more
    assert flat.probability(higher) >= flat.probability(row)


def test_a_tree_goes_left_at_the_threshold() -> None:
    row = [0.0] * len(NAMES)
    assert STUMP.raw(row) == pytest.approx(-1.3863, abs=1e-3)
    row[1] = 0.6
    assert STUMP.raw(row) == pytest.approx(-0.4055, abs=1e-3)
    row[0] = 2.0
    assert STUMP.raw(row) == pytest.approx(2.1972 + 0.5 * 2.0, abs=1e-3)


def test_a_model_written_and_read_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    path.write_text(STUMP.as_json(), encoding="utf-8")
    assert of_file(path) == STUMP
    assert of_file(path).as_json() == STUMP.as_json()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "cannot be read"),
        (json.dumps({**json.loads(STUMP.as_json()), "features": ["a"]}), "another version"),
        (json.dumps({**json.loads(STUMP.as_json()), "trees": [[999, 0.5, 0.1, 0.2]]}), "no feature 999"),
        (json.dumps({**json.loads(STUMP.as_json()), "curve": [1.0]}), "cannot be read"),
    ],
)
def test_a_file_that_is_no_model_says_so(text: str, says: str) -> None:
    with pytest.raises(BadWeights, match=says):
        from_json(text)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BadWeights, match="unset STEMMA_READER_WEIGHTS"):
        of_file(tmp_path / "none.json")


def test_the_reader_is_named_by_its_model_and_keeps_what_the_rules_see() -> None:
    text = "# Mix\n\nThis dataset is a filtered version of [one](https://huggingface.co/datasets/lab/one).\n\nEvaluated on GSM8K.\n"
    trained, ruled = LocalReader(), LocalReader.by_rules()
    assert (trained.name, ruled.name) == ("local@2", "local@1")
    found = {(c.upstream, c.relation, c.start, c.end) for c in trained.read(document(text), Context())}
    assert found == {(c.upstream, c.relation, c.start, c.end) for c in ruled.read(document(text), Context())}


def test_the_surest_place_of_a_pair_speaks_for_it() -> None:
    link = "[one](https://huggingface.co/datasets/lab/one)"
    text = f"# Mix\n\nThis dataset was filtered from {link}.\n\nMore text follows here.\n\nThanks to the people of {link} for their help.\n"
    claims = [c for c in LocalReader().read(document(text), Context()) if c.upstream == "hf:lab/one"]
    best = max(claims, key=lambda c: c.confidence)
    assert "filtered from" in best.quote
    assert [c.confidence for c in claims if c is not best] < [best.confidence]
