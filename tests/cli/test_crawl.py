"""Crawling and extracting on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from fixtures.server import Hub

from .conftest import SEED, Cli


def test_a_crawl_says_what_it_did_in_one_object(crawled: Cli) -> None:
    done = crawled.json("crawl", SEED, "--depth", "2")
    assert {"run", "seeds", "artifacts", "documents", "claims", "edges", "failed", "requests", "seconds"} <= done.keys()
    assert done["seeds"] == [f"hf:{SEED}"]
    assert done["requests"] == {}
    assert all(f["why"] in {"missing_or_private", "gated", "not_found", "unsupported"} for f in done["failed"])


def test_a_dry_run_fetches_nothing(empty: Cli, hub: Hub) -> None:
    hub.reset()
    urls = empty.ok("crawl", SEED, "--dry-run").splitlines()
    assert f"{hub.url}/api/datasets/{SEED}" in urls
    assert hub.stats().requests == 0


def test_a_seed_that_is_missing_or_private_fails_and_says_so(empty: Cli) -> None:
    result = empty.run("crawl", "nobody/nothing-here")
    assert result.exit_code == 1
    assert "missing or private" in result.output


def test_the_limit_on_artifacts_says_what_it_left_out(empty: Cli) -> None:
    done = empty.json("crawl", SEED, "--depth", "6", "--max-artifacts", "2")
    assert done["cut"]


def test_resuming_nothing_or_something_unknown_is_said(empty: Cli) -> None:
    empty.fails("crawl", "--resume", code=1, says="no unfinished crawl")
    empty.fails("crawl", "--resume", "20200101-000000-abcdef", code=1, says="20200101-000000-abcdef")


def test_no_id_is_a_usage_error(empty: Cli) -> None:
    empty.fails("crawl", code=2, says="ID")
    empty.fails("crawl", "no such thing", code=2, says="ORG/NAME")


def test_extract_writes_claims_with_exact_offsets(empty: Cli, tmp_path: Path) -> None:
    text = "# Mix\n\nThis dataset is a filtered version of [tatsu-lab/alpaca](https://huggingface.co/datasets/tatsu-lab/alpaca).\n"
    docs, out = tmp_path / "docs.jsonl", tmp_path / "claims.jsonl"
    row = {"id": "hf:me/mix", "kind": "hf_dataset_card", "url": "https://x", "repo_or_dataset_id": "me/mix", "title": "Mix", "text": text}
    docs.write_text(json.dumps(row) + "\n")
    empty.ok("extract", str(docs), "--out", str(out))
    claims = [json.loads(line) for line in out.read_text().splitlines()]
    best = max(claims, key=lambda c: float(c["confidence"]))
    assert (best["downstream"], best["upstream"], best["relation"]) == ("hf:me/mix", "hf:tatsu-lab/alpaca", "filtered")
    assert text[best["start"] : best["end"]] == best["quote"]
    assert empty.ok("extract", str(docs)) == out.read_text()


def test_extract_names_the_line_it_cannot_read(empty: Cli, tmp_path: Path) -> None:
    docs = tmp_path / "docs.jsonl"
    docs.write_text("{}\nnot json\n")
    empty.fails("extract", str(docs), code=1, says="line 1")
