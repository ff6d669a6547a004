"""The stores under contract."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.contract import Store
from graph.memory import MemoryStore


@pytest.fixture(params=["memory"])
def store() -> Iterator[Store]:
    """An empty store of each kind."""
    found = MemoryStore()
    yield found
    found.close()
