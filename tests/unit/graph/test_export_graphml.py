"""GraphML reads back as the same nodes and edges.

Not held: characters that XML has no place for (they become U+FFFD), aliases, dates and revisions of nodes, the claims
themselves (only their ids), documents, decisions, facts, runs.
"""

from __future__ import annotations

from xml.etree import ElementTree

import networkx
from hypothesis import given
from hypothesis import strategies as st

from graph.contract import Store
from graph.model import Artifact, Edge
from graph.walk import whole
from stemma.exporting import Wanted, lines

from .exported import EDGES, filled
from .lineage import TIME, edge, graph

SPACE = "{http://graphml.graphdrawing.org/xmlns}"
NUMBERS = {"confidence": float, "rows_taken": int, "version": int}
LISTS = {"splits", "flags", "claims"}


def text_of(store: Store, root: str | None = None) -> str:
    return "".join(lines(store, "graphml", Wanted(root=root)))


def read_back(text: str) -> tuple[dict[str, dict[str, str]], list[Edge]]:
    tree = ElementTree.fromstring(text)
    names = {key.get("id"): key.get("attr.name") for key in tree.iter(f"{SPACE}key")}

    def data(element: ElementTree.Element) -> dict[str, str]:
        return {str(names[d.get("key")]): d.text or "" for d in element.iter(f"{SPACE}data")}

    nodes = {str(node.get("id")): data(node) for node in tree.iter(f"{SPACE}node")}
    edges = []
    for found in tree.iter(f"{SPACE}edge"):
        held: dict[str, object] = {k: NUMBERS[k](v) if k in NUMBERS else v for k, v in data(found).items() if k != "type"}
        held |= {name: tuple(str(held[name]).split("\n")) for name in LISTS & held.keys()}
        ends = {"id": found.get("id"), "upstream": found.get("source"), "downstream": found.get("target")}
        edges.append(Edge.model_validate({**held, **ends}))
    return nodes, edges


def test_every_node_and_edge_reads_back() -> None:
    nodes, edges = read_back(text_of(filled()))
    assert edges == sorted(EDGES, key=lambda e: e.id)
    view = whole(filled())
    assert {i: (n["kind"], n["state"], n.get("title")) for i, n in nodes.items()} == {
        n.id: (n.kind.value, n.state.value, n.title) for n in view.nodes
    }


@given(st.text(max_size=30), st.floats(0, 1))
def test_any_title_makes_well_formed_xml(title: str, confidence: float) -> None:
    store = graph(Artifact(id="hf:o/a", title=title), edge("a", "b", confidence))
    nodes, (found,) = read_back(text_of(store))
    assert found.confidence == confidence
    assert len(nodes["hf:o/a"]["title"]) == len(title)
    assert found.first_seen == TIME


def test_networkx_reads_it() -> None:
    held = networkx.parse_graphml(text_of(filled()))
    assert held.number_of_edges() == len(EDGES)
    assert held.edges["hf:o/a", "hf:o/mix"]["confidence"] == 0.95
    assert held.edges["hf:o/a", "hf:o/mix"]["rows_taken"] == 4000


def test_a_root_gives_what_lies_above_it() -> None:
    nodes, edges = read_back(text_of(filled(), root="o/a"))
    assert set(nodes) == {"hf:o/a", "hf:o/b"}
    assert [e.upstream for e in edges] == ["hf:o/b"]
