"""The graph for the life of a server: a view that only reads, for every page, and the store, for verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from graph.contract import Store
from graph.readonly import Browsable
from stemma.settings import Settings


@dataclass(frozen=True)
class Opened:
    """`reads` has no method that writes, and reads as a user (or in a mode) that cannot; `store` is for POSTs alone."""

    reads: Browsable
    store: Store


@contextmanager
def opened(settings: Settings) -> Iterator[Opened]:
    """The graph of these settings. Raises StoreUnavailable."""
    from stemma import wiring

    with wiring.store(settings) as store:
        yield Opened(reads=store.reading(), store=store)
