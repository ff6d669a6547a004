"""A document's text in numbered lines, every quote marked where it stands; quotes may overlap, lie on one another, cross lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

LINES = 2_000
CHARACTERS = 300_000
"""How much of a text one page shows at most; a line that is longer alone is shown whole."""


class Span(NamedTuple):
    """What is to be marked: the id of a claim, and the code points of its quote, half-open."""

    id: str
    start: int
    end: int


class Piece(NamedTuple):
    """Part of a line. `ids`: the claims it is quoted by; `opens`: those whose quote begins here."""

    text: str
    ids: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()


class Line(NamedTuple):
    """One line, counted from 1, without its end."""

    number: int
    pieces: tuple[Piece, ...]


class Leaf(NamedTuple):
    """A run of lines of a text of `total`; `before` and `after` are the lines that the neighbouring leaves begin with, None at the ends."""

    lines: tuple[Line, ...]
    total: int
    before: int | None
    after: int | None

    @property
    def first(self) -> int:
        """The first line."""
        return self.lines[0].number

    @property
    def last(self) -> int:
        """The last line."""
        return self.lines[-1].number


def leaf(text: str, spans: Collection[Span], *, at: int = 1, lines: int = LINES, characters: int = CHARACTERS) -> Leaf:
    """The leaf of `text` that holds line `at` (the nearest there is), its quotes marked.

    Lines end at a newline, as `showing.Quote.line` counts them.
    """
    starts = [0]
    while (end := text.find("\n", starts[-1])) >= 0:
        starts.append(end + 1)
    leaves = _leaves(starts, len(text), lines, characters)
    place = bisect_right(leaves, min(max(at, 1), len(starts)) - 1) - 1
    first, past = leaves[place], leaves[place + 1] if place + 1 < len(leaves) else len(starts)
    begin, end = starts[first], starts[past] - 1 if past < len(starts) else len(text)
    inside = sorted((s for s in spans if s.start < end and s.end > begin and s.start < s.end), key=lambda s: (s.start, -s.end, s.id))
    return Leaf(
        lines=tuple(_marked(text, starts, first, past, inside)),
        total=len(starts),
        before=leaves[place - 1] + 1 if place else None,
        after=past + 1 if past < len(starts) else None,
    )


def line_of(text: str, offset: int) -> int:
    """The line (from 1) that a code point stands in."""
    return text.count("\n", 0, offset) + 1


def _leaves(starts: Sequence[int], length: int, lines: int, characters: int) -> list[int]:
    """The numbers (from 0) of the lines that begin a leaf."""
    begins = [0]
    for number in range(1, len(starts)):
        end = starts[number + 1] if number + 1 < len(starts) else length
        if number - begins[-1] >= lines or end - starts[begins[-1]] > characters:
            begins.append(number)
    return begins


def _marked(text: str, starts: Sequence[int], first: int, past: int, spans: Sequence[Span]) -> list[Line]:
    """The lines from `first` to before `past`; each quote is looked at only from the line it begins in."""
    found, ahead, live = [], 0, list[Span]()
    for number in range(first, past):
        begin = starts[number]
        end = starts[number + 1] - 1 if number + 1 < len(starts) else len(text)
        while ahead < len(spans) and spans[ahead].start <= end:
            live.append(spans[ahead])
            ahead += 1
        found.append(Line(number + 1, _pieces(text, begin, end, live)))
        live = [span for span in live if span.end > end]
    return found


def _pieces(text: str, begin: int, end: int, spans: Sequence[Span]) -> tuple[Piece, ...]:
    if not spans:
        return (Piece(text[begin:end]),) if end > begin else ()
    cuts = sorted({begin, end, *(min(max(cut, begin), end) for span in spans for cut in (span.start, span.end))})
    pieces = []
    for left, right in pairwise(cuts):
        on = [span for span in spans if span.start <= left and span.end >= right]
        opens = tuple(span.id for span in on if span.start == left)
        pieces.append(Piece(text[left:right], tuple(span.id for span in on), opens))
    return tuple(pieces)
