"""A tiny server, and the records (ledger and archive) of one run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.sources.gate import Records
from graph.documents import TextArchive
from graph.ledger import Ledger

from .tiny import Tiny, serving


@pytest.fixture
def tiny() -> Iterator[Tiny]:
    with serving() as running:
        yield running


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    yield Records(ledger, TextArchive(tmp_path / "documents"), run="run-1")
    ledger.close()
