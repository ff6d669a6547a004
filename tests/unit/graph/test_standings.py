"""Who stands on a contaminated path, and ranks that noise does not make."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.contract import Store
from graph.model import Status
from graph.runs import Metric, Run, RunKind
from graph.standings import contaminated, interval, ranks, standings

from .lineage import BENCHMARK, carries, edge, graph

BASE = "hf-model:o/base"
spans = st.lists(st.none() | st.tuples(st.floats(0, 1), st.floats(0, 0.5)).map(lambda p: (p[0], p[0] + p[1])), max_size=8)


def run(
    data: str, value: float | None, *, se: float | None = 0.01, n: int | None = None, protocol: str = "p", definition: str = "v1"
) -> Run:
    metric = Metric(
        on=BENCHMARK, name="accuracy", definition=definition, value=value, se=se, n=n, why=None if value is not None else "not run"
    )
    return Run(kind=RunKind.EVALUATION, datasets=(data,), base=BASE, protocol=protocol, source=f"s {data} {value}", metrics=(metric,))


def store(*runs: Run) -> Store:
    found = graph(carries("quiz"), edge("dirty", "quiz", 0.9), edge("doubtful", "quiz", 0.2), edge("far", "dirty", 1.0, Status.CONFIRMED))
    found.record_runs(runs)
    return found


def test_rows_on_a_contaminated_path_are_named_and_ranks_told_without_them() -> None:
    board = store(run("hf:o/dirty", 0.9), run("hf:o/far", 0.8), run("hf:o/doubtful", 0.7), run("hf:o/clean", 0.6), run("hf:o/twin", 0.601))
    (table,) = standings(board, BENCHMARK, minimum=0.5).tables
    assert [(row.datasets, row.rank, row.rank_without, row.exposure is not None) for row in table.rows] == [
        (("hf:o/dirty",), 1, None, True),
        (("hf:o/far",), 2, None, True),
        (("hf:o/doubtful",), 3, 1, False),
        (("hf:o/twin",), 4, 2, False),
        (("hf:o/clean",), 4, 2, False),
    ]
    found = standings(board, BENCHMARK, minimum=0.5)
    assert [row.datasets for row in contaminated(found)] == [("hf:o/dirty",), ("hf:o/far",)]
    path = contaminated(found)[1].exposure
    assert path is not None
    assert [hop.downstream for hop in path.path] == ["hf:o/dirty", "hf:o/far"]
    assert len(contaminated(standings(board, BENCHMARK, minimum=0.1))) == 3


def test_what_has_no_noise_has_no_rank_and_null_is_last() -> None:
    (table,) = standings(store(run("hf:o/a", 0.5), run("hf:o/b", 0.9, se=None), run("hf:o/c", None, se=None)), BENCHMARK).tables
    assert [(row.datasets, row.rank) for row in table.rows] == [(("hf:o/b",), None), (("hf:o/a",), 1), (("hf:o/c",), None)]
    assert [row.why for row in table.rows] == ["its noise is not told: give se, or n", None, "not run"]


def test_only_what_was_measured_alike_stands_in_one_table() -> None:
    board = store(run("hf:o/a", 0.5), run("hf:o/b", 0.9, protocol="q"), run("hf:o/c", 0.9, definition="v2"))
    assert sorted(len(table.rows) for table in standings(board, BENCHMARK).tables) == [1, 1, 1]


def test_a_resolved_name_is_exposed_as_what_it_answers_as() -> None:
    board = store(run("name:The dirty set", 0.9))
    assert contaminated(standings(board, BENCHMARK)) == []
    board.resolve("name:The dirty set", "hf:o/dirty")
    assert [row.datasets for row in contaminated(standings(board, BENCHMARK))] == [("hf:o/dirty",)]


@given(spans)
def test_a_rank_counts_only_what_lies_wholly_above(found: list[tuple[float, float] | None]) -> None:
    told = ranks(found)
    for one, rank in zip(found, told, strict=True):
        assert rank == (None if one is None else 1 + sum(other is not None and other[0] > one[1] for other in found))
    known = [rank for rank in told if rank is not None]
    assert not known or min(known) == 1


@pytest.mark.parametrize(
    ("value", "se", "n", "low", "high"), [(0.5, 0.1, None, 0.304, 0.696), (0.0, 0.0, 40, 0.0, 0.0876), (1.0, 0.0, 40, 0.9124, 1.0)]
)
def test_an_error_of_zero_is_no_certainty(value: float, se: float, n: int | None, low: float, high: float) -> None:
    found = interval(Metric(on=BENCHMARK, name="accuracy", value=value, se=se, n=n))
    assert found == pytest.approx((low, high), abs=1e-3)
    assert interval(Metric(on=BENCHMARK, name="accuracy", value=value, se=0.0)) is None


def test_what_a_dataset_gained_for_each_thousand_rows_is_told_where_both_are_known() -> None:
    def trained(data: str, value: float, rows: int | None) -> Run:
        return run(data, value).model_copy(update={"rows": rows})

    alone = Run(
        kind=RunKind.EVALUATION,
        model=BASE,
        protocol="p",
        source="alone",
        metrics=(Metric(on=BENCHMARK, name="accuracy", definition="v1", value=0.16, se=0.01),),
    )
    board = store(trained("hf:o/a", 0.745, 2_000), trained("hf:o/b", 0.06, 500), trained("hf:o/c", 0.9, None), alone)
    rows = {row.datasets: row for table in standings(board, BENCHMARK).tables for row in table.rows}
    assert {data: (row.gain, row.efficiency) for data, row in rows.items()} == {
        ("hf:o/a",): (0.585, 0.2925),
        ("hf:o/b",): (-0.1, -0.2),
        ("hf:o/c",): (0.74, None),
        (): (None, None),
    }
    without = {row.datasets: row.gain for table in standings(store(trained("hf:o/a", 0.7, 10)), BENCHMARK).tables for row in table.rows}
    assert without == {("hf:o/a",): None}
