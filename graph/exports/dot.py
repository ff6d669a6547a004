"""A walk or the whole graph in Graphviz' DOT: sources on top, arrows from upstream to downstream."""

from __future__ import annotations

from collections.abc import Iterator

from graph.exports.picture import Shape, edge_label, node_label, shape, strength
from graph.walk import Walk

_SHAPES = {Shape.BOX: "box", Shape.ROUND: "oval", Shape.NOTE: "note", Shape.DOUBLE: "box3d"}
_STYLES = {"confirmed": "bold", "proposed": "solid", "faint": "dotted"}


def lines(view: Walk) -> Iterator[str]:
    """The lines of a digraph, without newlines; equal views give equal lines.

    Confirmed edges are bold, proposed ones solid, rejected and withdrawn ones dotted; the label says the same in words,
    with relation and confidence. Nodes keep their ids as names.
    """
    yield "digraph stemma {"
    yield "  rankdir=TB;"
    for node in view.nodes:
        more = ", penwidth=3" if view.root is not None and node.id.lower() == view.root.lower() else ""
        yield f"  {_quoted(node.id)} [shape={_SHAPES[shape(node)]}, label={_quoted(node_label(node))}{more}];"
    ids = {node.id.lower(): node.id for node in view.nodes}
    for edge in view.edges:
        up, down = ids.get(edge.upstream.lower()), ids.get(edge.downstream.lower())
        if up and down:
            yield f"  {_quoted(up)} -> {_quoted(down)} [style={_STYLES[strength(edge)]}, label={_quoted(edge_label(edge))}];"
    yield "}"


def _quoted(text: str) -> str:
    """A DOT string: quotes and backslashes escaped, so that no label escape of Graphviz is left alive in an id."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", " ")
    return f'"{escaped}"'
