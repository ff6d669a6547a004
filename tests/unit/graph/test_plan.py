"""What to settle next: gains by hand, greedy order, scans beside reviews, and the same order in the review queue."""

from __future__ import annotations

import math
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.model import Edge, EdgeType, Relation, Status, edge_id
from graph.plan import SCAN_WORK, ActionKind, plan
from graph.queue import queue
from graph.reach import Budget

from .lineage import carries, edge, graph, hf, overlap


def ident(downstream: str, upstream: str) -> str:
    return edge_id(hf(downstream), hf(upstream), EdgeType.DERIVED_FROM)


def test_an_edge_that_many_rows_hang_on_comes_first_and_gains_are_the_variance_it_takes() -> None:
    store = graph(carries("src"), edge("a", "src", 0.5), *(edge(f"d{i}", "a", 1.0) for i in range(4)), edge("x", "src", 0.5))
    found = plan(store, budget=2)
    first, second = found.actions
    assert (first.edge, first.rows, first.gain, first.kind) == (ident("a", "src"), 5, 1.25, ActionKind.REVIEW)
    assert (second.edge, second.rows, second.gain) == (ident("x", "src"), 1, 0.25)
    assert (found.rows, found.before, found.after, found.work) == (6, 1.5, 0.0, 2)
    assert first.command == f"stemma show {first.edge}"


def test_what_is_settled_has_no_gain() -> None:
    settled = [edge("sure", "src", 0.5, Status.CONFIRMED), edge("no", "src", 0.5, Status.REJECTED), edge("hit", "src", 0.5)]
    store = graph(carries("src"), *settled, edge("clean", "src", 0.5), overlap("hit", 0.5), overlap("clean", 0.0, version=None))
    assert [a.edge for a in plan(store, budget=5).actions] == [ident("clean", "src")]
    assert plan(graph(edge("a", "src")), budget=5).actions == ()


def test_a_scan_is_worth_its_work_where_many_reviews_would_be_needed() -> None:
    chain = [edge("a0", "src", 0.9), *(edge(f"a{i}", f"a{i - 1}", 0.9) for i in range(1, 12))]
    wide = [edge(f"d{i}", "a11", 1.0) for i in range(200)]
    found = plan(graph(carries("src"), *chain, *wide), budget=SCAN_WORK + 1)
    assert found.actions[0].kind is ActionKind.SCAN
    assert (found.actions[0].artifact, found.actions[0].benchmark, found.actions[0].rows) == (hf("a11"), "benchmark:quiz", 201)
    assert plan(graph(carries("src"), *chain, *wide), budget=SCAN_WORK - 1).actions[0].kind is ActionKind.REVIEW
    assert {a.kind for a in plan(graph(carries("src"), *chain, *wide), budget=50, scans=False).actions} == {ActionKind.REVIEW}


def test_a_claim_of_decontamination_is_settled_by_a_scan_alone() -> None:
    claimed = edge("a", "src", 0.9, relation=Relation.DECONTAMINATED_AGAINST)
    store = graph(carries("src"), edge("a", "src", 0.5, Status.CONFIRMED), claimed, edge("b", "a", 0.5))
    found = plan(store, budget=SCAN_WORK * 3)
    assert [(a.kind, a.artifact) for a in found.actions][:2] == [(ActionKind.REVIEW, hf("b")), (ActionKind.SCAN, hf("a"))]
    assert found.after == pytest.approx(0.0, abs=1e-5)


def test_a_budget_of_reads_is_said() -> None:
    found = plan(graph(carries("src"), edge("a", "src"), edge("b", "a")), reads=Budget(round_trips=1))
    assert found.partial
    assert found.cut is not None
    assert found.cut.examples == (hf("a"),)


def test_the_queue_asks_first_for_what_the_plan_would_settle() -> None:
    unrelated = [edge(f"u{i}", "u", 0.5) for i in range(3)]
    store = graph(carries("src"), edge("a", "src", 0.9), edge("b", "a", 0.8), *unrelated)
    planned = [a.edge for a in plan(store, scans=False).actions]
    queued = [item.edge.id for item in queue(store, limit=10)]
    assert queued[:2] == planned
    assert len(planned) == 2
    assert sorted(queued[2:]) == sorted(e.id for e in unrelated)


chances = st.lists(st.sampled_from([0.25, 0.5, 0.75, 1.0]), min_size=1, max_size=5)


@settings(max_examples=60, deadline=None)
@given(chances, st.integers(1, 12))
def test_on_one_path_doubt_goes_down_as_trying_all_outcomes_says(path: list[float], budget: int) -> None:
    nodes = ["src", *(f"n{i}" for i in range(len(path)))]
    edges = [edge(nodes[i + 1], nodes[i], p) for i, p in enumerate(path)]
    found = plan(graph(carries("src"), *edges), budget=budget, scans=False)
    asked = {a.edge for a in found.actions}
    assert found.after == pytest.approx(expected_doubt(edges, asked), abs=1e-5)
    assert found.before == pytest.approx(expected_doubt(edges, set()), abs=1e-5)
    assert found.after <= found.before + 1e-9


def expected_doubt(edges: list[Edge], asked: set[str | None]) -> float:
    """Over all outcomes of the reviews made, the doubt left over every prefix of the path."""
    total = 0.0
    for length in range(1, len(edges) + 1):
        known = [e for e in edges[:length] if e.id in asked]
        open_ = math.prod(e.confidence for e in edges[:length] if e.id not in asked)
        for world in product((True, False), repeat=len(known)):
            weight = math.prod(e.confidence if on else 1 - e.confidence for e, on in zip(known, world, strict=True))
            total += weight * open_ * (1 - open_) * all(world)
    return total


def test_of_many_artifacts_the_surest_are_looked_at_and_more_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.plan.WAYS", 2)
    monkeypatch.setattr("graph.plan.WAYS_EACH", 2)
    store = graph(carries("src"), *(edge(f"d{i}", "src", 0.5 + i / 10) for i in range(4)))
    found = plan(store)
    assert {a.edge for a in found.actions} == {ident("d2", "src"), ident("d3", "src")}
    assert (found.rows, found.more, found.partial) == (2, True, False)
    assert not plan(graph(carries("src"), edge("a", "src"))).more
