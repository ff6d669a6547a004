"""A snapshot answers as the store that it was taken of, and not as what the store becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest

from graph.contract import Reads
from graph.memory import MemoryStore
from graph.model import Artifact, EdgeType, Status
from graph.runs import Metric, Run, RunKind
from graph.snapshot import Snapshot
from tests.contract.builders import at, claim, decision, edge, reading

from .lineage import carries, overlap

A, B, C, D, OLD = "hf:o/A", "hf:o/B", "hf:o/C", "hf:o/D", "name:Old B"


@pytest.fixture
def store() -> MemoryStore:
    """A diamond over time: an alias, a rejected and a withdrawn edge, facts, scans, a run."""
    made = MemoryStore(clock=lambda: at(3))
    made.propose([reading(A, claim(A, B, confidence=0.9), claim(A, C, confidence=0.2), claim(A, OLD, start=3, confidence=0.6))])
    made.propose([reading(B, claim(B, D), hour=1), reading(C, claim(C, D), claim(C, A), claim(C, "name:Else", start=7), hour=1)])
    made.decide(decision(edge(made, B, D)), expected_version=1)
    made.propose([reading(C, claim(C, D), claim(C, "name:Else", start=7), hour=2)])
    made.resolve(OLD, B)
    made.carry([carries("D"), carries("name:Old B", benchmark="benchmark:riddle")])
    made.measure([overlap("A", 0.1), overlap("B", 0.0, benchmark="benchmark:riddle")])
    metrics = (Metric(on="benchmark:quiz", name="accuracy", value=0.5),)
    made.record_runs([Run(kind=RunKind.EVALUATION, datasets=(OLD,), source="x", metrics=metrics)])
    return made


QUESTIONS: dict[str, Callable[[Reads], Any]] = {
    "canonical": lambda g: g.canonical([A.lower(), OLD, "hf:no/where"]),
    "nodes": lambda g: g.artifacts(),
    "some nodes": lambda g: g.artifacts([A.upper().replace("HF", "hf"), OLD, "hf:no/where"]),
    "edges": lambda g: g.all_edges(),
    "edges of a kind": lambda g: g.all_edges(types=[EdgeType.DERIVED_FROM], statuses=[Status.CONFIRMED, Status.WITHDRAWN]),
    "edges by id": lambda g: g.edges([*[one.id for one in g.all_edges()][::-1], "e:none"]),
    "upstream": lambda g: g.edges_of([A, C.lower(), "hf:no/where"], "upstream"),
    "downstream": lambda g: g.edges_of([D, OLD], "downstream", types=list(EdgeType), statuses=list(Status)),
    "claims": lambda g: g.claims(),
    "claims of documents": lambda g: g.claims(documents=[A.upper(), B]),
    "claims by id": lambda g: g.claims(ids=[one.id for one in g.claims()][2:4]),
    "claims of edges": lambda g: [g.claims(edges=[one.id]) for one in g.all_edges()],
    "documents": lambda g: g.documents(),
    "revisions": lambda g: g.documents([C.lower(), "hf:no/where"]),
    "carries": lambda g: g.carries(),
    "carriers": lambda g: g.carries(benchmark="benchmark:QUIZ"),
    "carried": lambda g: g.carries(datasets=[B, D]),
    "overlaps": lambda g: g.overlaps(datasets=[B], benchmark="benchmark:riddle"),
    "decisions": lambda g: g.decisions(),
    "decisions on one": lambda g: [g.decisions(one.id) for one in g.all_edges()],
    "versions": lambda g: g.versions(),
    "versions at": lambda g: [g.versions(at=at(hour)) for hour in (0, 1.5, 2.5)],
    "versions of some": lambda g: g.versions(edges=[one.id for one in g.all_edges()][:2]),
    "changed": lambda g: [g.changed(at(hour) - timedelta(minutes=1), at(hour)) for hour in range(5)],
    "runs": lambda g: g.runs(),
    "runs on": lambda g: [g.runs(artifacts=[i]) for i in (B, OLD, "benchmark:quiz", D)],
    "runs by id": lambda g: g.runs(ids=[one.id for one in g.runs()]),
    "unresolved": lambda g: list(g.unresolved()),  # type: ignore[attr-defined]
    "counts": lambda g: g.counts(),  # type: ignore[attr-defined]
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_it_answers_as_the_store(store: MemoryStore, question: str) -> None:
    ask = QUESTIONS[question]
    answer = ask(store)
    assert answer, "the question finds something"
    assert ask(Snapshot(store)) == answer


def test_it_stays_as_it_was(store: MemoryStore) -> None:
    held = Snapshot(store)
    before = (held.version(), held.counts(), held.artifacts())
    store.load([Artifact(id="hf:o/later")])
    assert (held.version(), held.counts(), held.artifacts()) == before
    assert Snapshot(store).version() != held.version()


def test_a_minimum_takes_out_proposals_alone_and_counts_them(store: MemoryStore) -> None:
    ids = [one.id for one in store.all_edges()]
    below = {one.id for one in store.all_edges() if one.status is Status.PROPOSED and one.confidence < 0.99}
    held = Snapshot(store, minimum=0.99)
    assert below
    assert held.left_out == len(below)
    assert {one.id for one in held.all_edges()} == set(ids) - below
    assert {one.status for one in held.all_edges()} >= {Status.CONFIRMED}
    assert _ids(held.versions()) <= set(ids) - below
    assert held.changed(at(-1), at(9)) == sorted(set(ids) - below)


def _ids(versions: Iterable[Any]) -> set[str]:
    return {one.edge.id for one in versions}
