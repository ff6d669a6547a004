"""Why an artifact may hold a benchmark's items: hop by hop, for a sceptic."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from graph.contract import Reads
from stemma import answers
from stemma.web import meanings
from stemma.web.access import Graph, Render
from stemma.web.screens import Screen

router = APIRouter(include_in_schema=False)


def screen(reads: Reads, artifact: str, benchmark: str, *, window: str | None = None, rows: int = 1) -> Screen:
    """The page. Raises UnknownArtifact, UnknownBenchmark, InvalidId."""
    found = answers.why(reads, artifact, benchmark, window=window or None, rows=rows)
    return Screen("explore/why.html", {"why": found, "rows": rows, "meaning": meanings.ALL})


@router.get("/why/{artifact:path}")
def page(
    artifact: str,
    graph: Graph,
    page: Render,
    benchmark: Annotated[str, Query(max_length=200)],
    window: Annotated[str | None, Query(max_length=40)] = None,
    rows: Annotated[int, Query(ge=1, le=50)] = 1,
) -> Response:
    """The page of one artifact and one benchmark."""
    return page.screen(screen(graph, artifact, benchmark, window=window, rows=rows))
