"""Short ways to say readings, claims and decisions, and one comparable form of everything a store holds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from graph.contract import Record, Store
from graph.model import (
    Artifact,
    Claim,
    Decision,
    Document,
    Edge,
    EdgeType,
    Frozen,
    Link,
    Overlap,
    Reading,
    Relation,
    State,
    Status,
    Verdict,
    edge_id,
)
from graph.versions import EdgeVersion

START = datetime(2026, 1, 1, tzinfo=UTC)
TIMES = ("first_seen", "last_seen", "withdrawn_at", "changed_at", "known_to", "measured_at", "read_at", "fetched_at", "time")
AFTER = {Verdict.CONFIRM: Status.CONFIRMED, Verdict.REJECT: Status.REJECTED, Verdict.REOPEN: Status.PROPOSED}


def at(hour: float) -> datetime:
    return START + timedelta(hours=hour)


def document(document_id: str, text: str = "made from B", *, hour: float = 0, artifact: str | None = None) -> Document:
    return Document(id=document_id, url=f"https://x.test/{document_id}", text=text, fetched_at=at(hour), artifact=artifact or document_id)


def claim(
    downstream: str,
    upstream: str,
    relation: Relation = Relation.SUBSET,
    *,
    doc: str | None = None,
    quote: str = "made from B",
    confidence: float = 0.5,
    reader: str = "local@1",
    start: int = 0,
    split: str | None = None,
    rows: int | None = None,
    hour: float = 0,
) -> Claim:
    return Claim(
        document_id=doc or downstream,
        document_sha="0" * 64,
        downstream=downstream,
        upstream=upstream,
        mention=upstream.partition(":")[2],
        relation=relation,
        quote=quote,
        start=start,
        end=start + len(quote),
        raw_confidence=confidence,
        confidence=confidence,
        reader=reader,
        split=split,
        rows_taken=rows,
        read_at=at(hour),
    )


def reading(
    artifact: str | Artifact,
    *claims: Claim,
    documents: Iterable[Document] | None = None,
    links: Iterable[Link] = (),
    hour: float = 0,
) -> Reading:
    """A reading of an artifact that was read; of the documents its claims stand in, unless others are given."""
    node = Artifact(id=artifact, state=State.READ) if isinstance(artifact, str) else artifact
    found = [document(i, hour=hour) for i in dict.fromkeys(c.document_id for c in claims)] if documents is None else documents
    return Reading(artifact=node, documents=tuple(found), claims=claims, links=tuple(links), time=at(hour))


def overlap(
    dataset: str, benchmark: str, share: float, *, version: str | None = "v1", split: str | None = None, hour: float = 0
) -> Overlap:
    return Overlap(
        dataset=dataset,
        benchmark=benchmark,
        split=split,
        version=version,
        share=share,
        low=share / 2,
        high=min(1.0, share + 0.1),
        items=100,
        clean=share == 0.0,
        method="scan@1",
        measured_at=at(hour),
    )


def decision(edge: Edge, verdict: Verdict = Verdict.CONFIRM, *, actor: str = "ann", hour: float = 0, tag: str = "") -> Decision:
    return Decision(
        id=f"d:{edge.id}:{edge.version}:{actor}{tag}",
        edge=edge.id,
        verdict=verdict,
        actor=actor,
        time=at(hour),
        reason="seen on the card",
        before=edge.status,
        after=AFTER[verdict],
        version=edge.version + 1,
    )


def edge(store: Store, downstream: str, upstream: str, kind: EdgeType = EdgeType.DERIVED_FROM) -> Edge:
    """The one stored edge of a pair."""
    (found,) = store.edges([edge_id(downstream, upstream, kind)])
    return found


def pairs(edges: Iterable[Edge]) -> list[tuple[str, str]]:
    return sorted((e.downstream, e.upstream) for e in edges)


def records(store: Store) -> list[Record]:
    """All that an export would write."""
    return [
        *store.artifacts().values(),
        *store.documents(),
        *store.claims(),
        *store.all_edges(),
        *store.versions(),
        *store.decisions(),
        *store.carries(),
        *store.overlaps(),
        *store.runs(),
    ]


def dump(store: Store, *, holding: str = "", versions: bool = True, times: bool = False) -> list[str]:
    """Every record (holding a text) as one sorted line; without times, and without versions when those may differ."""
    drop = {*(() if times else TIMES), *(() if versions else ("version",))}
    found = (record for record in records(store) if versions or not isinstance(record, EdgeVersion))
    return sorted(text for text in (line(record, drop) for record in found) if holding in text)


def line(record: Frozen, drop: set[str]) -> str:
    fields = _without(record.model_dump(mode="json"), drop)
    if isinstance(record, Artifact):
        fields["aliases"] = sorted(alias.lower() for alias in record.aliases)
    return type(record).__name__ + json.dumps(fields, ensure_ascii=False, sort_keys=True)


def _without(fields: dict[str, Any], drop: set[str]) -> dict[str, Any]:
    kept = {k: v for k, v in fields.items() if k not in drop}
    return {k: _without(v, drop) if isinstance(v, dict) else v for k, v in kept.items()}
