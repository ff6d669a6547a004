"""Records of the model <-> properties of nodes and relationships, and any query result -> plain JSON-able data.

Times are ISO 8601 strings in UTC with microseconds and `Z`, so that their order is the order of the text.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from graph.errors import CorruptState, InvalidId
from graph.ids import kind_of
from graph.model import Artifact, Carries, Claim, Decision, Document, Edge, Frozen, Overlap
from graph.runs import Metric, Run
from graph.versions import EdgeVersion

T = TypeVar("T", bound=Frozen)
Properties = dict[str, Any]
# Neo4j refuses strings over 8,160 bytes in an index, at commit or later in the background.
_INDEXED_BYTES = 4000


def artifact_row(artifact: Artifact, target: str | None) -> Properties:
    """A node's row; `target` is the key it was resolved to."""
    kind_of(artifact.id)
    key = _indexed(artifact.id.lower())
    return {"key": key, "props": {**_properties(artifact), "target": target}}


def artifact_of(node: Mapping[str, Any]) -> Artifact:
    """The artifact a node holds."""
    return _record(Artifact, node)


def edge_row(edge: Edge) -> Properties:
    """An edge's row; its ends are keys."""
    properties = _properties(edge)
    return {"id": edge.id, "down": properties.pop("downstream"), "up": properties.pop("upstream"), "props": properties}


def edge_of(row: Mapping[str, Any], *, spelled: bool) -> Edge:
    """The edge of a row of `edges.cypher`: its ends as their nodes spell them, or as keys."""
    ends = ("downstream", "upstream") if spelled else ("down", "up")
    return _record(Edge, {**row["edge"], "downstream": row[ends[0]], "upstream": row[ends[1]]})


def version_row(past: EdgeVersion) -> Properties:
    """A row of what an edge said before; its ends are keys."""
    properties = {**_properties(past.edge), "down": past.edge.downstream.lower(), "up": past.edge.upstream.lower()}
    left = {"known_from": past.known_from, "known_to": past.known_to, "cause": past.cause, "by": past.by}
    return {"key": past.id, "props": properties | {name: _property(value) for name, value in left.items()} | {"edge": past.edge.id}}


def version_of(node: Mapping[str, Any]) -> EdgeVersion:
    """What an edge said before, of a node; its ends as keys."""
    edge = _record(Edge, {**node, "downstream": node["down"], "upstream": node["up"]})
    return _record(EdgeVersion, {**node, "edge": edge})


def claim_row(claim: Claim, edge: str | None) -> Properties:
    """A claim's row; `edge` is the id of the edge it counts for."""
    ends = {"down": _indexed(claim.downstream.lower()), "up": _indexed(claim.upstream.lower())}
    found = {"id": claim.id, "document": _indexed(claim.document_id.lower()), "edge": edge}
    return {"key": claim.id, "props": {**_properties(claim), **ends, **found}}


def claim_of(node: Mapping[str, Any]) -> Claim:
    """The claim a node holds."""
    return _record(Claim, node)


def document_key(document_id: str, sha256: str) -> str:
    """Key of one revision of a document."""
    return _indexed(f"{document_id.lower()}|{sha256}")


def document_row(document: Document) -> Properties:
    """The row of one revision; its text is kept by its sha256, elsewhere."""
    sha256 = document.sha256
    properties = {k: v for k, v in _properties(document).items() if k != "text"}
    return {
        "key": document_key(document.id, sha256),
        "props": {**properties, "document": document.id.lower(), "sha256": sha256},
    }


def document_of(node: Mapping[str, Any], text: str) -> Document:
    """The revision a node holds, with its text."""
    return _record(Document, {**node, "text": text})


def decision_row(decision: Decision) -> Properties:
    """A decision's row."""
    return {"key": decision.id, "props": _properties(decision)}


def decision_of(node: Mapping[str, Any]) -> Decision:
    """The decision a node holds."""
    return _record(Decision, node)


def fact_row(fact: Carries) -> Properties:
    """A CARRIES row; its id is made of both ends, split and window."""
    return _tie("f:", fact, (fact.split, fact.window))


def overlap_row(found: Overlap) -> Properties:
    """An OVERLAPS row; its id is made of both ends, split, window and version."""
    return _tie("o:", found, (found.split, found.window, found.version))


def overlap_of(properties: Mapping[str, Any]) -> Overlap:
    """The measurement an OVERLAPS relationship holds."""
    return _record(Overlap, properties)


def fact_of(properties: Mapping[str, Any]) -> Carries:
    """The fact a CARRIES relationship holds."""
    return _record(Carries, properties)


def run_row(run: Run) -> Properties:
    """A run's row, without its figures."""
    return {"key": run.id, "props": {**_properties(run, but="metrics"), "id": run.id}}


def run_of(node: Mapping[str, Any], metrics: Sequence[Metric]) -> Run:
    """The run a node holds, with its figures."""
    return _record(Run, {**node, "metrics": tuple(metrics)})


def metric_row(run: Run, metric: Metric) -> Properties:
    """The row of one figure: a relationship from its run to what was measured on."""
    parts = "|".join((run.id, *metric.key))
    down, up = run.id, metric.on.lower()
    return {"id": "m:" + hashlib.sha256(parts.encode()).hexdigest()[:16], "down": down, "up": up, "props": _properties(metric)}


def metric_of(properties: Mapping[str, Any]) -> Metric:
    """The figure a MEASURED_ON relationship holds."""
    return _record(Metric, properties)


def standing_rows(run: Run) -> list[tuple[str, Properties]]:
    """Relationship types and rows of what a run stands on."""
    named = [("USED_DATA", i) for i in run.datasets] + [("USED_BASE", run.base), ("USED_MODEL", run.model)]
    return [(kind, {"id": f"{kind}|{run.id}|{i.lower()}", "down": run.id, "up": i.lower(), "props": {}}) for kind, i in named if i]


def stamp(time: datetime) -> str:
    """A time as it is stored: the order of the texts is the order of the times."""
    return time.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def plain(value: object) -> Any:  # noqa: ANN401
    """Any value of a query result as JSON-able data: nodes and relationships as their properties, paths as their parts."""
    from neo4j import graph

    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, graph.Node):
        return {"labels": sorted(value.labels), **{k: plain(v) for k, v in value.items()}}
    if isinstance(value, graph.Relationship):
        return {"type": value.type, **{k: plain(v) for k, v in value.items()}}
    if isinstance(value, graph.Path):
        return {"nodes": [plain(n) for n in value.nodes], "relationships": [plain(r) for r in value.relationships]}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, bytes | bytearray):
        return value.hex()
    if isinstance(value, Sequence | set | frozenset):
        return [plain(v) for v in value]
    iso = getattr(value, "iso_format", None)
    return iso() if iso else str(value)


def _properties(record: Frozen, but: str = "") -> Properties:
    return {name: _property(getattr(record, name)) for name in type(record).model_fields if name != but}


def _tie(prefix: str, found: Carries | Overlap, parts: Sequence[str | None]) -> Properties:
    down, up = found.dataset.lower(), found.benchmark.lower()
    text = "|".join((down, up, *(part or "" for part in parts)))
    return {"id": prefix + hashlib.sha256(text.encode()).hexdigest()[:16], "down": down, "up": up, "props": _properties(found)}


def _property(value: object) -> object:
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, tuple):
        return [str(part) for part in value]
    return str(value) if isinstance(value, str) else value


def _record(kind: type[T], properties: Mapping[str, Any]) -> T:
    fields = kind.model_fields
    try:
        return kind.model_validate({k: v for k, v in properties.items() if k in fields})
    except ValueError as error:
        raise CorruptState(
            f"a {kind.__name__} in the graph ({properties.get('id')}) cannot be read: {error}; "
            "mend it there, or load an export into an empty graph"
        ) from error


def _indexed(text: str) -> str:
    if len(text.encode("utf-8", "surrogatepass")) > _INDEXED_BYTES:
        raise InvalidId(f"{text[:80]!r}... is longer than the {_INDEXED_BYTES} bytes an id may have; use a shorter one")
    return text
