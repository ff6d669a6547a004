"""What makes two runs one, and what a run may not say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from graph.errors import InvalidId
from graph.runs import Metric, Run, RunKind, joined

OTHER = {
    "kind": RunKind.TRAINING,
    "datasets": ("hf:o/b",),
    "base": "hf-model:o/other",
    "model": "hf-model:o/made",
    "recipe": "r2",
    "protocol": "5-shot",
    "code": "def",
    "versions": ("trl==1.16.0",),
    "seed": 2,
}


def run(**fields: object) -> Run:
    known = {"kind": RunKind.EVALUATION, "datasets": ("hf:o/a",), "code": "abc", "versions": ("x==1",), "seed": 1, "source": "s"}
    return Run.model_validate({**known, **fields})


@pytest.mark.parametrize("field", sorted(OTHER))
def test_everything_that_determines_a_run_is_in_its_key(field: str) -> None:
    assert run(**{field: OTHER[field]}).id != run().id


def test_what_does_not_determine_a_run_is_not_in_its_key() -> None:
    assert run(source="t").id == run().id == run(datasets=("hf:O/A",)).id
    assert run(metrics=(Metric(on="benchmark:math", name="accuracy", value=0.0),)).id == run().id


@pytest.mark.parametrize("unknown", ["code", "seed"])
def test_two_reports_of_unknown_making_are_never_one_run(unknown: str) -> None:
    assert run(**{unknown: None}).id != run(**{unknown: None}, source="t").id


@given(st.permutations(["hf:o/a", "hf:o/b", "hf:o/c"]))
def test_the_order_of_the_data_decides_nothing(order: list[str]) -> None:
    assert run(datasets=tuple(order)) == run(datasets=("hf:o/c", "hf:o/b", "hf:o/a"))


def test_a_null_says_why_and_is_no_zero() -> None:
    with pytest.raises(ValidationError, match="reason"):
        Metric(on="benchmark:math", name="accuracy")
    null = run(metrics=(Metric(on="benchmark:math", name="accuracy", why="timed out"),))
    zero = run(metrics=(Metric(on="benchmark:math", name="accuracy", value=0.0),))
    assert joined(null, zero).metrics == zero.metrics
    assert joined(zero, null).metrics == zero.metrics


def test_a_changed_definition_is_another_metric_and_one_metric_has_one_value() -> None:
    first, second = (Metric(on="benchmark:math", name="accuracy", definition=d, value=v) for d, v in (("v1", 0.1), ("v2", 0.2)))
    assert len(joined(run(metrics=(first,)), run(metrics=(second,))).metrics) == 2
    with pytest.raises(ValidationError, match="one value of each"):
        run(metrics=(first, first.model_copy(update={"value": 0.3})))
    with pytest.raises(InvalidId):
        run(datasets=("o/a",))
