"""Verdicts as gold: confirmed edges are right where they were read, rejected ones are traps, and nothing else is known."""

from __future__ import annotations

from datetime import UTC, datetime

from evaluation.decided import gold_of, merged
from evaluation.gold import Gold
from graph import verdicts
from graph.memory import MemoryStore
from graph.model import Artifact, Claim, Document, EdgeType, Reading, Relation, edge_id

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TEXT = "Made from lab/one, lab/two and lab/three."


def decided() -> Gold:
    store = MemoryStore()
    page = Document(id="hf:lab/mix", url="https://example.org", text=TEXT, fetched_at=NOW, artifact="hf:lab/mix")
    claims = tuple(
        Claim(
            document_id=page.id,
            document_sha=page.sha256,
            downstream="hf:lab/mix",
            upstream=f"hf:lab/{name}",
            mention=f"lab/{name}",
            relation=Relation.SUBSET,
            quote=TEXT,
            start=0,
            end=len(TEXT),
            raw_confidence=0.5,
            confidence=0.5,
            reader="local@2",
            read_at=NOW,
        )
        for name in ("one", "two", "three")
    )
    store.propose([Reading(artifact=Artifact(id="hf:lab/mix"), documents=(page,), claims=claims, time=NOW)])
    verdicts.confirm(store, edge_id("hf:lab/mix", "hf:lab/one", EdgeType.DERIVED_FROM), actor="ann")
    verdicts.reject(store, edge_id("hf:lab/mix", "hf:lab/two", EdgeType.DERIVED_FROM), actor="ann")
    return gold_of(store)


def test_verdicts_become_partial_gold() -> None:
    gold = decided()
    assert list(gold.of("hf:lab/mix")) == [("lab/mix", "lab/one")]
    assert [n.upstream for n in gold.negatives["hf:lab/mix"]] == ["hf:lab/two"]
    assert not gold.documents["hf:lab/mix"].counted


def test_verdicts_add_to_gold_and_do_not_make_it_less_whole() -> None:
    gold = decided()
    whole = Gold({d: type(g)(g.id, g.row, g.family, True, True) for d, g in gold.documents.items()}, {}, {}, gold.names)
    both = merged(whole, gold)
    assert both.documents["hf:lab/mix"].counted
    assert list(both.of("hf:lab/mix")) == [("lab/mix", "lab/one")]
    assert len(both.negatives["hf:lab/mix"]) == 1
