"""A model server, and a client that asks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import stamina

from fixtures.model_server import ModelServer, serving
from graph.ledger import Ledger
from graph.model import Document
from prompts.llm import LLM
from prompts.wire import Wire

NOW = datetime(2026, 11, 24, tzinfo=UTC)
Page = Callable[..., Document]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serving() as running:
        yield running


@pytest.fixture
def llm(server: ModelServer, tmp_path: Path, model_calls: None) -> Iterator[LLM]:
    del model_calls
    with (
        stamina.set_testing(True, attempts=3),
        closing(Ledger(tmp_path / "ledger.sqlite")) as book,
        closing(LLM(Wire(server.url, "key", "tiny", timeout=5), book, "run-1", salt=b"salt")) as client,
    ):
        yield client


@pytest.fixture
def page() -> Page:
    """Makes a document: `page(text, artifact="hf:a/b")`."""

    def made(text: str, artifact: str = "hf:me/mine") -> Document:
        return Document(id=artifact, url="https://example.org", text=text, fetched_at=NOW, artifact=artifact)

    return made
