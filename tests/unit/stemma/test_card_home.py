"""What a home knows of the ids in a card: its ledger, without a graph and without a request."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.errors import BadCard, UnknownArtifact
from graph.ledger import Ledger, Request
from stemma.card_home import UNNAMED, checked
from stemma.settings import Settings

CARD = "---\nsource_datasets:\n- o/gone\n- o/here\n---\n# Mix\n\nSee [r](https://github.com/o/r) and [m](https://huggingface.co/o/m).\n"


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings(stemma_home=home, hf_endpoint="https://hub.test/", github_api_url="https://git.test")


def asked(home: Path, answers: dict[str, int]) -> None:
    ledger = Ledger(home / "ledger.sqlite")
    for url, status in answers.items():
        ledger.record(Request("run", "hub", url, status, 0.1, datetime(2026, 1, 1, tzinfo=UTC)))
    ledger.close()


def test_what_the_ledger_saw_missing_is_dead(settings: Settings, home: Path, tmp_path: Path) -> None:
    card = tmp_path / "README.md"
    card.write_text(CARD)
    assert not {f.code for f in checked(settings, str(card)).findings} & {"dead", "renamed"}
    hub = "https://hub.test/api"
    asked(home, {f"{hub}/datasets/o/gone": 401, f"{hub}/datasets/o/here": 200, "https://git.test/repos/o/r": 404, f"{hub}/models/o/m": 500})
    found = checked(settings, str(card))
    assert {(f.code, f.artifact) for f in found.findings if f.code == "dead"} == {("dead", "hf:o/gone"), ("dead", "github:o/r")}
    assert found.id == UNNAMED
    assert checked(settings, str(card), name="o/mix").id == "hf:o/mix"


def test_what_is_no_card_is_said(settings: Settings, tmp_path: Path) -> None:
    card = tmp_path / "README.md"
    card.write_bytes(b"\xff\xfe# Mix")
    with pytest.raises(BadCard, match="UTF-8"):
        checked(settings, str(card))
    with pytest.raises(UnknownArtifact, match="crawl"):
        checked(settings, "o/mix")
