"""What stands around one artifact, a hop at a time: opened where a reader asked, never everything, always counted.

Ancestors open upwards and descendants downwards; cousins are met on the pages of the artifacts between. One opening of an
artifact shows its `FAN` surest neighbours on its side, each further one as many more. Every artifact that is shown says how
many neighbours it has beyond, so nothing is left out unsaid. Reads: one round trip a level and side, and at most `LIMIT`
artifacts, whatever the size of the graph.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from graph.contract import LIVE, Direction, Reads
from graph.ids import Kind, same
from graph.model import Artifact, Edge, EdgeType, Frozen, State, Status
from graph.walk import known

FAN = 12
"""Neighbours that one opening of an artifact shows, the surest first."""
LIMIT = 300
"""Artifacts in one picture."""
MAX_DEPTH = 6
FOLLOWED = (EdgeType.DERIVED_FROM, EdgeType.TRAINED_ON)
"""What a neighbourhood follows: derivations, and what models were trained on."""

Side = Literal["root", "upstream", "downstream"]
Sides = Literal["upstream", "downstream", "both"]


class Share(Frozen):
    """How many of an artifact's neighbours on one side are shown, of how many that pass the filters."""

    shown: int
    known: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.known - self.shown


class Place(Frozen):
    """One artifact of the picture: on which side of the root, how many hops off, and how far it is opened.

    `up` and `down` are None on sides that the picture does not follow from here.
    """

    id: str
    kind: Kind
    state: State
    title: str | None
    side: Side
    depth: int
    up: Share | None
    down: Share | None

    @property
    def more(self) -> int:
        """How many neighbours of it are not shown."""
        return sum(share.more for share in (self.up, self.down) if share is not None)


class Neighbourhood(Frozen):
    """Artifacts by side, depth and id; every edge between two of them that passes the filters, by id.

    `known` counts the artifacts that are shown or seen one hop off; `below` and `hidden` the edges next to what is shown
    that the minimum, or their status (by status), left out. `full`: `LIMIT` artifacts are shown, and there are more.
    """

    root: str
    direction: Sides
    depth: int
    minimum: float
    statuses: tuple[Status, ...]
    opened: tuple[str, ...]
    places: tuple[Place, ...]
    edges: tuple[Edge, ...]
    shown: int
    known: int
    below: int
    hidden: dict[Status, int]
    full: bool


@dataclass
class _View:
    """What was asked for, and what has been found so far; ids in lower case are keys."""

    reads: Reads
    minimum: float
    statuses: frozenset[Status]
    openings: Counter[str]
    limit: int
    names: dict[str, str]
    sides: dict[str, tuple[Side, int]]
    edges: dict[str, Edge] = field(default_factory=dict)
    passed: dict[str, Edge] = field(default_factory=dict)
    near: dict[tuple[str, Direction], list[str]] = field(default_factory=dict)
    full: bool = False

    def read(self, keys: Sequence[str], direction: Direction) -> dict[str, list[Edge]]:
        """The edges of artifacts on one side that pass the filters, by artifact; the others are counted."""
        found: dict[str, list[Edge]] = defaultdict(list)
        names = [self.names[key] for key in keys]
        for edge in self.reads.edges_of(names, direction, types=FOLLOWED, statuses=list(Status)) if names else ():
            if self.passes(edge):
                self.edges[edge.id] = edge
                found[(edge.downstream if direction == "upstream" else edge.upstream).lower()].append(edge)
            else:
                self.passed[edge.id] = edge
        return found

    def passes(self, edge: Edge) -> bool:
        """Whether an edge is asked for: its status is, and it is sure enough or a person's word."""
        return edge.status in self.statuses and (edge.status is Status.CONFIRMED or edge.confidence >= self.minimum)

    def open(self, root: str, direction: Direction, depth: int) -> None:
        """Follow one side from the root, level by level, as far as it is opened."""
        level, hops = [root], 0
        while level:
            read = self.read(level, direction)
            reached: list[str] = []
            for key in level:
                beyond = _ranked(read[key], direction)
                self.near[key, direction] = beyond
                openings = (hops < depth) + self.openings[key]
                reached += self.take(beyond[: openings * FAN], direction, hops + 1)
            level, hops = reached, hops + 1

    def take(self, names: Iterable[str], side: Direction, depth: int) -> list[str]:
        """Show artifacts that are not yet shown, while there is room."""
        taken = []
        for name in names:
            if (key := name.lower()) in self.sides:
                continue
            if len(self.sides) >= self.limit:
                self.full = True
                break
            self.names[key], self.sides[key] = name, (side, depth)
            taken.append(key)
        return taken

    def share(self, key: str, direction: Direction) -> Share | None:
        """How many of an artifact's neighbours on a side are shown."""
        beyond = self.near.get((key, direction))
        if beyond is None:
            return None
        return Share(shown=sum(name.lower() in self.sides for name in beyond), known=len(beyond))


def neighbourhood(
    reads: Reads,
    root: str,
    *,
    direction: Sides = "both",
    depth: int = 1,
    minimum: float = 0.0,
    opened: Sequence[str] = (),
    statuses: Collection[Status] = LIVE,
    limit: int = LIMIT,
) -> Neighbourhood:
    """What is shown around `root`: `depth` hops (0-6) on its sides, and a hop more at each of `opened`; twice named, twice as many.

    What was known at a time: give a view of that time (`graph.asof.AsOf`). Edges below `minimum` confidence (0-1) are left
    out unless a person confirmed them. An artifact that is reached on both sides stands upstream.
    Raises UnknownArtifact, naming near ids.
    """
    start = known(reads, root)
    key = start.id.lower()
    view = _View(
        reads=reads,
        minimum=minimum,
        statuses=frozenset(statuses),
        openings=Counter(identity.lower() for identity in opened),
        limit=limit,
        names={key: start.id},
        sides={key: ("root", 0)},
    )
    for side in _followed(direction):
        view.open(key, side, min(depth, MAX_DEPTH))
    view.read([k for k, (side, _) in view.sides.items() if side == "downstream"], "upstream")
    return _told(view, start, direction, depth, opened)


def _followed(direction: Sides) -> tuple[Direction, ...]:
    return ("upstream", "downstream") if direction == "both" else (direction,)


def _ranked(edges: Iterable[Edge], direction: Direction) -> list[str]:
    """The far ends, once each: those of confirmed edges first, then the surest, ties by id."""
    ordered = sorted(edges, key=lambda e: (e.status is not Status.CONFIRMED, -e.confidence, e.id))
    return list(dict.fromkeys(edge.upstream if direction == "upstream" else edge.downstream for edge in ordered))


def _told(view: _View, root: Artifact, direction: Sides, depth: int, opened: Sequence[str]) -> Neighbourhood:
    found = view.reads.artifacts(list(view.names.values()))
    places = [_place(view, key, _of(found, view.names[key])) for key in view.sides]
    order = {"upstream": 0, "root": 1, "downstream": 2}
    beside = {name.lower() for beyond in view.near.values() for name in beyond} | view.sides.keys()
    return Neighbourhood(
        root=root.id,
        direction=direction,
        depth=depth,
        minimum=view.minimum,
        statuses=tuple(status for status in Status if status in view.statuses),
        opened=tuple(opened),
        places=tuple(sorted(places, key=lambda p: (order[p.side], p.depth, p.id.lower()))),
        edges=tuple(edge for _, edge in sorted(view.edges.items()) if _ends(edge) <= view.sides.keys()),
        shown=len(places),
        known=len(beside),
        below=sum(edge.status in view.statuses for edge in view.passed.values()),
        hidden=dict(sorted(Counter(e.status for e in view.passed.values() if e.status not in view.statuses).items())),
        full=view.full,
    )


def _of(found: Mapping[str, Artifact], name: str) -> Artifact:
    """The artifact an edge names; an id that answers as another (on an edge from before it was resolved) stands for itself."""
    node = found.get(name)
    return node if node is not None and same(node.id, name) else Artifact(id=name)


def _ends(edge: Edge) -> set[str]:
    return {edge.downstream.lower(), edge.upstream.lower()}


def _place(view: _View, key: str, artifact: Artifact) -> Place:
    side, depth = view.sides[key]
    return Place(
        id=artifact.id,
        kind=artifact.kind,
        state=artifact.state,
        title=artifact.title,
        side=side,
        depth=depth,
        up=view.share(key, "upstream"),
        down=view.share(key, "downstream"),
    )
