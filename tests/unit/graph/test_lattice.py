"""The rules of the status lattice, one property each, on random small graphs around one artifact."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.exports.jsonl import Record
from graph.exposure import exposures
from graph.lattice import CLEARED_KEEPS, DECONTAMINATED_KEEPS, ExposureStatus, Standing, counting
from graph.model import Artifact, Edge, Overlap, Relation, Status
from graph.rows import Row
from graph.windows import window

from .lineage import BENCHMARK, TIME, carries, edge, graph, hf, overlap

NODES = "abcde"
SURE = st.sampled_from([0.125, 0.25, 0.5, 0.75, 1.0])
LIVE = st.sampled_from([Status.PROPOSED, Status.PROPOSED, Status.CONFIRMED])
DEAD = st.sampled_from([Status.REJECTED, Status.WITHDRAWN])
node = st.sampled_from(NODES)
edges = st.lists(st.builds(edge, node, st.sampled_from("sabcde"), SURE, LIVE), max_size=9, unique_by=lambda e: e.id).filter(
    lambda found: all(e.downstream != e.upstream for e in found)
)
SHARE = st.sampled_from([0.002, 0.25, 1.0])
SOURCE: list[Record] = [carries("s", items=100), *(Artifact(id=hf(n), revision="v1") for n in "sabcde")]
rules = settings(max_examples=80, deadline=None)


def rows(*more: Record, found: list[Edge]) -> dict[str, Row]:
    """Rows by artifact."""
    return {row.artifact[-1]: row for row in exposures(graph(*SOURCE, *found, *more), BENCHMARK).rows}


def off(row: Row) -> float:
    """How far the ratio of two probabilities of six decimals may be off, the lesser one a row's."""
    return 2e-6 / row.best_path_probability


@rules
@given(edges, node, SHARE)
def test_measured_beats_all_else_and_says_the_rate(found: list[Edge], where: str, share: float) -> None:
    claim = edge(where, "s", 1.0, Status.CONFIRMED, relation=Relation.DECONTAMINATED_AGAINST)
    row = rows(overlap(where, share), overlap(where, 0.0, version="v0"), claim, found=found)[where]
    assert (row.status, row.probability, row.rate, row.version) == (ExposureStatus.MEASURED, 1.0, share, "v1")
    assert row.rate_low is not None
    assert row.rate_high is not None
    assert row.rate_low <= share <= row.rate_high


@rules
@given(edges, node, SHARE)
def test_what_is_made_of_a_measured_artifact_is_as_exposed_as_its_path_from_there(found: list[Edge], where: str, share: float) -> None:
    child = edge("f", where, 0.5)
    row = rows(overlap(where, share), child, found=found)["f"]
    assert (row.best_path_probability, row.status) == (0.5, ExposureStatus.POSSIBLE)
    assert row.carrier == hf(where)
    assert row.source == "measured: scan@1"


@rules
@given(edges, node)
def test_cleared_is_a_clean_scan_of_all_of_the_present_revision(found: list[Edge], where: str) -> None:
    before, after = rows(found=found), rows(overlap(where, 0.0), found=found)
    assert after.keys() == before.keys()
    if where in after:
        assert (after[where].status, after[where].probability, after[where].rate) == (ExposureStatus.CLEARED, 0.0, 0.0)


@rules
@given(edges, node, st.sampled_from([{"version": "v0"}, {"version": None}, {"split": "train"}, {"window": "2024-01..2024-03"}]))
def test_a_clean_scan_of_less_or_of_another_revision_says_nothing(found: list[Edge], where: str, less: dict[str, str | None]) -> None:
    assert rows(overlap(where, 0.0, **less), found=found) == rows(found=found)  # type: ignore[arg-type]


@rules
@given(edges, node)
def test_what_is_made_of_a_cleared_artifact_is_weakened_not_cleared(found: list[Edge], where: str) -> None:
    before, after = rows(found=found), rows(overlap(where, 0.0), found=found)
    for name in before.keys() - {where, "s"}:
        kept = after[name].best_path_probability / before[name].best_path_probability
        assert CLEARED_KEEPS - off(before[name]) <= kept <= 1 + off(before[name])
        assert after[name].status is not ExposureStatus.CLEARED


@rules
@given(edges)
def test_stated_is_a_carrier_or_a_path_that_persons_confirmed_whole(found: list[Edge]) -> None:
    for row in rows(found=found).values():
        confirmed = all(hop.status is Status.CONFIRMED for hop in row.path)
        assert (row.status is ExposureStatus.STATED) == confirmed
        assert (row.status is ExposureStatus.POSSIBLE) == (not confirmed)


@rules
@given(edges, node, SURE, LIVE)
def test_a_claim_of_decontamination_weakens_and_never_clears(found: list[Edge], where: str, sure: float, status: Status) -> None:
    claim = edge(where, "s", sure, status, relation=Relation.DECONTAMINATED_AGAINST)
    before, after = rows(found=found), rows(claim, found=found)
    assert after.keys() == before.keys()
    c = 1.0 if status is Status.CONFIRMED else sure
    for name, row in after.items():
        kept = row.best_path_probability / before[name].best_path_probability
        assert DECONTAMINATED_KEEPS - off(before[name]) <= kept <= 1 + off(before[name])
        assert 0 < row.probability <= before[name].probability + 1e-6
        if name == where:
            assert row.status is (ExposureStatus.STATED if before[name].status is ExposureStatus.STATED else ExposureStatus.DECONTAMINATED)
            assert kept == pytest.approx(1 - c * (1 - DECONTAMINATED_KEEPS), abs=off(before[name]))
            assert [(w.artifact, w.edge) for w in row.weakened] == [(hf(where), claim.id)]


@rules
@given(edges, node, DEAD, SURE)
def test_a_rejected_or_withdrawn_edge_carries_and_weakens_nothing(found: list[Edge], where: str, status: Status, sure: float) -> None:
    claim = edge(where, "s", 1.0, status, relation=Relation.DECONTAMINATED_AGAINST)
    gone = edge("f", where, sure, status)
    assert rows(claim, gone, found=found) == rows(found=found)


@rules
@given(edges, SURE)
def test_a_proposed_edge_carries_its_confidence_and_a_confirmed_one_all(found: list[Edge], sure: float) -> None:
    proposed = rows(edge("f", "s", sure), found=found)["f"]
    confirmed = rows(edge("f", "s", sure, Status.CONFIRMED), found=found)["f"]
    assert (proposed.probability, confirmed.probability) == (sure, 1.0)


scans = st.lists(
    st.builds(
        overlap,
        st.just("a"),
        st.sampled_from([0.0, 0.0, 0.25, 0.5]),
        version=st.sampled_from(["v1", "v0", None]),
        split=st.sampled_from([None, "train"]),
        days=st.integers(0, 3),
    ),
    max_size=5,
)


@given(scans, st.sampled_from(["v1", "v0", None]))
def test_of_several_scans_the_present_revision_wins_and_a_hit_over_a_clean_one(found: list[Overlap], revision: str | None) -> None:
    best = counting(found, revision, None)
    present = [s for s in found if s.version is not None and s.version == revision]
    hits = [s for s in found if not s.clean]
    if any(not s.clean for s in present):
        assert best is not None
        assert (best in present, best.clean) == (True, False)
    elif any(s.split is None for s in present):
        assert best is not None
        assert (best in present, best.clean) == (True, True)
    elif hits:
        assert best is not None
        assert best.measured_at == max(s.measured_at for s in hits)
    else:
        assert best is None


def test_a_scan_counts_for_the_items_it_looked_for() -> None:
    early, whole = window("2023-05..2023-12"), window("2023-05..2024-12")
    hit = overlap("a", 0.5, window="2023-05..2023-12")
    clean = overlap("a", 0.0, window="2023-05..2024-12")
    assert counting([hit], "v1", early) == counting([hit], "v1", whole) == counting([hit], "v1", None) == hit
    assert counting([hit], "v1", window("2024-01..")) is None
    assert counting([clean], "v1", early) == clean
    assert counting([clean], "v1", None) is None
    assert counting([overlap("a", 0.5)], "v1", early) is None
    later = hit.model_copy(update={"measured_at": TIME + timedelta(days=9), "share": 0.25, "low": 0.1, "high": 0.3})
    assert counting([hit, later], "v9", None) == later


def test_what_is_kept() -> None:
    sure = edge("a", "s", 1.0, Status.CONFIRMED, relation=Relation.DECONTAMINATED_AGAINST)
    half = edge("a", "t", 0.5, relation=Relation.DECONTAMINATED_AGAINST)
    assert Standing().kept == Standing(overlap("a", 0.5), (sure,)).kept == 1.0
    assert Standing(overlap("a", 0.0)).kept == CLEARED_KEEPS
    assert Standing(None, (half, sure)).kept == DECONTAMINATED_KEEPS
    assert Standing(None, (half,)).kept == 0.625
