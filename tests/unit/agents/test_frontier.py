"""The frontier: depth means hops, a diamond is expanded once, order decides nothing."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from agents.frontier import advance
from agents.state import CrawlState, Outcome, Step

Pairs = Sequence[tuple[str, str]]


def outcome(step: Step, pairs: Pairs = (), companions: Pairs = (), answered: str | None = None) -> Outcome:
    return Outcome(
        step=step,
        id=answered or step["id"],
        title=None,
        readable=True,
        documents=1,
        claims=len(pairs),
        edges=[],
        pairs=[list(p) for p in pairs],
        companions=[list(c) for c in companions],
        failed=[],
    )


def run(seeds: list[str], above: dict[str, list[str]], depth: int, *, limit: int = 10_000, shuffle: int = 0) -> list[str]:
    """Trace a toy hub to the end; the ids traced, in the order of their levels."""
    state = CrawlState(seeds=seeds, depth=depth, limit=limit)
    order: list[str] = []
    while True:
        state = advance(state)
        if not state["todo"]:
            return order
        order += [s["id"] for s in state["todo"]]
        found = [outcome(s, [(s["id"], u) for u in above.get(s["id"], [])]) for s in state["todo"]]
        random.Random(shuffle).shuffle(found)
        state["found"] = found


def test_depth_means_hops() -> None:
    above = {"hf:a/a": ["hf:b/b"], "hf:b/b": ["hf:c/c"], "hf:c/c": ["hf:d/d"]}
    assert run(["hf:a/a"], above, 1) == ["hf:a/a"]
    assert run(["hf:a/a"], above, 3) == ["hf:a/a", "hf:b/b", "hf:c/c"]


def test_a_diamond_is_expanded_once_at_its_shortest_hop() -> None:
    above = {"hf:a/a": ["hf:b/b", "hf:c/c", "hf:d/d"], "hf:b/b": ["hf:d/d"], "hf:c/c": ["hf:d/d"], "hf:d/d": ["hf:a/a"]}
    assert run(["hf:a/a"], above, 9) == ["hf:a/a", "hf:b/b", "hf:c/c", "hf:d/d"]


def test_names_and_models_are_never_visited() -> None:
    assert run(["hf:a/a"], {"hf:a/a": ["name:some set", "hf-model:m/m", "github:o/r"]}, 5) == ["hf:a/a", "github:o/r"]


def test_the_limit_cuts_and_says_what() -> None:
    state = advance(CrawlState(seeds=["hf:a/a", "hf:b/b", "hf:c/c"], depth=2, limit=2))
    assert [s["id"] for s in state["todo"]] == ["hf:a/a", "hf:b/b"]
    assert state["cut"] == ["hf:c/c"]


def test_a_companion_lies_at_its_cards_hop_and_is_read_again_when_more_cards_lead_to_it() -> None:
    state = advance(CrawlState(seeds=["hf:a/a"], depth=2, limit=99))
    state["found"] = [outcome(state["todo"][0], [("hf:a/a", "hf:b/b")], [("github:o/r", "")])]
    state = advance(state)
    assert [(s["id"], s["hop"], s["reached_from"]) for s in state["todo"]] == [("github:o/r", 0, ["hf:a/a"]), ("hf:b/b", 1, [])]
    state["found"] = [outcome(state["todo"][0]), outcome(state["todo"][1], [], [("github:O/R", "sub")])]
    state = advance(state)
    assert state["todo"] == [Step(id="github:o/r", hop=0, reached_from=["hf:a/a", "hf:b/b"], paths=["sub"])]
    state["found"] = [outcome(state["todo"][0])]
    assert advance(state)["todo"] == []


def test_a_moved_id_is_visited_once_under_both_names() -> None:
    state = advance(CrawlState(seeds=["hf:a/a"], depth=3, limit=99))
    state["found"] = [outcome(state["todo"][0], [("hf:a/a", "hf:old/x"), ("hf:a/a", "hf:new/x")])]
    state = advance(state)
    assert [s["id"] for s in state["todo"]] == ["hf:new/x", "hf:old/x"]
    state["found"] = [outcome(s, answered="hf:new/x") for s in state["todo"]]
    state = advance(state)
    assert state["todo"] == []
    assert state["hops"] == {"hf:a/a": 0, "hf:new/x": 1}


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefgh"), max_size=4), max_size=8),
    st.integers(1, 6),
    st.integers(0, 99),
)
def test_exactly_the_nodes_below_the_depth_are_traced_whatever_the_order(toy: dict[str, list[str]], depth: int, seed: int) -> None:
    above = {f"hf:{k}/{k}": [f"hf:{u}/{u}" for u in ups] for k, ups in toy.items()}
    hops, level = {"hf:a/a": 0}, ["hf:a/a"]
    while level:
        following = defaultdict(int)
        for node in level:
            for up in above.get(node, []):
                if up not in hops and up not in following:
                    following[up] = hops[node] + 1
        hops |= following
        level = list(following)
    traced = run(["hf:a/a"], above, depth, shuffle=seed)
    assert sorted(traced) == sorted(n for n, h in hops.items() if h < depth)
    assert traced == run(["hf:a/a"], above, depth)
