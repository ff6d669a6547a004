"""Parts of the review screen beside the claim: the text, what is around, what would change, other targets; nothing here writes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from graph import affected as touching
from graph import evidence as weighing
from graph import history as telling
from graph.amendments import alternatives
from graph.errors import UnknownEdge
from graph.model import Edge, Status
from graph.passages import together
from stemma import targets as meaning
from stemma.annotated import read_document
from stemma.web.access import Now, Render
from stemma.web.lines import Lines
from stemma.web.marking import Span, leaf
from stemma.web.rails import rails
from stemma.web.words import outside

router = APIRouter(prefix="/review-parts", include_in_schema=False)
WIDE_FAN = 24

EdgeId = Annotated[str, Query(max_length=40)]


@router.get("/text")
def text(graph: Now, page: Render, document: str, sha: str, line: Annotated[int, Query(ge=1)] = 1) -> Response:
    """The leaf of a stored text that holds a line, every live quote in it marked. Raises UnknownDocument."""
    read = read_document(graph, document, sha)
    marks = {mark.claim.id: mark for mark in read.marks if mark.claim.status is not Status.WITHDRAWN}
    spans = [Span(mark.claim.id, mark.claim.start, mark.claim.end) for mark in marks.values()]
    shown = leaf(read.text, spans, at=line)
    return page("review/text.html", read=read, leaf=shown, marks=marks, source=outside(read.url))


@router.get("/beside")
def beside(graph: Now, page: Render, edge: EdgeId) -> Response:
    """What is around an edge, what speaks for and against it, other targets, and what happened to it."""
    found = _edge(graph, edge)
    return page(
        "review/beside.html",
        edge=found,
        drawn=rails(graph, found),
        evidence=weighing.evidence(graph, edge),
        others=alternatives(graph, edge),
        history=telling.history(graph, edge),
        ends=graph.artifacts([found.downstream, found.upstream]),
    )


@router.get("/touched")
def touched(request: Request, graph: Now, page: Render, edge: EdgeId) -> Response:
    """What confirming an edge would change."""
    lines: Lines = request.app.state.lines
    return page("review/touched.html", touched=touching.affected(lines.live(graph), edge), edge=_edge(graph, edge))


@router.get("/around")
def around(graph: Now, page: Render, edge: EdgeId) -> Response:
    """The larger drawing, and its table."""
    found = _edge(graph, edge)
    return page("review/around.html", edge=found, drawn=rails(graph, found, fan=WIDE_FAN), large=True)


@router.get("/targets")
def targets(graph: Now, edge: EdgeId, q: Annotated[str, Query(max_length=300)] = "") -> Response:
    """Other sources that the edge may mean, the likeliest first."""
    return JSONResponse(meaning.targets(graph, edge, text=q))


@router.get("/together")
def together_(graph: Now, edge: EdgeId) -> Response:
    """The edges that the same sentence, and the same document, speaks of, with their versions: what can be accepted at once."""
    groups = {"sentence": together(graph, edge), "card": together(graph, edge, whole_card=True)}
    found = {one.id: one for one in graph.edges(sorted({i for group in groups.values() for i in group}))}
    said = {i: f"{e.upstream.partition(':')[2]}" for i, e in found.items()}
    return JSONResponse(groups | {"said": said})


def _edge(graph: Now, edge_id: str) -> Edge:
    found = graph.edges([edge_id])
    if not found:
        raise UnknownEdge(f"no edge {edge_id} in this graph")
    return found[0]
