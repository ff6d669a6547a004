"""What a review offers for the source of an edge."""

from __future__ import annotations

from datetime import UTC, datetime

from graph.memory import MemoryStore
from graph.model import Artifact, Claim, Document, Reading, Relation, State
from stemma.targets import targets

TIME = datetime(2026, 1, 1, tzinfo=UTC)
TEXT = "We filtered Sunny Proofs by hand."


def store() -> MemoryStore:
    found = MemoryStore()
    document = Document(id="hf:o/made", url="https://x", text=TEXT, fetched_at=TIME, artifact="hf:o/made")
    claim = Claim(
        document_id=document.id,
        document_sha=document.sha256,
        downstream="hf:o/made",
        upstream="name:Sunny Proofs",
        mention="Sunny Proofs",
        relation=Relation.FILTERED,
        quote=TEXT,
        start=0,
        end=len(TEXT),
        raw_confidence=0.8,
        confidence=0.8,
        reader="local@1",
        read_at=TIME,
    )
    made = Artifact(id="hf:o/made", state=State.READ)
    found.propose([Reading(artifact=made, documents=(document,), claims=(claim,), time=TIME)])
    return found


def test_a_name_is_offered_what_it_may_mean_before_what_is_spelled_alike() -> None:
    graph = store()
    for other in ("hf:o/proof-sketches", "hf:p/sunny-proofs"):
        graph.propose([Reading(artifact=Artifact(id=other, state=State.READ), time=TIME)])
    edge = graph.all_edges()[0].id
    assert targets(graph, edge)[0] == "hf:p/sunny-proofs"
    assert "hf:p/sunny-proofs" not in targets(graph, edge, text="sketches")
