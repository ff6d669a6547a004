"""How a review goes: what was decided, how fast, what is left, and whether the confidences shown meant what they said."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from graph.agreement import Agreement, agreement
from graph.contract import Reads
from graph.deciding import Clock, now
from graph.model import Decision, EdgeType, Frozen, Status, Verdict
from graph.rounds import MOVED, given, holds, standing

BREAK = timedelta(minutes=5)
"""A longer gap between two verdicts is a break, not work."""
FEWEST = 5
"""Verdicts below which no rate is told."""
LAST = 10


class Shown(Frozen):
    """Of `n` edges that were shown with a confidence in [low, low + 0.1), `confirmed` hold."""

    low: float
    n: int
    confirmed: int


class Calibrated(Frozen):
    """Bands of what was shown, and the expected calibration error over them (None: nothing was decided)."""

    bands: tuple[Shown, ...]
    n: int
    ece: float | None


class Progress(Frozen):
    """A review as it stands: edges decided in all, today and by whom; `an_hour` over the time worked, None for fewer than 5 verdicts."""

    decided: int
    decided_today: int
    by_actor: dict[str, int]
    an_hour: float | None
    left: int
    hours_left: float | None
    calibration: Calibrated
    agreement: Agreement
    last: tuple[Decision, ...]


def progress(store: Reads, *, actor: str | None = None, left: int | None = None, clock: Clock = now) -> Progress:
    """How the review of this graph goes. `actor`: whose rate and last ten; everybody's when None. `left`: edges of the queue in hand.

    Days are days in UTC.
    """
    waiting = left if left is not None else len(store.all_edges(types=[EdgeType.DERIVED_FROM], statuses=[Status.PROPOSED]))
    return progress_of(store.decisions(), actor=actor, left=waiting, clock=clock)


def progress_of(decisions: Iterable[Decision], *, left: int, actor: str | None = None, clock: Clock = now) -> Progress:
    """The same of decisions in hand."""
    by_edge: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        by_edge[decision.edge].append(decision)
    verdicts = [d for made in by_edge.values() for d in standing(made) if given(d)]
    time = clock()
    actors: dict[str, set[str]] = defaultdict(set)
    for decision in verdicts:
        actors[decision.actor].add(decision.edge)
    pace = rate(d for d in verdicts if actor in (None, d.actor))
    return Progress(
        decided=len({d.edge for d in verdicts}),
        decided_today=len({d.edge for d in verdicts if d.time.date() == time.date()}),
        by_actor={name: len(edges) for name, edges in sorted(actors.items())},
        an_hour=None if pace is None else round(pace, 1),
        left=left,
        hours_left=round(left / pace, 2) if pace else None,
        calibration=calibrated(by_edge.values()),
        agreement=agreement(by_edge.values()),
        last=last(by_edge.values(), actor),
    )


def rate(verdicts: Iterable[Decision]) -> float | None:
    """Edges an hour over the time worked, the gaps between verdicts that are no breaks; None for fewer than 5."""
    made = sorted(verdicts, key=lambda d: d.time)
    gaps = [later.time - earlier.time for earlier, later in itertools.pairwise(made)]
    worked = [gap for gap in gaps if gap <= BREAK]
    hours = sum(worked, timedelta()).total_seconds() / 3600
    return len(worked) / hours if len(worked) >= FEWEST - 1 and hours > 0 else None


def calibrated(by_edge: Iterable[Iterable[Decision]]) -> Calibrated:
    """Whether edges hold as often as their confidence said, by the first verdict that stands on each.

    An edge that a person's claim made had no confidence of a reader's, and is left out.
    """
    shown: list[tuple[float, bool]] = []
    for decisions in by_edge:
        first = next((d for d in standing(decisions) if given(d)), None)
        made = first is not None and first.verdict is Verdict.AMEND and first.instead is not None
        if first is not None and first.confidence is not None and not made:
            shown.append((first.confidence, holds(first)))
    bands: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in shown:
        bands[min(int(confidence * 10), 9)].append((confidence, right))
    off = sum(abs(sum(c for c, _ in band) - sum(r for _, r in band)) for band in bands.values())
    return Calibrated(
        bands=tuple(Shown(low=at / 10, n=len(band), confirmed=sum(r for _, r in band)) for at, band in sorted(bands.items())),
        n=len(shown),
        ece=round(off / len(shown), 4) if shown else None,
    )


def last(by_edge: Iterable[Sequence[Decision]], actor: str | None = None) -> tuple[Decision, ...]:
    """The last ten decisions that stand, the newest first."""
    stand = [d for decisions in by_edge for d in standing(decisions) if actor in (None, d.actor) and not (d.reason or "").startswith(MOVED)]
    return tuple(sorted(stand, key=lambda d: (d.time, d.version), reverse=True)[:LAST])
