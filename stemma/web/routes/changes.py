"""What changed since a day: new and withdrawn edges, verdicts, confidences, and why each changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from graph.asof import moment
from graph.changes import ChangeKind, altered, changes
from graph.contract import Reads
from graph.errors import InvalidId
from stemma.web import meanings
from stemma.web.access import At, Graph, Now, Render
from stemma.web.blank import Blank
from stemma.web.screens import Screen

router = APIRouter(include_in_schema=False)
MOST = 200
WEEK = timedelta(days=7)
FEW = 5


def screen(reads: Reads, since: datetime, until: datetime | None = None, *, kind: ChangeKind | None = None) -> Screen:
    """The page of what changed between two times; of one kind of change only."""
    shown = shell(since, until, kind=kind)
    return Screen(shown.template, {**shown.given, **told(reads, since, until, kind)})


def shell(since: datetime, until: datetime | None, *, kind: ChangeKind | None) -> Screen:
    """The page without the changes, which a server hands in later: they may be a whole graph."""
    given = {"found": None, "since": since, "until": until, "kind": kind, "kinds": list(ChangeKind), "meaning": meanings.ALL}
    return Screen("explore/changes.html", given)


def told(reads: Reads, since: datetime, until: datetime | None, kind: ChangeKind | None) -> dict[str, object]:
    """The changes themselves, of one kind only when one is asked for."""
    found = changes(reads, since, until)
    wanted = [one for one in found.changes if kind is None or kind in one.kinds]
    return {"found": found, "changes": wanted[:MOST], "total": len(wanted)}


Since = Annotated[str | None, Blank, Query(max_length=40)]
OfKind = Annotated[ChangeKind | None, Blank, Query()]


@router.get("/changes")
def page(page: Render, at: At, since: Since = None, until: Since = None, kind: OfKind = None) -> Response:
    """What changed since a day; the last week when none is named."""
    del at  # Only checked: what is shown later reads the graph as of that day.
    return page.screen(shell(_time(since, "since") or datetime.now(UTC) - WEEK, _time(until, "until"), kind=kind))


@router.get("/part/changes")
def part(graph: Graph, page: Render, since: Since = None, until: Since = None, kind: OfKind = None) -> Response:
    """The changes of that page."""
    start = _time(since, "since") or datetime.now(UTC) - WEEK
    return page.screen(Screen("explore/changed.html", {"kind": kind, **told(graph, start, _time(until, "until"), kind)}))


@router.get("/part/lately")
def lately(graph: Now, at: At, page: Render) -> Response:
    """The newest changes of the last week, or of the week before a day."""
    until = at or datetime.now(UTC)
    since = until - WEEK
    found = sorted(altered(graph, since, until), key=lambda one: (one.edge.known_from, one.edge.id), reverse=True)
    return page("explore/lately.html", changes=found[:FEW], total=len(found), since=since)


def _time(said: str | None, name: str) -> datetime | None:
    try:
        return moment(said) if said else None
    except ValueError as error:
        raise InvalidId(f"{name}={said!r} is no date; write 2026-01-31 or 2026-01-31T12:00") from error
