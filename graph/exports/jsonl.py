"""The whole graph as lines of JSON, and back without loss: `{type: artifact|document|claim|edge|..., ...}`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pydantic import ValidationError

from graph.contract import Record as Record
from graph.contract import Store
from graph.errors import InvalidId, InvalidRecord
from graph.ids import kind_of
from graph.model import Artifact, Carries, Claim, Decision, Document, Edge, Overlap, edge_id
from graph.runs import Run
from graph.versions import EdgeVersion

_TYPES: dict[str, type[Record]] = {
    "artifact": Artifact,
    "document": Document,
    "claim": Claim,
    "edge": Edge,
    "edge_version": EdgeVersion,
    "decision": Decision,
    "carries": Carries,
    "overlap": Overlap,
    "run": Run,
}
_DERIVED: dict[str, tuple[str, Callable[[Any], object]]] = {
    "artifact": ("kind", lambda artifact: artifact.kind.value),
    "document": ("sha256", lambda document: document.sha256),
    "claim": ("id", lambda claim: claim.id),
    "run": ("id", lambda run: run.id),
}


def dump(store: Store) -> Iterator[dict[str, Any]]:
    """Every record of the graph, by type and then by id, so equal graphs give equal lines.

    Beside the fields of `graph.model` a line carries what follows from them and readers want at hand: an artifact's
    `kind`, a document's `sha256`, the `id` of a claim and of a run.
    """
    for name, record in _records(store):
        line = {"type": name, **record.model_dump(mode="json")}
        if name in _DERIVED:
            field, value = _DERIVED[name]
            line[field] = value(record)
        yield line


def load(store: Store, lines: Iterable[str | Mapping[str, Any]]) -> int:
    """Write an export back, in one transaction; the number of records.

    Lines are JSON texts (blank ones are passed over) or what `dump` yields. Every line is checked first: fields, ids that
    follow from others, and that a quote stands where it says in the revision of its document, when the file has it.
    Raises InvalidRecord naming the line and what is wrong; then nothing was written.
    """
    records: dict[int, Record] = {}
    for number, line in enumerate(lines, start=1):
        if not isinstance(line, str) or line.strip():
            with named(number):
                records[number] = parsed(line)
    texts = {(d.id.lower(), d.sha256): d.text for d in records.values() if isinstance(d, Document)}
    for number, record in records.items():
        if isinstance(record, Claim):
            with named(number):
                check_quote(record, texts.get((record.document_id.lower(), record.document_sha)))
    store.load(records.values())
    return len(records)


def records(store: Store) -> Iterator[Record]:
    """Every record of the graph, in the order of `dump`."""
    return (record for _, record in _records(store))


@contextmanager
def named(number: int) -> Iterator[None]:
    """What is wrong with a line as InvalidRecord, naming it."""
    try:
        yield
    except (ValueError, InvalidId) as error:
        raise InvalidRecord(f"line {number} is no record of a graph ({_short(error)}); nothing was loaded") from error


def _records(store: Store) -> Iterator[tuple[str, Record]]:
    for artifact in sorted(store.artifacts().values(), key=lambda a: a.id.lower()):
        yield "artifact", artifact
    for document in sorted(store.documents(), key=lambda d: (d.id.lower(), d.fetched_at, d.sha256)):
        yield "document", document
    for claim in sorted(store.claims(), key=lambda c: c.id):
        yield "claim", claim
    for edge in sorted(store.all_edges(), key=lambda e: e.id):
        yield "edge", edge
    for past in store.versions():
        yield "edge_version", past
    for decision in sorted(store.decisions(), key=lambda d: (d.time, d.edge, d.version, d.id)):
        yield "decision", decision
    for fact in sorted(store.carries(), key=lambda f: (f.benchmark.lower(), f.dataset.lower(), f.split or "", f.window or "")):
        yield "carries", fact
    for scan in sorted(
        store.overlaps(), key=lambda o: (o.benchmark.lower(), o.dataset.lower(), o.split or "", o.window or "", o.version or "")
    ):
        yield "overlap", scan
    for run in store.runs():
        yield "run", run


def parsed(line: str | Mapping[str, Any]) -> Record:
    """The record of a line, its fields and what follows from them checked. Raises ValueError, InvalidId."""
    fields = json.loads(line) if isinstance(line, str) else dict(line)
    if not isinstance(fields, dict):
        raise ValueError("a line must be a JSON object")
    name = fields.pop("type", None)
    if not isinstance(name, str) or name not in _TYPES:
        raise ValueError(f"type is {name!r}, not one of {', '.join(_TYPES)}")
    stated = fields.pop(_DERIVED[name][0], None) if name in _DERIVED else None
    record = _TYPES[name].model_validate(fields)
    _check(record)
    if stated is not None and stated != (follows := _DERIVED[name][1](record)):
        raise ValueError(f"{_DERIVED[name][0]} is {stated!r}, but the other fields make it {follows!r}")
    return record


def _check(record: Record) -> None:
    if isinstance(record, Artifact):
        kind_of(record.id)
    if isinstance(record, Carries | Overlap):
        kind_of(record.dataset), kind_of(record.benchmark)
    if isinstance(record, Edge | EdgeVersion):
        _check_edge(record if isinstance(record, Edge) else record.edge)
    if isinstance(record, EdgeVersion) and record.known_to < record.known_from:
        raise ValueError("known_to is before the time from which the edge said this")


def _check_edge(edge: Edge) -> None:
    if edge.relation.edge_type is None:
        raise ValueError(f"relation {edge.relation.value} is never an edge")
    kind_of(edge.downstream), kind_of(edge.upstream)
    if edge.id != (follows := edge_id(edge.downstream, edge.upstream, edge.type)):
        raise ValueError(f"id is {edge.id!r}, but its ends and relation make it {follows!r}")


def check_quote(claim: Claim, text: str | None) -> None:
    """Whether a quote stands where it says, as far as the text is known. Raises ValueError."""
    if claim.end - claim.start != len(claim.quote):
        raise ValueError(f"start and end span {claim.end - claim.start} characters, the quote has {len(claim.quote)}")
    if text is not None and text[claim.start : claim.end] != claim.quote:
        raise ValueError(f"the quote does not stand at {claim.start}:{claim.end} of {claim.document_id}")


def _short(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, e['loc'])) or 'line'}: {e['msg']}" for e in error.errors())
    return str(error)
