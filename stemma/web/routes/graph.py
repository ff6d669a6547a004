"""The tables of a neighbourhood, from which the picture is drawn: a fragment for each view of it."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from graph.contract import LIVE, Reads
from graph.ids import parse
from graph.model import Edge, Frozen, Status
from graph.neighbourhood import MAX_DEPTH, Neighbourhood, Sides, neighbourhood
from stemma.web.access import Graph, Render

router = APIRouter(include_in_schema=False)
MOST_OPENED = 100


class View(Frozen):
    """What the address of an explorer asks for."""

    dir: Sides = "both"
    depth: int = 1
    minimum: float = 0.0
    opened: tuple[str, ...] = ()
    show: tuple[Status, ...] = ()


def asked(
    dir: Annotated[Sides, Query()] = "both",
    depth: Annotated[int, Query(ge=0, le=MAX_DEPTH)] = 1,
    minimum: Annotated[float, Query(alias="min", ge=0, le=1)] = 0.0,
    x: Annotated[list[str] | None, Query(max_length=MOST_OPENED)] = None,
    show: Annotated[list[Status] | None, Query(max_length=4)] = None,
) -> View:
    """The view in the address: which side, how deep, how sure, what is opened, and which statuses beside the live ones."""
    return View(dir=dir, depth=depth, minimum=minimum, opened=tuple(x or ()), show=tuple(show or ()))


Asked = Annotated[View, Depends(asked)]


def around(reads: Reads, artifact: str, view: View) -> Neighbourhood:
    """The neighbourhood that a view asks for. Raises UnknownArtifact, InvalidId."""
    return neighbourhood(
        reads,
        parse(artifact),
        direction=view.dir,
        depth=view.depth,
        minimum=view.minimum,
        opened=view.opened,
        statuses=LIVE | set(view.show),
    )


def record(edge: Edge) -> str:
    """An edge as the picture and its exports take it: JSON, its claims counted."""
    return json.dumps(edge.model_dump(mode="json") | {"type": edge.type.value, "claims": len(edge.claims)}, ensure_ascii=False)


@router.get("/graph/{artifact:path}")
def tables(artifact: str, graph: Graph, page: Render, view: Asked) -> Response:
    """The rows of one view."""
    return page("explore/tables.html", around=around(graph, artifact, view), record=record, hops=False)
