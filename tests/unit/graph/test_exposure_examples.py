"""Worked examples, one each: a split, a window, a quantity, a family, a claim of decontamination, a clean and a dirty scan."""

from __future__ import annotations

from typing import Any

import pytest

from graph.errors import InvalidId
from graph.exports.jsonl import Record
from graph.exposure import Exposures, ExposureStatus, Row, exposures, inside
from graph.model import Artifact, Edge, Relation, Status
from graph.reach import Budget

from .lineage import carries, claim, edge, graph, hf, overlap

MATH, LCB = "benchmark:math", "benchmark:livecodebench"


def by_name(found: Exposures) -> dict[str, Row]:
    return {row.artifact.rpartition("/")[2]: row for row in found.rows}


def test_split_train_users_carry_nothing_of_test_and_an_unsaid_split_stays_unknown() -> None:
    store = graph(
        carries("math", benchmark=MATH, items=5000),
        edge("instruct", "math", 0.9, splits=("train",)),
        edge("instruct-2", "instruct", 0.9),
        edge("everything", "math", 0.9, splits=("train+test",)),
        edge("unsaid", "math", 0.9),
    )
    found = by_name(exposures(store, "MATH"))
    assert found.keys() == {"math", "everything", "unsaid"}
    assert [(found[name].split, found[name].path[0].split) for name in ("everything", "unsaid")] == [("test", "train+test"), (None, None)]
    assert inside(store, hf("instruct-2")).rows == ()


def test_window_what_was_taken_until_july_does_not_touch_august() -> None:
    store = graph(
        carries("lcb", benchmark=LCB, window="2023-05/2024-07", items=612),
        carries("lcb", benchmark=LCB, window="2023-05/2025-01", items=880),
        carries("undated", None, benchmark=LCB),
        edge("old", "lcb", 0.9, splits=("2023-05..2024-07",)),
        edge("older", "old", 0.9),
        edge("new", "lcb", 0.9),
        edge("later-cut", "new", 0.9, splits=("2023-05..2023-12",)),
    )
    found = exposures(store, "livecodebench@2024-08..")
    assert found == exposures(store, LCB, window="2024-08..")
    rows = by_name(found)
    assert rows.keys() == {"lcb", "undated", "new"}
    assert {row.window for row in found.rows} == {"2024-08.."}
    assert rows["new"].at_most_items == 880
    assert by_name(exposures(store, LCB, window="2024-01..2024-06")).keys() == {"lcb", "undated", "new", "old", "older"}
    assert [r.benchmark for r in inside(store, hf("older"), benchmark="livecodebench@2024-08..").rows] == []
    assert [r.window for r in inside(store, hf("older"), window="2024-01..").rows] == ["2024-01.."]
    with pytest.raises(InvalidId, match="no time window"):
        exposures(store, "livecodebench@soon")


def test_window_a_carrier_of_july_gives_no_row_for_august() -> None:
    store = graph(carries("lcb", benchmark=LCB, window="2023-05/2024-07"), edge("a", "lcb"))
    assert exposures(store, "livecodebench@2024-08..").rows == ()
    assert len(exposures(store, "livecodebench@2024-07..").rows) == 2


def test_window_of_one_release_an_edge_of_other_months_takes_nothing() -> None:
    store = graph(carries("lcb", benchmark=LCB, window="2024-08/2025-01"), edge("a", "lcb", splits=("2023-05..2024-07",)))
    assert [r.artifact for r in exposures(store, LCB).rows] == [hf("lcb")]


def test_quantity_the_rows_taken_bound_the_items_inherited() -> None:
    store = graph(
        carries("math", benchmark=MATH, items=5000),
        edge("some", "math", 0.9, splits=("test",), rows=412),
        edge("mix", "some", 0.9),
        edge("both", "some", 0.9, rows=300),
        edge("both", "mix", 0.9, rows=200),
        edge("all", "math", 0.9, splits=("test",), rows=12_500),
    )
    rows = by_name(exposures(store, "math"))
    assert {n: (rows[n].at_most_items, rows[n].items) for n in ("some", "mix", "both", "all")} == {
        "some": (412, 5000),
        "mix": (412, 5000),
        "both": (500, 5000),
        "all": (5000, 5000),
    }


def test_family_all_spellings_of_aime_are_one_question_by_year() -> None:
    store = graph(
        carries("y24", benchmark="benchmark:aime-2024", items=30),
        carries("other24", benchmark="benchmark:AIME24", items=30),
        carries("y94", benchmark="benchmark:aime_1994", items=15),
        carries("many", benchmark="benchmark:aime", window="1983/2024", items=933),
        carries("amc", benchmark="benchmark:amc"),
        edge("a", "y24", 0.5),
        edge("a", "other24", 0.5),
        edge("b", "many", 0.5),
    )
    found = exposures(store, "American Invitational Mathematics Examination")
    assert found.benchmark == "benchmark:aime"
    assert {"benchmark:aime-1994", "benchmark:aime-2024", "benchmark:aime-2025"} <= set(found.members)
    assert {(r.artifact.rpartition("/")[2], r.benchmark, r.window, r.probability) for r in found.rows if r.path} == {
        ("a", "benchmark:aime-2024", None, 0.75),
        ("b", "benchmark:aime", "1983/2024", 0.5),
    }
    assert "amc" not in by_name(found)
    assert exposures(store, "AIME 2024").rows == exposures(store, "aime24").rows
    recent = exposures(store, "aime@2024..")
    assert {r.benchmark for r in recent.rows} == {"benchmark:aime", "benchmark:aime-2024"}


def decontaminated(where: str, against: str, confidence: float = 1.0, **more: Any) -> Edge:
    return edge(where, against, confidence, relation=Relation.DECONTAMINATED_AGAINST, **more)


def test_decontaminated_is_a_claim_with_its_words_and_weakens_what_follows() -> None:
    said = claim(decontaminated("clean", "math"), "we removed what matches MATH", 0.9)
    store = graph(
        carries("math", benchmark=MATH),
        edge("raw", "math", 0.8),
        edge("clean", "raw", 1.0),
        edge("child", "clean", 1.0),
        said,
        decontaminated("clean", "math", 1.0, status=Status.CONFIRMED, claims=(said.id,)),
    )
    rows = by_name(exposures(store, "math"))
    assert [(rows[n].status.value, rows[n].probability) for n in ("raw", "clean", "child")] == [
        ("possible", 0.8),
        ("decontaminated", 0.2),
        ("possible", 0.2),
    ]
    (weakening,) = rows["child"].weakened
    assert (weakening.artifact, weakening.kept, weakening.quote) == (hf("clean"), 0.25, "we removed what matches MATH")
    assert rows["raw"].weakened == ()
    assert list(inside(store, hf("child")).rows) == [rows["child"]]


def test_decontaminated_against_a_name_a_family_or_a_split_that_is_meant() -> None:
    store = graph(
        carries("aime24", benchmark="benchmark:aime-2024"),
        *(edge(n, "aime24", 1.0) for n in ("name", "family", "other", "train")),
        decontaminated("name", "name:AIME 2024"),
        decontaminated("family", "benchmark:aime"),
        decontaminated("other", "benchmark:gsm8k"),
        decontaminated("train", "aime24", splits=("train",)),
    )
    rows = by_name(exposures(store, "aime-2024"))
    assert {n: rows[n].probability for n in ("name", "family", "other", "train")} == {
        "name": 0.25,
        "family": 0.25,
        "other": 1.0,
        "train": 1.0,
    }
    for name in ("name", "family"):
        assert list(inside(store, hf(name)).rows) == [rows[name]]


def test_cleared_by_a_scan_of_the_present_revision_and_no_longer_after_the_next() -> None:
    records: list[Record] = [carries("math", benchmark=MATH), edge("a", "math", 0.5, Status.CONFIRMED), edge("b", "a", 1.0)]
    scanned = overlap("a", 0.0, version="rev-7", benchmark=MATH)
    now = by_name(exposures(graph(*records, scanned, Artifact(id=hf("a"), revision="rev-7")), "math"))
    assert (now["a"].status, now["a"].probability, now["a"].best_path_probability) == (ExposureStatus.CLEARED, 0.0, 0.1)
    assert (now["b"].status, now["b"].probability) == (ExposureStatus.POSSIBLE, 0.1)
    assert now["b"].weakened[0].edge is None
    later = by_name(exposures(graph(*records, scanned, Artifact(id=hf("a"), revision="rev-8")), "math"))
    assert (later["a"].status, later["a"].probability) == (ExposureStatus.STATED, 1.0)


def test_measured_shows_how_it_may_have_come_and_passes_on_from_there() -> None:
    found = overlap("caught", 0.38, benchmark=MATH, items=5000)
    store = graph(
        carries("math", benchmark=MATH, items=5000),
        edge("mid", "math", 0.5),
        edge("caught", "mid", 0.5),
        edge("child", "caught", 0.9),
        overlap("alone", 0.01, benchmark=MATH, items=5000),
        found,
    )
    rows = by_name(exposures(store, "math"))
    caught = rows["caught"]
    assert (caught.status, caught.rate, caught.rate_low, caught.rate_high) == (ExposureStatus.MEASURED, 0.38, 0.19, 0.43)
    assert [hop.upstream for hop in caught.path] == [hf("math"), hf("mid")]
    assert (caught.carrier, caught.source) == (hf("math"), "measured: scan@1")
    assert (rows["child"].probability, rows["child"].carrier, rows["child"].at_most_items) == (0.9, hf("caught"), 2150)
    assert (rows["alone"].status, rows["alone"].path, rows["alone"].items) == (ExposureStatus.MEASURED, (), 5000)
    assert list(inside(store, hf("alone")).rows) == [rows["alone"]]
    assert list(inside(store, hf("child")).rows) == [rows["child"]]


def test_a_scan_that_found_items_is_an_answer_where_no_document_names_the_benchmark() -> None:
    store = graph(overlap("caught", 0.5, benchmark="benchmark:unheard-of"), edge("child", "caught", 0.5))
    rows = by_name(exposures(store, "unheard of"))
    assert {name: row.status.value for name, row in rows.items()} == {"caught": "measured", "child": "possible"}


def test_a_model_is_exposed_by_what_it_was_trained_on_and_a_repository_passes_no_training_on() -> None:
    trained = [edge(n, "mix", 0.5, relation=Relation.TRAINED_MODEL_ON) for n in ("hf-model:o/lm", "github:o/code")]
    store = graph(carries("math", benchmark=MATH), edge("mix", "math", 1.0), *trained, edge("data", "github:o/code", 0.9))
    rows = by_name(exposures(store, "math"))
    assert rows.keys() == {"math", "mix", "lm"}
    assert (str(rows["lm"].kind), rows["lm"].probability, rows["lm"].path[-1].relation) == ("Model", 0.5, Relation.TRAINED_MODEL_ON)
    assert list(inside(store, "hf-model:o/lm").rows) == [rows["lm"]]
    assert inside(store, hf("data")).rows == ()


def test_a_budget_says_what_it_cut_in_both_directions() -> None:
    store = graph(carries("math", benchmark=MATH), edge("a", "math", 0.9), edge("b", "a", 0.9), edge("c", "b", 0.9))
    down = exposures(store, "math", budget=Budget(round_trips=2))
    assert down.cut is not None
    assert (down.cut.round_trips, down.cut.unread, down.cut.examples) == (2, 1, (hf("b"),))
    up = inside(store, hf("c"), budget=Budget(round_trips=2))
    assert up.cut is not None
    assert (up.partial, up.cut.round_trips, up.cut.examples, up.rows) == (True, 2, (hf("a"),), ())
    whole = inside(store, hf("c"))
    assert (whole.partial, whole.cut, whole.ancestors) == (False, None, 3)
