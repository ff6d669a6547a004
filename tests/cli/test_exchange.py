"""The graph as files, and back."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import SEED, Cli


def test_export_and_import_lose_nothing(crawled: Cli, empty: Cli, tmp_path: Path) -> None:
    out = tmp_path / "graph.jsonl"
    crawled.ok("export", "jsonl", "--out", str(out))
    types = {json.loads(line)["type"] for line in out.read_text().splitlines()}
    assert types >= {"artifact", "document", "claim", "edge", "carries"}
    empty.ok("import", str(out))
    assert empty.ok("export", "jsonl") == out.read_text()
    empty.ok("import", str(out))
    assert empty.ok("export", "jsonl") == out.read_text()


def test_a_bad_line_is_named_and_nothing_is_written(empty: Cli, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"type": "artifact", "id": "hf:a/b"}\n{"type": "edge"}\n')
    empty.fails("import", str(bad), code=1, says="line 2")
    assert empty.ok("export", "jsonl") == ""


def test_pictures_and_tables_of_a_tree(crawled: Cli) -> None:
    mermaid = crawled.ok("export", "mermaid", "--root", SEED)
    assert mermaid.splitlines()[0].startswith(("graph", "flowchart"))
    assert "Open-Orca/OpenOrca" in mermaid
    assert crawled.ok("export", "dot", "--root", SEED).startswith("digraph")
    table = crawled.ok("export", "csv")
    assert "downstream" in table.splitlines()[0]
    assert len(table.splitlines()) > 20
    crawled.fails("export", "png", code=2, says="mermaid")
