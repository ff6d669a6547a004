"""What a write changed, sent to the server: UNWIND batches in the open transaction, rows grouped by label pair and type."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from graph.bolt_rows import (
    Properties,
    artifact_row,
    claim_row,
    decision_row,
    document_row,
    edge_row,
    fact_row,
    metric_row,
    overlap_row,
    run_row,
    standing_rows,
    version_row,
)
from graph.bolt_slice import Slice, Transaction, ask
from graph.ids import Kind, kind_of
from graph.model import Carries, Decision, Document, Edge, Overlap, edge_id
from graph.runs import Run
from graph.versions import Change, EdgeVersion

BATCH = 2000
K = TypeVar("K")
V = TypeVar("V")


def write(tx: Transaction, part: Slice, *, change: Change | None, newest: bool = True) -> None:
    """Send everything of `part.graph` that differs from what was read, and what its edges said before this `change`.

    None for a change leaves no versions: records are written as they are. Of one text fetched twice the later fetch stays, or
    with `newest=False` the one sent now.
    """
    graph, before = part.graph, part.before
    if change is not None:
        graph.remember(before.edges, change)
    changed = set(_changed(graph.nodes, before.nodes)) | set(_changed(graph.targets, before.targets))
    write_nodes(tx, [artifact_row(graph.nodes[key], graph.targets.get(key)) for key in sorted(changed)])
    write_edges(tx, [graph.edges[i] for i in _changed(graph.edges, before.edges)])
    rows = []
    for identity, claim in graph.claims.items():
        pair = graph.pair(claim)
        counted = edge_id(*pair) if pair else None
        if before.claims.get(identity) != claim or part.counted.get(identity) != counted:
            rows.append(claim_row(claim, counted))
    _upsert(tx, "upsert_claims", rows)
    write_documents(tx, list(graph.documents.values()), newest=newest)
    write_versions(tx, graph.versions.values())
    write_decisions(tx, [graph.decisions[i] for i in _changed(graph.decisions, before.decisions)])
    write_facts(tx, list(graph.carries.values()))
    write_overlaps(tx, list(graph.overlaps.values()))
    write_runs(tx, [graph.runs[i] for i in _changed(graph.runs, before.runs)])


def write_nodes(tx: Transaction, rows: Sequence[Properties]) -> None:
    """Upsert nodes by key."""
    for batch in _batches(rows):
        labelled: dict[str, list[Properties]] = {str(kind): [] for kind in Kind}
        for row in batch:
            labelled[str(kind_of(row["key"]))].append(row)
        _send(tx, "upsert_nodes", labelled)


def write_edges(tx: Transaction, edges: Iterable[Edge]) -> None:
    """Upsert edges whose ends (keys) have nodes."""
    _tie(tx, ((str(edge.type), edge_row(edge)) for edge in edges))


def write_facts(tx: Transaction, facts: Iterable[Carries]) -> None:
    """Upsert CARRIES facts whose ends have nodes."""
    _tie(tx, (("CARRIES", fact_row(fact)) for fact in facts))


def write_runs(tx: Transaction, runs: Sequence[Run]) -> None:
    """Upsert runs, what they stand on and their figures; the other ends have nodes."""
    _upsert(tx, "upsert_runs", [run_row(run) for run in runs])
    groups: dict[tuple[str, str], list[Properties]] = defaultdict(list)
    for run in runs:
        for kind, row in (*standing_rows(run), *(("MEASURED_ON", metric_row(run, metric)) for metric in run.metrics)):
            groups[str(kind_of(row["up"])), kind].append(row)
    for (up, kind), rows in sorted(groups.items()):
        _upsert(tx, "upsert_edges", rows, down="Run", up=up, type=kind)


def write_overlaps(tx: Transaction, overlaps: Iterable[Overlap]) -> None:
    """Upsert measured overlaps whose ends have nodes."""
    _tie(tx, (("OVERLAPS", overlap_row(found)) for found in overlaps))


def write_decisions(tx: Transaction, decisions: Iterable[Decision]) -> None:
    """Upsert decisions by id."""
    _upsert(tx, "upsert_decisions", [decision_row(decision) for decision in decisions])


def write_versions(tx: Transaction, versions: Iterable[EdgeVersion]) -> None:
    """Upsert what edges said before, by edge and version."""
    _upsert(tx, "upsert_versions", [version_row(past) for past in versions])


def write_documents(tx: Transaction, documents: Sequence[Document], *, newest: bool) -> None:
    """Upsert revisions; with `newest`, only those fetched no earlier than the same text in the graph."""
    rows = {row["key"]: row for row in map(document_row, documents)}
    for batch in _batches(list(rows)):
        known = {row["key"]: row["fetched_at"] for row in ask(tx, "fetched", {"keys": batch})} if newest else {}
        new = [rows[key] for key in batch if rows[key]["props"]["fetched_at"] >= known.get(key, "")]
        _upsert(tx, "upsert_documents", new)


def _tie(tx: Transaction, typed: Iterable[tuple[str, Properties]]) -> None:
    groups: dict[tuple[str, str, str], list[Properties]] = defaultdict(list)
    for kind, row in typed:
        groups[str(kind_of(row["down"])), str(kind_of(row["up"])), kind].append(row)
    for (down, up, kind), rows in sorted(groups.items()):
        _upsert(tx, "upsert_edges", rows, down=down, up=up, type=kind)


def _upsert(tx: Transaction, name: str, rows: Sequence[Properties], **labels: str) -> None:
    for batch in _batches(rows):
        _send(tx, name, {"rows": batch}, **labels)


def _send(tx: Transaction, name: str, parameters: Mapping[str, object], **labels: str) -> None:
    ask(tx, name, parameters, **labels)


def _batches(rows: Sequence[V]) -> Iterator[list[V]]:
    for start in range(0, len(rows), BATCH):
        yield list(rows[start : start + BATCH])


def _changed(after: Mapping[K, V], before: Mapping[K, V]) -> list[K]:
    return [key for key, value in after.items() if before.get(key) is not value and before.get(key) != value]
