"""`stemma card` as a gate: on a file, and on what was crawled."""

from __future__ import annotations

from pathlib import Path

import yaml

from .conftest import SEED, Cli


def test_a_file_is_checked_without_a_graph_and_passes_when_mended(empty: Cli, tmp_path: Path) -> None:
    card = tmp_path / "README.md"
    card.write_text(
        "# Mix\n\n## Source data\n\nThis dataset was created by merging:\n\n"
        "- [o/alpha](https://huggingface.co/datasets/o/alpha)\n- [o/beta](https://huggingface.co/datasets/o/beta)\n"
    )
    said = empty.run("card", str(card), "--id", "o/mix", "--fail-on", "warning")
    assert said.exit_code == 3
    assert f"{card}:7: " in said.stdout
    assert "missing-source: the text names hf:o/alpha" in said.stdout
    found = empty.json("card", str(card), "--id", "o/mix", "--fail-on", "never")
    assert found["source_datasets"] == ["o/alpha", "o/beta"]
    card.write_text(found["front_matter"] + card.read_text())
    empty.ok("card", str(card), "--id", "o/mix", "--fail-on", "warning")
    assert not (empty.home / "graph").exists()
    empty.fails("card", str(card), "--fail-on", "sometimes", code=2, says="never")
    empty.fails("card", "o/mix", code=1, says="crawl it")


def test_what_was_crawled_knows_what_is_dead_and_what_moved(crawled: Cli) -> None:
    found = crawled.json("card", SEED, "--fail-on", "never")
    assert found["id"] == f"hf:{SEED}"
    assert len(found["source_datasets"]) == 3
    assert yaml.safe_load(found["front_matter"].strip("-\n"))["source_datasets"] == found["source_datasets"]
    told = crawled.json("card", "openbmb/UltraFeedback", "--fail-on", "never")["findings"]
    said = {(f["level"], f["code"], f["artifact"]) for f in told}
    assert ("warning", "renamed", "github:OpenBMB/UltraFeedback") in said
    assert ("warning", "dead", "github:thunlp/FalseQA") in said
