"""What changed since a day: new and withdrawn edges, verdicts, confidences, and why each changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from graph.asof import moment
from graph.contract import Reads
from graph.errors import InvalidId
from stemma.web import meanings
from stemma.web.access import Graph, Now, Render
from stemma.web.blank import Blank
from stemma.web.screens import Screen

router = APIRouter(include_in_schema=False)
MOST = 200
WEEK = timedelta(days=7)
LATELY = timedelta(days=30)
FEW = 5


def screen(reads: Reads, since: datetime, until: datetime | None = None, *, kind: str | None = None) -> Screen:
    """The page of what changed between two times; of one kind of change only."""
    from graph.changes import changes

    found = changes(reads, since, until)
    wanted = [one for one in found.changes if kind is None or kind in one.kinds]
    given = {"found": found, "changes": wanted[:MOST], "total": len(wanted), "kind": kind, "meaning": meanings.ALL}
    return Screen("explore/changes.html", given)


@router.get("/changes")
def page(
    graph: Graph,
    page: Render,
    since: Annotated[str | None, Blank, Query(max_length=40)] = None,
    until: Annotated[str | None, Blank, Query(max_length=40)] = None,
    kind: Annotated[str | None, Blank, Query(max_length=40)] = None,
) -> Response:
    """What changed since a day; the last week when none is named."""
    return page.screen(screen(graph, _time(since, "since") or datetime.now(UTC) - WEEK, _time(until, "until"), kind=kind))


@router.get("/part/lately")
def lately(graph: Now, page: Render) -> Response:
    """The newest changes of a month."""
    from graph.changes import changes

    found = changes(graph, datetime.now(UTC) - LATELY)
    newest = sorted(found.changes, key=lambda one: (one.edge.known_from, one.edge.id), reverse=True)
    return page("explore/lately.html", changes=newest[:FEW], total=len(newest), since=found.since)


def _time(said: str | None, name: str) -> datetime | None:
    try:
        return moment(said) if said else None
    except ValueError as error:
        raise InvalidId(f"{name}={said!r} is no date; write 2026-01-31 or 2026-01-31T12:00") from error
