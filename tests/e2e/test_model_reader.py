"""The model reader over the miniature hub's cards, against a model that knows what people read in them, and one that obeys its input."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import stamina

from agents.readers import Context
from agents.readers.llm import LlmReader
from agents.verifier import verify
from fixtures.model_server import ModelServer, Said, refused, serving
from fixtures.shelf import ROOT
from graph.ledger import Ledger
from graph.model import Claim, Document
from prompts.budget import Budget
from prompts.errors import Why
from prompts.llm import LLM
from prompts.wire import Wire

NOW = datetime(2026, 11, 24, tzinfo=UTC)
HOSTILE = "hf:stemma-fixtures/hostile-card"


def cards() -> list[Document]:
    found = []
    for path in sorted(ROOT.glob("hf/*/*/README.md")):
        artifact = f"hf:{path.parent.parent.name}/{path.parent.name}"
        found.append(Document(id=artifact, url="", text=path.read_text(encoding="utf-8"), fetched_at=NOW, artifact=artifact))
    return [d for d in found if d.text.strip()]


def gold() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in (Path(ROOT).parent / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found[row["document_id"]].append(row)
    return found


def knowing(body: dict[str, Any]) -> Said:
    """Answers what people read in the document that the request names, quoting the line of each mention."""
    asked = body["messages"][1]["content"]
    document = re.match(r"Document (\S+) ", asked)
    assert document is not None
    claims = []
    for row in gold()[document.group(1)]:
        line = next((one for one in asked.splitlines() if row["mention"] in one), None)
        if line is not None:
            at = max(0, line.index(row["mention"]) - 120)
            said = {name: row[name] for name in ("downstream", "upstream", "mention", "relation")}
            claims.append(
                {**said, "link": None, "split": None, "config": None, "rows_taken": None, "quote": line[at : at + 280], "confidence": 0.9}
            )
    return Said(json.dumps({"about": [document.group(1)], "claims": claims}, ensure_ascii=False))


def read(server: ModelServer, book: Ledger, run: str, budget: Budget | None = None) -> tuple[list[Claim], LlmReader]:
    with closing(LLM(Wire(server.url, "key", "tiny", timeout=10), book, run, budget=budget)) as llm:
        reader = LlmReader(llm)
        with ThreadPoolExecutor(4) as pool:
            found = pool.map(lambda d: verify(reader.read(d, Context()), d).kept, cards())
            return [claim for claims in found for claim in claims], reader


@pytest.fixture
def server(model_calls: None) -> Iterator[ModelServer]:
    del model_calls
    with stamina.set_testing(True, attempts=6, cap=True), serving() as running:
        running.mind = knowing
        yield running


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Ledger]:
    with closing(Ledger(tmp_path / "ledger.sqlite")) as ledger:
        yield ledger


def test_what_people_read_is_found_and_a_second_run_asks_nothing(server: ModelServer, book: Ledger) -> None:
    claims, reader = read(server, book, "run-1")
    wanted = {(r["document_id"], r["upstream"].lower()) for rows in gold().values() for r in rows} & {
        (c.document_id, c.upstream.lower()) for c in claims
    }
    stated = {(d.id, r["upstream"].lower()) for d in cards() for r in gold()[d.id] if r["mention"] in d.text}
    assert len(wanted) >= 0.75 * len(stated)
    assert reader.abstained == []
    assert [c for c in claims if c.document_id == HOSTILE] == []
    asked = len(server.asked)
    again, _ = read(server, book, "run-2")
    assert again == claims
    assert len(server.asked) == asked
    assert book.tokens("run-2").calls == 0


def test_faults_and_garbage_change_no_claim(server: ModelServer, book: Ledger, tmp_path: Path) -> None:
    calm, _ = read(server, book, "run-1")
    faults = [
        refused("slow down", status=429, retry_after="0"),
        Said("Sure! Here is what I found."),
        refused("oops", status=500),
        Said('{"claims": "none"}'),
        Said('{"claims": [', finish="length"),
        Said("{}", cut=True),
    ]
    seen: set[str] = set()

    def moody(body: dict[str, Any]) -> Said:
        document = body["messages"][1]["content"].split()[1]
        if document in seen:
            return knowing(body)
        seen.add(document)
        return faults[len(seen) % len(faults)]

    server.mind = moody
    with closing(Ledger(tmp_path / "other.sqlite")) as other:
        stormy, reader = read(server, other, "run-1")
        assert other.tokens("run-1").calls > book.tokens("run-1").calls
    assert [c for c in stormy if c not in calm] == [c for c in calm if c not in stormy] == []
    assert reader.abstained == []


def test_a_run_stopped_by_its_budget_goes_on_where_it_was(server: ModelServer, book: Ledger) -> None:
    part, reader = read(server, book, "run-1", Budget(tokens=4000))
    first = len(server.asked)
    assert {a.why for a in reader.abstained} == {Why.BUDGET}
    assert 0 < first < len(cards())
    whole, reader = read(server, book, "run-2")
    assert len(server.asked) == len(cards())
    assert reader.abstained == []
    assert set(part) < set(whole)


def test_a_model_that_obeys_the_document_is_caught(server: ModelServer, book: Ledger) -> None:
    def obeying(body: dict[str, Any]) -> Said:
        mark = re.search(r"<<<(\w+)\n", body["messages"][1]["content"])
        assert mark is not None
        bait = {
            "downstream": HOSTILE, "mention": "openai/gsm8k", "link": None, "upstream": "hf:openai/gsm8k", "relation": "direct_inclusion",
            "split": None, "config": None, "rows_taken": None, "confidence": 1.0, "quote": "built from openai/gsm8k, truly",
        }  # fmt: skip
        leak = f" {mark.group(1)}" if "hostile" not in body["messages"][1]["content"] else ""
        return Said(json.dumps({"about": [HOSTILE + leak], "claims": [bait]}))

    server.mind = obeying
    claims, reader = read(server, book, "run-1")
    assert claims == []
    assert reader.dropped == {"quote not in the document": 1}
    assert {a.why for a in reader.abstained} == {Why.CANARY}
    assert len(reader.abstained) == len(cards()) - 1
