"""Which time a question about changes is about: from one crawl to another, within one, or between dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from graph.asof import moment
from stemma import wiring
from stemma.errors import BadTime, UnknownRun
from stemma.register import Register
from stemma.settings import Settings


class Span(NamedTuple):
    """After `since`, and no later than `until`."""

    since: datetime
    until: datetime


def span(settings: Settings, crawls: Sequence[str] = (), *, since: str | None = None, until: str | None = None) -> Span:
    """The time asked for.

    Two crawls: from the end of one to the end of the other. One: what it did. Dates: from the end of `since` (a date or a time)
    to the end of `until`, else until now. Neither: what the last finished crawl did. Raises UnknownRun, BadTime.
    """
    if since is not None or until is not None:
        if since is None:
            raise BadTime("an end without a beginning; give --from with --to, or --since")
        return _ordered(Span(when(since), when(until) if until is not None else datetime.now(UTC)))
    register = Register(wiring.home(settings) / "runs")
    named = list(crawls) or register.finished()[-1:]
    if not named:
        raise UnknownRun("no crawl was finished in this home; start one with `stemma crawl ID`, or give --since DATE")
    times = [register.time_of(run) for run in named]
    return Span(*times[0]) if len(times) == 1 else _ordered(Span(times[0][1], times[1][1]))


def _ordered(found: Span) -> Span:
    if found.since > found.until:
        raise BadTime(f"the time begins at {found.since.isoformat()}, after its end {found.until.isoformat()}; give the earlier one first")
    return found


def when(text: str) -> datetime:
    """A date (its end, in UTC) or a time. Raises BadTime for what is neither."""
    try:
        return moment(text)
    except ValueError as error:
        raise BadTime(f"{text!r} is no date; write 2026-05-31, or 2026-05-31T12:00Z") from error
