"""`stemma export site DIR`."""

from __future__ import annotations

from pathlib import Path

from .conftest import SEED, Cli


def test_a_site_is_written_and_told_of(crawled: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    result = crawled.run("export", "site", str(folder), "--min", "0.9")
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert "left out" in result.stderr
    assert str(folder) in result.stderr
    assert (folder / "index.html").exists()
    assert (folder / "artifact" / "hf~argilla~dpo-mix-7k.html").exists()
    crawled.fails("export", "site", str(tmp_path), code=2, says="not written over")


def test_a_site_is_of_the_whole_graph_and_needs_a_folder(crawled: Cli, tmp_path: Path) -> None:
    crawled.fails("export", "site", code=2, says="stemma export site DIR")
    crawled.fails("export", "site", str(tmp_path / "site"), "--root", SEED, code=2, says="whole graph")
    crawled.fails("export", "csv", str(tmp_path / "file"), code=2, says="--out")
    crawled.fails("export", "nonsense", code=2, says="site")
