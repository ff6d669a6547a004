"""Leaderboards of others: every layout, every dirty link, what is refused and what is said."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph.errors import ConflictingRun, GraphError, InvalidRecord, MixedProtocols
from graph.leaderboards.board import Board, read
from graph.leaderboards.cells import dataset, figure
from graph.memory import MemoryStore
from graph.runs import Metric

WIDE = """dataset,link,base,size,math/GSM8K,math/MATH,math/HumanEval,math_avg,code/ARC-c,code/MBPP,code_avg
A,https://huggingface.co/datasets/o/A?row=3,Qwen/Qwen2.5-7B,817,80.1 ± 1.1,50.0,60.0,63.4,70.0,55.0,62.5
B,https://huggingface.co/some/Model,Qwen/Qwen2.5-7B,9,70.1,40.0,N/A,,60.0,50.0,55.0
C,hf.co/datasets/o/C/blob/main/x.json,Qwen/Qwen2.5-7B,1,75.0,45,50,56.7,60.0,50.0,55.0
"""
LONG = """dataset,base,recipe,benchmark,metric,filter,value,se,n,judge,seed
o/A,Qwen/Qwen2.5-7B,oda,GSM8K,accuracy,strict,0.41,0.014,1319,rule,1
o/A,Qwen/Qwen2.5-7B,oda,GSM8K,accuracy,strict,0.43,0.014,1319,rule,2
o/B,Qwen/Qwen2.5-7B,oda,GSM8K,accuracy,strict,,,1319,rule,1
"""


def metrics(board: Board) -> dict[tuple[str, str], Metric]:
    return {((run.datasets or (run.model or "",))[0], m.on.removeprefix("benchmark:")): m for run in board.runs for m in run.metrics}


def test_a_wide_table_of_percents_becomes_shares_and_loses_no_row() -> None:
    board = read(WIDE, source="board")
    assert (len(board.runs), board.figures, board.nulls, board.percent) == (3, 15, 1, True)
    found = metrics(board)
    assert (found["hf:o/A", "gsm8k"].value, found["hf:o/A", "gsm8k"].se) == (0.801, 0.011)
    assert found["name:B", "humaneval"].value is None
    assert "N/A" in (found["name:B", "humaneval"].why or "")
    assert {run.base for run in board.runs} == {"hf-model:Qwen/Qwen2.5-7B"}
    assert (board.links, board.dirty) == (3, 3)
    assert sorted(run.rows or 0 for run in board.runs) == [1, 9, 817]
    assert board.queued == {"name:B": "the link is a model's page"}


def test_columns_under_a_foreign_group_and_means_over_them_are_reported() -> None:
    said = "\n".join(read(WIDE, source="board").findings)
    assert "math/HumanEval: benchmark:humaneval stands under math and belongs to code" in said
    assert "code/ARC-c: benchmark:arc-challenge stands under code and belongs to reasoning" in said
    assert "math_avg: 2 of 2 rows follow from the columns under it, 0 of 2 rows follow from the benchmarks of its domain" in said
    assert "colour" in "\n".join(read(WIDE.replace("size", "colour"), source="board").findings)
    right = WIDE.replace("math/HumanEval", "code/HumanEval").replace("code/ARC-c", "reasoning/ARC-c")
    assert not any("stands under" in finding for finding in read(right, source="board").findings)


def test_groups_may_stand_in_a_header_of_their_own_or_nest() -> None:
    two = "dataset,base,math,math,code\n,,GSM8K,MATH,MBPP\no/A,b,0.5,0.4,0.3\n"
    nested = json.dumps([{"dataset": "o/A", "base": "b", "math": {"GSM8K": 0.5, "MATH": 0.4}, "code": {"MBPP": 0.3}}])
    once = "dataset,base,math,,code\n,,GSM8K,MATH,MBPP\no/A,b,0.5,0.4,0.3\n"
    wanted = {("hf:o/A", "gsm8k"): 0.5, ("hf:o/A", "math"): 0.4, ("hf:o/A", "mbpp"): 0.3}
    for text in (two, nested, json.dumps({"rows": json.loads(nested)}), once):
        assert {key: m.value for key, m in metrics(read(text, source="s")).items()} == wanted, text


def test_a_long_table_keeps_what_determines_a_run_and_every_null() -> None:
    board = read(LONG, source="https://x.test/board")
    assert [
        (run.datasets, run.seed, run.protocol, run.recipe, run.source) for run in sorted(board.runs, key=lambda r: (r.datasets, r.seed))
    ] == [
        (("hf:o/A",), 1, "judge=rule", "oda", "https://x.test/board"),
        (("hf:o/A",), 2, "judge=rule", "oda", "https://x.test/board"),
        (("hf:o/B",), 1, "judge=rule", "oda", "https://x.test/board"),
    ]
    assert {(m.name, m.filter, m.n) for run in board.runs for m in run.metrics} == {("accuracy", "strict", 1319)}
    assert board.percent is False
    assert board.nulls == 1
    store = MemoryStore()
    assert store.record_runs(board.runs) == 3
    assert store.record_runs(read(LONG, source="https://x.test/board").runs) == 0


def test_a_table_that_mixes_two_protocols_is_refused() -> None:
    mixed = LONG.replace("1319,rule,2", "1319,xVerify,2")
    with pytest.raises(MixedProtocols, match="judge=rule and judge=xVerify"):
        read(mixed, source="s")
    with pytest.raises(MixedProtocols, match="judge=rule and nothing told"):
        read(LONG.replace("1319,rule,2", "1319,,2"), source="s")
    other = LONG + "o/A,Qwen/Qwen2.5-7B,oda,MATH,accuracy,strict,0.2,0.01,5000,xVerify,1\n"
    assert len(read(other, source="s").runs) == 4


def test_two_values_of_one_run_are_refused_until_their_seed_is_told() -> None:
    with pytest.raises(ConflictingRun, match=r"0\.41"):
        read(LONG.replace("rule,2", "rule,1"), source="s")


def test_a_version_makes_another_metric() -> None:
    text = "dataset,version,metric,mode,o/one,two\ngsm8k,1d7fe4,accuracy,gen,41.2,-\ngsm8k,a58960,accuracy,gen,40.0,39.0\n"
    board = read(text, source="summary")
    assert {run.model for run in board.runs} == {"hf-model:o/one", "name:two"}
    (one,) = [run for run in board.runs if run.model == "hf-model:o/one"]
    assert {(m.definition, m.value) for m in one.metrics} == {("1d7fe4", 0.412), ("a58960", 0.4)}
    assert one.protocol == "mode=gen"


def test_results_of_a_harness_keep_filter_error_and_task() -> None:
    held = {
        "results": {
            "gsm8k": {"alias": "gsm8k", "exact_match,strict-match": 0.35, "exact_match_stderr,strict-match": 0.076, "acc,none": 0.0}
        },
        "versions": {"gsm8k": 3.0},
        "task_hashes": {"gsm8k": "abc"},
        "n-shot": {"gsm8k": 5},
        "n-samples": {"gsm8k": {"original": 1319, "effective": 40}},
        "config": {"model": "hf", "random_seed": 7},
        "model_name": "o/model",
        "git_hash": "deadbee",
    }
    (run,) = read(json.dumps(held), source="results").runs
    assert (run.model, run.seed, run.code, run.protocol) == ("hf-model:o/model", 7, "deadbee", "shots=5")
    strict, plain = sorted(run.metrics, key=lambda m: m.name, reverse=True)
    assert (strict.name, strict.filter, strict.value, strict.se, strict.n) == ("exact_match", "strict-match", 0.35, 0.076, 40)
    assert (plain.value, plain.se, plain.definition) == (0.0, None, "version=3.0; hash=abc")


@pytest.mark.parametrize(
    ("cell", "found", "dirty"),
    [
        ("https://huggingface.co/datasets/o/A", "hf:o/A", False),
        ("https://huggingface.co/datasets/o/A?library=datasets", "hf:o/A", True),
        ("https://huggingface.co/datasets/o/A/blob/main/train.jsonl", "hf:o/A", True),
        ("[the A set](https://hf-mirror.com/datasets/o/A/viewer)", "hf:o/A", True),
        ('<a href="https://huggingface.co/datasets/o/A">A</a>', "hf:o/A", True),
        ("o/A", "hf:o/A", False),
        ("hf:o/A", "hf:o/A", False),
        ("https://github.com/o/r/tree/main", "github:o/r", True),
        ("https://huggingface.co/known/Set", "hf:known/Set", True),
        ("https://huggingface.co/o/Model", "name:o/Model", True),
        ("The A set", "name:The A set", True),
        ("  ", "name:no name", True),
    ],
)
def test_links_resolve_or_stay_names(cell: str, found: str, *, dirty: bool) -> None:
    work = dataset(cell, lambda i: i == "hf:known/Set")
    assert (work.id, work.dirty) == (found, dirty)
    assert (work.why is not None) == found.startswith("name:")


@given(st.text(max_size=40))
def test_no_cell_is_dropped_or_fails(cell: str) -> None:
    assert dataset(cell, lambda _: False).id.partition(":")[2]
    shown = figure(cell)
    assert (shown.value is None) == (shown.why is not None)


@pytest.mark.parametrize(
    ("cell", "value", "se"), [("66.33 +- 1.79", 66.33, 1.79), ("1,234", 1234.0, None), ("41.2%", 41.2, None), (0, 0.0, None)]
)
def test_figures(cell: object, value: float, se: float | None) -> None:
    assert figure(cell)[:2] == (value, se)


@pytest.mark.parametrize(
    "text", ["", "a,b\n", "a,b\n1,2\n", "[1]", "{}", "dataset,dataset\n1,2\n", "dataset,benchmark,value\nA,???,1\n", "a\n1,2\n"]
)
def test_what_is_no_leaderboard_is_refused(text: str) -> None:
    with pytest.raises(InvalidRecord):
        read(text, source="s")


CELLS = st.sampled_from(
    [
        "dataset",
        "benchmark",
        "value",
        "se",
        "GSM8K",
        "math/MATH",
        "math_avg",
        "",
        "o/A",
        "0.5",
        "66 ± 2",
        "N/A",
        "-1",
        "1e400",
        "nan",
        '"',
        "results",
        "metric",
        "version",
        "mode",
        "judge",
        "seed",
        "date",
        "[a](b)",
        "{",
        "name:",
        "http://[",
        "#x",
    ]
)
TREES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers(-5, 200) | CELLS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(CELLS, inner, max_size=5),
    max_leaves=20,
).map(json.dumps)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=6).map(",".join), max_size=6).map("\n".join) | TREES | st.text(max_size=40))
@example('{"":null,"results":{}}')
def test_any_text_is_a_board_or_refused_in_words(text: str) -> None:
    try:
        board = read(text, source="s")
    except GraphError:
        return
    told = sum(len(run.metrics) for run in board.runs)
    assert 0 < told <= board.figures
    assert board.nulls >= sum(metric.value is None for run in board.runs for metric in run.metrics)
