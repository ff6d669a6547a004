"""A walk or the whole graph as GraphML, for Gephi, yEd and networkx: arrows from upstream to downstream, as in the pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from graph.model import Edge
from graph.walk import Walk, WalkNode

_NODE = {"kind": "string", "state": "string", "title": "string"}
_EDGE = {
    "type": "string",
    "relation": "string",
    "status": "string",
    "confidence": "double",
    "splits": "string",
    "rows_taken": "long",
    "flags": "string",
    "claims": "string",
    "first_seen": "string",
    "last_seen": "string",
    "version": "long",
}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def lines(view: Walk) -> Iterator[str]:
    """The lines of a directed graph, without newlines. An unknown value has no `data`; lists are joined by a newline.

    Characters that XML cannot hold become U+FFFD.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    yield from _keys("node", _NODE)
    yield from _keys("edge", _EDGE)
    yield '  <graph id="stemma" edgedefault="directed">'
    names = {node.id.lower(): node.id for node in view.nodes}
    for node in view.nodes:
        yield from _element("node", f"id={_quoted(node.id)}", _node(node))
    for edge in view.edges:
        up, down = names.get(edge.upstream.lower()), names.get(edge.downstream.lower())
        if up and down:
            yield from _element("edge", f"id={_quoted(edge.id)} source={_quoted(up)} target={_quoted(down)}", _edge(edge))
    yield "  </graph>"
    yield "</graphml>"


def _keys(domain: str, fields: Mapping[str, str]) -> Iterator[str]:
    for name, kind in fields.items():
        yield f'  <key id="{domain}_{name}" for="{domain}" attr.name="{name}" attr.type="{kind}"/>'


def _element(domain: str, attributes: str, data: Mapping[str, object]) -> Iterator[str]:
    yield f"    <{domain} {attributes}>"
    for name, value in data.items():
        if value is not None:
            yield f'      <data key="{domain}_{name}">{escape(_clean(value), {chr(13): "&#13;"})}</data>'
    yield f"    </{domain}>"


def _node(node: WalkNode) -> dict[str, object]:
    return {"kind": node.kind.value, "state": node.state.value, "title": node.title}


def _edge(edge: Edge) -> dict[str, object]:
    fields = edge.model_dump(mode="json") | {"type": edge.type.value}
    return {name: _joined(fields[name]) for name in _EDGE}


def _joined(value: object) -> object:
    if not isinstance(value, list):
        return value
    return "\n".join(value) if value else None


def _clean(value: object) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", str(value))


def _quoted(text: str) -> str:
    return quoteattr(_clean(text), {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})
