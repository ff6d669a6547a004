"""Others' graphs from the command line: proposals with flagged faults, refused or rejected rows, twice the same; `check` as a gate."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Cli

ROWS = [
    {"target": "a/tip", "source": "a/left", "relationship": "Structured Fusion", "confidence": 0.99, "evidence": "tip mixes left in."},
    {"target": "a/left", "source": "a/tip", "relationship": "Synthetic Generation", "confidence": 0.3, "evidence": "left is of tip."},
    {"target": "a/tip", "source": "a/late", "confidence": 0.99, "target_date": "2023-05-01", "source_date": "2024-05-01"},
    {"target": "a/tip", "source": "Some set of ours", "confidence": 0.99, "evidence": "and Some set of ours."},
]
MODEL = {"target": "a/tip", "source": "https://huggingface.co/org/model", "confidence": 0.9}


def write(folder: Path, *rows: object, name: str = "theirs.jsonl") -> str:
    path = folder / name
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows))
    return str(path)


def test_a_published_graph_is_proposed_flagged_and_gated(empty: Cli, tmp_path: Path) -> None:
    file = write(tmp_path, *ROWS)
    taken = empty.json("import", file, "--format", "oda", "--source", "their graph")
    assert (taken["statements"], taken["edges_new"], taken["rejected"]) == (4, 4, 0)
    edges = [r for r in map(json.loads, empty.ok("export", "jsonl").splitlines()) if r["type"] == "edge"]
    assert {(e["status"], e["confidence"]) for e in edges} == {("proposed", 0.5), ("proposed", 0.3)}
    report = empty.json("check")
    assert [c["nodes"] for c in report["cycles"]] == [["hf:a/left", "hf:a/tip"]]
    assert (len(report["cycles"][0]["cut"]), len(report["chronology"]), report["unresolved"]) == (1, 1, 1)
    assert {c["kind"] for c in report["conflicts"]} == {"both_ways"}
    for identity in (*report["cycles"][0]["cut"], *report["chronology"]):
        empty.fails("review", "confirm", identity, code=1, says="override")
    empty.ok("review", "confirm", report["chronology"][0], "--override", "late is a mirror of an older work")
    told = empty.ok("check", "--max-cycles", "1", "--max-unresolved", "1")
    assert "2024-05-01 after 2023-05-01" in told
    assert "tip mixes left in." in told
    for gate in ("--max-cycles", "--max-conflicts", "--max-unresolved"):
        assert empty.run("check", gate, "0").exit_code == 3
    before = empty.ok("export", "jsonl").splitlines()
    again = empty.json("import", file, "--format", "oda", "--source", "their graph")
    assert [again[n] for n in ("claims_new", "claims_withdrawn", "edges_new", "edges_changed")] == [0, 0, 0, 0]
    after = empty.ok("export", "jsonl").splitlines()
    assert [timeless(line) for line in after] == [timeless(line) for line in before]


def timeless(line: str) -> dict[str, object]:
    return {k: v for k, v in json.loads(line).items() if k not in ("last_seen", "fetched_at", "read_at")}


def test_bad_rows_are_refused_together_or_written_to_a_file(empty: Cli, tmp_path: Path) -> None:
    file = write(tmp_path, ROWS[0], "{torn", MODEL)
    empty.fails("import", file, "--format", "oda", code=1, says="line 2: no JSON")
    assert empty.ok("export", "jsonl") == ""
    assert empty.json("import", file, "--format", "oda", "--skip-bad")["rejected"] == 2
    rejects = [json.loads(line) for line in (tmp_path / "theirs.jsonl.rejects.jsonl").read_text().splitlines()]
    assert [(r["line"], "model" in r["why"]) for r in rejects] == [(2, False), (3, True)]


def test_tables_graphml_and_plain_rows_of_json(empty: Cli, tmp_path: Path) -> None:
    table = write(tmp_path, "source,target,relation", "a/up,a/down,subset", name="t.csv")
    assert empty.json("import", table, "--format", "csv")["edges_new"] == 1
    graph = write(tmp_path, '<graphml><graph><edge source="a/up" target="b/down"/></graph></graphml>', name="g.graphml")
    assert empty.json("import", graph, "--format", "graphml")["edges_new"] == 1
    plain = write(tmp_path, {"source": "a/up", "target": "c/down", "type": "subset"}, name="p.jsonl")
    assert empty.json("import", plain, "--format", "jsonl")["edges_new"] == 1
    assert len(empty.json("downstream", "a/up")["edges"]) == 3
    empty.fails("import", plain, "--format", "xlsx", code=2, says="graphml")


def test_a_graph_without_faults_passes(crawled: Cli) -> None:
    crawled.ok("check", "--max-cycles", "10", "--max-chronology", "1000", "--max-conflicts", "1000", "--max-unresolved", "1000")
