"""Random operations on the store under test and on the in-memory oracle: the same answers, the same graph."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from hypothesis import strategies as st

from graph.amendments import flip, retarget, set_relation
from graph.contract import Proposed, Store
from graph.errors import GraphError
from graph.memory import MemoryStore
from graph.model import Carries, Edge, EdgeType, Reading, Relation, Status, Verdict
from graph.undoing import undo

from .builders import AFTER, at, decision, dump, overlap
from .strategies import IDS, ORG, RESOLVED, apart, check, ids, organisation, readings

Operation = Callable[[Store, str], object]


def propose(batch: list[Reading]) -> Operation:
    def run(store: Store, org: str) -> Proposed:
        return store.propose(apart(batch, org))

    return run


def resolve(pair: tuple[str, str]) -> Operation:
    def run(store: Store, org: str) -> None:
        store.resolve(pair[0].replace(ORG, org), pair[1].replace(ORG, org))

    return run


def carry(dataset: str, split: str | None, items: int) -> Operation:
    def run(store: Store, org: str) -> None:
        fact = Carries(dataset=dataset.replace(ORG, org), benchmark=f"benchmark:{org}", split=split, items=items, source="s")
        store.carry([fact])

    return run


def measure(dataset: str, share: float, version: str | None) -> Operation:
    def run(store: Store, org: str) -> None:
        store.measure([overlap(dataset.replace(ORG, org), f"benchmark:{org}", share, version=version)])

    return run


def decide(place: int, verdict: Verdict, lag: int) -> Operation:
    def run(store: Store, org: str) -> Edge | None:
        if not (found := within(store, org)):
            return None
        edge = found[place % len(found)]
        taken = decision(edge, verdict, actor=f"{org} ann", hour=edge.version)
        return store.decide(taken, expected_version=edge.version - lag).model_copy(update={"last_seen": edge.last_seen})

    return run


def amend(place: int, way: str, relation: Relation, other: str, hour: int) -> Operation:
    """An amendment, or its undo, with decisions of names and times of its own."""

    def run(store: Store, org: str) -> list[Status]:
        found = [e for e in within(store, org) if e.type is EdgeType.DERIVED_FROM]
        if not found:
            return []
        edge = found[place % len(found)]
        names = count()
        by = {"actor": f"{org} bob", "override": "whatever", "clock": lambda: at(hour)}
        with pytest.MonkeyPatch.context() as patch:
            for room in ("deciding", "amendments"):
                patch.setattr(f"graph.{room}.new_id", lambda kind="d": f"{kind}:{org} {edge.id} {edge.version} {next(names)}")
            if way == "relation":
                set_relation(store, edge.id, relation, **by)  # type: ignore[arg-type]
            elif way == "flip":
                flip(store, edge.id, **by)  # type: ignore[arg-type]
            elif way == "retarget":
                retarget(store, edge.id, other.replace(ORG, org), **by)  # type: ignore[arg-type]
            else:
                undo(store, edge.id, **by)  # type: ignore[arg-type]
        return [e.status for e in within(store, org)]

    return run


def flag(place: int, flags: tuple[str, ...]) -> Operation:
    def run(store: Store, org: str) -> None:
        if found := within(store, org):
            store.flag({found[place % len(found)].id: flags})

    return run


def within(store: Store, org: str) -> list[Edge]:
    return [e for e in store.all_edges() if org in e.downstream]


operations: st.SearchStrategy[list[Operation]] = st.lists(
    st.one_of(
        st.lists(readings(["web:ORG.test/0", "web:ORG.test/1"]), max_size=2).map(propose),
        st.sampled_from(RESOLVED).map(resolve),
        st.builds(carry, ids, st.sampled_from([None, "test"]), st.integers(1, 2)),
        st.builds(measure, ids, st.sampled_from([0.0, 0.5]), st.sampled_from([None, "v1"])),
        st.builds(decide, st.integers(0, 5), st.sampled_from(sorted(AFTER)), st.sampled_from([0, 0, 1])),
        st.builds(
            amend,
            st.integers(0, 5),
            st.sampled_from(["relation", "flip", "retarget", "undo"]),
            st.sampled_from([Relation.FILTERED, Relation.SUBSET]),
            ids,
            st.integers(1, 5),
        ),
        st.builds(flag, st.integers(0, 5), st.sampled_from([(), ("cycle",), ("chronology", "conflict")])),
    ),
    min_size=2,
    max_size=8,
)


def outcome(operation: Operation, store: Store, org: str) -> object:
    """What an operation answers, or the error it ends in, without the clock of `resolve`."""
    try:
        found = operation(store, org)
    except GraphError as error:
        return type(error)
    return found.model_copy(update={"first_seen": None, "last_seen": None, "changed_at": None}) if isinstance(found, Edge) else found


def questions(store: Store, org: str) -> list[object]:
    """The answers to every kind of question about the works of an example."""
    asked = [i.replace(ORG, org) for i in (*IDS, "hf:ORG/e", "hf:ORG/moved", "hf:ORG/none")]
    hops = [
        [e.id for e in store.edges_of(asked[:half], direction, types=list(EdgeType), statuses=statuses)]
        for half in (2, len(asked))
        for direction in ("upstream", "downstream")
        for statuses in ([Status.PROPOSED, Status.CONFIRMED], list(Status))
    ]
    carried = store.carries(benchmark=f"benchmark:{org}"), store.carries(datasets=asked)
    measured = store.overlaps(benchmark=f"benchmark:{org}"), store.overlaps(datasets=asked)
    return [store.canonical(asked), list(store.artifacts(asked)), *hops, *carried, *measured, [i for i in store.unresolved() if org in i]]


def test_random_operations_answer_as_the_oracle_does(store: Store) -> None:
    def holds(store: Store, found: list[Operation]) -> None:
        org = organisation()
        oracle = MemoryStore()
        for operation in found:
            assert outcome(operation, store, org) == outcome(operation, oracle, org)
        assert dump(store, holding=org) == dump(oracle, holding=org)
        assert questions(store, org) == questions(oracle, org)

    check(store, holds, operations)
