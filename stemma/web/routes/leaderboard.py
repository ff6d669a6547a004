"""The leaderboard: published results on a benchmark, and their ranks with and without the rows that stand on an exposure."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from graph import catalogue
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
    shown, name = shell(reads, benchmark, minimum)
    return Screen(shown.template, {**shown.given, **(told(reads, name, minimum) if name else {})})


def shell(reads: Reads, benchmark: str | None, minimum: float) -> tuple[Screen, str | None]:
    """The page without the tables, which a server hands in later, and the benchmark they are of. Raises InvalidId."""
    board = answers.leaderboard(reads)
    most = max(board.benchmarks, key=lambda one: one.figures, default=None)
    name = catalogue.canonical(benchmark) if benchmark else most.benchmark if most else None
    given = {"board": board, "benchmark": name, "found": None, "minimum": minimum, "meaning": meanings.ALL}
    return Screen("explore/leaderboard.html", given), name


def told(reads: Reads, benchmark: str, minimum: float) -> dict[str, object]:
    """The tables. Raises UnknownBenchmark."""
    return {"found": answers.standings(reads, benchmark, minimum=minimum)}


Minimum = Annotated[float | None, Blank, Query(alias="min", ge=0, le=1)]


@router.get("/leaderboard")
def page(graph: Graph, page: Render, benchmark: Annotated[str | None, Query(max_length=200)] = None, minimum: Minimum = None) -> Response:
    """Results on one benchmark."""
    return page.screen(shell(graph, benchmark or None, MINIMUM if minimum is None else minimum)[0])


@router.get("/part/standings/{benchmark:path}")
def part(benchmark: str, graph: Graph, page: Render, minimum: Minimum = None) -> Response:
    """The tables of that page."""
    given = {"meaning": meanings.ALL, **told(graph, benchmark, MINIMUM if minimum is None else minimum)}
    return page.screen(Screen("explore/standings.html", given))
