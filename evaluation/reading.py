"""A gold folder read by a reader as `stemma extract` would: documents without their gold, contexts from the file alone."""

from __future__ import annotations

from datetime import UTC, datetime

from agents.extract import artifact_of, extract, line
from agents.readers import Reader
from evaluation.claims import Read, from_row
from evaluation.gold import Gold, GoldDocument
from graph.model import Document


def documents_of(gold: Gold) -> list[Document]:
    """The documents of a gold folder, in its order, with nothing of what is known about them."""
    return [_document(held) for held in gold.documents.values()]


def claims_of(gold: Gold, reader: Reader) -> list[Read]:
    """What a reader claims of them."""
    return [from_row(line(claim)) for claim in extract(documents_of(gold), reader)]


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
