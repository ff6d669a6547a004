"""A neighbourhood drawn small: one artifact a row, its dot on the rail of its layer, lines between the dots.

Layers run from sources (left) to what was made of them (right); labels stand beside the rails, so that none overlaps and the
drawing fits a narrow column. Positions only: the template makes the SVG, the style sheet the strokes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from graph.contract import Reads
from graph.ids import kind_of
from graph.model import Edge, EdgeType, Status
from stemma.web.words import KINDS

ROW, RAIL, EDGE = 26, 22, 14
SHOWN = (Status.PROPOSED, Status.CONFIRMED, Status.REJECTED)


class Dot(NamedTuple):
    """One artifact: its id, kind in words, layer (0: sources of the source), whether the edge at hand ends in it; x and y in pixels."""

    id: str
    kind: str
    layer: int
    end: bool
    x: int
    y: int


class Stroke(NamedTuple):
    """One edge: its id, status and probability, whether it is the one at hand, and the path between its dots."""

    id: str
    downstream: str
    upstream: str
    relation: str
    status: str
    probability: float
    at_hand: bool
    path: str


class Rails(NamedTuple):
    """The drawing: `shown` of `known` artifacts; its size in pixels, labels to be set on its right."""

    dots: tuple[Dot, ...]
    strokes: tuple[Stroke, ...]
    shown: int
    known: int
    width: int
    height: int


def rails(reads: Reads, edge: Edge, *, fan: int = 4) -> Rails:
    """What stands around an edge, one hop from both ends: at most `fan` artifacts of each layer beside its ends, the surest first."""
    types = sorted({EdgeType.DERIVED_FROM, edge.type})
    up = reads.edges_of([edge.upstream, edge.downstream], "upstream", types=types, statuses=SHOWN)
    down = reads.edges_of([edge.downstream, edge.upstream], "downstream", types=types, statuses=SHOWN)
    found = {one.id: one for one in (*up, *down, edge)}
    layers = _layers(edge, list(found.values()))
    kept = {name for layer in layers for name in layer[:fan]} | {edge.downstream.lower(), edge.upstream.lower()}
    names = {end.lower(): end for one in found.values() for end in (one.downstream, one.upstream)}
    dots = _dots(edge, layers, kept, names)
    places = {dot.id.lower(): dot for dot in dots}
    strokes = tuple(
        _stroke(one, edge, places) for one in sorted(found.values(), key=lambda e: (e.id == edge.id, e.id)) if _within(one, places)
    )
    return Rails(dots, strokes, len(dots), len(names), EDGE * 2 + RAIL * 3 + 6, len(dots) * ROW + 4)


def _layers(edge: Edge, edges: Collection[Edge]) -> list[list[str]]:
    """Ids in lower case by layer: sources of the source, the source and its siblings, what was made, what was made of that."""
    source, made = edge.upstream.lower(), edge.downstream.lower()
    ordered = sorted(edges, key=lambda e: (e.status is not Status.CONFIRMED, -e.confidence, e.id))
    above = [e.upstream.lower() for e in ordered if e.downstream.lower() == source]
    beside = [e.upstream.lower() for e in ordered if e.downstream.lower() == made]
    cousins = [e.downstream.lower() for e in ordered if e.upstream.lower() == source]
    below = [e.downstream.lower() for e in ordered if e.upstream.lower() == made]
    seen = {source, made}
    found: list[list[str]] = []
    for layer in (above, beside, cousins, below):
        fresh = [name for name in dict.fromkeys(layer) if name not in seen]
        seen |= set(fresh)
        found.append(fresh)
    return found


def _dots(edge: Edge, layers: Sequence[Sequence[str]], kept: Collection[str], names: dict[str, str]) -> tuple[Dot, ...]:
    above, beside, cousins, below = ([name for name in layer if name in kept] for layer in layers)
    source, made = edge.upstream.lower(), edge.downstream.lower()
    order = [
        *((name, 0) for name in above),
        (source, 1),
        *((name, 2) for name in cousins),
        *((name, 1) for name in beside),
        (made, 2),
        *((name, 3) for name in below),
    ]
    return tuple(
        Dot(names[name], KINDS[kind_of(names[name])], layer, name in (source, made), EDGE + layer * RAIL, place * ROW + ROW // 2 + 2)
        for place, (name, layer) in enumerate(order)
    )


def _within(edge: Edge, places: dict[str, Dot]) -> bool:
    return edge.upstream.lower() in places and edge.downstream.lower() in places


def _stroke(edge: Edge, at_hand: Edge, places: dict[str, Dot]) -> Stroke:
    """The edge at hand runs in a lane of its own, what comes to its ends on their rails, what leaves them on the rails of its start."""
    start, end = places[edge.upstream.lower()], places[edge.downstream.lower()]
    here = edge.id == at_hand.id
    if here or start.x == end.x:
        path = _by_lane(start, end, (start.x + end.x) // 2 if start.x != end.x else start.x + RAIL // 2)
    else:
        path = _by_rail(start, end, early=end.end)
    return Stroke(edge.id, edge.downstream, edge.upstream, edge.relation, edge.status, edge.confidence, here, path)


def _by_rail(start: Dot, end: Dot, *, early: bool) -> str:
    """Over to the other rail within one row, at once or at the end; upright for the rest.

    Drawn from the dot that many share, so that their dashes fall on one another on the rail they share.
    """
    step = ROW if end.y > start.y else -ROW
    near, far = int(0.4 * step), int(0.6 * step)
    if early:
        turned = start.y + step
        return f"M{end.x} {end.y}L{end.x} {turned}C{end.x} {start.y + near} {start.x} {start.y + far} {start.x} {start.y}"
    turned = end.y - step
    return f"M{start.x} {start.y}L{start.x} {turned}C{start.x} {end.y - near} {end.x} {end.y - far} {end.x} {end.y}"


def _by_lane(start: Dot, end: Dot, lane: int) -> str:
    """Into a lane between the rails, along it, and out of it."""
    half = (end.y - start.y) // 2
    step = max(-ROW, min(ROW, half))
    near = step // 2
    out = f"M{start.x} {start.y}C{start.x} {start.y + near} {lane} {start.y + near} {lane} {start.y + step}"
    return f"{out}L{lane} {end.y - step}C{lane} {end.y - near} {end.x} {end.y - near} {end.x} {end.y}"
