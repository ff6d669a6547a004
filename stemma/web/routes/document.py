"""A document's page: its text as it was fetched, every quote marked where it stands."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from graph.contract import Reads
from stemma import answers
from stemma.web import marking, meanings
from stemma.web.access import Graph, Render
from stemma.web.screens import Screen

router = APIRouter(include_in_schema=False)


def screen(reads: Reads, document: str, *, claim: str | None = None, sha: str | None = None, line: int | None = None) -> Screen:
    """The leaf of a text that holds `claim`, else `line`; of the revision `sha`, else of the claim's, else the latest.

    Raises UnknownDocument.
    """
    asked = next(iter(reads.claims(ids=[claim])), None) if claim else None
    read = answers.document(reads, document, revision=sha or (asked.document_sha if asked else None))
    marked = {mark.claim.id: mark for mark in read.marks}
    current = marked.get(claim or "")
    at = marking.line_of(read.text, current.claim.start) if current else line or 1
    spans = [marking.Span(mark.claim.id, mark.claim.start, mark.claim.end) for mark in read.marks]
    leaf = marking.leaf(read.text, spans, at=at)
    lines = {mark.claim.id: marking.line_of(read.text, mark.claim.start) for mark in read.marks}
    given = {
        "read": read.model_copy(update={"text": ""}),
        "leaf": leaf,
        "marked": marked,
        "lines": lines,
        "here": {i for one in leaf.lines for piece in one.pieces for i in piece.opens},
        "current": current.claim.id if current else None,
        "meaning": meanings.ALL,
    }
    return Screen("explore/document.html", given)


@router.get("/document/{document:path}")
def page(
    document: str,
    graph: Graph,
    page: Render,
    claim: Annotated[str | None, Query(max_length=40)] = None,
    sha: Annotated[str | None, Query(max_length=64)] = None,
    line: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    """The page of one document."""
    return page.screen(screen(graph, document, claim=claim, sha=sha, line=line))
