"""Integrity and review on every store: faults are flagged, verdicts need overrides, undo goes back."""

from __future__ import annotations

import pytest

from graph import integrity, verdicts
from graph.contract import Store
from graph.errors import NeedsOverride, StaleDecision
from graph.model import Artifact, State, Status
from graph.queue import queue
from graph.undoing import undo

from .builders import at, claim, edge, reading

A, B, C, D = "hf:o/A", "hf:o/B", "hf:o/C", "hf:o/D"


def test_a_ring_and_a_younger_source_from_crawl_to_verdict(store: Store) -> None:
    dated = [Artifact(id=i, state=State.READ, first_public=at(h)) for i, h in ((A, 5), (D, 9))]
    weak = claim(C, A, confidence=0.2)
    store.propose([reading(dated[0], claim(A, B), claim(A, D)), reading(dated[1]), reading(B, claim(B, C)), reading(C, weak)])
    report = integrity.mark(store)
    assert [(c.nodes, c.cut) for c in report.cycles] == [((A, B, C), (edge(store, C, A).id,))]
    assert report.chronology == (edge(store, A, D).id,)
    assert integrity.mark(store) == integrity.check(store) == report
    assert {e.flags for e in store.all_edges()} == {(), ("cycle",), ("chronology",)}
    for pair in ((C, A), (A, D)):
        with pytest.raises(NeedsOverride):
            verdicts.confirm(store, edge(store, *pair).id, actor="ann")
    verdicts.reject(store, edge(store, C, A).id, actor="ann")
    verdicts.confirm(store, edge(store, A, B).id, actor="ann")
    verdicts.confirm(store, edge(store, A, D).id, actor="ann", override="re-uploaded later")
    assert [e.status for e in store.edges_of([A], "upstream")] == [Status.CONFIRMED] * 2
    assert [(i.edge.id, i.impact) for i in queue(store, limit=9)] == [(edge(store, B, C).id, 2)]


def test_undo_is_a_decision_and_a_stale_one_is_refused(store: Store) -> None:
    store.propose([reading(A, claim(A, B))])
    seen = edge(store, A, B)
    made = verdicts.confirm(store, seen.id, actor="ann", version=seen.version)
    with pytest.raises(StaleDecision, match="ann"):
        verdicts.reject(store, seen.id, actor="bob", version=seen.version)
    back = undo(store, seen.id, actor="bob")
    assert (back.undoes, edge(store, A, B).status) == (made.id, Status.PROPOSED)
    assert store.decisions(seen.id) == [made, back]
