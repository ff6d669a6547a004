"""The edges that wait, as tasks of the annotation tools Label Studio and Argilla: files to load there, the quote marked, with its score.

Label Studio: a JSON list of tasks with `predictions` (labelstud.io/guide/predictions). Argilla: a JSON list of records with
`suggestions`, as its `records.from_json` reads them. Places are code points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from graph.contract import Reads
from graph.model import DERIVATIONS, Cause, Claim, Document
from graph.queue import Item

LABEL_CONFIG = (
    '<View><Header value="$question"/><Labels name="quote" toName="text"><Label value="evidence"/></Labels>'
    '<Text name="text" value="$text"/><Choices name="relation" toName="text">'
    + "".join(f'<Choice value="{relation.value}"/>' for relation in sorted(DERIVATIONS))
    + '</Choices><Choices name="verdict" toName="text"><Choice value="confirm"/>'
    + "".join(f'<Choice value="reject: {cause.value}"/>' for cause in Cause)
    + "</Choices></View>"
)
"""The labelling configuration of a Label Studio project that takes these tasks."""


def label_studio(store: Reads, items: Iterable[Item]) -> list[dict[str, Any]]:
    """One task an edge: its document's text, and a prediction of the quote and the relation with the edge's confidence."""
    return [_task(item, claim, document) for item, claim, document in _read(store, items)]


def argilla(store: Reads, items: Iterable[Item]) -> list[dict[str, Any]]:
    """One record an edge: fields `text` and `question`, suggestions for the questions `quote` (spans) and `relation` (a label)."""
    return [_record(item, claim, document) for item, claim, document in _read(store, items)]


def _read(store: Reads, items: Iterable[Item]) -> Iterator[tuple[Item, Claim, Document]]:
    """Items with their surest claim and the text that it stands in; those whose text is not here are left out."""
    stated = [(item, item.claims[0]) for item in items if item.claims]
    texts = {(d.id.lower(), d.sha256): d for d in store.documents(sorted({claim.document_id for _, claim in stated}))}
    for item, claim in stated:
        if document := texts.get((claim.document_id.lower(), claim.document_sha)):
            yield item, claim, document


def _question(item: Item) -> str:
    edge = item.edge
    return f"Was {edge.downstream} made from {edge.upstream} ({edge.relation.replace('_', ' ')})?"


def _data(item: Item, document: Document) -> dict[str, Any]:
    edge = item.edge
    ends = {"edge": edge.id, "version": edge.version, "downstream": edge.downstream, "upstream": edge.upstream}
    return {**ends, "relation": edge.relation.value, "document": document.id, "url": document.url}


def _task(item: Item, claim: Claim, document: Document) -> dict[str, Any]:
    span = {"start": claim.start, "end": claim.end, "text": claim.quote, "labels": ["evidence"]}
    parts = [
        {"id": "quote", "from_name": "quote", "to_name": "text", "type": "labels", "value": span, "score": claim.confidence},
        {"id": "relation", "from_name": "relation", "to_name": "text", "type": "choices", "value": {"choices": [item.edge.relation.value]}},
    ]
    data = {"text": document.text, "question": _question(item), **_data(item, document)}
    return {"data": data, "predictions": [{"model_version": claim.reader, "score": item.probability, "result": parts}]}


def _record(item: Item, claim: Claim, document: Document) -> dict[str, Any]:
    def suggestion(value: object) -> dict[str, Any]:
        return {"value": value, "score": item.probability, "agent": claim.reader}

    span = [{"start": claim.start, "end": claim.end, "label": "evidence"}]
    return {
        "id": item.edge.id,
        "fields": {"text": document.text, "question": _question(item)},
        "metadata": {key: value for key, value in _data(item, document).items() if key != "edge"},
        "suggestions": {"quote": suggestion(span), "relation": suggestion(item.edge.relation.value)},
        "responses": {},
        "vectors": {},
    }
