"""A past day equals the graph that only what had happened by then would have made, on random histories."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from hypothesis import strategies as st

from graph.asof import AsOf
from graph.contract import Reads, Store
from graph.errors import GraphError
from graph.memory import MemoryStore
from graph.model import Edge, EdgeType, Reading, Status, Verdict
from graph.past import Past, pasts
from graph.store import BoltStore

from .builders import AFTER, at, decision, overlap
from .strategies import IDS, ORG, RESOLVED, apart, check, ids, organisation, readings


class Happens(NamedTuple):
    """One event: what it does to a store that it is told the hour of."""

    run: Callable[[MemoryStore | BoltStore, str, int], None]


def propose(batch: list[Reading]) -> Happens:
    def run(store: MemoryStore | BoltStore, org: str, hour: int) -> None:
        store.propose([one.model_copy(update={"time": at(hour)}) for one in apart(batch, org)])

    return Happens(run)


def resolve(pair: tuple[str, str]) -> Happens:
    def run(store: MemoryStore | BoltStore, org: str, _: int) -> None:
        store.resolve(pair[0].replace(ORG, org), pair[1].replace(ORG, org))

    return Happens(run)


def decide(place: int, verdict: Verdict) -> Happens:
    def run(store: MemoryStore | BoltStore, org: str, hour: int) -> None:
        if found := [edge for edge in within(store, org) if "resolved" not in edge.flags]:
            edge = found[place % len(found)]
            store.decide(decision(edge, verdict, actor=f"{org} ann", hour=hour), expected_version=edge.version)

    return Happens(run)


def flag(place: int, flags: tuple[str, ...]) -> Happens:
    def run(store: MemoryStore | BoltStore, org: str, _: int) -> None:
        if found := within(store, org):
            store.flag({found[place % len(found)].id: flags})

    return Happens(run)


def measure(dataset: str, share: float) -> Happens:
    def run(store: MemoryStore | BoltStore, org: str, hour: int) -> None:
        store.measure([overlap(dataset.replace(ORG, org), f"benchmark:{org}", share, hour=hour, version=f"v{hour}")])

    return Happens(run)


def within(store: Reads, org: str) -> list[Edge]:
    return [edge for edge in store.all_edges() if org in edge.downstream]


histories: st.SearchStrategy[list[Happens]] = st.lists(
    st.one_of(
        st.lists(readings(["web:ORG.test/0", "web:ORG.test/1"]), min_size=1, max_size=2).map(propose),
        st.sampled_from(RESOLVED).map(resolve),
        st.builds(decide, st.integers(0, 5), st.sampled_from(sorted(AFTER))),
        st.builds(flag, st.integers(0, 5), st.sampled_from([(), ("cycle",), ("chronology", "conflict")])),
        st.builds(measure, ids, st.sampled_from([0.0, 0.5])),
    ),
    min_size=2,
    max_size=8,
)


def happen(store: MemoryStore | BoltStore, org: str, history: list[Happens]) -> None:
    """Each event in an hour of its own, by the store's clock too; one that is refused has not happened."""
    for hour, event in enumerate(history):
        store._clock = lambda hour=hour: at(hour)  # type: ignore[misc]
        try:
            event.run(store, org, hour)
        except GraphError:
            continue


def answers(store: Reads, org: str) -> Iterator[tuple[str, object]]:
    """What a view and a graph must say alike; when an edge was last seen is kept as of today alone."""
    asked = [i.replace(ORG, org) for i in (*IDS, "hf:ORG/e", "hf:ORG/moved", "hf:ORG/none")]

    def plain(edges: list[Edge]) -> list[Edge]:
        return [edge.model_copy(update={"last_seen": at(0)}) for edge in edges]

    yield "names", {i: name.lower() for i, name in store.canonical(asked).items()}
    yield "edges", [(e.id, e.status, e.confidence, e.relation, e.rows_taken, e.flags, e.claims, e.version) for e in within(store, org)]
    for direction in ("upstream", "downstream"):
        # Edges that were withdrawn before, at an id that was resolved since, are found by their own id alone.
        for statuses in ([Status.PROPOSED, Status.CONFIRMED], [Status.PROPOSED, Status.CONFIRMED, Status.REJECTED]):
            found = store.edges_of(asked, direction, types=list(EdgeType), statuses=statuses)
            yield f"{direction} {len(statuses)}", [(e.id, e.downstream.lower(), e.upstream.lower(), e.status) for e in plain(found)]
    yield "decisions", [d for d in store.decisions() if org in d.actor]
    yield "scans", [(o.dataset.lower(), o.version, o.share) for o in store.overlaps(benchmark=f"benchmark:{org}") if org in o.benchmark]


def numbers(found: list[Past]) -> list[list[int]]:
    """The versions of each edge's history."""
    return [[said.version for said in one.versions] for one in found]


def test_a_past_hour_equals_a_replay_of_what_had_happened(store: Store) -> None:
    assert isinstance(store, MemoryStore | BoltStore)
    clock = store._clock

    def holds(store: MemoryStore | BoltStore, history: list[Happens]) -> None:
        org = organisation()
        happen(store, org, history)
        hours = range(len(history)) if isinstance(store, MemoryStore) else sorted({0, len(history) // 2, len(history) - 1})
        for hour in hours:
            replayed = MemoryStore()
            happen(replayed, org, history[: hour + 1])
            view = AsOf(store, at(hour + 0.5))
            for (name, then), (_, right) in zip(answers(view, org), answers(replayed, org), strict=True):
                assert then == right, f"{name} at {hour}"
            assert not view.unrecorded
            ids = [edge.id for edge in within(replayed, org)]
            assert numbers(pasts(view, ids)) == numbers(pasts(replayed, ids))

    try:
        check(store, holds, histories)
    finally:
        store._clock = clock
