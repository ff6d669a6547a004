"""What two artifacts share, by which ways, and what only one has."""

from __future__ import annotations

import pytest

from graph.compare import Comparison, compare
from graph.errors import InvalidId, UnknownArtifact
from graph.lattice import ExposureStatus
from graph.model import Relation, Status

from .lineage import BENCHMARK, carries, edge, graph, hf


def shared(found: Comparison) -> dict[str, bool]:
    return {one.id.rpartition("/")[2]: one.nearest for one in found.shared}


def test_common_ancestors_with_both_ways_the_nearest_first() -> None:
    store = graph(edge("a", "m", 0.8), edge("b", "n", 0.5), edge("n", "m", 0.5), edge("m", "root", 0.9), edge("a", "own"), edge("b", "its"))
    found = compare(store, hf("a"), hf("b"))
    assert shared(found) == {"m": True, "root": False}
    nearest = found.shared[0]
    assert (nearest.a.hops, nearest.a.probability, nearest.b.hops, nearest.b.probability) == (1, 0.8, 2, 0.25)
    by_id = {one.id: one for one in found.edges}
    assert [(by_id[i].upstream, by_id[i].downstream) for i in nearest.b.path] == [(hf("m"), hf("n")), (hf("n"), hf("b"))]
    assert [one.id for one in found.only_a] == [hf("own")]
    assert {one.id for one in found.only_b} == {hf("n"), hf("its")}
    assert found.a_from_b is found.b_from_a is None
    assert found.direct == ()


def test_the_surest_way_is_told_not_the_shortest_and_a_confirmed_edge_counts_one() -> None:
    store = graph(edge("a", "x", 0.2), edge("a", "m", 0.3, Status.CONFIRMED), edge("m", "x", 0.9), edge("b", "x", 0.9))
    way = compare(store, hf("a"), hf("b")).shared[0].a
    assert (way.hops, way.probability) == (2, 0.9)


def test_one_that_was_made_from_the_other() -> None:
    store = graph(edge("a", "m", 0.9), edge("m", "b", 0.5), edge("b", "c", 0.9), edge("a", "b", relation=Relation.EVALUATED_ON))
    found = compare(store, hf("a"), hf("b"))
    assert found.a_from_b is not None
    assert found.a_from_b.probability == 0.45
    assert found.b_from_a is None
    assert shared(found) == {"b": True, "c": False}
    assert found.shared[0].b.path == ()
    assert [one.relation for one in found.direct] == [Relation.EVALUATED_ON]
    assert found == compare(store, hf("A"), hf("B"))
    other = compare(store, hf("b"), hf("a"))
    assert (other.b_from_a, other.a_from_b) == (found.a_from_b, None)


def test_benchmarks_that_both_may_hold() -> None:
    store = graph(edge("a", "holder", 0.8), edge("b", "holder", 0.5), edge("a", "other", 0.5))
    store.carry([carries("holder"), carries("other", benchmark="benchmark:riddle")])
    found = compare(store, hf("a"), hf("b"))
    assert [(one.benchmark, one.a.probability, one.b.probability) for one in found.benchmarks] == [(BENCHMARK, 0.8, 0.5)]
    assert found.benchmarks[0].a.status is ExposureStatus.POSSIBLE
    assert compare(store, hf("a"), hf("b"), minimum=0.7).shared == ()


def test_limits_leave_out_the_least_sure_and_say_how_many() -> None:
    store = graph(*(edge("a", f"s{n}", 0.1 * n) for n in range(1, 6)), edge("b", "s5", 0.5), edge("b", "s4", 0.5))
    found = compare(store, hf("a"), hf("b"), most=1)
    assert [one.id for one in found.shared] == [hf("s5")]
    assert (found.counts.shared, found.counts.only_a, found.truncated) == (2, 3, 3)
    assert compare(store, hf("a"), hf("b")).truncated == 0


def test_what_cannot_be_compared() -> None:
    store = graph(edge("a", "b"))
    with pytest.raises(UnknownArtifact):
        compare(store, hf("a"), hf("nowhere"))
    with pytest.raises(InvalidId, match="one artifact"):
        compare(store, hf("a"), hf("A"))
