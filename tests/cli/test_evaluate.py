"""`stemma evaluate lineage` over a gold folder of one card."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.ledger import Ledger, ModelCall

from .conftest import Cli

CARD = "# Mix\n\nThis dataset is a filtered version of [one](https://huggingface.co/datasets/lab/one).\n"


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    folder = tmp_path / "gold"
    folder.mkdir()
    document = {
        "id": "hf:lab/mix",
        "kind": "hf_dataset_card",
        "url": "https://example.org",
        "repo_or_dataset_id": "lab/mix",
        "title": "mix",
    }
    files = {
        "documents": {**document, "text": CARD, "complete": True, "gold_coverage": "full"},
        "gold_edges": {"document_id": "hf:lab/mix", "downstream": "lab/mix", "upstream": "lab/one", "relation": "filtered"},
        "gold_negatives": {"document_id": "hf:lab/mix", "dataset": "lab/mix", "canonical": "lab/two", "category": "sibling"},
        "aliases": {"alias": "One", "canonical": "lab/one"},
    }
    for name, row in files.items():
        (folder / f"{name}.jsonl").write_text(json.dumps(row) + "\n")
    return folder


def test_the_reader_is_read_and_measured(empty: Cli, gold: Path) -> None:
    found = empty.json("evaluate", "lineage", "--gold", str(gold), "--threshold", "0.3", "--samples", "20")
    assert found["cuts"][0]["macro"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert found["by_relation"]["filtered"]["named_right"] == 1
    assert found["by_evidence"]["link"]["right"] == 1


def test_claims_of_a_file_are_measured_compared_and_drawn(empty: Cli, gold: Path, tmp_path: Path) -> None:
    claims, plot = tmp_path / "claims.jsonl", tmp_path / "plot.svg"
    documents = str(gold / "documents.jsonl")
    empty.ok("extract", documents, "--out", str(claims))
    told = empty.ok("evaluate", "lineage", "--gold", str(gold), "--claims", str(claims), "--against", str(claims), "--plot", str(plot))
    assert "macro F" in told
    assert "agreement with the other run (Jaccard of pairs at 0.3): 1.000" in told
    assert plot.read_text().startswith("<svg")


def test_a_runs_calls_are_counted_per_true_pair(empty: Cli, gold: Path) -> None:
    call = ModelCall("r1", "read", "hf:lab/mix", "m", "0", 900, 100, cached=False, seconds=1.0, outcome="ok", called_at=datetime.now(UTC))
    with closing(Ledger(empty.home / "ledger.sqlite")) as book:
        book.record_call(call)
    found = empty.json("evaluate", "lineage", "--gold", str(gold), "--run", "r1", "--samples", "0")
    assert found["cost"]["tokens"] == 1000
    assert found["cost"]["tokens_per_true_pair"] == 1000
    assert empty.json("evaluate", "lineage", "--gold", str(gold), "--run", "none", "--samples", "0")["cost"]["tokens"] == 0


def test_a_model_is_asked_only_when_one_is_set(empty: Cli, gold: Path) -> None:
    empty.fails("evaluate", "lineage", "--gold", str(gold), "--reader", "both", code=2, says="no language model is set")


def test_held_out_needs_a_way_to_hold_out(empty: Cli, gold: Path) -> None:
    empty.fails("evaluate", "lineage", "--gold", str(gold), "--held-out", "luck", code=2, says="document or family")


def test_a_folder_without_gold_fails_with_what_is_missing(empty: Cli, tmp_path: Path) -> None:
    empty.fails("evaluate", "lineage", "--gold", str(tmp_path), code=1, says="aliases.jsonl is missing")


def test_a_reader_of_no_such_name_is_a_wrong_usage(empty: Cli, gold: Path) -> None:
    empty.fails("evaluate", "lineage", "--gold", str(gold), "--reader", "crystal", code=2, says="crystal")
