"""Ids in a model's answer: taken only where the document shows them, else a name; the downstream is what the document is about."""

from __future__ import annotations

import re
from functools import cached_property

from agents.readers import Context
from agents.readers.local.identity import folded, twins
from agents.readers.local.links import Found
from agents.readers.local.page import Page
from agents.readers.local.reader import LONGEST_QUOTE
from agents.readers.local.subjects import is_card
from graph.errors import InvalidId
from graph.ids import Kind, kind_of, parse, same, short
from graph.model import Document
from prompts.responses import StatedClaim


class Identities:
    """What one document's text and links say of the ids in an answer about it."""

    def __init__(self, document: Document, page: Page, context: Context, about: tuple[str, ...]) -> None:
        self.document, self.page, self.context = document, page, context
        self.about = tuple(found for a in about if (found := self._own(a)) is not None)

    def upstream(self, stated: StatedClaim, downstream: str, start: int, end: int) -> str | None:
        """The source's id: as answered, when the document shows it; else by the link given, or the link at that place; else its name.

        A link to the downstream itself is no link of the source, even where its text holds the source's name.
        """
        for given in (stated.upstream, stated.link):
            if given and (shown := self._shown(given, stated.mention)) is not None:
                return shown
        return self._linked(stated.mention, downstream, start, end) or self._name(stated.upstream, stated.mention)

    def downstream(self, stated: StatedClaim) -> str | None:
        """What was made: the document's own work under any spelling, an id that the document shows, or a name."""
        own = self._own(stated.downstream)
        if own is None:
            return None
        if len(self.about) == 1 and same(own, self.about[0]) and kind_of(own) in (Kind.NAME, Kind.REPOSITORY, Kind.PAPER):
            return self._presented(own)
        return own

    def _presented(self, own: str) -> str:
        """The one work of a page that gives it no Hub id: a card's is the card's own, another page's the only card that led to it."""
        if is_card(self.document):
            return self.document.artifact
        return self.context.reached_from[0] if len(self.context.reached_from) == 1 else own

    def widened(self, mention: str, start: int, end: int) -> tuple[int, int]:
        """The quote, or the unit it stands in where only that holds the mention and is short enough."""
        wanted = _squeezed(mention)
        if wanted in _squeezed(self.page.text[start:end]):
            return start, end
        unit = self.page.unit_at(start)
        if unit is None:
            return start, end
        first, last = min(start, unit.start), max(end, unit.end)
        if last - first <= 2 * LONGEST_QUOTE and wanted in _squeezed(self.page.text[first:last]):
            return first, last
        return start, end

    def _own(self, answered: str) -> str | None:
        try:
            found = parse(answered)
        except InvalidId:
            return _as_name(answered)
        home = self.document.artifact
        if found.partition(":")[0] == home.partition(":")[0] and twins(found, home):
            return home
        if kind_of(found) is Kind.NAME or self._in_text(found) or any(same(found, r) for r in self.context.reached_from):
            return found
        return _as_name(short(found))

    def _shown(self, given: str, mention: str) -> str | None:
        try:
            found = parse(given)
        except InvalidId:
            return None
        if kind_of(found) in (Kind.NAME, Kind.BENCHMARK):
            return None
        linked = next((link.id for link in self.page.links if same(link.id, found)), None)
        if linked is not None:
            return linked
        body = found.partition(":")[2]
        # A bare legacy id is also a plain name: it counts only where it is all of the mention.
        shown = self._in_text(found) if "/" in body or kind_of(found) is Kind.PAPER else mention.strip("`'\" ") == body
        return found if shown else None

    def _in_text(self, artifact: str) -> bool:
        return artifact.partition(":")[2].lower() in self._lower

    @cached_property
    def _lower(self) -> str:
        return self.page.text.lower()

    def _linked(self, mention: str, downstream: str, start: int, end: int) -> str | None:
        """The link of a mention: it is the anchor, holds it, or is the only one in the quote that could mean it."""
        wanted = folded(mention)
        if not wanted:
            return None
        near = [link for link in self.page.links if start <= link.start < end and not link.asset]
        near = [link for link in near if not twins(link.id, downstream)]
        named = {link.id for link in near if _means(link, wanted)}
        return named.pop() if len(named) == 1 else None

    def _name(self, upstream: str, mention: str) -> str | None:
        """`name:` and the words of the answer if the document holds them, else the mention."""
        words = upstream.partition(":")[2] if upstream.startswith("name:") else ""
        if words and _squeezed(words) in self._squeezed:
            return _as_name(words)
        return _as_name(mention)

    @cached_property
    def _squeezed(self) -> str:
        return _squeezed(self.page.text)


def _means(link: Found, wanted: str) -> bool:
    anchor = folded(link.anchor)
    return (
        bool(anchor and (anchor == wanted or wanted in anchor or (len(anchor) > 3 and anchor in wanted)))
        or folded(short(link.id)) == wanted
    )


def _as_name(words: str) -> str | None:
    plain = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff\s]+", " ", words.removeprefix("name:")).strip()[:200].strip()
    return f"name:{plain}" if plain else None


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()
