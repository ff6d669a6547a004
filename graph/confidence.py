"""All live claims about one pair -> one probability, one relation, and what they say of splits and rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from graph.model import Claim, Relation

CEILING = 0.99


class Summary(NamedTuple):
    """What the claims of one edge add up to; `conflict` when they cannot all be true."""

    relation: Relation
    confidence: float
    splits: tuple[str, ...]
    rows_taken: int | None
    conflict: bool


def aggregate(claims: Sequence[Claim]) -> Summary:
    """One summary of at least one claim, whatever their order.

    Confidence: the best claim of each document, then noisy-or over documents, capped at 0.99. Two documents that quote
    the same words count as one (a copied card is no second witness): words belong to the document that says most.
    Relation: the one with the largest summed confidence, ties by name. Rows: the number stated, None when claims state
    different numbers. Conflict: two different row counts, or one claim that takes the source whole and one that takes a
    part of it.
    """
    by_quote: dict[str, float] = defaultdict(float)
    by_document: dict[str, float] = defaultdict(float)
    weight: dict[Relation, float] = defaultdict(float)
    quotes: dict[str, set[str]] = defaultdict(set)
    for claim in sorted(claims, key=lambda c: c.confidence):  # float sums depend on their order
        quote = " ".join(claim.quote.casefold().split())
        by_quote[quote] = max(by_quote[quote], claim.confidence)
        weight[claim.relation] += claim.confidence
        quotes[claim.document_id].add(quote)
    first_document: dict[str, str] = {}
    for document in sorted(quotes, key=lambda d: (-len(quotes[d]), d)):
        for quote in quotes[document]:
            first_document.setdefault(quote, document)
    for quote, confidence in by_quote.items():
        document = first_document[quote]
        by_document[document] = max(by_document[document], confidence)
    doubt = 1.0
    for document in sorted(by_document):
        doubt *= 1.0 - by_document[document]
    relation = min(weight, key=lambda r: (-weight[r], r.value))
    rows = {c.rows_taken for c in claims if c.rows_taken is not None}
    wholes = {c.relation for c in claims} & {Relation.DIRECT_INCLUSION, Relation.FORMAT_CONVERSION}
    parts = {c.relation for c in claims} & {Relation.SUBSET, Relation.FILTERED}
    return Summary(
        relation=relation,
        confidence=round(min(1.0 - doubt, CEILING), 6),
        splits=tuple(sorted({c.split for c in claims if c.split})),
        rows_taken=rows.pop() if len(rows) == 1 else None,
        conflict=len(rows) > 1 or bool(wholes and parts),
    )
