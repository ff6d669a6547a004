"""All live claims about one pair -> one probability, one relation, and what they say of splits and rows."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from graph.calibration import log_odds, shipped
from graph.conflicts import within
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

    Confidence: the best claim of each document; the surest document's, its log odds raised by the calibration's weight of
    corroboration for every further one, as far as that one is sure; at most 0.99. Two documents that quote the same words count as
    one (a copied card is no second witness): words belong to the document that says most. Relation: a person's, of several persons' the
    latest; else the one with the largest summed confidence, ties by name. Rows: the number stated, None when claims state different
    numbers. Conflict: see `graph.conflicts.within`.
    """
    weight: dict[Relation, float] = defaultdict(float)
    for claim in sorted(claims, key=lambda c: c.confidence):  # float sums depend on their order
        weight[claim.relation] += claim.confidence
    person = max((c for c in claims if c.by_person), key=lambda c: (c.read_at, c.id), default=None)
    rows = {c.rows_taken for c in claims if c.rows_taken is not None}
    return Summary(
        relation=person.relation if person else min(weight, key=lambda r: (-weight[r], r.value)),
        confidence=_together(_independent(claims)),
        splits=tuple(sorted({c.split for c in claims if c.split})),
        rows_taken=rows.pop() if len(rows) == 1 else None,
        conflict=bool(within("", claims)),
    )


def _independent(claims: Sequence[Claim]) -> list[float]:
    """The confidence of each document that says something in words of its own, surest first."""
    by_quote: dict[str, float] = defaultdict(float)
    quotes: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        quote = " ".join(claim.quote.casefold().split())
        by_quote[quote] = max(by_quote[quote], claim.confidence)
        quotes[claim.document_id].add(quote)
    first_document: dict[str, str] = {}
    for document in sorted(quotes, key=lambda d: (-len(quotes[d]), d)):
        for quote in quotes[document]:
            first_document.setdefault(quote, document)
    by_document: dict[str, float] = defaultdict(float)
    for quote, confidence in by_quote.items():
        by_document[first_document[quote]] = max(by_document[first_document[quote]], confidence)
    return sorted(by_document.values(), reverse=True)


def _together(confidences: Sequence[float]) -> float:
    """Of several independent documents: the first's log odds, and the weight of corroboration for each other, times its confidence."""
    first, *others = confidences
    if not others or first <= 0.0:
        return round(min(first, CEILING), 6)
    weight = shipped().tables["both"].weights.get("corroborated", 0.0)
    z = log_odds(first) + weight * math.fsum(others)
    return round(max(min(first, CEILING), min(1.0 / (1.0 + math.exp(-z)), CEILING)), 6)
