"""Short ways to say a graph: edges between letters, facts, and the store that holds them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from graph.contract import Store
from graph.exports.jsonl import Record
from graph.memory import MemoryStore
from graph.model import Carries, Claim, Edge, EdgeType, Overlap, Relation, Status, edge_id

TIME = datetime(2026, 1, 1, tzinfo=UTC)
BENCHMARK = "benchmark:quiz"


def hf(name: str) -> str:
    return name if ":" in name else f"hf:o/{name}"


def edge(
    downstream: str,
    upstream: str,
    confidence: float = 0.5,
    status: Status = Status.PROPOSED,
    *,
    splits: tuple[str, ...] = (),
    rows: int | None = None,
    relation: Relation = Relation.SUBSET,
    claims: tuple[str, ...] = (),
) -> Edge:
    return Edge(
        id=edge_id(hf(downstream), hf(upstream), relation.edge_type or EdgeType.DERIVED_FROM),
        downstream=hf(downstream),
        upstream=hf(upstream),
        relation=relation,
        status=status,
        confidence=confidence,
        splits=splits,
        rows_taken=rows,
        claims=claims,
        first_seen=TIME,
        last_seen=TIME,
    )


def carries(
    dataset: str, split: str | None = "test", *, benchmark: str = BENCHMARK, items: int | None = None, window: str | None = None
) -> Carries:
    return Carries(dataset=hf(dataset), benchmark=benchmark, split=split, window=window, items=items, source="https://x.test/card")


def overlap(
    dataset: str,
    share: float,
    *,
    version: str | None = "v1",
    split: str | None = None,
    benchmark: str = BENCHMARK,
    window: str | None = None,
    items: int | None = 100,
    days: int = 0,
) -> Overlap:
    return Overlap(
        dataset=hf(dataset),
        benchmark=benchmark,
        split=split,
        window=window,
        version=version,
        share=share,
        low=share / 2,
        high=min(1.0, share + 0.05),
        items=items,
        clean=share == 0.0,
        method="scan@1",
        measured_at=TIME + timedelta(days=days),
    )


def claim(edge_: Edge, quote: str, confidence: float, *, document: str = "hf:o/doc", status: Status = Status.PROPOSED) -> Claim:
    return Claim(
        document_id=document,
        document_sha="0" * 64,
        downstream=edge_.downstream,
        upstream=edge_.upstream,
        mention=edge_.upstream,
        relation=edge_.relation,
        quote=quote,
        start=0,
        end=len(quote),
        raw_confidence=confidence,
        confidence=confidence,
        reader="local@1",
        status=status,
        read_at=TIME,
    )


def graph(*records: Record) -> Store:
    store = MemoryStore()
    store.load(records)
    return store
