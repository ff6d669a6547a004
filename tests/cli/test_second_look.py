"""A verifier in the settings: crawl and extract ask it about what is unsure, and what it said is shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stamina

from agents.looking import UNSURE
from fixtures.model_server import ModelServer, Said, serving
from graph import host

from .conftest import SEED, Cli

DOCUMENT = {
    "id": "hf:lab/mix",
    "kind": "hf_dataset_card",
    "url": "https://example.org",
    "repo_or_dataset_id": "lab/mix",
    "title": "mix",
    "text": "# Mix\n\nMade with care. See also [one](https://huggingface.co/datasets/lab/one) and [two](https://huggingface.co/datasets/lab/two).\n"
    "\nThis dataset is a filtered version of [three](https://huggingface.co/datasets/lab/three).\n",
}


def denies(body: dict[str, Any]) -> Said:
    shown = [json.loads(line) for line in body["messages"][1]["content"].splitlines() if line.startswith("{")]
    said = [
        {"number": p["number"], "derivation": False, "relation": "mention_only", "confidence": 0.95, "why": "only named"} for p in shown
    ]
    return Said(json.dumps({"verdicts": said}))


@pytest.fixture
def judge(model_calls: None) -> Iterator[ModelServer]:
    del model_calls
    with stamina.set_testing(True, attempts=3), serving() as running:
        running.mind = denies
        yield running


def asking(cli: Cli, judge: ModelServer, **more: str) -> Cli:
    settings = {"OPENAI_BASE_URL": judge.url, "OPENAI_API_KEY": "x", "STEMMA_LLM_VERIFIER": "judge", **more}
    return Cli(cli.home, {**cli.settings, **settings})


def claims(path: Path) -> dict[str, dict[str, Any]]:
    return {row["upstream"]: row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}


def test_extract_asks_about_what_is_unsure_alone(empty: Cli, judge: ModelServer, tmp_path: Path) -> None:
    docs, plain, looked = tmp_path / "docs.jsonl", tmp_path / "plain.jsonl", tmp_path / "looked.jsonl"
    docs.write_text(json.dumps(DOCUMENT) + "\n", encoding="utf-8")
    empty.ok("extract", str(docs), "--out", str(plain))
    assert judge.asked == []
    told = asking(empty, judge).run("extract", str(docs), "--out", str(looked))
    assert told.exit_code == 0
    assert "second_look@1:judge" in told.stderr
    before, after = claims(plain), claims(looked)
    unsure = {up for up, row in before.items() if UNSURE[0] <= row["confidence"] < UNSURE[1]}
    assert unsure
    assert unsure < before.keys()
    for up, row in before.items():
        assert [o["opinion"] for o in after[up]["opinions"]] == (["disagree"] if up in unsure else [])
        assert after[up]["confidence"] < row["confidence"] if up in unsure else after[up] == row
    assert {body["model"] for body in judge.asked} == {"judge"}


def test_a_budget_bounds_second_looks_too(empty: Cli, judge: ModelServer, tmp_path: Path) -> None:
    docs, out = tmp_path / "docs.jsonl", tmp_path / "out.jsonl"
    docs.write_text(json.dumps(DOCUMENT) + "\n", encoding="utf-8")
    asking(empty, judge).ok("extract", str(docs), "--out", str(out), "--budget-tokens", "10")
    assert judge.asked == []
    assert {o["opinion"] for row in claims(out).values() for o in row["opinions"]} <= {"abstain"}


def test_a_crawl_keeps_the_dispute_and_shows_it(empty: Cli, judge: ModelServer) -> None:
    cli = asking(empty, judge)
    try:
        cli.ok("crawl", SEED, "--depth", "2")
        assert judge.asked
        disputed = [i for i in cli.json("review", "list", "--limit", "500") if "disputed" in i["flags"]]
        assert disputed
        (opinion,) = next(c["opinions"] for c in disputed[0]["claims"] if c["opinions"])
        assert (opinion["opinion"], opinion["verifier"]) == ("disagree", "second_look@1:judge")
        shown = cli.ok("show", disputed[0]["edge"]["id"])
        assert "second_look@1:judge disagrees (0.95): only named" in shown
        assert "disputed" in shown
    finally:
        host.stop(cli.home)
