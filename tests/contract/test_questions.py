"""Export, walks and exposures answer alike on every store."""

from __future__ import annotations

from graph.contract import Store
from graph.exports import jsonl
from graph.exposure import exposures, inside
from graph.memory import MemoryStore
from graph.walk import walk, whole

from .test_exposures_cypher import BENCHMARK, fill


def oracle() -> MemoryStore:
    found = MemoryStore()
    fill(found)
    return found


def test_an_export_loads_into_every_store_and_comes_out_the_same(store: Store) -> None:
    written = list(jsonl.dump(oracle()))
    assert jsonl.load(store, written) == len(written)
    assert list(jsonl.dump(store)) == written
    assert jsonl.load(store, written) == len(written)
    assert list(jsonl.dump(store)) == written


def test_questions_have_one_answer(store: Store) -> None:
    other = oracle()
    jsonl.load(store, jsonl.dump(other))
    assert exposures(store, BENCHMARK) == exposures(other, BENCHMARK)
    assert inside(store, "hf:q/LAST") == inside(other, "hf:q/last")
    assert walk(store, "hf:q/tip", "upstream", 3) == walk(other, "hf:q/tip", "upstream", 3)
    assert walk(store, "hf:q/moved", "downstream", 1) == walk(other, "hf:q/source", "downstream", 1)
    assert whole(store) == whole(other)
