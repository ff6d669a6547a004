"""Properties over random readings: once is enough, and order is nothing."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from graph.contract import Proposed, Store
from graph.memory import MemoryStore
from graph.model import Reading

from .builders import dump
from .strategies import apart, check, independent, organisation, related


def test_any_readings_twice_are_the_same_as_once(store: Store) -> None:
    def holds(store: Store, found: list[Reading]) -> None:
        org = organisation()
        batch = apart(found, org)
        store.propose(batch)
        once = dump(store, holding=org, times=True)
        assert store.propose(batch) == Proposed(0, 0, 0, 0)
        assert dump(store, holding=org, times=True) == once

    check(store, holds, related)


def test_independent_readings_give_one_graph_in_any_order(store: Store) -> None:
    def holds(store: Store, found: tuple[Reading, ...], chance: random.Random) -> None:
        org = organisation()
        batch = apart(found, org)
        oracle = MemoryStore()
        oracle.propose(batch)
        for one in chance.sample(batch, len(batch)):
            store.propose([one])
        assert standing(store, org) == standing(oracle, org)

    check(store, holds, independent, st.randoms(use_true_random=False))


def standing(store: Store, org: str) -> list[str]:
    """The graph but for what order leaves behind: versions, and edges of an id that was resolved after claims about it."""
    return [text for text in dump(store, holding=org, versions=False) if '"resolved"' not in text]
