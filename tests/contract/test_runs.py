"""Runs: one per key, found by what they stand on, with every figure as it was told, null or not."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from graph.contract import Store
from graph.errors import ConflictingRun
from graph.memory import MemoryStore
from graph.runs import Metric, Run, RunKind

from .builders import at, dump, records
from .strategies import check, organisation

BENCH, DATA, BASE = "benchmark:gsm8k", "hf:o/A", "hf-model:o/Base"


def metric(value: float | None = 0.5, *, on: str = BENCH, definition: str | None = "strict@1", se: float | None = 0.01) -> Metric:
    return Metric(on=on, name="accuracy", definition=definition, value=value, se=se, n=1319, why=None if value is not None else "not run")


def run(*metrics: Metric, datasets: tuple[str, ...] = (DATA,), seed: int | None = 1, source: str = "https://x.test/board") -> Run:
    return Run(
        kind=RunKind.EVALUATION,
        datasets=datasets,
        base=BASE,
        recipe="oda/qwen",
        protocol="0-shot",
        code="abc1234",
        versions=("lm-eval==0.4.13",),
        seed=seed,
        source=source,
        time=at(1),
        metrics=metrics or (metric(),),
    )


def test_a_run_is_found_by_all_it_stands_on(store: Store) -> None:
    first, second = run(), run(metric(0.4), datasets=("hf:o/B",))
    assert store.record_runs([first, second]) == 2
    assert store.runs() == sorted([first, second], key=lambda r: r.id)
    assert store.runs(ids=[first.id, "r:none"]) == [first]
    assert store.runs(artifacts=["HF:o/a"]) == [first]
    assert store.runs(artifacts=["hf:o/B", DATA]) == store.runs(artifacts=[BASE]) == store.runs(artifacts=[BENCH]) == store.runs()
    assert store.runs(artifacts=["hf:o/none"]) == store.runs(artifacts=[]) == store.runs(ids=[]) == []
    assert set(store.artifacts()) == {DATA, "hf:o/B", BASE, BENCH}
    assert store.all_edges() == []


def test_a_resolved_name_answers_for_its_runs(store: Store) -> None:
    named = run(datasets=("name:The A set",))
    store.record_runs([named])
    assert store.runs(artifacts=[DATA]) == []
    store.resolve("name:The A set", DATA)
    assert store.runs(artifacts=[DATA]) == store.runs(artifacts=["name:the a set"]) == [named]


def test_the_same_run_twice_changes_nothing_and_its_figures_add_up(store: Store) -> None:
    missing = metric(None, on="benchmark:math", se=None)
    store.record_runs([run(metric(), missing)])
    before = dump(store, times=True)
    assert store.record_runs([run(metric(), missing)]) == 0
    assert dump(store, times=True) == before
    other = metric(0.6, definition="flexible@1")
    assert store.record_runs([run(other, metric(0.3, on="benchmark:math"))]) == 1
    (found,) = store.runs()
    assert [(m.on, m.definition, m.value) for m in found.metrics] == [
        (BENCH, "flexible@1", 0.6),
        (BENCH, "strict@1", 0.5),
        ("benchmark:math", "strict@1", 0.3),
    ]


def test_another_value_under_one_key_is_refused_and_nothing_is_written(store: Store) -> None:
    store.record_runs([run()])
    before = dump(store, times=True)
    with pytest.raises(ConflictingRun, match=r"accuracy 0\.5"):
        store.record_runs([run(seed=2), run(metric(0.51))])
    assert dump(store, times=True) == before
    assert store.record_runs([run(metric(None, se=None))]) == 0
    assert store.record_runs([run(metric(0.51), seed=2)]) == 1


def test_runs_load_back_and_the_record_wins(store: Store) -> None:
    origin = MemoryStore()
    origin.record_runs([run(metric(), metric(None, on="benchmark:math", se=None)), run(seed=None)])
    store.load(records(origin))
    assert dump(store, times=True) == dump(origin, times=True)
    for one in (store, origin):
        one.load([run(metric(0.7))])
    assert dump(store, times=True) == dump(origin, times=True)
    assert {m.value for m in store.runs(ids=[run().id])[0].metrics} == {0.7, None}


figures = st.builds(
    lambda on, definition, value: metric(value, on=on, definition=definition, se=None),
    st.sampled_from([BENCH, "benchmark:math"]),
    st.sampled_from([None, "v1", "v2"]),
    st.sampled_from([None, 0.0, 0.25]),
)
some = st.lists(
    st.builds(
        lambda found, seed: (tuple(found), seed), st.lists(figures, min_size=1, max_size=3, unique_by=lambda m: m.key), st.integers(0, 1)
    ),
    max_size=4,
)


def test_random_runs_answer_as_the_oracle_does(store: Store) -> None:
    def holds(store: Store, found: list[tuple[tuple[Metric, ...], int]]) -> None:
        org, oracle = organisation(), MemoryStore()
        outcomes = []
        for one in (store, oracle):
            told = []
            for metrics, seed in found:
                try:
                    told.append(one.record_runs([run(*metrics, datasets=(f"hf:{org}/a",), seed=seed)]))
                except ConflictingRun:
                    told.append(-1)
            outcomes.append(told)
        assert outcomes[0] == outcomes[1]
        assert store.runs(artifacts=[f"hf:{org}/a"]) == oracle.runs()

    check(store, holds, some)
