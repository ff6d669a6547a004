"""The whole graph as a Cypher script of MERGE statements: run twice it changes nothing, and a Stemma opens what it made.

The statements are the store's own, with the rows in place of parameters. Texts of documents stay out: the graph holds their
sha256, and they lie in the archive of a home.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

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
from graph.contract import Record
from graph.cypher import load, schema
from graph.dictionaries import Graph
from graph.ids import kind_of
from graph.model import edge_id
from graph.runs import Run

BATCH = 200
_NODES = "UNWIND $rows AS r\nMERGE (n:{label} {{key: r.key}})\nSET n += r.props"
_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def lines(records: Iterable[Record]) -> Iterator[str]:
    """The script's lines, without newlines. The schema comes first, in the words of Neo4j 5."""
    yield "// A graph of Stemma. Where a server has no such constraints and indexes, leave the CREATE lines out."
    for statement in (*schema(), *statements(records)):
        yield statement + ";"


def statements(records: Iterable[Record]) -> Iterator[str]:
    """One statement per batch of rows: nodes first, then what ties them."""
    graph = Graph()
    for record in records:
        graph.put(record)
    nodes: dict[str, list[Properties]] = defaultdict(list)
    for key in sorted(graph.nodes):
        nodes[str(kind_of(key))].append(artifact_row(graph.nodes[key], graph.targets.get(key)))
    for label in sorted(nodes):
        yield from _batched(_NODES.format(label=label), nodes[label])
    claims = [claim_row(claim, edge_id(*pair) if (pair := graph.pair(claim)) else None) for _, claim in sorted(graph.claims.items())]
    runs = [run for _, run in sorted(graph.runs.items())]
    yield from _batched(load("upsert_claims"), claims)
    yield from _batched(load("upsert_documents"), [document_row(graph.documents[key]) for key in sorted(graph.documents)])
    yield from _batched(load("upsert_versions"), [version_row(graph.versions[key]) for key in sorted(graph.versions)])
    yield from _batched(load("upsert_decisions"), [decision_row(graph.decisions[key]) for key in sorted(graph.decisions)])
    yield from _batched(load("upsert_runs"), [run_row(run) for run in runs])
    for (down, up, kind), rows in sorted(_ties(graph, runs).items()):
        yield from _batched(load("upsert_edges", down=down, up=up, type=kind), rows)


def _ties(graph: Graph, runs: Iterable[Run]) -> dict[tuple[str, str, str], list[Properties]]:
    found: dict[tuple[str, str, str], list[Properties]] = defaultdict(list)
    edges = [(str(edge.type), edge_row(edge)) for _, edge in sorted(graph.edges.items())]
    facts = [("CARRIES", fact_row(fact)) for _, fact in sorted(graph.carries.items())]
    scans = [("OVERLAPS", overlap_row(scan)) for scan in graph.overlaps.values()]
    for kind, row in (*edges, *facts, *scans):
        found[str(kind_of(row["down"])), str(kind_of(row["up"])), kind].append(row)
    for run in runs:
        for kind, row in (*standing_rows(run), *(("MEASURED_ON", metric_row(run, metric)) for metric in run.metrics)):
            found["Run", str(kind_of(row["up"])), kind].append(row)
    return found


def _batched(statement: str, rows: Sequence[Properties]) -> Iterator[str]:
    for start in range(0, len(rows), BATCH):
        yield statement.replace("$rows", literal(rows[start : start + BATCH]), 1)


def literal(value: object) -> str:
    """A value of properties as a Cypher literal. Raises TypeError for what no property can hold."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return "'" + "".join(_character(c) for c in value) + "'"
    if isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return repr(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {literal(part)}" for name, part in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(literal(part) for part in value) + "]"
    raise TypeError(f"{type(value).__name__} is no value of a property")


def _character(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    plain = character.isprintable() or ord(character) > 0xFFFF
    return character if plain else f"\\u{ord(character):04x}"
