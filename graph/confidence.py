"""All live claims about one pair -> one probability, one relation, and what they say of splits and rows."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from graph.calibration import log_odds, shipped
from graph.conflicts import within
from graph.model import Claim, Relation

CEILING = 0.99
COPIED = 30
"""Letters from which a quote that stands within another is a copy of it; shorter ones, a name or two, stand in many sentences."""


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
    corroboration for every further one, as far as that one is sure; at most 0.99. Two documents that quote the same words
    (`same_words`) count as one (a copied card is no second witness): words belong to the document that says most. Relation: a
    person's, of several persons' the latest; else the one with the largest summed confidence, ties by name. Rows: the number stated,
    None when claims state different numbers. Conflict: see `graph.conflicts.within`.
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


def same_words(one: str, other: str) -> bool:
    """Whether two quotes are of the same words: equal but for case, blanks and marks, or one a long part of the other.

    So a sentence that was copied, with its bullet or without, or quoted a little further, is the same sentence.
    """
    short, long = sorted((letters(one), letters(other)), key=len)
    return short == long or (len(short) >= COPIED and short in long)


@lru_cache(maxsize=4096)
def letters(quote: str) -> str:
    """The letters and digits of a quote without case; a quote without any stays as it is, but for blanks."""
    return "".join(c for c in quote.casefold() if c.isalnum()) or " ".join(quote.split())


def _independent(claims: Sequence[Claim]) -> list[float]:
    """The confidence of each document that says something in words of its own, surest first."""
    words = _by_words({c.quote for c in claims})
    by_words: dict[str, float] = defaultdict(float)
    said: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        by_words[words[claim.quote]] = max(by_words[words[claim.quote]], claim.confidence)
        said[claim.document_id].add(words[claim.quote])
    first_document: dict[str, str] = {}
    for document in sorted(said, key=lambda d: (-len(said[d]), d)):
        for quote in said[document]:
            first_document.setdefault(quote, document)
    by_document: dict[str, float] = defaultdict(float)
    for quote, confidence in by_words.items():
        by_document[first_document[quote]] = max(by_document[first_document[quote]], confidence)
    return sorted(by_document.values(), reverse=True)


def _by_words(quotes: Collection[str]) -> dict[str, str]:
    """For each quote the shortest one of the same words: it stands for all that hold it."""
    found: dict[str, str] = {}
    for quote in sorted(quotes, key=lambda q: (len(letters(q)), letters(q), q)):
        found[quote] = next((found[other] for other in found if same_words(quote, other)), quote)
    return found


def _together(confidences: Sequence[float]) -> float:
    """Of several independent documents: the first's log odds, and the weight of corroboration for each other, times its confidence."""
    first, *others = confidences
    if not others or first <= 0.0:
        return round(min(first, CEILING), 6)
    weight = shipped().tables["both"].weights.get("corroborated", 0.0)
    z = log_odds(first) + weight * math.fsum(others)
    return round(max(min(first, CEILING), min(1.0 / (1.0 + math.exp(-z)), CEILING)), 6)
