"""The start: what this graph holds."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from stemma.web.access import Now, Render

router = APIRouter()


@router.get("/")
def start(graph: Now, page: Render) -> Response:
    """Counts, and where to go."""
    return page("home.html", counts=graph.counts())
