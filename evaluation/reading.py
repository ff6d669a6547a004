"""A gold folder read: documents without their gold, contexts from the file alone, by one reader alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from agents.extract import artifact_of, best, line
from agents.readers import Context, Reader
from agents.readers.local.identity import twin_key
from agents.resolver import resolve
from agents.verifier import verify
from agents.works import Works, presented_by
from evaluation.claims import Read, from_row
from evaluation.gold import Gold, GoldDocument
from graph.model import Document


def documents_of(gold: Gold) -> list[Document]:
    """The documents of a gold folder, in its order, with nothing of what is known about them."""
    return [_document(held) for held in gold.documents.values()]


def contexts(gold: Gold) -> Iterator[tuple[Document, Context, Works]]:
    """Each document with what the file says beyond the page, as an extraction hands it to a reader."""
    documents = documents_of(gold)
    works, reached = Works.of(documents), presented_by(documents)
    for document in documents:
        yield document, Context(reached_from=reached.get(twin_key(document.artifact), ()), known=works), works


def alone(gold: Gold, reader: Reader) -> list[Read]:
    """What one reader claims: verified and resolved, with its own confidence; nothing is joined with what others say."""
    found: list[Read] = []
    for document, context, works in contexts(gold):
        claims = verify(reader.read(document, context), document).kept
        resolved = resolve(claims, document, works, context.reached_from)
        found.extend(from_row(line(claim)) for claim in best(verify(resolved, document).kept))
    return found


def _document(held: GoldDocument) -> Document:
    row, title = held.row, held.row.get("title")
    return Document(
        id=held.id,
        url=str(row.get("url") or ""),
        text=held.text,
        title=title if isinstance(title, str) else None,
        fetched_at=datetime(1970, 1, 1, tzinfo=UTC),
        artifact=artifact_of(str(row["kind"]), str(row["repo_or_dataset_id"]), held.id),
    )
