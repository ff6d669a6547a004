"""The review screen: its frame, the order of the queue, and the claims in it; nothing here writes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import ValidationError
from starlette.responses import JSONResponse, Response

from graph import queue
from graph.errors import InvalidId, UnknownEdge
from graph.model import DERIVATIONS, Claim, Edge, Relation, Status
from graph.progress import progress
from stemma import showing
from stemma.keymap import KEYS, REASON_KEYS, RELATION_KEYS, Act, as_json
from stemma.learning import waiting
from stemma.web.access import Configured, Now, Render, Who
from stemma.web.lines import Lines
from stemma.web.links import href
from stemma.web.meanings import FLAGS
from stemma.web.security.csrf import token_of
from stemma.web.words import PHRASES, outside

router = APIRouter(prefix="/review", include_in_schema=False)
MOST = 25


@router.get("")
def screen(request: Request, page: Render, who: Who) -> Response:
    """The frame; its script fetches the line and the claims."""
    return _screen(request, page, who, None)


@router.get("/line")
def line(request: Request, graph: Now, who: Who, fresh: bool = False) -> Response:
    """The ids of all edges that wait under the filters of the address, in the order of the review, without those decided since."""
    filters = filters_of(request)
    lines: Lines = request.app.state.lines
    found = lines.of(graph, filters, who.actor, fresh=fresh)
    since = {made.edge for made in graph.decisions() if made.time >= found.made_at} if filters.reviewer is None else set()
    return JSONResponse({"ids": [place.edge for place in found.places if place.edge not in since], "made_at": found.made_at.isoformat()})


@router.get("/items")
def items(graph: Now, page: Render, ids: Annotated[list[str], Query(max_length=MOST)]) -> Response:
    """The claims of some edges, each with the part of the screen that says it. Missing edges are left out."""
    found = queue.items(graph, ids)
    shown = {one.edge.id: one for one in showing.edges(graph, [item.edge.id for item in found])}
    ends = graph.artifacts({end for item in found for end in (item.edge.downstream, item.edge.upstream)})
    told = []
    for item in found:
        quotes = [q for q in shown[item.edge.id].quotes if q.claim.status is not Status.WITHDRAWN]
        first = next((q for q in quotes if q.claim.document_id == item.document), quotes[0] if quotes else None)
        html = page.text(
            "review/claim.html", item=item, quote=first, quotes=quotes, decisions=shown[item.edge.id].decisions, ends=ends, flags=FLAGS
        )
        told.append(_told(item.edge, first, [q.claim for q in quotes]) | {"html": html})
    return JSONResponse(told)


@router.get("/progress")
def progress_(graph: Now, who: Who, settings: Configured, left: Annotated[int | None, Query(ge=0)] = None) -> Response:
    """How far, how fast, how well calibrated so far, the last ten decisions, and a hint when enough is new to learn from."""
    found = progress(graph, actor=who.actor, left=left)
    edges = {edge.id: edge for edge in graph.edges(sorted({d.edge for d in found.last}))}
    last = [
        {
            "edge": d.edge,
            "verdict": d.verdict,
            "actor": d.actor,
            "time": d.time.isoformat(),
            "undoes": d.undoes,
            "said": _said(edges[d.edge]) if d.edge in edges else d.edge,
        }
        for d in found.last
    ]
    new = waiting(settings, graph)
    hint = f"{new.new} edges decided since the last fit: {new.command} learns from them" if new.enough else None
    return JSONResponse(found.model_dump(mode="json") | {"last": last, "hint": hint})


@router.get("/token")
def token(who: Who) -> Response:
    """A fresh token of this session, for a page that outlived the one before, and who decides in it."""
    return JSONResponse({"token": token_of(who), "actor": who.actor})


@router.get("/{edge}")
def permalink(request: Request, edge: str, graph: Now, page: Render, who: Who) -> Response:
    """The frame, opened at one edge. Raises UnknownEdge."""
    if not graph.edges([edge]):
        raise UnknownEdge(f"no edge {edge} in this graph")
    return _screen(request, page, who, edge)


def filters_of(request: Request) -> queue.Filters:
    """The filters in an address; empty ones are none. Raises InvalidId for a value that is none of a filter."""
    said = {name: value for name, value in request.query_params.items() if name in queue.Filters.model_fields and value.strip()}
    try:
        return queue.Filters.model_validate(said)
    except ValidationError as error:
        wrong = "; ".join(f"{e['loc'][0]}: {e['msg']}" for e in error.errors())
        raise InvalidId(f"the filter cannot be used: {wrong}; correct the address") from error


def _screen(request: Request, page: Render, who: Who, edge: str | None) -> Response:
    filters = filters_of(request)
    data = {
        "edge": edge,
        "actor": who.actor,
        "query": {name: value for name, value in request.query_params.items() if name in queue.Filters.model_fields and value},
        **as_json(),
        "phrases": {str(relation): PHRASES[relation] for relation in DERIVATIONS},
    }
    relations = [(key, relation, PHRASES[relation]) for key, relation in RELATION_KEYS.items()]
    return page(
        "review/screen.html",
        data=data,
        keys=[key for key in KEYS if key.act is not Act.QUIT],
        relations=relations,
        reasons=REASON_KEYS,
        filters=filters,
        all_relations=sorted(DERIVATIONS, key=list(Relation).index),
        flags=FLAGS,
    )


def _told(edge: Edge, first: showing.Quote | None, claims: list[Claim]) -> dict[str, object]:
    """What the script must know of an edge: its version, its place in a text, its quotes there, and where its source is read."""
    text = None
    if first is not None and first.line is not None:
        claim = first.claim
        marks = [claim.id, *(c.id for c in claims if c.document_sha == claim.document_sha and c.id != claim.id)]
        text = {"document": claim.document_id, "sha": claim.document_sha, "line": first.line, "marks": marks}
    source = outside(first.url) if first is not None else None
    return {
        "id": edge.id,
        "version": edge.version,
        "status": edge.status,
        "relation": edge.relation,
        "flags": edge.flags,
        "downstream": edge.downstream,
        "upstream": edge.upstream,
        "said": _said(edge),
        "text": text,
        "source": source,
        "quote": first.claim.quote[:200] if first is not None else None,
        "page": href("edge", edge.id),
    }


def _said(edge: Edge) -> str:
    return f"{edge.downstream.partition(':')[2]} {PHRASES[edge.relation]} {edge.upstream.partition(':')[2]}"
