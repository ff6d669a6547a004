"""What a route may ask for: the reading view (any method), the store (POST alone), the session, the page renderer.

    @router.get("/edge/{edge}")
    def edge(edge: str, graph: Graph, page: Render) -> Response:
        return page("explore/edge.html", shown=showing.edge(graph, edge))

Handlers are plain `def`: FastAPI runs them in its threads, and the store blocks.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query, Request

from graph.asof import AsOf, moment
from graph.contract import Reads, Store
from graph.readonly import Browsable
from stemma.errors import BadTime
from stemma.settings import Settings
from stemma.web.opened import Opened
from stemma.web.pages import Renderer
from stemma.web.security.sessions import Session

AsOfText = Annotated[str | None, Query(alias="as_of", max_length=40, description="a date (its end, UTC) or a time")]


def as_of(said: AsOfText = None) -> datetime | None:
    """The time asked for; None for now. Raises BadTime for what is neither a date nor a time."""
    if not said or not said.strip():
        return None
    try:
        return moment(said)
    except ValueError as error:
        raise BadTime(f"as_of={said!r} is no date; write 2026-01-31 or 2026-01-31T12:00") from error


def view(request: Request) -> Browsable:
    """The graph as it is now, read only."""
    opened: Opened = request.app.state.opened
    return opened.reads


def reads(request: Request, at: Annotated[datetime | None, Depends(as_of)]) -> Reads:
    """The graph as of the time in `?as_of=`, read only."""
    now = view(request)
    return now if at is None else AsOf(now, at)


def writes(request: Request) -> Store:
    """The store. Raises PermissionError on any method but POST, whatever a route declares."""
    if request.method != "POST":
        raise PermissionError(f"{request.method} {request.url.path} may not write")
    opened: Opened = request.app.state.opened
    return opened.store


def session(request: Request) -> Session:
    """Who asks; the gate let nobody in without one."""
    found: Session = request.state.session
    return found


def settings(request: Request) -> Settings:
    """The settings of this server."""
    found: Settings = request.app.state.settings
    return found


def render(request: Request) -> Renderer:
    """Renders a template for this request."""
    return Renderer(request)


Graph = Annotated[Reads, Depends(reads)]
Now = Annotated[Browsable, Depends(view)]
At = Annotated[datetime | None, Depends(as_of)]
Writes = Annotated[Store, Depends(writes)]
Who = Annotated[Session, Depends(session)]
Configured = Annotated[Settings, Depends(settings)]
Render = Annotated[Renderer, Depends(render)]
