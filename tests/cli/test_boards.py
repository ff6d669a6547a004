"""A published leaderboard as runs, and who stands on a contaminated path."""

from __future__ import annotations

from pathlib import Path

from .conftest import SEED, Cli

BOARD = f"""dataset,base,benchmark,metric,value,se,judge
https://huggingface.co/datasets/{SEED}?row=1,Qwen/Qwen2.5-7B,TruthfulQA,accuracy,61.5,1.0,rule
tatsu-lab/alpaca,Qwen/Qwen2.5-7B,TruthfulQA,accuracy,55.0,1.0,rule
The unknown mix,Qwen/Qwen2.5-7B,TruthfulQA,accuracy,55.5,1.0,rule
"""


def test_a_leaderboard_becomes_runs_and_says_who_stands_on_what(crawled: Cli, empty: Cli, tmp_path: Path) -> None:
    graph, board = tmp_path / "graph.jsonl", tmp_path / "board.csv"
    board.write_text(BOARD)
    crawled.ok("export", "jsonl", "--out", str(graph))
    empty.ok("import", str(graph))
    said = empty.json("import", "--format", "leaderboard", str(board), "--source", "https://x.test/board")
    assert (said["runs"], said["changed"], said["figures"], said["percent"], said["links"]) == (3, 3, 3, True, 3)
    assert [one["name"] for one in said["queued"]] == ["name:The unknown mix"]
    assert empty.json("import", "--format", "leaderboard", str(board), "--source", "https://x.test/board")["changed"] == 0
    (table,) = empty.json("exposures", "truthfulqa", "--runs")["tables"]
    assert [(row["datasets"], row["rank"], row["rank_without"]) for row in table["rows"]] == [
        ([f"hf:{SEED}"], 1, None),
        (["name:The unknown mix"], 2, 1),
        (["hf:tatsu-lab/alpaca"], 2, 1),
    ]
    assert table["rows"][0]["exposure"]["path"][-1]["downstream"] == f"hf:{SEED}"
    printed = empty.ok("exposures", "truthfulqa", "--runs")
    assert "0.595 to 0.635" in printed
    assert empty.run("exposures", "truthfulqa", "--runs", "--fail-over", "0.5").exit_code == 3
    out = tmp_path / "again.jsonl"
    empty.ok("export", "jsonl", "--out", str(out))
    assert out.read_text().count('"type": "run"') == 3
    assert "no run in this graph" in crawled.ok("exposures", "math", "--runs")


def test_a_mixed_table_is_refused_and_nothing_is_written(empty: Cli, tmp_path: Path) -> None:
    board = tmp_path / "board.csv"
    board.write_text(BOARD.replace("55.0,1.0,rule", "55.0,1.0,xVerify"))
    empty.fails("import", "--format", "leaderboard", str(board), code=1, says="judge=rule and judge=xVerify")
    assert empty.ok("export", "jsonl") == ""
