"""An artifact's page: what it is, its family, which benchmarks may be inside, results, documents and verdicts."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from graph.contract import Reads
from graph.exports.addresses import address
from graph.ids import Kind, parse
from graph.walk import known
from stemma import answers
from stemma.showing import ShownArtifact
from stemma.web import meanings
from stemma.web.access import Graph, Render
from stemma.web.routes.graph import Asked, View, around, record
from stemma.web.screens import Screen

router = APIRouter(include_in_schema=False)
MOST = 200
"""Edges on each side whose quotes and verdicts are told on one page, the surest first."""
RESULTS = 50


def screen(reads: Reads, artifact: str, view: View, *, whole: bool = False) -> Screen:
    """The page. `whole`: with the parts that a server hands in later. Raises UnknownArtifact, InvalidId."""
    node = known(reads, parse(artifact))
    runs = reads.runs(artifacts=[node.id])
    given = {
        "node": node,
        "home": None if node.kind is Kind.NAME else address(node.id),
        "around": around(reads, node.id, view),
        "record": record,
        "hops": whole,
        "carried": reads.carries(datasets=[node.id]),
        "runs": runs[:RESULTS],
        "runs_total": len(runs),
        "meaning": meanings.ALL,
        "held": answers.inside(reads, node.id) if whole else None,
        "shown": told(reads, node.id) if whole else None,
    }
    return Screen("explore/artifact.html", given)


def told(reads: Reads, artifact: str) -> ShownArtifact:
    """The documents of an artifact, and its edges with quotes and verdicts."""
    return answers.artifact(reads, artifact, most=MOST)


@router.get("/artifact/{artifact:path}")
def page(artifact: str, graph: Graph, page: Render, view: Asked) -> Response:
    """The page of one artifact."""
    return page.screen(screen(graph, artifact, view))


@router.get("/part/inside/{artifact:path}")
def inside(artifact: str, graph: Graph, page: Render) -> Response:
    """Which benchmarks may be inside."""
    return page("explore/inside.html", held=answers.inside(graph, artifact), meaning=meanings.ALL)


@router.get("/part/papers/{artifact:path}")
def papers(artifact: str, graph: Graph, page: Render) -> Response:
    """Its documents, what else they say of it, and the verdicts on its edges."""
    return page("explore/papers.html", shown=told(graph, artifact), meaning=meanings.ALL)
