"""Exposures on random small graphs against brute force: all simple paths, and all worlds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product
from math import prod
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.exports.jsonl import Record
from graph.exposure import Row, exposures, inside
from graph.lattice import chance
from graph.model import Carries, Edge, Status

from .lineage import BENCHMARK, carries, edge, graph

NODES = "abcdef"
SPLITS = st.sampled_from([(), (), (), ("train",), ("test",), ("test", "train")])
STATUS = st.sampled_from([Status.PROPOSED] * 4 + [Status.CONFIRMED, Status.REJECTED, Status.WITHDRAWN])
SURE = st.sampled_from([0.0, 0.125, 0.25, 0.5, 0.75, 1.0])

node = st.sampled_from(NODES)
edges = st.lists(
    st.builds(lambda d, u, p, s, t: edge(d, u, p, s, splits=t), node, node, SURE, STATUS, SPLITS), max_size=11, unique_by=lambda e: e.id
)
facts = st.sampled_from([[carries("a", items=9)], [carries("a"), carries("b", None)], [carries("a"), carries("b", "train", items=4)]])


def opened(found: list[Edge], held: list[Carries]) -> list[Edge]:
    """The edges that may carry items, by the rule in words."""
    splits = {fact.dataset: fact.split for fact in held}

    def passes(e: Edge) -> bool:
        stops = e.upstream in splits and e.splits and splits[e.upstream] is not None and splits[e.upstream] not in e.splits
        return chance(e) > 0 and not stops

    return [e for e in found if passes(e)]


def simple_paths(found: list[Edge], held: list[Carries]) -> Iterator[list[Edge]]:
    """Every simple path from a carrier that passes through no other."""
    sources = {fact.dataset for fact in held}
    todo: list[tuple[list[Edge], set[str], str]] = [([], {source}, source) for source in sources]
    while todo:
        path, seen, end = todo.pop()
        for e in found:
            if e.upstream == end and e.downstream not in seen and e.downstream not in sources:
                yield [*path, e]
                todo.append(([*path, e], seen | {e.downstream}, e.downstream))


def best(found: list[Edge], held: list[Carries]) -> dict[str, float]:
    """The most probable path to each artifact, by trying all."""
    most: dict[str, float] = {}
    for path in simple_paths(opened(found, held), held):
        most[path[-1].downstream] = max(most.get(path[-1].downstream, 0.0), prod(map(chance, path)))
    return most


def reached(found: list[Edge], held: list[Carries]) -> dict[str, float]:
    """The exact probability of each artifact, by trying every world."""
    total: dict[str, float] = {}
    carrying = opened(found, held)
    for world in product((True, False), repeat=len(carrying)):
        weight = prod(chance(e) if on else 1 - chance(e) for e, on in zip(carrying, world, strict=True))
        on = [e for e, is_on in zip(carrying, world, strict=True) if is_on]
        sources = {fact.dataset for fact in held}
        seen = set(sources)
        while more := {e.downstream for e in on if e.upstream in seen} - seen:
            seen |= more
        for artifact in seen - sources:
            total[artifact] = total.get(artifact, 0.0) + weight
    return {artifact: weight for artifact, weight in total.items() if weight > 0}


def derived(found: list[Edge], held: list[Carries]) -> dict[str, Row]:
    return {row.artifact: row for row in exposures(graph(*held, *found), BENCHMARK).rows if row.path}


@settings(max_examples=150, deadline=None)
@given(edges, facts)
def test_best_paths_equal_those_of_all_simple_paths(found: list[Edge], held: list[Carries]) -> None:
    rows = derived(found, held)
    assert {a: r.best_path_probability for a, r in rows.items()} == pytest.approx(best(found, held), abs=1e-6)
    for row in rows.values():
        assert prod(1.0 if h.status is Status.CONFIRMED else h.confidence for h in row.path) == pytest.approx(
            row.best_path_probability, abs=1e-6
        )
        assert all(a.downstream == b.upstream for a, b in pairwise(row.path))
        assert row.path[0].upstream == row.carrier


@settings(max_examples=80, deadline=None)
@given(edges, facts)
def test_probability_is_exact_when_all_chains_were_seen_and_else_a_lower_bound(found: list[Edge], held: list[Carries]) -> None:
    exact = reached(found, held)
    rows = derived(found, held)
    assert rows.keys() == exact.keys()
    for artifact, row in rows.items():
        assert row.best_path_probability <= row.probability <= exact[artifact] + 1e-6
        if row.chains_complete:
            assert row.probability == pytest.approx(exact[artifact], abs=1e-6)


@given(edges, facts, st.randoms(use_true_random=False))
def test_the_order_of_insertion_changes_nothing(found: list[Edge], held: list[Carries], random: Any) -> None:
    records: list[Record] = [*held, *found]
    one = exposures(graph(*records), BENCHMARK)
    random.shuffle(records)
    assert exposures(graph(*records), BENCHMARK) == one
    keys = [(-r.probability, r.artifact.lower()) for r in one.rows]
    assert keys == sorted(keys)


@given(edges.filter(bool), facts, st.data())
def test_more_confidence_in_an_edge_lowers_nothing(found: list[Edge], held: list[Carries], data: st.DataObject) -> None:
    before = derived(found, held)
    place = data.draw(st.integers(0, len(found) - 1))
    old = found[place]
    raised = old.model_copy(update={"confidence": data.draw(st.sampled_from([c for c in (0.25, 0.6, 0.9, 1.0) if c >= old.confidence]))})
    if old.confidence == 0.0:
        return
    after = derived([*found[:place], raised, *found[place + 1 :]], held)
    for artifact, row in before.items():
        assert after[artifact].best_path_probability >= row.best_path_probability
        assert after[artifact].probability >= row.probability - 1e-6


@given(edges, facts)
def test_a_train_edge_out_of_a_test_carrier_is_as_good_as_none(found: list[Edge], held: list[Carries]) -> None:
    stopped = edge("f", "a", 0.9, splits=("train",))
    others = [e for e in found if e.id != stopped.id]
    assert derived([*others, stopped], held) == derived(others, held)


@given(edges, facts)
def test_inside_is_the_same_rows_from_the_other_end(found: list[Edge], held: list[Carries]) -> None:
    store = graph(*held, *found)
    rows = exposures(store, BENCHMARK).rows
    for artifact in store.artifacts():
        if artifact.startswith("hf:"):
            assert list(inside(store, artifact).rows) == [row for row in rows if row.artifact == artifact]
