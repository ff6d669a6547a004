"""An edge's page: the claim in one sentence, its quotes in context, what contradicts it, the verdicts, and how it came to say this."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from graph.contract import Reads
from graph.evidence import evidence
from graph.model import Edge, EdgeType, Status
from graph.past import past
from stemma import answers
from stemma.web import meanings
from stemma.web.access import Graph, Render
from stemma.web.screens import Screen

router = APIRouter(include_in_schema=False)
MOST = 60


def screen(reads: Reads, edge: str) -> Screen:
    """The page. Raises UnknownEdge."""
    shown = answers.explain_edge(reads, edge, most=MOST)
    told = {claim.id for conflict in shown.conflicts for claim in conflict.claims}
    ends = reads.artifacts([shown.edge.downstream, shown.edge.upstream])
    given = {
        "shown": shown,
        "nodes": [ends.get(shown.edge.downstream), ends.get(shown.edge.upstream)],
        "others": rivals(reads, shown.edge),
        "against": [one for one in evidence(reads, shown.edge.id).opposing if one.claim.id not in told],
        "past": past(reads, shown.edge.id),
        "meaning": meanings.ALL,
    }
    return Screen("explore/edge.html", given)


def rivals(reads: Reads, edge: Edge) -> list[Edge]:
    """Other edges between the same two, in either direction and of any type: what they say stands beside it."""
    near = [
        *reads.edges_of([edge.downstream], "upstream", types=list(EdgeType), statuses=list(Status)),
        *reads.edges_of([edge.upstream], "upstream", types=list(EdgeType), statuses=list(Status)),
    ]
    pair = {edge.downstream.lower(), edge.upstream.lower()}
    return sorted((e for e in near if {e.downstream.lower(), e.upstream.lower()} == pair and e.id != edge.id), key=lambda e: e.id)


@router.get("/edge/{edge}")
def page(edge: str, graph: Graph, page: Render) -> Response:
    """The page of one edge."""
    return page.screen(screen(graph, edge))
