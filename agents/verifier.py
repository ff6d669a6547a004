"""What a claim must hold before it is proposed: verbatim, about its mention, between two different works, in the stated direction."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import NamedTuple

from agents.readers.local.identity import folded, twins
from graph.ids import Kind, kind_of, short
from graph.model import DERIVATIONS, Claim, Document


class Verified(NamedTuple):
    """Claims that hold, and those that do not with the reason, for the log."""

    kept: list[Claim]
    dropped: list[tuple[Claim, str]]


_MADE_INTO = re.compile(
    r"\b(?:this|our) (?:[\w-]+ ){0,2}(?:data ?set|data|corpus|collection) (?:is|was|has been) used (?:to|for|in|by) "
    r"(?:\w+ ){0,3}(?:construct|creat|build|produc|mak)\w*(?: [\w-]+){0,3}\W*\Z",
    re.I,
)
_MADE_FROM_THIS = re.compile(
    r"\A\W{0,200}(?:is|was|were|are) (?:\w+ ){0,2}(?:derived|built|made|constructed|created) (?:from|on) (?:this|our)\b", re.I
)


def verify(claims: Iterable[Claim], document: Document) -> Verified:
    """Judge each claim against the document's text; a second look that trusts nothing the reader said."""
    return _judged(claims, _Look(document).fault)


def verbatim(claims: Iterable[Claim], document: Document) -> Verified:
    """Judge only whether each claim stands in the document, with its mention: before names are resolved, no more can be said."""
    return _judged(claims, _Look(document).unfounded)


def _judged(claims: Iterable[Claim], fault: Callable[[Claim], str | None]) -> Verified:
    kept: list[Claim] = []
    dropped: list[tuple[Claim, str]] = []
    for claim in claims:
        reason = fault(claim)
        if reason is None:
            kept.append(claim)
        else:
            dropped.append((claim, reason))
    return Verified(kept, dropped)


class _Look:
    """One document under the verifier's eye."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.sha = document.sha256

    @cached_property
    def words(self) -> str:
        return folded(self.document.text)

    def fault(self, claim: Claim) -> str | None:
        """Why a claim does not hold; None when it does."""
        if (reason := self.unfounded(claim)) is not None:
            return reason
        if twins(claim.downstream, claim.upstream):
            return "names itself"
        return self._kinds(claim) or self._direction(claim)

    def unfounded(self, claim: Claim) -> str | None:
        """Why a claim does not stand in the document; None when it does."""
        if claim.document_id != self.document.id or claim.document_sha != self.sha:
            return "another document"
        if not claim.quote.strip() or self.document.text[claim.start : claim.end] != claim.quote:
            return "not verbatim"
        if _squeezed(claim.mention) not in _squeezed(claim.quote):
            return "mention not in the quote"
        return None

    def _kinds(self, claim: Claim) -> str | None:
        if claim.relation in DERIVATIONS and kind_of(claim.upstream) in (Kind.MODEL, Kind.BENCHMARK):
            return "no data set upstream"
        if kind_of(claim.downstream) in (Kind.MODEL, Kind.BENCHMARK):
            return "not about a data set"
        if not self._about(claim.downstream):
            return "about another work"
        return None

    def _about(self, downstream: str) -> bool:
        """A card speaks of its own set, or of one it names; other pages may present a set under a name they never print."""
        if not self.document.id.startswith("hf:") or twins(downstream, self.document.artifact):
            return True
        return folded(short(downstream)) in self.words

    def _direction(self, claim: Claim) -> str | None:
        if claim.relation not in DERIVATIONS or not twins(claim.downstream, self.document.artifact):
            return None
        before, _, after = claim.quote.partition(claim.mention)
        if _MADE_INTO.search(before[-200:]) or _MADE_FROM_THIS.match(after[:300]):
            return "wrong direction"
        return None


def _squeezed(text: str) -> str:
    """Without case, blanks and marks that cannot be seen (zero width, bidi): readers see a blank in their place."""
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Cf").casefold()
