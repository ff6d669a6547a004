"""An export loads back as the same graph, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from graph.contract import Store
from graph.errors import InvalidRecord
from graph.memory import MemoryStore
from graph.model import Artifact, Carries, Claim, Link, Relation, State, Verdict

from .builders import at, claim, decision, document, dump, edge, overlap, reading, records

A, B, C, NAME = "hf:o/A", "hf:o/B", "hf:o/C", "name:The B set"


def fill(store: Store) -> None:
    """Something of everything: revisions, withdrawn claims, verdicts, flags, names, moved ids, links, facts."""
    known = Artifact(id=A, title="Ä", state=State.READ, aliases=("α",), first_public=datetime(2024, 2, 29, 12, 0, 0, 123456, UTC))
    made = claim(A, B, split="train", rows=7, reader="llm@x", confidence=0.123456)
    tie = Link(downstream=A, upstream="arxiv:2401.00001", relation=Relation.DOCUMENTED_BY, confidence=0.5)
    store.propose([reading(known, made, claim(A, NAME), claim(A, C, Relation.PLANNED), links=[tie])])
    store.propose([reading(B, claim(B, C, rows=1), claim(B, C, rows=2, start=5))])
    store.decide(decision(edge(store, A, B), hour=1), expected_version=1)
    store.propose([reading(known, documents=[document(A, "nothing\n\ufeff\t", hour=2.5)], hour=2)])
    store.propose([reading("hf:o/D", claim("hf:o/D", "hf:old/C"))])
    store.flag({edge(store, B, C).id: ("chronology",)})
    store.resolve(NAME, B)
    store.resolve("hf:old/C", C)
    store.decide(decision(edge(store, B, C), Verdict.REJECT, actor="bob", hour=3), expected_version=2)
    store.carry([Carries(dataset=C, benchmark="benchmark:gsm8k", split="test", items=3, source="s")])
    store.measure([overlap(NAME, "benchmark:gsm8k", 0.25), overlap(A, "benchmark:gsm8k", 0.0, version=None, split="train")])


def test_what_is_loaded_is_what_was_exported(store: Store) -> None:
    origin = MemoryStore(clock=lambda: at(9))
    fill(origin)
    store.load(records(origin))
    assert dump(store, times=True) == dump(origin, times=True)
    assert store.canonical([NAME, "hf:old/C"]) == {NAME: B, "hf:old/C": C}
    assert store.counts() == origin.counts()
    store.load(iter(records(origin)))
    assert dump(store, times=True) == dump(origin, times=True)
    for one in (store, origin):
        one.propose([reading("hf:o/E", claim("hf:o/E", NAME)), reading(B, claim(B, C, rows=2, start=5), hour=4)])
    assert dump(store, times=True) == dump(origin, times=True)


def test_what_is_exported_loads_elsewhere(store: Store) -> None:
    fill(store)
    other = MemoryStore()
    other.load(reversed(records(store)))
    assert dump(other, times=True) == dump(store, times=True)


def test_the_record_wins_over_what_stands(store: Store) -> None:
    store.propose([reading(A, claim(A, B))])
    found = edge(store, A, B).model_copy(update={"confidence": 0.9, "flags": ("cycle",), "version": 7, "rows_taken": 3})
    node = Artifact(id=A.lower(), title="told", state=State.GATED)
    said = claim(A, B, confidence=0.8)
    store.load([found, node, said])
    assert store.edges([found.id]) == [found.model_copy(update={"downstream": A.lower()})]
    assert store.artifacts([A]) == {A: node}
    assert store.claims() == [said]
    before = dump(store, times=True)
    store.load([])
    assert dump(store, times=True) == before


def test_a_load_that_fails_leaves_nothing(store: Store) -> None:
    store.propose([reading(A, claim(A, B))])
    before = dump(store, times=True)

    def broken() -> Iterator[Artifact | Claim]:
        yield Artifact(id=C)
        yield claim(C, B)
        raise InvalidRecord("line 3 is no record")

    with pytest.raises(InvalidRecord):
        store.load(broken())
    assert dump(store, times=True) == before
