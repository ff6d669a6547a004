"""Components and cuts against brute force, and at depths that recursion would not bear."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.cycles import Arc, components, cut

arcs = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 9)), max_size=9, unique_by=lambda a: a[:2]).map(
    lambda found: [Arc(f"n{tail}", f"n{head}", 100 + cost, f"e{tail}{head}") for tail, head, cost in found]
)


def successors(found: Sequence[Arc]) -> dict[str, list[str]]:
    ways: dict[str, list[str]] = defaultdict(list)
    for arc in found:
        ways[arc.tail].append(arc.head)
    return ways


def reached(found: Sequence[Arc], start: str) -> set[str]:
    """Nodes reached from one by at least one arc."""
    ways, seen, open_nodes = successors(found), set[str](), [start]
    while open_nodes:
        for other in ways.get(open_nodes.pop(), []):
            if other not in seen:
                seen.add(other)
                open_nodes.append(other)
    return seen


def acyclic(found: Sequence[Arc]) -> bool:
    return not any(arc.tail in reached(found, arc.tail) for arc in found)


def without(found: Sequence[Arc], names: Sequence[str]) -> list[Arc]:
    return [arc for arc in found if arc.name not in names]


@given(arcs)
def test_components_are_what_reaches_itself(found: list[Arc]) -> None:
    on_cycle = {arc.tail for arc in found if arc.tail in reached(found, arc.tail)}
    rings = components(successors(found))
    assert sorted(n for ring in rings for n in ring) == sorted(on_cycle)
    for ring in rings:
        assert all(set(ring) <= reached(found, node) for node in ring)


@given(arcs)
def test_an_exact_cut_is_the_cheapest(found: list[Arc]) -> None:
    names = cut(found)
    assert acyclic(without(found, names))
    cost = {arc.name: arc.cost for arc in found}
    best = min(
        sum(cost[n] for n in some) for size in range(len(found) + 1) for some in combinations(cost, size) if acyclic(without(found, some))
    )
    assert sum(cost[n] for n in names) == best


@given(arcs, st.sampled_from([0, 3, 1000]))
def test_a_greedy_cut_leaves_no_cycle_and_cuts_nothing_in_vain(found: list[Arc], work: int) -> None:
    names = cut(found, exact=0, work=work)
    assert acyclic(without(found, names))
    if work == 1000:
        for name in names:
            assert not acyclic(without(found, [n for n in names if n != name]))


@pytest.mark.parametrize("exact", [12, 0])
def test_the_least_sure_edge_of_a_ring_is_cut(exact: int) -> None:
    ring = [Arc("a", "b", 9, "ab"), Arc("b", "c", 2, "bc"), Arc("c", "a", 5, "ca"), Arc("c", "d", 1, "cd")]
    assert cut(ring, exact=exact) == ["bc"]
    assert cut([Arc("a", "a", 9, "loop")], exact=exact) == ["loop"]
    assert cut([], exact=exact) == []


def test_a_ring_of_many_thousand_and_a_dense_tangle() -> None:
    size = 20_000
    ring = [Arc(f"n{i:05}", f"n{(i + 1) % size:05}", 2 + (i == 7), f"e{i:05}") for i in range(size)]
    assert components(successors(ring)) == [sorted(arc.tail for arc in ring)]
    assert len(cut(ring)) == 1
    chance = random.Random(7)
    tangle = {(chance.randrange(200), chance.randrange(200)) for _ in range(3000)}
    dense = [Arc(f"n{t}", f"n{h}", chance.randrange(9), f"e{t}-{h}") for t, h in tangle]
    assert components(successors(without(dense, cut(dense)))) == []
