"""A graph of the make that is published in this field, with its faults, comes in as proposals and every fault is named."""

from __future__ import annotations

import json
import random
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from graph import integrity, verdicts
from graph.errors import InvalidRecord, NeedsOverride
from graph.exports import jsonl
from graph.imports.proposals import propose, refuse
from graph.imports.readers import oda
from graph.imports.stated import BadRow, Stated, collect
from graph.memory import MemoryStore
from graph.model import Artifact, Reading, State, Status

NOW = datetime(2026, 11, 24, tzinfo=UTC)
RING, EDGES = 67, 2200


def name(work: int) -> str:
    return f"lab/set-{work}" if work < RING or work % 3 else f"Set number {work}"


def row(target: int, source: int, dates: dict[int, str], evidence: str) -> dict[str, Any]:
    return {
        "target": name(target),
        "source": name(source),
        "relationship": random.Random(target * 7 + source).choice(["Structured Fusion", "Synthetic Generation", "Direct Inclusion/Subset"]),
        "confidence": 0.97,
        "evidence": evidence,
        "target_date": dates[target],
        "source_date": dates[source],
    }


def published(seed: int = 1) -> tuple[list[str], int]:
    """The lines of a graph: a ring of 67 in 2,200 edges, a quarter of them against their dates, four rows twice; faults by date."""
    chance = random.Random(seed)
    works = range(900)
    dates = {w: (datetime(2021, 1, 1, tzinfo=UTC) + timedelta(days=w)).date().isoformat() for w in works}
    pairs = {(w, (w + 1) % RING) for w in range(RING)}
    while len(pairs) < EDGES:
        older, newer = sorted(chance.sample(works, 2))
        against = chance.random() < 0.2 and newer >= RING
        # Only within one half are arcs turned, so that no second ring is closed.
        pairs.add((newer, older) if not against else (older + 900, newer + 900))
    dates |= {w + 900: dates[w] for w in works}
    rows = [row(t, s, dates, f"set-{t} contains set-{s}.") for t, s in sorted(pairs)]
    rows += [r | {"evidence": r["evidence"] + " Again."} for r in rows[:4]]
    broken = sum(r["source_date"] > r["target_date"] for r in rows[:EDGES])
    return [json.dumps(json.dumps(r)) for r in rows], broken


@pytest.fixture(scope="module")
def graph() -> tuple[MemoryStore, Stated, int, float]:
    lines, broken = published()
    store = MemoryStore()
    begun = time.monotonic()
    stated = collect(oda(lines), lambda _: None)
    propose(store, stated, source="published", time=NOW)
    integrity.mark(store)
    return store, stated, broken, time.monotonic() - begun


def test_all_of_it_comes_in_as_proposals_capped_by_the_prior(graph: tuple[MemoryStore, Stated, int, float]) -> None:
    store, stated, _, seconds = graph
    edges = store.all_edges()
    assert (len(edges), len(stated.statements), stated.bad) == (EDGES, EDGES + 4, ())
    assert {e.status for e in edges} == {Status.PROPOSED}
    assert max(e.confidence for e in edges) == 0.5
    claims = store.claims()
    assert {c.raw_confidence for c in claims} == {0.97}
    assert len(claims) == EDGES + 4
    texts = {(d.id, d.sha256): d.text for d in store.documents()}
    assert all(texts[c.document_id, c.document_sha][c.start : c.end] == c.quote for c in claims)
    assert all(c.quote.startswith("set-") for c in claims)
    assert len(list(store.unresolved())) > 100
    assert seconds < 20


def test_every_fault_is_flagged_and_none_confirmed_without_an_override(graph: tuple[MemoryStore, Stated, int, float]) -> None:
    store, _, broken, _ = graph
    report = integrity.check(store)
    assert broken > EDGES * 0.18
    flagged = {e.id for e in store.all_edges() if "chronology" in e.flags}
    assert set(report.chronology) == flagged
    assert len(flagged) == broken
    assert [c.nodes for c in report.cycles] == [tuple(sorted(f"hf:{name(w)}" for w in range(RING)))]
    for identity in sorted({*report.chronology[::40], *report.cycles[0].cut}):
        with pytest.raises(NeedsOverride):
            verdicts.confirm(store, identity, actor="ann")


def test_no_ring_can_be_confirmed_edge_by_edge() -> None:
    store = MemoryStore()
    lines = [json.dumps({"target": f"a/{w}", "source": f"a/{(w + 1) % 5}", "confidence": 1.0, "evidence": f"q{w}"}) for w in range(5)]
    propose(store, collect(oda(lines), lambda _: None), source="ring", time=NOW)
    (cycle,) = integrity.mark(store).cycles
    assert (len(cycle.nodes), len(cycle.cut)) == (5, 1)
    refused = 0
    for edge in store.all_edges():
        try:
            verdicts.confirm(store, edge.id, actor="ann")
        except NeedsOverride:
            refused += 1
    assert refused == 1


def test_importing_twice_changes_nothing(graph: tuple[MemoryStore, Stated, int, float]) -> None:
    store, stated, _, _ = graph
    before = list(jsonl.dump(store))
    again = propose(store, stated, source="published", time=NOW)
    assert (again.claims_new, again.claims_withdrawn, again.edges_new, again.edges_changed) == (0, 0, 0, 0)
    integrity.mark(store)
    assert list(jsonl.dump(store)) == before


def test_a_date_that_the_graph_has_is_not_moved_by_a_stranger() -> None:
    ours = datetime(2024, 5, 5, tzinfo=UTC)
    store = MemoryStore()
    store.propose([Reading(artifact=Artifact(id="hf:a/b", state=State.READ, first_public=ours), time=NOW)])
    line = json.dumps({"target": "a/b", "source": "c/d", "target_date": "2020-01-01", "source_date": "2023-01-01"})
    propose(store, collect(oda([line]), lambda _: None), source="x", time=NOW)
    assert store.artifacts(["hf:a/b"])["hf:a/b"].first_public == ours
    assert store.artifacts(["hf:c/d"])["hf:c/d"].first_public == datetime(2023, 1, 1, tzinfo=UTC)
    assert integrity.check(store).chronology == ()


def test_a_stated_confidence_below_the_prior_stays_and_none_is_the_prior() -> None:
    store = MemoryStore()
    rows = [{"target": "a/b", "source": "c/d", "confidence": 0.2}, {"target": "a/b", "source": "e/f"}]
    propose(store, collect(oda(map(json.dumps, rows)), lambda _: None), source="x", prior=0.4, time=NOW)
    assert {(c.upstream, c.raw_confidence, c.confidence) for c in store.claims()} == {("hf:c/d", 0.2, 0.2), ("hf:e/f", 0.4, 0.4)}
    assert all("->" in c.quote for c in store.claims())


def test_rows_that_cannot_be_taken_are_refused_together() -> None:
    bad = [BadRow(line=n, why=f"why {n}", row="{}") for n in range(1, 9)]
    with pytest.raises(InvalidRecord, match=r"8 rows.*line 1: why 1.*line 5.*and 3 more.*nothing was imported; use --skip-bad"):
        refuse(bad, "use --skip-bad")
    refuse([], "x")
