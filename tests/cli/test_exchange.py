"""The graph as files, and back."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

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


def test_every_form_is_written(crawled: Cli) -> None:
    for form in ("graphml", "cypher", "openlineage", "croissant"):
        assert len(crawled.ok("export", form)) > 1000, form
    assert "benchmark:truthfulqa;;hf:" in crawled.ok("export", "conda")
    one = json.loads(crawled.ok("export", "croissant", "--root", SEED))
    assert one["identifier"] == f"hf:{SEED}"
    assert len(one["prov:wasDerivedFrom"]) > 2


def test_a_card_is_patched_only_from_what_was_confirmed_and_only_where_told(crawled: Cli, tmp_path: Path) -> None:
    crawled.fails("export", "hf-card", code=2, says="--root")
    crawled.fails("export", "hf-card", "--root", SEED, code=1, says="no person confirmed")
    edges = crawled.json("upstream", SEED, "--depth", "1")["edges"]
    edge = next(edge for edge in edges if edge["upstream"].startswith("hf:"))
    crawled.ok("review", "confirm", edge["id"], "--reason", "the card says so")
    try:
        out = tmp_path / "README.md"
        printed = crawled.ok("export", "hf-card", "--root", SEED)
        assert f"+- {edge['upstream'].removeprefix('hf:')}" in printed
        assert not out.exists()
        assert crawled.ok("export", "hf-card", "--root", SEED, "--apply", str(out)) == printed
        assert f"- {edge['upstream'].removeprefix('hf:')}\n" in out.read_text()
        assert crawled.ok("export", "hf-card", "--root", SEED, "--card", str(out)) == ""
    finally:
        crawled.ok("review", "undo", edge["id"])


def test_a_large_export_loads_in_parts_and_goes_on_where_it_was(
    crawled: Cli, empty: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph.exports import parts
    from graph.store import BoltStore

    out = tmp_path / "graph.jsonl"
    crawled.ok("export", "jsonl", "--out", str(out))
    monkeypatch.setattr(parts, "load", partial(parts.load, part=100))
    with monkeypatch.context() as cut:
        loads = iter([BoltStore.load, BoltStore.load])
        cut.setattr(BoltStore, "load", lambda store, records: next(loads)(store, records))
        with pytest.raises((RuntimeError, StopIteration)):
            empty.run("import", str(out), "--in-parts")
    (marker,) = (empty.home / "imports").iterdir()
    assert marker.read_text() == "200"
    told = empty.run("import", str(out), "--in-parts").output
    assert "300 records are in the graph" in told
    assert "200 records" not in told
    assert empty.ok("export", "jsonl") == out.read_text()
    assert list((empty.home / "imports").iterdir()) == []
