"""A run's page: what determines it, what it stands on, and every figure it came to."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from graph.contract import Reads
from graph.standings import interval
from stemma import answers
from stemma.web.access import Graph, Render
from stemma.web.screens import Screen

router = APIRouter(include_in_schema=False)


def screen(reads: Reads, run: str) -> Screen:
    """The page. Raises UnknownRun."""
    found = answers.run(reads, run)
    return Screen("explore/run.html", {"run": found, "intervals": [interval(metric) for metric in found.metrics]})


@router.get("/run/{run}")
def page(run: str, graph: Graph, page: Render) -> Response:
    """The page of one run."""
    return page.screen(screen(graph, run))
