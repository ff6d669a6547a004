"""A gold folder of our own, small enough to count by hand, and claims about it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest


def document(name: str, text: str, *, coverage: str = "full", complete: bool = True, family: str = "f") -> dict[str, Any]:
    return {
        "id": f"hf:{name}",
        "kind": "hf_dataset_card",
        "url": f"https://example.org/{name}",
        "repo_or_dataset_id": name,
        "title": name,
        "text": text,
        "complete": complete,
        "gold_coverage": coverage,
        "family": family,
    }


def edge(downstream: str, upstream: str, relation: str, **more: Any) -> dict[str, Any]:
    return {"document_id": f"hf:{downstream}", "downstream": downstream, "upstream": upstream, "relation": relation, **more}


def claim(downstream: str, upstream: str, confidence: float, relation: str = "subset", **more: Any) -> dict[str, Any]:
    row = {
        "document_id": f"hf:{downstream}",
        "downstream": f"hf:{downstream}",
        "upstream": upstream,
        "relation": relation,
        "confidence": confidence,
        "quote": "made from",
        "mention": upstream.partition(":")[2],
        "reader": "local@1",
    }
    return row | more


DOCUMENTS = [
    document("lab/mix", "This set was made from lab/one and the second set.", family="m"),
    document("lab/empty", "Nothing was made from anything."),
    document("lab/part", "Partly made from others.", coverage="partial", family="m"),
    document("lab/soft", "Rows made from a website."),
    document("lab/long", "A long list, made from many."),
]
EDGES = [
    edge("lab/mix", "lab/one", "subset"),
    edge("lab/mix", "lab/two", "distilled_or_regenerated"),
    edge("lab/soft", "web:site.example", "other"),
    edge("lab/part", "lab/one", "subset"),
    edge("lab/long", "lab/one", "mixture_component", bulk_list=True),
    edge("lab/long", "lab/two", "mixture_component"),
]
NEGATIVES: list[dict[str, Any]] = [
    {"document_id": "hf:lab/mix", "dataset": "lab/mix", "canonical": "lab/trap", "category": "baseline", "scored": True},
    {"document_id": "hf:lab/part", "dataset": "lab/part", "canonical": "lab/trap", "category": "sibling", "scored": True},
    {"document_id": "hf:lab/mix", "dataset": "lab/mix", "canonical": None, "category": "baseline", "scored": True},
    {"document_id": "hf:lab/mix", "dataset": "lab/mix", "canonical": "lab/x", "category": "baseline", "scored": False},
]
ALIASES = [{"alias": "The Second", "canonical": "lab/two"}]
EQUIVALENTS = [{"canonical": "lab/one", "accept_also": ["copies/one"]}]
HINTS = [{"dataset": "lab/empty", "upstream": "lab/hinted"}]
CLAIMS = [
    claim("lab/mix", "hf:copies/one", 0.92),
    claim("lab/mix", "name:The Second", 0.61, "distilled"),
    claim("lab/mix", "name:nobody knows", 0.97),
    claim("lab/mix", "hf:lab/trap", 0.55),
    claim("lab/mix", "hf:lab/tests", 0.99, "evaluated_on"),
    claim("lab/one", "hf:lab/mix", 0.45, document_id="hf:lab/mix"),
    claim("lab/part", "hf:lab/trap", 0.58),
    claim("lab/empty", "hf:lab/hinted", 0.95),
    claim("lab/long", "hf:lab/one", 0.31, "mixture_component", quote="not in the text"),
    claim("lab/gone", "hf:lab/one", 0.9),
]


def write(path: Path, rows: Iterable[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def gold_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "gold"
    folder.mkdir()
    files: dict[str, list[dict[str, Any]]] = {
        "documents": DOCUMENTS,
        "gold_edges": EDGES,
        "gold_negatives": NEGATIVES,
        "aliases": ALIASES,
        "equivalents": EQUIVALENTS,
        "name_only_hints": HINTS,
    }
    for name, rows in files.items():
        write(folder / f"{name}.jsonl", rows)
    return folder


@pytest.fixture
def claims_file(tmp_path: Path) -> Path:
    return write(tmp_path / "claims.jsonl", CLAIMS)
