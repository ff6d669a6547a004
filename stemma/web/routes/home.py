"""The start: a search box, what this graph holds, what waits for a person, and what changed last."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.responses import Response

from graph.contract import LIVE, Counts
from graph.queue import items, line
from graph.readonly import Browsable
from stemma.web.access import At, Graph, Now, Render, Who
from stemma.web.screens import Screen

router = APIRouter(include_in_schema=False)
WAITING = 5
GRAPHS = 4
_counted: dict[str, tuple[int, Counts]] = {}


def screen(counts: Mapping[str, int]) -> Screen:
    """The page without the parts that a server hands in later; `counts` by what is counted."""
    return Screen("explore/home.html", {"counts": counts})


def counted(graph: Browsable) -> Counts:
    """How many there are, counted once for as long as nothing is written."""
    version = graph.version()
    held = _counted.get(version.graph)
    if held is None or held[0] != version.turn:
        held = version.turn, graph.counts()
        if len(_counted) >= GRAPHS:
            _counted.clear()
        _counted[version.graph] = held
    return held[1]


@router.get("/")
def start(graph: Graph, now: Now, at: At, page: Render) -> Response:
    """Counts, and where to go; of another day only the edges, since of the rest no day is kept."""
    counts = counted(now)._asdict() if at is None else {"edges": len(graph.all_edges(statuses=LIVE))}
    return page.screen(screen(counts))


@router.get("/part/waiting")
def waiting(graph: Graph, who: Who, page: Render) -> Response:
    """The proposals that are most worth a verdict."""
    made = line(graph, actor=who.actor, planned=WAITING)
    first = items(graph, [place.edge for place in made.places[:WAITING]], line=made)
    return page("explore/waiting.html", edges=[item.edge for item in first], total=len(made))
