"""Edges that are read in one passage: the same sentence, or the same document."""

from __future__ import annotations

import re

from graph.contract import Reads
from graph.deciding import edge_of
from graph.model import Claim, EdgeType, Status, edge_id

_END = re.compile(r"[.!?][\"')\]]*\s|\n|[。！？]")
_LONGEST = 2_000


def together(store: Reads, edge_id: str, *, whole_card: bool = False) -> dict[str, int]:
    """Proposed derivations that the edge's sentence (or document) states, itself among them: edge id -> its version now.

    The sentence is that of its surest claim. Raises UnknownEdge.
    """
    edge = edge_of(store, edge_id)
    mine = sorted(store.claims(ids=edge.claims), key=lambda c: (-c.confidence, c.id))
    found = {edge.id}
    if mine:
        best = mine[0]
        beside = [c for c in store.claims(documents=[best.document_id]) if c.status is Status.PROPOSED]
        if not whole_card:
            start, end = _sentence_of(store, best)
            same = [c for c in beside if c.document_sha == best.document_sha]
            beside = [c for c in same if c.start < end and c.end > start]
        found |= _edges_of(store, beside)
    return {e.id: e.version for e in store.edges(found) if e.status is Status.PROPOSED and e.type is EdgeType.DERIVED_FROM}


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of the sentence, row or bullet that [start, end) lies in; of several when it spans them."""
    before = [m.end() for m in _END.finditer(text, max(0, start - _LONGEST), start)]
    after = _END.search(text, max(start, end - 1), min(len(text), end + _LONGEST))
    return before[-1] if before else max(0, start - _LONGEST), after.end() if after else min(len(text), end + _LONGEST)


def _sentence_of(store: Reads, claim: Claim) -> tuple[int, int]:
    texts = [d.text for d in store.documents([claim.document_id]) if d.sha256 == claim.document_sha]
    return sentence(texts[0], claim.start, claim.end) if texts else (claim.start, claim.end)


def _edges_of(store: Reads, claims: list[Claim]) -> set[str]:
    """Ids of the edges that claims count for."""
    derived = [c for c in claims if c.relation.edge_type is EdgeType.DERIVED_FROM]
    meant = store.canonical([i for c in derived for i in (c.downstream, c.upstream)])
    return {edge_id(meant[c.downstream], meant[c.upstream], EdgeType.DERIVED_FROM) for c in derived}
