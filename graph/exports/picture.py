"""What every picture of the graph says of a node and an edge, before a format spells it."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from graph.ids import Kind
from graph.model import Edge, State, Status
from graph.walk import WalkNode


class Shape(StrEnum):
    """How kinds of nodes differ in a picture."""

    BOX = "box"
    ROUND = "round"
    NOTE = "note"
    DOUBLE = "double"


def shape(node: WalkNode) -> Shape:
    """Datasets are boxes, benchmarks double boxes, unresolved names round, everything else a note."""
    return {Kind.DATASET: Shape.BOX, Kind.BENCHMARK: Shape.DOUBLE, Kind.NAME: Shape.ROUND}.get(node.kind, Shape.NOTE)


def node_label(node: WalkNode) -> str:
    """The id; below it what its source answered, where that is more than yes or never asked."""
    return node.id if node.state in (State.READ, State.UNREAD) else f"{node.id}\n({node.state.value})"


def edge_label(edge: Edge) -> str:
    """Relation, splits where known, and status with the confidence."""
    splits = f" ({', '.join(edge.splits)})" if edge.splits else ""
    return f"{edge.relation.value.replace('_', ' ')}{splits}\n{edge.status.value} {edge.confidence:.2f}"


def strength(edge: Edge) -> Literal["confirmed", "proposed", "faint"]:
    """Which of three line styles an edge gets."""
    if edge.status is Status.CONFIRMED:
        return "confirmed"
    return "proposed" if edge.status is Status.PROPOSED else "faint"
