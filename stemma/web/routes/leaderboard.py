"""The leaderboard: published results on a benchmark, and their ranks with and without the rows that stand on an exposure."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from graph.contract import Reads
from stemma import answers
from stemma.web import meanings
from stemma.web.access import Graph, Render
from stemma.web.blank import Blank
from stemma.web.screens import Screen

router = APIRouter(include_in_schema=False)
MINIMUM = 0.5


def screen(reads: Reads, benchmark: str | None = None, *, minimum: float = MINIMUM) -> Screen:
    """The tables of a benchmark, or of the one with most results. Raises UnknownBenchmark, InvalidId."""
    board = answers.leaderboard(reads)
    most = max(board.benchmarks, key=lambda one: one.figures, default=None)
    asked = benchmark or (most.benchmark if most else None)
    found = answers.standings(reads, asked, minimum=minimum) if asked else None
    return Screen("explore/leaderboard.html", {"board": board, "found": found, "minimum": minimum, "meaning": meanings.ALL})


@router.get("/leaderboard")
def page(
    graph: Graph,
    page: Render,
    benchmark: Annotated[str | None, Query(max_length=200)] = None,
    minimum: Annotated[float | None, Blank, Query(alias="min", ge=0, le=1)] = None,
) -> Response:
    """Results on one benchmark."""
    return page.screen(screen(graph, benchmark or None, minimum=MINIMUM if minimum is None else minimum))
