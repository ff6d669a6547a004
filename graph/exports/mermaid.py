"""A walk or the whole graph as a Mermaid flowchart: sources on top, arrows from upstream to downstream."""

from __future__ import annotations

from collections.abc import Iterator

from graph.exports.picture import Shape, edge_label, node_label, shape, strength
from graph.walk import Walk

_FRAMES = {Shape.BOX: ("[", "]"), Shape.ROUND: ("([", "])"), Shape.NOTE: ("[/", "/]"), Shape.DOUBLE: ("[[", "]]")}
_ARROWS = {"confirmed": "==>", "proposed": "-->", "faint": "-.->"}


def lines(view: Walk) -> Iterator[str]:
    """The lines of a flowchart, without newlines; equal views give equal lines.

    Confirmed edges are thick, proposed ones thin, rejected and withdrawn ones dotted; the word stands on the arrow too,
    with relation and confidence. Every label is quoted, with all but plain characters as entities.
    """
    yield "flowchart TD"
    names = {node.id.lower(): f"n{number}" for number, node in enumerate(view.nodes)}
    for node in view.nodes:
        start, end = _FRAMES[shape(node)]
        yield f'  {names[node.id.lower()]}{start}"{_escaped(node_label(node))}"{end}'
    for edge in view.edges:
        up, down = names.get(edge.upstream.lower()), names.get(edge.downstream.lower())
        if up and down:
            yield f'  {up} {_ARROWS[strength(edge)]}|"{_escaped(edge_label(edge))}"| {down}'
    if view.root is not None:
        yield f"  style {names[view.root.lower()]} stroke-width:3px"


def _escaped(text: str) -> str:
    """Mermaid's entity codes for everything that is markup to it somewhere; the rest of Unicode stands as it is."""
    return "".join(c if c.isalnum() or c in " .,:/_-()" else "<br/>" if c == "\n" else f"#{ord(c)};" for c in text)
