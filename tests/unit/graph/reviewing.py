"""A small graph to review, said in short: claims of documents, and people deciding at known times."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from graph.memory import MemoryStore
from graph.model import Artifact, Claim, Document, EdgeType, Reading, Relation, State, edge_id

TIME = datetime(2026, 1, 1, 12, tzinfo=UTC)


def ticking(minutes: float = 1) -> Callable[[], datetime]:
    """A clock that goes on by some minutes whenever it is asked."""
    times: Iterator[datetime] = iter(TIME + timedelta(minutes=minutes * n) for n in range(10_000))
    return lambda: next(times)


def said(
    downstream: str,
    upstream: str,
    confidence: float = 0.5,
    *,
    doc: str | None = None,
    quote: str | None = None,
    start: int = 0,
    relation: Relation = Relation.SUBSET,
    reader: str = "local@1",
    rows: int | None = None,
) -> Claim:
    """A claim that one letter was made from another, in the card of the first."""
    words = quote or upstream
    return Claim(
        document_id=f"hf:o/{doc or downstream}",
        document_sha="0",
        downstream=f"hf:o/{downstream}",
        upstream=f"hf:o/{upstream}",
        mention=upstream,
        relation=relation,
        quote=words,
        start=start,
        end=start + len(words),
        raw_confidence=confidence,
        confidence=confidence,
        reader=reader,
        rows_taken=rows,
        read_at=TIME,
    )


def graph(*claims: Claim, documents: tuple[Document, ...] = ()) -> MemoryStore:
    """A store that read these claims at once."""
    found = MemoryStore(clock=lambda: TIME)
    found.propose([Reading(artifact=Artifact(id="hf:o/A", state=State.READ), claims=claims, documents=documents, time=TIME)])
    return found


def edge(pair: str) -> str:
    """The id of the derivation of two letters: `AB`, A was made from B."""
    return edge_id(f"hf:o/{pair[0]}", f"hf:o/{pair[1]}", EdgeType.DERIVED_FROM)
