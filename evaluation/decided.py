"""Gold out of verdicts: what people confirmed and rejected in the graph, in the documents that the edges' claims were read in."""

from __future__ import annotations

from collections import defaultdict
from typing import Protocol

from evaluation.gold import Gold, GoldDocument, GoldEdge, Names, Negative, Pair
from graph.model import Claim, Document, Edge, EdgeType, Status

REJECTED = "rejected"
"""The category of a pair that a person rejected."""
_KINDS = ("hf", "github", "arxiv")


class Decided(Protocol):
    """The part of the store that is asked."""

    def all_edges(self, *, types: tuple[EdgeType, ...], statuses: tuple[Status, ...]) -> list[Edge]:
        """Edges of the given types and statuses."""
        ...

    def claims(self, *, ids: list[str]) -> list[Claim]:
        """Claims by id."""
        ...

    def documents(self, ids: list[str]) -> list[Document]:
        """The stored revisions of documents."""
        ...


def gold_of(store: Decided) -> Gold:
    """The decided derivations as partial gold: of other pairs in those documents nothing is known."""
    edges = store.all_edges(types=(EdgeType.DERIVED_FROM,), statuses=(Status.CONFIRMED, Status.REJECTED))
    claims = {c.id: c for c in store.claims(ids=sorted({c for e in edges for c in e.claims}))}
    stated: dict[str, dict[Pair, GoldEdge]] = defaultdict(dict)
    negatives: dict[str, tuple[Negative, ...]] = defaultdict(tuple)
    aliases: dict[str, str] = {}
    for edge in edges:
        for claim in (claims[c] for c in edge.claims if c in claims):
            aliases |= {claim.upstream: edge.upstream, claim.downstream: edge.downstream}
            if edge.status is Status.CONFIRMED:
                pair = (Names().one(edge.downstream), Names().one(edge.upstream))
                stated[claim.document_id][pair] = GoldEdge(edge.relation.value, bulk=False)
            else:
                negatives[claim.document_id] += (Negative(edge.downstream, edge.upstream, REJECTED),)
    documents = store.documents(sorted({*stated, *negatives})) if stated or negatives else []
    return Gold({d.id: _document(d) for d in documents}, stated, negatives, Names(aliases))


def merged(gold: Gold, more: Gold) -> Gold:
    """Both together; a document that both hold keeps the first one's coverage and gets the second one's verdicts too."""
    edges = {d: {**more.of(d), **gold.of(d)} for d in {*gold.edges, *more.edges}}
    negatives = {d: (*gold.negatives.get(d, ()), *more.negatives.get(d, ())) for d in {*gold.negatives, *more.negatives}}
    return Gold({**more.documents, **gold.documents}, edges, negatives, gold.names.joined(more.names), gold.hints | more.hints)


def _document(document: Document) -> GoldDocument:
    prefix, _, name = document.artifact.partition(":")
    row = {
        "id": document.id,
        "kind": prefix if prefix in _KINDS else "page",
        "url": document.url,
        "repo_or_dataset_id": name if prefix in _KINDS else document.artifact,
        "title": document.title,
        "text": document.text,
    }
    return GoldDocument(document.id, row, document.artifact, counted=False, whole=False)
