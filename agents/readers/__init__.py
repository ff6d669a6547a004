"""Readers turn one document into claims; this is the contract they meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from graph.model import Claim, Document


@dataclass(frozen=True)
class Context:
    """What a crawl, or a file of documents, knows beyond the page.

    `reached_from`: datasets whose cards present this document as their own repository, paper or page, sorted.
    `known`: folded name -> id, for works seen so far (their last id part, titles, aliases); unique names only.
    """

    reached_from: tuple[str, ...] = ()
    known: Mapping[str, str] = field(default_factory=dict)


class Reader(Protocol):
    """A document -> the claims it states. Deterministic in its arguments; never raises on any text."""

    name: str

    def read(self, document: Document, context: Context) -> list[Claim]:
        """Claims with exact offsets: `document.text[claim.start:claim.end] == claim.quote`."""
        ...
