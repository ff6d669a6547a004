"""What an edge takes of a carrier, which chains are looked at, and how surely one of them holds."""

from __future__ import annotations

import pytest

from graph.chains import Upstream, chains, union
from graph.lattice import chance
from graph.model import Edge, Status
from graph.reach import KnownHops, Passing, best_first, split_names, taken

from .lineage import edge, hf


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("test", {"test"}),
        ("Train+Test[:10%]", {"train", "test"}),
        ("dev", {"validation"}),
        ("val", {"validation"}),
        ("devtest", {"devtest"}),
        ("all", set()),
        ("train+full", set()),
        ("", set()),
    ],
)
def test_split_names(text: str, names: set[str]) -> None:
    assert split_names(text) == names


@pytest.mark.parametrize(
    ("named", "held", "takes"),
    [
        ((), ("test",), None),
        (("train", "all"), ("test",), None),
        (("train",), ("test",), set()),
        (("train",), ("test", "train"), {"train"}),
        (("train",), (None,), {None}),
        (("train",), ("test", None), {None}),
        (("dev",), ("validation",), {"validation"}),
        (("train",), ("all",), {"all"}),
    ],
)
def test_what_an_edge_takes(named: tuple[str, ...], held: tuple[str | None, ...], takes: set[str | None] | None) -> None:
    assert taken(edge("a", "src", splits=named), held) == takes


def test_chance_is_one_when_confirmed_and_nothing_when_not_live() -> None:
    assert [chance(edge("a", "b", 0.4, status)) for status in Status] == [0.4, 1.0, 0.0, 0.0]


def test_union_counts_a_shared_edge_once() -> None:
    a, b, c, d = edge("a", "src", 0.5), edge("b", "a", 0.4), edge("c", "a", 0.6), edge("d", "x", 0.3, Status.CONFIRMED)
    assert union([(a,)]) == 0.5
    assert union([(a, b), (a, c)]) == pytest.approx(0.5 * (1 - 0.6 * 0.4))
    assert union([(a,), (d,)]) == 1.0
    assert union([(a, b), (a, b, d)]) == pytest.approx(0.2)
    assert union([]) == 0.0


def above(*edges: Edge) -> Upstream:
    return Upstream(best_first(Passing({hf("src"): ["test"]}), KnownHops(edges)))


def names(found: tuple[tuple[Edge, ...], ...]) -> list[str]:
    return ["".join(e.downstream[-1] for e in chain) for chain in found]


def test_chains_come_shortest_first_and_never_pass_a_node_twice() -> None:
    edges = above(edge("a", "src"), edge("b", "a"), edge("c", "b"), edge("c", "a"), edge("b", "c"), edge("c", "src"))
    found = chains(hf("c"), edges)
    assert found.complete
    assert names(found.found) == ["c", "ac", "abc"]
    assert chains(hf("nowhere"), edges).found == ()


def test_chains_stop_at_their_limit_and_say_so() -> None:
    wide = above(*(edge(f"m{i}", "src") for i in range(9)), *(edge("z", f"m{i}") for i in range(9)))
    assert (len(chains(hf("z"), wide).found), chains(hf("z"), wide).complete) == (6, False)
    assert (len(chains(hf("z"), wide, limit=9).found), chains(hf("z"), wide, limit=9).complete) == (9, True)


def test_a_deep_lattice_of_diamonds_is_no_explosion() -> None:
    layers = [f"{i}-{j}" for i in range(40) for j in range(2)]
    edges = [edge(f"{i + 1}-{j}", f"{i}-{k}") for i in range(39) for j in range(2) for k in range(2)]
    found = chains(hf("39-0"), above(edge("0-0", "src"), edge("0-1", "src"), *edges))
    assert len(layers) == 80
    assert [len(chain) for chain in found.found] == [40] * 6
    assert not found.complete
