"""Depth means hops: a diamond once, cycles end, one round trip a level."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import UnknownArtifact
from graph.memory import MemoryStore
from graph.model import Artifact, Edge, Relation, State, Status
from graph.walk import Walk, known, walk, whole

from .lineage import carries, edge, graph, hf


class Counting(MemoryStore):
    """Counts one-hop reads."""

    trips = 0

    def edges_of(self, *args: Any, **kwargs: Any) -> list[Edge]:
        self.trips += 1
        return super().edges_of(*args, **kwargs)


def depths(view: Walk) -> dict[str, int | None]:
    return {node.id.rpartition("/")[2]: node.depth for node in view.nodes}


def test_a_diamond_stands_once_at_its_shortest_depth_with_all_its_edges() -> None:
    store = graph(edge("d", "b"), edge("d", "c"), edge("b", "a"), edge("c", "x"), edge("x", "a"))
    view = walk(store, hf("d"), "upstream", 9)
    assert depths(view) == {"d": 0, "b": 1, "c": 1, "a": 2, "x": 2}
    assert len(view.edges) == 5
    assert view.root == hf("d")


def test_depth_is_a_bound_on_hops() -> None:
    store = graph(edge("c", "b"), edge("b", "a"))
    assert depths(walk(store, hf("c"), "upstream", 1)) == {"c": 0, "b": 1}
    assert depths(walk(store, hf("c"), "upstream", 0)) == {"c": 0}
    assert depths(walk(store, hf("a"), "downstream", 2)) == {"a": 0, "b": 1, "c": 2}


def test_a_cycle_ends_where_it_began() -> None:
    store = graph(edge("a", "b"), edge("b", "a"), edge("a", "a"))
    view = walk(store, hf("a"), "upstream", 50)
    assert depths(view) == {"a": 0, "b": 1}
    assert len(view.edges) == 3


def test_only_live_derivations_are_followed_unless_asked() -> None:
    store = graph(
        edge("c", "b", status=Status.REJECTED),
        edge("c", "d", status=Status.WITHDRAWN),
        edge("c", "e", status=Status.CONFIRMED),
        edge("c", "f", relation=Relation.EVALUATED_ON),
    )
    assert depths(walk(store, hf("c"), "upstream", 3)) == {"c": 0, "e": 1}
    assert set(depths(walk(store, hf("c"), "upstream", 3, statuses=list(Status)))) == {"b", "c", "d", "e"}


def test_unsure_edges_are_passed_over_unless_a_person_confirmed_them() -> None:
    store = graph(edge("d", "b", 0.2), edge("d", "c", 0.2, Status.CONFIRMED), edge("d", "a", 0.8), edge("a", "x", 0.3))
    assert depths(walk(store, hf("d"), "upstream", 9, minimum=0.5)) == {"d": 0, "c": 1, "a": 1}
    assert len(whole(store, minimum=0.5).edges) == 2


def test_one_round_trip_a_level() -> None:
    store = Counting()
    store.load([edge(f"l{i + 1}-{j}", f"l{i}-{k}") for i in range(3) for j in range(4) for k in range(4)])
    assert len(walk(store, hf("l3-0"), "upstream", 9).nodes) == 13
    assert store.trips == 4


def test_resolved_ids_and_any_case_answer() -> None:
    store = graph(edge("b", "a"))
    store.resolve("name:the b set", hf("b"))
    assert walk(store, "name:The B Set", "upstream", 2).root == hf("b")
    assert depths(walk(store, "HF:O/B", "upstream", 2)) == {"b": 0, "a": 1}


def test_nodes_say_kind_state_and_title() -> None:
    store = graph(Artifact(id=hf("b"), state=State.GATED, title="The B set"), edge("b", "github:o/r"))
    root, source = walk(store, hf("b"), "upstream", 1).nodes
    assert (root.state, root.title, root.kind.value) == (State.GATED, "The B set", "Dataset")
    assert (source.id, source.state, source.kind.value) == ("github:o/r", State.UNREAD, "Repository")


def test_an_unknown_root_names_near_ids() -> None:
    store = graph(edge("dolly-mix", "other"))
    with pytest.raises(UnknownArtifact, match="hf:o/dolly-mix"):
        walk(store, "hf:x/dolly-mixx", "upstream", 3)
    with pytest.raises(UnknownArtifact, match="stemma crawl hf:x/zzz"):
        known(store, "hf:x/zzz")


def test_the_whole_graph_has_no_root_and_no_depths() -> None:
    view = whole(graph(edge("b", "a"), edge("c", "a", status=Status.REJECTED), carries("a")))
    assert view.root is None
    assert depths(view) == {"a": None, "b": None, "c": None, "benchmark:quiz": None}
    assert len(view.edges) == 1


pairs = st.lists(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")), max_size=16, unique=True)


@given(pairs, st.integers(0, 6), st.randoms(use_true_random=False))
def test_nodes_at_most_k_hops_away_whatever_the_order(found: list[tuple[str, str]], depth: int, random: Any) -> None:
    edges = [edge(d, u) for d, u in found]
    random.shuffle(edges)
    view = walk(graph(Artifact(id=hf("a")), *edges), hf("a"), "upstream", depth)
    level, expected = {"a"}, {"a": 0}
    for hops in range(1, depth + 1):
        level = {u for d, u in found if d in level} - expected.keys()
        expected |= dict.fromkeys(level, hops)
    assert depths(view) == expected
    assert {e.id for e in view.edges} == {edge(d, u).id for d, u in found if expected.get(d, depth) < depth}


def test_a_limit_keeps_the_nearest_and_says_how_many_it_left_out() -> None:
    store = graph(edge("d", "c"), edge("d", "b"), edge("c", "a"), edge("b", "a"))
    view = walk(store, hf("d"), "upstream", 9, most=3)
    assert depths(view) == {"d": 0, "b": 1, "c": 1}
    assert len(view.edges) == 2
    assert view.truncated == 1
    assert walk(store, hf("d"), "upstream", 9).truncated == 0
