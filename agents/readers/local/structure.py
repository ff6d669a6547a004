"""Blocks -> units: the sentence, bullet, row or line that can hold a mention, with its heading path and what it hangs from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from agents.readers.local.blocks import Block, BlockKind


@dataclass(frozen=True, slots=True)
class Unit:
    """`text[start:end]` with its surroundings.

    `heading`: the headings it stands under, outermost first, joined by ' / '. `lead`: the sentence (and parent bullets)
    that a list or table hangs from. `header`: the column titles of its table. `group`: lists and tables by number; 0 none.
    """

    kind: BlockKind
    start: int
    end: int
    heading: str = ""
    lead: str = ""
    header: tuple[str, ...] = ()
    group: int = 0
    caption: bool = False


@dataclass(slots=True)
class _Place:
    headings: list[tuple[int, str]] = field(default_factory=list)
    lead: str = ""
    parents: list[tuple[int, str]] = field(default_factory=list)
    group: int = 0
    header: tuple[str, ...] = ()
    last: str = ""


_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|et al|cf|vs|etc|Fig|Figs|Tab|Sec|No|approx|resp|Eq|St|Dr|Mr|Ms)|\b[A-Z])\.\Z")
_STOP = re.compile(
    r"[.!?][\"'”’)\]*_]{0,3}(?:\s+)(?=[\"'“‘(\[*_`@<A-Z0-9\u00C0-\u024F\u0370-\uFFFF])|[。！？；]\s*|<br\s*/?>\s*|\n[ \t>]*\n", re.I
)
_TAG = re.compile(r"<[^<>]{0,200}>")
MOST_COLUMNS = 60
_SENTENCE = re.compile(r"[a-z]{2}[.!?](?:\s|\Z)|[。！？]")
_UNMARKED = 1_000_000
"""Groups of lists without marks begin here; those of the blocks are counted from one."""
_DELIMITER = re.compile(r"[\s|:-]+\Z")
_HEADER_TAG = re.compile(r"<th\b", re.I)


def units_of(text: str, parts: list[Block]) -> list[Unit]:
    """The units of a text's blocks in order; headings are units too (they may hold a link)."""
    place = _Place()
    found: list[Unit] = []
    for block in parts:
        units = list(_UNITS[block.kind](text, block, place))
        if units:
            place.last = plain(text[units[-1].start : units[-1].end])[-300:]
        found.extend(units)
    return found


def plain(markup: str) -> str:
    """Markup without tags and emphasis, whitespace folded: for cues, never for quotes."""
    return re.sub(r"\s+", " ", re.sub(r"[*_`#]+", " ", _TAG.sub(" ", markup[:2000]))).strip()


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Offsets of the sentences of `text[start:end]`, trimmed."""
    at = start
    for stop in _STOP.finditer(text, start, end):
        if stop.group()[0] == "." and _ABBREVIATION.search(text, max(at, stop.start() - 8), stop.start() + 1):
            continue
        yield from _trimmed(text, at, stop.end())
        at = stop.end()
    yield from _trimmed(text, at, end)


def cells(text: str, unit: Unit) -> list[tuple[int, int]]:
    """Offsets of the cells of a row."""
    return [(a + unit.start, b + unit.start) for a, b in _cells(text[unit.start : unit.end])]


@lru_cache(maxsize=4)
def _cells(row: str) -> tuple[tuple[int, int], ...]:
    """The same row is asked for once a mention, so the last few are kept."""
    if re.search(r"<t[dh]\b", row, re.I):
        edges = [m.end() for m in re.finditer(r"<t[dh]\b[^>]{0,200}>", row, re.I)]
        return tuple(zip(edges, [*edges[1:], len(row)], strict=True))
    bars = [m.start() for m in re.finditer(r"(?<!\\)\|", row)]
    found = list(zip([0, *(b + 1 for b in bars)], [*bars, len(row)], strict=True))
    if bars and not row[found[0][0] : found[0][1]].strip():
        found = found[1:]
    if len(found) > 1 and not row[found[-1][0] : found[-1][1]].strip():
        found = found[:-1]
    return tuple(found)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    body = piece.strip(" \t\r\n>")
    if body:
        lead = len(piece) - len(piece.lstrip(" \t\r\n>"))
        yield start + lead, start + lead + len(body)


def _path(place: _Place) -> str:
    return " / ".join(h for _, h in place.headings)


def _heading(text: str, block: Block, place: _Place) -> Iterator[Unit]:
    title = plain(text[block.start : block.end]).strip(" :：")
    while place.headings and place.headings[-1][0] >= block.depth:
        place.headings.pop()
    yield Unit(BlockKind.HEADING, block.start, block.end, _path(place))
    place.headings.append((block.depth, title[:120]))
    place.lead, place.parents, place.group, place.header = "", [], 0, ()


def _prose(text: str, block: Block, place: _Place) -> Iterator[Unit]:
    last = ""
    if (lines := _bare_lines(text, block)) and place.last.endswith((":", "：")):
        for start, end in lines:
            yield Unit(BlockKind.BULLET, start, end, _path(place), place.last, (), _UNMARKED + block.start)
        return
    for start, end in sentences(text, block.start, block.end):
        yield Unit(BlockKind.PROSE, start, end, _path(place))
        last = text[start:end]
    place.lead, place.parents, place.group, place.header = plain(last)[-300:], [], 0, ()


def _bare_lines(text: str, block: Block) -> list[tuple[int, int]]:
    """The lines of a paragraph that is a list without marks: several, short, none a sentence; else none."""
    lines = [(block.start + m.start(), block.start + m.end()) for m in re.finditer(r"[^\n]+", text[block.start : block.end])]
    found = [span for line in lines for span in _trimmed(text, *line)]
    short = all(len(plain(text[a:b])) <= 90 and not _SENTENCE.search(text, a, b) for a, b in found)
    return found if len(found) > 1 and short else []


def _bullet(text: str, block: Block, place: _Place) -> Iterator[Unit]:
    if block.group != place.group:
        place.group, place.parents = block.group, []
    while place.parents and place.parents[-1][0] >= block.depth:
        place.parents.pop()
    lead = " / ".join([place.lead, *(p for _, p in place.parents)]).strip(" /")
    body = list(sentences(text, block.start, block.end)) if block.end - block.start > 300 else [(block.start, block.end)]
    for start, end in body:
        yield Unit(BlockKind.BULLET, start, end, _path(place), lead, (), block.group)
    place.parents.append((block.depth, plain(text[block.start : min(block.end, block.start + 200)])))


def _row(text: str, block: Block, place: _Place) -> Iterator[Unit]:
    unit = Unit(BlockKind.ROW, block.start, block.end, _path(place), place.lead, (), block.group)
    row = text[block.start : block.end]
    if _DELIMITER.match(row):
        return
    titles = tuple(plain(text[a:b]) for a, b in cells(text, unit)[:MOST_COLUMNS])
    first = block.group != place.group
    if first:
        place.group, place.header = block.group, ()
    headless = "<t" in row and not _HEADER_TAG.search(row) and "<a " in row
    if (first and not headless) or (_HEADER_TAG.search(row) and not place.header):
        place.header = titles
        yield Unit(BlockKind.ROW, block.start, block.end, _path(place), place.lead, (), block.group, caption=True)
        return
    yield Unit(BlockKind.ROW, block.start, block.end, _path(place), place.lead, place.header, block.group)


def _lines(text: str, block: Block, place: _Place) -> Iterator[Unit]:
    for line in re.finditer(r"[^\n]+", text[block.start : block.end]):
        for start, end in _trimmed(text, block.start + line.start(), block.start + line.end()):
            yield Unit(block.kind, start, end, _path(place), place.lead)


_UNITS = {
    BlockKind.FRONT: _lines,
    BlockKind.HEADING: _heading,
    BlockKind.PROSE: _prose,
    BlockKind.BULLET: _bullet,
    BlockKind.ROW: _row,
    BlockKind.CODE: _lines,
    BlockKind.CITATION: _lines,
}
