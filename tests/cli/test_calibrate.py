"""`stemma calibrate`: from a gold folder to a confidence model, its figures, bands and pictures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stamina

from evaluation.reliability import FEW
from fixtures.model_server import ModelServer, Said, serving
from graph import calibration
from graph.calibration import LOOK

from .conftest import Cli

HUB = "https://huggingface.co/datasets"


def card(number: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A card that lists three sources, and names three that its heading speaks against; gold takes some of either side otherwise."""
    name = f"lab{number}/mix{number}"
    listed = [f"lab/{'out' if (number + k) % 4 == 0 else 'in'}{number}x{k}" for k in range(3)]
    named = [f"lab/{'in' if (number + k) % 5 == 0 else 'out'}{number}y{k}" for k in range(3)]
    text = (
        f"# Mix {number}\n\nA mixture of these datasets:\n\n"
        + "".join(f"- [{r}]({HUB}/{r})\n" for r in listed)
        + "\n## Related\n\n"
        + "".join(f"- [{r}]({HUB}/{r}) may be of use\n" for r in named)
    )
    document = {
        "id": f"hf:{name}", "kind": "hf_dataset_card", "url": f"{HUB}/{name}", "repo_or_dataset_id": name, "title": name, "text": text,
        "complete": True, "gold_coverage": "full", "family": f"f{number % 3}",
    }  # fmt: skip
    sources = [n for n in (*listed, *named) if "/in" in n]
    return document, [{"document_id": f"hf:{name}", "downstream": name, "upstream": s, "relation": "mixture_component"} for s in sources]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    folder = tmp_path / "gold"
    folder.mkdir()
    cards = [card(n) for n in range(8)]
    files: dict[str, list[dict[str, Any]]] = {
        "documents": [document for document, _ in cards],
        "gold_edges": [edge for _, edges in cards for edge in edges],
        "gold_negatives": [],
        "aliases": [{"alias": "Nobody", "canonical": "lab/nobody"}],
    }
    for name, rows in files.items():
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


def agrees_with_gold(body: dict[str, Any]) -> Said:
    shown = [json.loads(line) for line in body["messages"][1]["content"].splitlines() if line.startswith("{")]
    said = [
        {"number": p["number"], "derivation": "/in" in p["upstream"], "relation": "other", "confidence": 0.9, "why": "so"} for p in shown
    ]
    return Said(json.dumps({"verdicts": said}))


@pytest.fixture
def judge(model_calls: None) -> Iterator[ModelServer]:
    del model_calls
    with stamina.set_testing(True, attempts=3), serving() as running:
        running.mind = agrees_with_gold
        yield running


def test_a_calibration_is_fitted_measured_drawn_and_used(empty: Cli, gold: Path, judge: ModelServer, tmp_path: Path) -> None:
    out, plots = tmp_path / "fitted.json", tmp_path / "plots"
    told = empty.ok("calibrate", "--gold", str(gold), "--out", str(out), "--plot", str(plots))
    fitted = calibration.parse(out.read_text(encoding="utf-8"))
    assert fitted.version == calibration.shipped().version + 1
    table = fitted.tables["local"]
    assert table.statements >= 40
    assert sum(band.n for band in table.bands) == table.statements
    assert (plots / "reliability-local.svg").read_text(encoding="utf-8").startswith("<svg")
    assert "held_out" in told
    assert told.count("too few to say") >= len([band for band in table.bands if band.n < FEW])

    claims = [tmp_path / name for name in ("shipped.jsonl", "own.jsonl")]
    for path, own in zip(claims, ({}, {"STEMMA_CALIBRATION": str(out)}), strict=True):
        assert empty.run("extract", str(gold / "documents.jsonl"), "--out", str(path), **own).exit_code == 0
    assert claims[0].read_bytes() != claims[1].read_bytes()

    settings = {"OPENAI_BASE_URL": judge.url, "OPENAI_API_KEY": "x", "STEMMA_LLM_VERIFIER": "judge"}
    found = Cli(empty.home, {**empty.settings, **settings}).json("calibrate", "--gold", str(gold))
    assert found["calibration"]["tables"]["local"] == table.model_dump(mode="json")
    ways = {(row["table"], row["held_out"]) for row in found["measured"]}
    assert ways == {(table, how) for table in ("local", "local" + LOOK) for how in ("-", "document", "family")}
    assert all(row["ece"] is None or 0 <= row["ece"] <= 1 for row in found["measured"])
    assert {body["model"] for body in judge.asked} == {"judge"}


def test_second_looks_that_cannot_be_fitted_count_as_before(empty: Cli, gold: Path, tmp_path: Path) -> None:
    kept = {name: table for name, table in calibration.shipped().tables.items() if name.endswith(LOOK)}
    assert kept
    out = tmp_path / "fitted.json"
    empty.ok("calibrate", "--gold", str(gold), "--out", str(out))
    fitted = calibration.parse(out.read_text(encoding="utf-8"))
    assert {name: fitted.tables.get(name) for name in kept} == kept


def test_too_little_gold_is_said(empty: Cli, gold: Path) -> None:
    for name in ("documents", "gold_edges"):
        path = gold / f"{name}.jsonl"
        path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:2]) + "\n", encoding="utf-8")
    empty.fails("calibrate", "--gold", str(gold), code=1, says="a reader needs at least")
