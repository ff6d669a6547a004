"""What a claim must hold before it is proposed: verbatim, about the mention, between two different works, in the stated direction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from agents.readers.local.identity import twins
from graph.ids import Kind, kind_of
from graph.model import DERIVATIONS, Claim, Document


class Verified(NamedTuple):
    """Claims that hold, and those that do not with the reason, for the log."""

    kept: list[Claim]
    dropped: list[tuple[Claim, str]]


def verify(claims: Iterable[Claim], document: Document) -> Verified:
    """Judge each claim against the document's text; a disjoint look that trusts nothing the reader said."""
    kept: list[Claim] = []
    dropped: list[tuple[Claim, str]] = []
    for claim in claims:
        reason = _fault(claim, document)
        if reason is None:
            kept.append(claim)
        else:
            dropped.append((claim, reason))
    return Verified(kept, dropped)


def _fault(claim: Claim, document: Document) -> str | None:
    if claim.document_id != document.id or claim.document_sha != document.sha256:
        return "another document"
    if not claim.quote.strip() or document.text[claim.start : claim.end] != claim.quote:
        return "not verbatim"
    if _squeezed(claim.mention) not in _squeezed(claim.quote):
        return "mention not in the quote"
    if twins(claim.downstream, claim.upstream):
        return "names itself"
    if claim.relation in DERIVATIONS and kind_of(claim.upstream) in (Kind.MODEL, Kind.BENCHMARK):
        return "no data set upstream"
    if kind_of(claim.downstream) in (Kind.MODEL, Kind.BENCHMARK):
        return "not about a data set"
    return None


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()
