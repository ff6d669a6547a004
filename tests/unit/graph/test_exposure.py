"""Who may hold a benchmark's items, on hand-made graphs: splits stop, diamonds meet, statuses count."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from graph.errors import UnknownArtifact, UnknownBenchmark
from graph.exports.jsonl import Record
from graph.exposure import ExposureStatus, Row, exposures, inside
from graph.memory import MemoryStore
from graph.model import Edge, Relation, Status
from graph.reach import Budget

from .lineage import BENCHMARK, carries, claim, edge, graph, hf


def rows(store: Any, benchmark: str = BENCHMARK, **more: Any) -> dict[str, Row]:
    """Derived rows by the last part of their artifact."""
    return {row.artifact.rpartition("/")[2]: row for row in exposures(store, benchmark, **more).rows if row.path}


def test_the_carrier_is_stated_and_what_was_made_from_it_possible() -> None:
    found = exposures(graph(carries("src", items=100), edge("a", "src", 0.5), edge("b", "a", 0.8)), "quiz")
    assert found.benchmark == BENCHMARK
    assert not found.partial
    assert not found.more
    assert [(r.artifact, r.status, r.probability, r.split) for r in found.rows] == [
        (hf("src"), ExposureStatus.STATED, 1.0, "test"),
        (hf("a"), ExposureStatus.POSSIBLE, 0.5, None),
        (hf("b"), ExposureStatus.POSSIBLE, 0.4, None),
    ]
    b = found.rows[2]
    assert [(h.downstream, h.upstream) for h in b.path] == [(hf("a"), hf("src")), (hf("b"), hf("a"))]
    assert (b.carrier, b.source, b.rate, str(b.kind)) == (hf("src"), "https://x.test/card", None, "Dataset")


def test_json_has_the_fields_of_the_format() -> None:
    found = exposures(graph(carries("src"), edge("a", "src")), BENCHMARK).model_dump(mode="json")
    assert {"benchmark", "partial", "rows"} <= found.keys()
    wanted = "artifact kind benchmark split status probability best_path_probability rate at_most_items path"
    assert set(wanted.split()) <= found["rows"][1].keys()
    assert set("downstream upstream relation status confidence split quote document".split()) <= found["rows"][1]["path"][0].keys()


def test_a_known_other_split_stops_and_the_carrying_one_is_named() -> None:
    store = graph(
        carries("src"),
        edge("trained", "src", splits=("train",)),
        edge("below", "trained"),
        edge("tested", "src", splits=("test", "train")),
        edge("written", "src", splits=("TEST[:10%]",)),
        edge("all", "src", splits=("train+test",)),
        edge("unsaid", "src"),
        edge("whole", "src", splits=("all",)),
    )
    assert {name: row.split for name, row in rows(store).items()} == {
        "tested": "test",
        "written": "test",
        "all": "test",
        "unsaid": None,
        "whole": None,
    }


def test_split_names_of_a_later_dataset_are_its_own() -> None:
    store = graph(carries("src"), edge("a", "src"), edge("b", "a", splits=("train",)))
    assert rows(store)["b"].best_path_probability == 0.25
    assert rows(store)["b"].path[1].split == "train"


def test_a_copy_that_carries_the_test_split_stops_users_of_its_train_split() -> None:
    store = graph(carries("src"), carries("copy"), edge("copy", "src", 0.9), edge("user", "copy", splits=("train",)))
    assert rows(store) == {}


def test_a_carrier_that_names_no_split_stops_nothing() -> None:
    store = graph(carries("src", None), edge("a", "src", splits=("train",)))
    assert rows(store)["a"].split is None


def test_one_row_for_each_carrying_split_taken() -> None:
    store = graph(carries("src", "dev", items=3), carries("src", "test", items=5), edge("a", "src", splits=("validation", "test")))
    found = [r for r in exposures(store, BENCHMARK).rows if r.path]
    assert [(r.artifact, r.split, r.at_most_items) for r in found] == [(hf("a"), "dev", 8), (hf("a"), "test", 8)]


def test_confirmed_counts_one_rejected_and_withdrawn_nothing() -> None:
    store = graph(
        carries("src"),
        edge("sure", "src", 0.3, Status.CONFIRMED),
        edge("half", "sure", 0.6),
        edge("no", "src", 0.9, Status.REJECTED),
        edge("gone", "src", 0.9, Status.WITHDRAWN),
        edge("null", "src", 0.0),
    )
    found = rows(store)
    assert {name: (r.status.value, r.probability) for name, r in found.items()} == {"sure": ("stated", 1.0), "half": ("possible", 0.6)}
    assert found["sure"].path[0].confidence == 0.3


def test_what_is_no_derivation_carries_nothing() -> None:
    store = graph(carries("src"), edge("m", "src", relation=Relation.EVALUATED_ON), edge("c", "src", relation=Relation.COPY_OF))
    assert rows(store) == {}


def test_two_ways_that_share_nothing_are_noisy_or_and_a_shared_edge_counts_once() -> None:
    apart = graph(carries("src"), edge("b", "src", 0.5), edge("c", "src", 0.5), edge("d", "b", 1.0), edge("d", "c", 1.0))
    d = rows(apart)["d"]
    assert (d.best_path_probability, d.probability, d.chains, d.chains_complete) == (0.5, 0.75, 2, True)
    shared = graph(
        carries("src"), edge("a", "src", 0.5), edge("b", "a", 0.5), edge("c", "a", 0.5), edge("d", "b", 1.0), edge("d", "c", 1.0)
    )
    assert rows(shared)["d"].probability == 0.375
    assert len([r for r in exposures(shared, BENCHMARK).rows if r.artifact == hf("d")]) == 1


def test_a_cycle_ends() -> None:
    store = graph(
        carries("src"), edge("a", "src", 0.5), edge("b", "a", 0.9), edge("a", "b", 0.9), edge("src", "b", 0.9), edge("a", "a", 0.9)
    )
    assert {n: r.probability for n, r in rows(store).items()} == {"a": 0.5, "b": 0.45}


def test_at_most_items_is_bounded_by_rows_taken_and_by_the_benchmark() -> None:
    store = graph(
        carries("src", items=100),
        edge("a", "src", rows=30),
        edge("b", "a", rows=50),
        edge("c", "src", rows=800),
        edge("d", "b", rows=20),
        edge("d", "c", rows=40),
        edge("unsaid", "src"),
    )
    assert {n: r.at_most_items for n, r in rows(store).items()} == {"a": 30, "b": 30, "c": 100, "d": 60, "unsaid": 100}
    unknown = graph(carries("src"), edge("a", "src", rows=30), edge("b", "src"))
    assert {n: r.at_most_items for n, r in rows(unknown).items()} == {"a": 30, "b": None}
    part = graph(carries("src", items=None), carries("part", items=5), edge("a", "src"), edge("b", "part"))
    assert {n: r.at_most_items for n, r in rows(part).items()} == {"a": None, "b": 5}


def test_the_quote_of_the_surest_live_claim_stands_on_the_hop() -> None:
    bare = edge("a", "src")
    said = [
        claim(bare, "weak words", 0.3),
        claim(bare, "strong words", 0.7, document="hf:o/a"),
        claim(bare, "gone", 0.9, document="hf:o/z", status=Status.WITHDRAWN),
    ]
    store = graph(carries("src"), *said, edge("a", "src", claims=tuple(c.id for c in said)), edge("b", "a"))
    first, second = rows(store)["b"].path
    assert (first.quote, first.document) == ("strong words", "hf:o/a")
    assert (second.quote, second.document) == (None, None)


def test_a_family_asks_for_its_members_and_each_window_answers_apart() -> None:
    store = graph(
        carries("a24", benchmark="benchmark:aime-2024"),
        carries("a25", benchmark="benchmark:aime-2025"),
        carries("old", benchmark="benchmark:aime", window="1983/2024"),
    )
    assert {r.benchmark for r in exposures(store, "AIME").rows} == {"benchmark:aime", "benchmark:aime-2024", "benchmark:aime-2025"}
    assert [r.artifact for r in exposures(store, "benchmark:aime-2024").rows] == [hf("a24")]
    lcb = graph(
        carries("lcb", benchmark="benchmark:livecodebench", window="2023-05/2024-05", items=5),
        carries("lcb", benchmark="benchmark:livecodebench", window="2023-05/2025-01", items=9),
        edge("a", "lcb"),
    )
    found = exposures(lcb, "livecodebench").rows
    assert [(r.artifact, r.window, r.at_most_items) for r in found if r.path] == [
        (hf("a"), "2023-05/2024-05", 5),
        (hf("a"), "2023-05/2025-01", 9),
    ]


def test_a_known_benchmark_that_nothing_carries_is_an_empty_answer_and_an_unknown_one_an_error() -> None:
    assert exposures(graph(), "gsm8k").rows == ()
    with pytest.raises(UnknownBenchmark, match="benchmark:gsm8k"):
        exposures(graph(), "gsm8kk")
    with pytest.raises(UnknownBenchmark, match="benchmark:quiz"):
        exposures(graph(carries("src")), "quizz")


def test_a_resolved_name_passes_on_what_it_was_resolved_to() -> None:
    store = graph(carries("src"), edge("a", "src", 0.5))
    store.resolve("name:the quiz", hf("src"))
    store.carry([carries("name:the quiz")])
    assert [r.artifact for r in exposures(store, BENCHMARK).rows] == [hf("src"), hf("a")]


def test_minimum_only_leaves_rows_out() -> None:
    store = graph(
        carries("src"), edge("b", "src", 0.5), edge("c", "src", 0.5), edge("d", "b", 1.0), edge("d", "c", 1.0), edge("e", "d", 0.5)
    )
    everything = exposures(store, BENCHMARK).rows
    assert [r.probability for r in everything] == [1.0, 0.75, 0.5, 0.5, 0.375]
    assert exposures(store, BENCHMARK, minimum=0.5).rows == everything[:4]


def test_top_stops_early_and_says_that_there_is_more() -> None:
    store = graph(carries("src"), *(edge(f"a{i}", "src", 0.9 - i / 100) for i in range(20)))
    found = exposures(store, BENCHMARK, top=3)
    assert [r.artifact for r in found.rows] == [hf("src"), hf("a0"), hf("a1")]
    assert found.more
    assert not found.rows[1].chains_complete
    whole = exposures(store, BENCHMARK, top=50)
    assert not whole.more
    assert whole.rows[1].chains_complete


def test_a_cut_search_bounds_items_by_the_benchmark_only() -> None:
    store = graph(
        carries("src", items=50), edge("a", "src", 0.9, rows=3), edge("b", "src", 0.8), edge("c", "src", 0.1, rows=2), edge("a", "c", 0.9)
    )
    assert rows(store)["a"].at_most_items == 5
    assert rows(store, top=2)["a"].at_most_items == 50


def test_a_budget_that_runs_out_is_said_and_keeps_what_was_found() -> None:
    chain: list[Record] = [carries("src"), edge("a", "src", 0.9), edge("b", "a", 0.9), edge("c", "b", 0.9)]
    found = exposures(graph(*chain), BENCHMARK, budget=Budget(round_trips=2))
    assert found.partial
    assert [r.artifact for r in found.rows] == [hf("src"), hf("a"), hf("b")]
    assert not found.rows[2].chains_complete
    assert exposures(graph(*chain), BENCHMARK, budget=Budget(nodes=1)).partial
    assert not exposures(graph(*chain), BENCHMARK, budget=Budget(round_trips=4)).partial


class Counting(MemoryStore):
    """Counts one-hop reads."""

    trips = 0

    def edges_of(self, *args: Any, **kwargs: Any) -> list[Edge]:
        self.trips += 1
        return super().edges_of(*args, **kwargs)


def test_a_lattice_of_diamonds_takes_a_round_trip_a_level() -> None:
    store = Counting()
    layers = [[f"n{i}-{j}" for j in range(6)] for i in range(8)]
    below = [edge(d, u, 0.9) for up, down in pairwise(layers) for d in down for u in up]
    store.load([carries("src"), *(edge(n, "src", 0.9) for n in layers[0]), *below])
    found = exposures(store, BENCHMARK)
    assert len(found.rows) == 49
    assert store.trips == 10  # nine levels, and one for claims of decontamination
    last = next(r for r in found.rows if r.artifact == hf("n7-0"))
    assert (last.chains, last.chains_complete, last.at_most_items) == (6, False, None)
    assert last.best_path_probability < last.probability <= 0.9


def test_sixty_diamonds_with_ways_back_take_a_round_trip_a_level_and_no_more() -> None:
    store = Counting()
    sides = [(f"d{i}", f"s{i}{side}", f"d{i + 1}") for i in range(60) for side in "lr"]
    store.load([carries("d0"), *(e for a, s, b in sides for e in (edge(s, a, 0.9), edge(b, s, 0.9)))])
    store.load([edge("d0", "d60", 0.9), edge("d7", "d31", 0.9)])
    assert len(exposures(store, BENCHMARK).rows) == 181
    assert store.trips <= 122
    before = store.trips
    assert [r.chains for r in inside(store, hf("d60")).rows] == [6]
    assert store.trips - before <= 122


def test_the_best_path_counts_even_when_six_shorter_ones_hide_it() -> None:
    weak = [record for i in range(6) for record in (edge(f"w{i}", "src", 0.1), edge("z", f"w{i}", 0.1))]
    strong = [edge("s", "src", 0.9), edge("t", "s", 1.0), edge("z", "t", 1.0)]
    z = rows(graph(carries("src"), *weak, *strong))["z"]
    assert (z.chains_complete, z.best_path_probability, z.probability) == (False, 0.9, 0.9)


def test_inside_gives_an_artifacts_rows_for_all_benchmarks() -> None:
    store = graph(
        carries("src"),
        carries("other", benchmark="benchmark:riddle", items=7),
        carries("far", benchmark="benchmark:far"),
        edge("a", "src", 0.5),
        edge("b", "a", 0.5),
        edge("b", "other", 0.9, splits=("test",)),
        edge("x", "far"),
    )
    found = list(inside(store, hf("b")).rows)
    assert [(r.benchmark, r.probability, r.split) for r in found] == [("benchmark:riddle", 0.9, "test"), (BENCHMARK, 0.25, None)]
    assert [r for b in ("quiz", "benchmark:riddle") for r in exposures(store, b).rows if r.artifact == hf("b")] == found[::-1]
    assert [r.benchmark for r in inside(store, hf("b"), minimum=0.5).rows] == ["benchmark:riddle"]
    assert [r.status for r in inside(store, hf("src")).rows] == [ExposureStatus.STATED]
    with pytest.raises(UnknownArtifact, match="crawl"):
        inside(store, "hf:nobody/nothing-like-it")
