"""Questions: one hop from many works at once, all edges, counts, and what carries a benchmark."""

from __future__ import annotations

from datetime import UTC, datetime

from graph.asof import AsOf
from graph.contract import Counts, Store
from graph.memory import MemoryStore
from graph.model import Carries, EdgeType, Relation, Status, Verdict

from .builders import claim, decision, edge, pairs, reading, records

A, B, C, D = "hf:o/A", "hf:o/B", "hf:o/C", "hf:o/D"
GSM = "benchmark:gsm8k"


def diamond(store: Store) -> None:
    """A of B and C, both of D; A is tested on D; A no longer of D; C of D confirmed, B of D rejected."""
    store.propose([reading(A, claim(A, D))])
    tested = claim(A, D, Relation.EVALUATED_ON)
    store.propose([reading(A, claim(A, B), claim(A, C), tested), reading(B, claim(B, D)), reading(C, claim(C, D))])
    store.decide(decision(edge(store, C, D)), expected_version=1)
    store.decide(decision(edge(store, B, D), Verdict.REJECT), expected_version=1)


def test_one_hop_from_many_in_both_directions(store: Store) -> None:
    diamond(store)
    assert pairs(store.edges_of([A, C.lower(), "hf:o/none"], "upstream")) == [(A, B), (A, C), (C, D)]
    assert pairs(store.edges_of([D, B], "downstream")) == [(A, B), (C, D)]
    assert pairs(store.edges_of([A], "upstream", types=[EdgeType.EVALUATED_ON])) == [(A, D)]
    assert pairs(store.edges_of([D], "downstream", types=list(EdgeType))) == [(A, D), (C, D)]
    assert pairs(store.edges_of([D], "downstream", statuses=[Status.CONFIRMED])) == [(C, D)]
    assert pairs(store.edges_of([D], "downstream", statuses=[Status.REJECTED, Status.WITHDRAWN])) == [(A, D), (B, D)]
    assert len(store.edges_of([A, B, C, D], "upstream", types=list(EdgeType), statuses=list(Status))) == 6
    assert store.edges_of([A], "downstream") == store.edges_of([], "upstream") == []
    assert store.edges_of([A], "upstream", types=[]) == store.edges_of([A], "upstream", statuses=[]) == []


def test_all_edges_by_type_and_status(store: Store) -> None:
    diamond(store)
    found = store.all_edges()
    assert [e.id for e in found] == sorted(e.id for e in found)
    assert len(found) == 6
    assert store.edges([e.id for e in reversed(found)]) == found
    assert store.edges(["e:none"]) == store.edges([]) == []
    assert pairs(store.all_edges(types=[EdgeType.EVALUATED_ON])) == [(A, D)]
    assert pairs(store.all_edges(statuses=[Status.CONFIRMED])) == [(C, D)]
    assert store.all_edges(types=[]) == store.all_edges(statuses=[]) == []


def test_counts_leave_out_what_was_withdrawn(store: Store) -> None:
    assert store.counts() == Counts(0, 0, 0, 0)
    diamond(store)
    assert store.counts() == Counts(artifacts=4, documents=3, claims=5, edges=4)


def test_empty_stores_answer_empty(store: Store) -> None:
    assert store.artifacts() == store.artifacts([]) == {}
    assert store.canonical([]) == {}
    assert records(store) == []
    assert list(store.unresolved()) == []


def test_what_carries_a_benchmark(store: Store) -> None:
    test = Carries(dataset=A, benchmark=GSM, split="test", items=1319, source="https://x.test")
    train = Carries(dataset=A, benchmark=GSM, split="train", source="https://x.test")
    window = Carries(dataset=B, benchmark="benchmark:lcb", window="2024-08..2025-01", source="https://x.test")
    store.carry([test, train])
    store.carry(iter([test.model_copy(update={"dataset": A.lower()}), window]))
    store.carry([])
    assert store.carries() == [test, train, window]
    assert store.carries(benchmark="benchmark:GSM8K") == store.carries(datasets=[A.lower()]) == [test, train]
    assert store.carries(datasets=[B, "hf:o/none"]) == store.carries(benchmark="benchmark:lcb") == [window]
    assert store.carries(datasets=[]) == store.carries(benchmark="benchmark:none") == []
    assert store.carries(benchmark=GSM, datasets=[B]) == []
    store.carry([test.model_copy(update={"items": 1320})])
    assert [f.items for f in store.carries(benchmark=GSM)] == [1320, None]
    assert set(store.artifacts()) == {A, B, GSM, "benchmark:lcb"}


def test_a_moved_dataset_carries_what_its_old_id_carried(store: Store) -> None:
    store.carry([Carries(dataset="hf:gsm8k", benchmark=GSM, split="test", source="https://x.test")])
    store.resolve("hf:gsm8k", "hf:openai/gsm8k")
    for asked in ("hf:gsm8k", "hf:openai/gsm8k"):
        assert [f.dataset for f in store.carries(datasets=[asked])] == ["hf:openai/gsm8k"]
    assert [f.dataset for f in store.carries(benchmark=GSM)] == ["hf:openai/gsm8k"]


def test_the_version_changes_with_every_write_and_with_nothing_else(store: Store) -> None:
    before = store.version()
    assert store.version() == before
    diamond(store)
    store.artifacts()
    written = store.version()
    assert written.graph == before.graph
    assert written.turn > before.turn
    store.decide(decision(edge(store, A, B)), expected_version=1)
    assert store.version().turn > written.turn
    assert AsOf(store, datetime(2020, 1, 1, tzinfo=UTC)).version() == store.version()
    assert MemoryStore().version().graph != MemoryStore().version().graph
