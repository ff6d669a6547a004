"""Search: artifacts by what people call them; copies under their original, families with their members."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from graph.contract import Reads
from graph.ids import Kind
from stemma import answers
from stemma.web import meanings
from stemma.web.access import Graph, Render
from stemma.web.blank import Blank
from stemma.web.screens import Screen

router = APIRouter(include_in_schema=False)


def screen(reads: Reads, text: str, *, kind: Kind | None = None, cursor: str | None = None) -> Screen:
    """The page. Raises BadCursor."""
    found = answers.find(reads, text, kind=kind, cursor=cursor or None)
    return Screen("explore/search.html", {"found": found, "kinds": list(Kind), "first": not cursor, "meaning": meanings.ALL})


@router.get("/search")
def page(
    graph: Graph,
    page: Render,
    q: Annotated[str, Query(max_length=300)] = "",
    kind: Annotated[Kind | None, Blank, Query()] = None,
    cursor: Annotated[str | None, Query(max_length=2000)] = None,
) -> Response:
    """What was found."""
    return page.screen(screen(graph, q, kind=kind, cursor=cursor))
