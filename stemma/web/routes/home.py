"""The start: a search box, what this graph holds, what waits for a person, and what changed last."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter
from starlette.responses import Response

from graph.contract import Counts
from graph.model import EdgeType, Status
from stemma import answers
from stemma.web.access import Graph, Now, Render
from stemma.web.screens import Screen

router = APIRouter(include_in_schema=False)
WAITING = 5
LATELY = timedelta(days=30)


def screen(counts: Counts) -> Screen:
    """The page without the parts that a server hands in later."""
    return Screen("explore/home.html", {"counts": counts, "benchmarks": (), "whole": False}, dated=False)


@router.get("/")
def start(graph: Now, page: Render) -> Response:
    """Counts, and where to go."""
    return page.screen(screen(graph.counts()))


@router.get("/part/waiting")
def waiting(graph: Graph, page: Render) -> Response:
    """The proposals that are most worth a verdict."""
    proposed = graph.all_edges(types=[EdgeType.DERIVED_FROM], statuses=[Status.PROPOSED])
    found = {edge.id: edge for edge in proposed}
    planned = answers.plan(graph, budget=WAITING).actions if proposed else ()
    first = [found[action.edge] for action in planned if action.edge in found]
    return page("explore/waiting.html", edges=first, total=len(proposed))
