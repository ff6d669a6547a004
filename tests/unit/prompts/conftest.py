"""A model server, a wire to it that does not wait, and a ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
import stamina

from fixtures.model_server import ModelServer, serving
from graph.ledger import Ledger
from prompts.budget import Budget, Prices
from prompts.llm import LLM
from prompts.wire import Wire


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    """Retries follow one another at once; how often is left as it is."""
    with stamina.set_testing(True, attempts=6, cap=True):
        yield


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serving() as running:
        yield running


@pytest.fixture
def wire(server: ModelServer) -> Iterator[Wire]:
    with closing(Wire(server.url, "key", "tiny", attempts=4, timeout=5)) as made:
        yield made


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Ledger]:
    with closing(Ledger(tmp_path / "ledger.sqlite")) as ledger:
        yield ledger


@pytest.fixture
def model(server: ModelServer, book: Ledger, model_calls: None) -> Iterator[Callable[..., LLM]]:
    """Makes a client: `model(run="r", budget=..., prices=...)`."""
    del model_calls
    with ExitStack() as open_ones:

        def made(run: str = "run-1", budget: Budget | None = None, prices: Prices | None = None, name: str = "tiny") -> LLM:
            llm = LLM(Wire(server.url, "key", name, timeout=5), book, run, budget=budget, prices=prices, salt=b"salt")
            open_ones.callback(llm.close)
            return llm

        yield made
