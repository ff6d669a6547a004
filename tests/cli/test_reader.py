"""`stemma reader`: the card of the shipped model, and a refusal to train on too little."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Cli


def test_the_card_says_what_it_was_trained_on_and_how_it_reads_the_unseen(empty: Cli) -> None:
    told = empty.ok("reader", "card")
    assert told.startswith("# The local reader, local@2")
    for part in ("## Trained on", "| family | trees beside rules |", "| document | trees beside rules |", "said  right"):
        assert part in told


def test_too_little_gold_trains_nothing(empty: Cli, tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    row = {"id": "hf:lab/mix", "kind": "hf_dataset_card", "url": "", "repo_or_dataset_id": "lab/mix", "title": "mix", "text": "# Mix\n"}
    for name in ("documents", "gold_edges", "gold_negatives", "aliases"):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(row) + "\n" if name == "documents" else "")
    out = tmp_path / "weights.json"
    empty.fails("reader", "train", "--gold", str(tmp_path), "--out", str(out), code=1, says="at least 20 of each")
    assert not out.exists()


def test_a_model_that_cannot_be_read_stops_the_reading(empty: Cli, tmp_path: Path) -> None:
    documents = tmp_path / "docs.jsonl"
    documents.write_text("")
    empty.fails("extract", str(documents), code=1, says="unset STEMMA_READER_WEIGHTS", STEMMA_READER_WEIGHTS=str(tmp_path / "none.json"))
