"""A mention of a possible source, and the company it keeps in its sentence, bullet or row."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from agents.readers.local.structure import Unit

MOST_ITEMS = 200
_LABEL = re.compile(r"[^:：\n]{2,60}[:：][\s*_]*")
_LABEL_ENDS = re.compile(r"[^:：,;\n]{0,40}[:：][\s*_]*")
_LIST_MARK = re.compile(r"[\s`*_\"'”“]*(?:[,;、，/&+|]|\band\b|和|与|と)[\s`*_\"'”“]*(?:and\b\s*)?(?:the\s+)?")


class MentionKind(StrEnum):
    """How a candidate is written."""

    LINK = "link"
    BARE = "bare"
    NAME = "name"
    FRONT = "front"
    CODE = "code"
    CITED = "cited"


@dataclass(frozen=True, slots=True)
class Mention:
    """A possible source at `text[start:end]` in `unit`.

    `label`: what the gazetteer says it is, '' for links and ids, the key of a front matter field. `hidden`: in an HTML comment.
    """

    start: int
    end: int
    id: str
    text: str
    kind: MentionKind
    label: str
    unit: Unit
    config: str | None = None
    split: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Company:
    """All mentions of one unit, in order. `items`: where those begin that a label lists, `Label: A, B and C`."""

    mentions: tuple[Mention, ...]
    starts: tuple[int, ...]
    ids: frozenset[str]
    items: frozenset[int] = frozenset()

    @classmethod
    def of(cls, text: str, mentions: Sequence[Mention]) -> Company:
        """The company of a unit's mentions in a text, given in order of place."""
        items = frozenset(_items(text, mentions))
        if len(items) == 1 and mentions[0].start not in items:
            items = frozenset()  # `Name: B` describes the name; only several make a list.
        return cls(tuple(mentions), tuple(m.start for m in mentions), frozenset(m.id.lower() for m in mentions), items)

    @property
    def first(self) -> Mention:
        """The mention the unit starts with."""
        return self.mentions[0]

    def within(self, start: int, end: int) -> Iterator[Mention]:
        """The mentions that begin in a stretch."""
        yield from self.mentions[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


def _items(text: str, mentions: Sequence[Mention]) -> Iterator[int]:
    """The places of the mentions that follow a label's colon with nothing but the marks of a list between them.

    The label is words, or the first mention.
    """
    at, listing = mentions[0].unit.start, False
    for number, mention in enumerate(mentions[:MOST_ITEMS]):
        between = text[at : mention.start]
        if not listing:
            listing = bool((_LABEL if number == 0 else _LABEL_ENDS).fullmatch(between))
            if number and not listing:
                return
        elif not _LIST_MARK.fullmatch(between):
            return
        if listing:
            yield mention.start
        at = mention.end
