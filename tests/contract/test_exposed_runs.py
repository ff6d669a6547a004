"""Runs that stand on exposed data or models are rows of an exposure."""

from __future__ import annotations

import pytest

from graph.asof import AsOf
from graph.contract import Store
from graph.exposure import exposures
from graph.lattice import ExposureStatus
from graph.model import Artifact, Carries, Relation
from graph.rows import Row
from graph.runs import Metric, Run, RunKind

from .builders import at, claim, decision, edge, overlap, reading

A, B, MODEL, CLEAN, QUIZ = "hf:r/A", "hf:r/B", "hf-model:r/M", "hf:r/clean", "benchmark:runs"
TRAINING, EVALUATION, SCORING = RunKind.TRAINING, RunKind.EVALUATION, RunKind.SCORING


def run(name: str, kind: RunKind, *datasets: str, base: str | None = None, model: str | None = None) -> Run:
    metrics = (Metric(on=QUIZ, name="accuracy", value=0.5, n=10),) if kind is EVALUATION else ()
    return Run(kind=kind, datasets=datasets, base=base, model=model, source=name, metrics=metrics)


@pytest.fixture
def told(store: Store) -> Store:
    """B carries the test split, 100 items; A takes at most 30 rows of B, confirmed; a model is trained on A, surely; CLEAN is apart."""
    store.carry(
        [
            Carries(dataset=B, benchmark=QUIZ, split="test", items=100, source="s"),
            Carries(dataset=B, benchmark=QUIZ, split="dev", items=7, source="s"),
        ]
    )
    store.propose([reading(A, claim(A, B, split="test", rows=30, confidence=0.5))])
    store.propose([reading(MODEL, claim(MODEL, A, Relation.TRAINED_MODEL_ON, confidence=0.5))])
    store.propose([reading(CLEAN)])
    return store


def of(store: Store, *runs: Run) -> dict[str, Row]:
    store.record_runs(runs)
    rows = exposures(store, QUIZ, runs=True).rows
    assert [r for r in rows if r.kind != "Run"] == list(exposures(store, QUIZ).rows)
    named = {one.id: one.source for one in runs}
    return {named[row.artifact]: row for row in rows if row.kind == "Run"}


def test_a_run_is_as_exposed_as_the_surest_thing_that_it_stands_on(told: Store) -> None:
    found = of(
        told,
        run("on A", TRAINING, A),
        run("on A and clean", TRAINING, A, CLEAN),
        run("on A and B", TRAINING, A, B),
        run("from the model", TRAINING, CLEAN, base=MODEL),
        run("of the model", EVALUATION, model=MODEL),
        run("clean", TRAINING, CLEAN),
        run("scored", SCORING, A),
    )
    assert found.keys() == {"on A", "on A and clean", "on A and B", "from the model", "of the model"}
    assert {name: (r.through, r.probability) for name, r in found.items()} == {
        "on A": (A, 0.5),
        "on A and clean": (A, 0.5),
        "on A and B": (B, 1.0),
        "from the model": (MODEL, 0.25),
        "of the model": (MODEL, 0.25),
    }
    assert [h.downstream for h in found["from the model"].path] == [A, MODEL]
    assert (found["on A"].split, found["on A"].at_most_items, found["on A"].status) == ("test", 30, ExposureStatus.POSSIBLE)


def test_which_split_of_a_carrier_a_run_took_nobody_told(told: Store) -> None:
    (row,) = of(told, run("on B", TRAINING, B)).values()
    assert (row.split, row.path, row.items, row.at_most_items) == (None, (), 107, 107)


def test_a_measured_share_and_a_cleared_one_pass_to_runs(told: Store) -> None:
    told.propose([reading(Artifact(id=A, revision="v1"), claim(A, B, split="test", rows=30, confidence=0.5))])
    told.measure([overlap(A, QUIZ, 0.0, version="v1")])
    assert of(told, run("on A", TRAINING, A)) == {}
    told.measure([overlap(CLEAN, QUIZ, 0.25, version=None)])
    (row,) = of(told, run("on clean", TRAINING, CLEAN)).values()
    assert (row.status, row.rate, row.through) == (ExposureStatus.MEASURED, 0.25, CLEAN)


def test_a_run_that_names_a_moved_id_and_days_before(told: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(told, "_clock", lambda: at(1))
    told.resolve("hf:r/old", A)
    (row,) = of(told, run("on old", TRAINING, "hf:r/old")).values()
    assert row.through == A
    told.decide(decision(edge(told, A, B), hour=3), expected_version=1)
    rows = {hour: [r.probability for r in exposures(AsOf(told, at(hour)), QUIZ, runs=True).rows if r.kind == "Run"] for hour in (0, 2, 4)}
    assert rows == {0: [], 2: [0.5], 4: [1.0]}


def test_top_bounds_artifacts_and_their_runs_come_beside(told: Store) -> None:
    told.record_runs([run("on A", TRAINING, A), run("from the model", TRAINING, base=MODEL)])
    rows = exposures(told, QUIZ, top=3, runs=True).rows
    assert [(r.artifact if r.kind != "Run" else "run", r.through) for r in rows if r.path] == [(A, None), ("run", A)]
