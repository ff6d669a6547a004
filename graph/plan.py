"""Which reviews and which scans would settle most exposures for least work.

The model: a row is one artifact and one benchmark, with its best path of independent edges; the artifact holds items when
every edge holds, so the row's doubt is the variance P(1-P) of that yes or no, P being the product along the path. Looking
at something takes the expected doubt down by the variance of what P becomes:

- a review of an edge of probability p: P becomes P/p or 0, a gain of P^2 (1-p)/p on each row whose path it is on;
- a scan of an artifact that the path passes with probability A: P becomes P/A or 0, a gain of (P/A)^2 A(1-A) on each row
  of that benchmark at or below it.

Greedy: the action of most gain per work, again and again; after each the rows it is on count with the chance that it went
well, and with what is left of their path (exact in this model). Work: one review is 1, one scan `SCAN_WORK`. Rows that are
measured, cleared or stated have no doubt. Of each benchmark its surest artifacts are looked at, `WAYS` in all (`more`: there are
others). Other ways to an artifact than its best path are left out, so gains are a guide.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from graph.contract import Reads
from graph.exposure import EXAMPLES, everything
from graph.lattice import chance
from graph.model import Edge, Frozen
from graph.reach import Budget, StoreHops, best_first
from graph.rows import Cut

SCAN_WORK = 10
LEAST = 1e-9
WAYS = 20_000
WAYS_EACH = 100


class ActionKind(StrEnum):
    """A verdict of a person on an edge, or a scan of an artifact's rows against a benchmark's items."""

    REVIEW = "review"
    SCAN = "scan"


class Action(Frozen):
    """One thing to do: `gain` is the doubt it is expected to take away, over `rows` rows, for `work` (in reviews)."""

    kind: ActionKind
    edge: str | None
    artifact: str
    benchmark: str | None
    about: str
    command: str
    gain: float
    rows: int
    work: int


class Plan(Frozen):
    """Actions in the order to do them; the doubt over all `rows` before, and as expected after.

    `partial`: see `cut`; `more`: there are less sure rows that were not looked at.
    """

    actions: tuple[Action, ...]
    work: int
    rows: int
    before: float
    after: float
    partial: bool
    cut: Cut | None
    more: bool


class _Key(NamedTuple):
    """What an action looks at: an edge, or (artifact, benchmark)."""

    kind: ActionKind
    subject: str
    benchmark: str


class _Step(NamedTuple):
    """One edge of a path, its probability and its downstream; or ("") what a claim of decontamination leaves, which only a scan settles."""

    edge: str
    probability: float
    node: str


@dataclass
class _Row:
    """What is left of one row: its benchmark, the chance that it is still open, and the steps not yet settled."""

    benchmark: str
    weight: float
    steps: tuple[_Step, ...]

    def gains(self, *, scans: bool) -> Iterator[tuple[_Key, float]]:
        """What each action would take of the row's doubt."""
        total = math.prod(step.probability for step in self.steps)
        passed = 1.0
        for place, step in enumerate(self.steps):
            passed *= step.probability
            if step.edge and step.probability < 1.0:
                yield _Key(ActionKind.REVIEW, step.edge, ""), self.weight * total * total * (1.0 - step.probability) / step.probability
            if scans and passed < 1.0 and (place + 1 == len(self.steps) or self.steps[place + 1].node != step.node):
                left = total / passed
                yield _Key(ActionKind.SCAN, step.node, self.benchmark), self.weight * left * left * passed * (1.0 - passed)

    def settled(self, key: _Key) -> None:
        """Count on with the chance that the action found what it looked for, and without what it settled."""
        if key.kind is ActionKind.REVIEW:
            place = next(i for i, step in enumerate(self.steps) if step.edge == key.subject)
            self.weight *= self.steps[place].probability
            self.steps = self.steps[:place] + self.steps[place + 1 :]
        else:
            place = max(i for i, step in enumerate(self.steps) if step.node == key.subject)
            self.weight *= math.prod(step.probability for step in self.steps[: place + 1])
            self.steps = self.steps[place + 1 :]


class _Board:
    """The gains of all actions over all rows, kept as rows are settled."""

    def __init__(self, rows: Sequence[_Row], *, scans: bool) -> None:
        self.rows = rows
        self.scans = scans
        self.gain: dict[_Key, float] = defaultdict(float)
        self.on: dict[_Key, set[int]] = defaultdict(set)
        for number in range(len(rows)):
            self._count(number, 1.0)

    def best(self, work: int) -> _Key | None:
        """The action of most gain per work that `work` is enough for; ties by what it looks at."""
        open_ = [(gain / _work(key), key) for key, gain in self.gain.items() if gain > LEAST and _work(key) <= work]
        return min(open_, key=lambda one: (-one[0], one[1]), default=(0.0, None))[1]

    def take(self, key: _Key) -> tuple[float, int]:
        """Settle an action: its gain, and how many rows it was on."""
        gain, on = self.gain[key], sorted(self.on[key])
        for number in on:
            self._count(number, -1.0)
            self.rows[number].settled(key)
            self._count(number, 1.0)
        return gain, len(on)

    def _count(self, number: int, sign: float) -> None:
        for key, gain in self.rows[number].gains(scans=self.scans):
            self.gain[key] += sign * gain
            if sign > 0:
                self.on[key].add(number)
                continue
            self.on[key].discard(number)
            if not self.on[key]:
                del self.on[key], self.gain[key]


def plan(store: Reads, *, budget: int = 30, scans: bool = True, reads: Budget | None = None, ways: int | None = None) -> Plan:
    """What to do with `budget` work, over every benchmark that is carried; `scans=False` plans reviews alone.

    `reads` bounds the search over the graph (each artifact is read once for all benchmarks), `ways` how many artifacts are looked at.
    """
    rows, edges, names, cut, more = _rows(store, reads or Budget(), WAYS if ways is None else ways)
    before = sum(p * (1 - p) for p in (math.prod(s.probability for s in row.steps) for row in rows))
    board = _Board(rows, scans=scans)
    left, after = budget, before
    actions: list[Action] = []
    while left > 0 and (key := board.best(left)) is not None:
        gain, on = board.take(key)
        left -= _work(key)
        after -= gain
        actions.append(_action(key, edges, names, gain, on))
    return Plan(
        actions=tuple(actions),
        work=budget - left,
        rows=len(rows),
        before=round(before, 6),
        after=round(max(0.0, after), 6),
        partial=cut is not None,
        cut=cut,
        more=more,
    )


def _rows(store: Reads, reads: Budget, ways: int) -> tuple[list[_Row], dict[str, Edge], dict[str, str], Cut | None, bool]:
    """The open rows of every benchmark, the edges on their paths, how artifacts are spelled, what was cut, and if there are more."""
    hops = StoreHops(store, reads)
    rows: list[_Row] = []
    edges: dict[str, Edge] = {}
    names: dict[str, str] = {}
    unread: set[str] = set()
    more = False
    groups = everything(store)
    each = max(min(WAYS_EACH, ways), ways // max(1, len(groups)))
    hops.read(sorted({node for carriers in groups for node in carriers.facts}))
    for carriers in groups:
        passing = carriers.passing()
        reach = best_first(passing, hops, top=each)
        unread.update(reach.unread)
        more = more or reach.more
        for node, way in reach.ways.items():
            if way.edge is None or carriers.standing(node).scan is not None or not way.unconfirmed:
                continue
            path = reach.path(node)
            edges.update((edge.id, edge) for edge in path)
            names.update((edge.downstream.lower(), edge.downstream) for edge in path)
            rows.append(_Row(carriers.benchmark, 1.0, tuple(_steps(path, passing.kept))))
    cut = Cut(round_trips=hops.round_trips, unread=len(unread), examples=tuple(sorted(unread)[:EXAMPLES])) if unread else None
    return rows, edges, names, cut, more


def _steps(path: Iterable[Edge], kept: Mapping[str, float]) -> Iterator[_Step]:
    """The edges of a path, and what claims of decontamination leave of it."""
    for edge in path:
        node = edge.downstream.lower()
        yield _Step(edge.id, chance(edge), node)
        if node in kept:
            yield _Step("", kept[node], node)


def _work(key: _Key) -> int:
    return 1 if key.kind is ActionKind.REVIEW else SCAN_WORK


def _action(key: _Key, edges: dict[str, Edge], names: dict[str, str], gain: float, on: int) -> Action:
    if key.kind is ActionKind.REVIEW:
        edge = edges[key.subject]
        about = f"{edge.downstream} <- {edge.upstream} ({edge.confidence:.2f})"
        artifact, benchmark, command = edge.downstream, None, f"stemma show {edge.id}"
    else:
        artifact, benchmark = names[key.subject], key.benchmark
        about = f"rows of {artifact} against {benchmark}"
        command = f"stemma why {artifact} {benchmark}"
    return Action(
        kind=key.kind,
        edge=key.subject if key.kind is ActionKind.REVIEW else None,
        artifact=artifact,
        benchmark=benchmark,
        about=about,
        command=command,
        gain=round(gain, 6),
        rows=on,
        work=_work(key),
    )
