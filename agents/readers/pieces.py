"""Long texts in overlapping pieces, cut where a block begins."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from agents.readers.local.page import Page


class Piece(NamedTuple):
    """`text[start:end]` of a document."""

    start: int
    end: int


def of_page(page: Page, size: int, overlap: int) -> list[Piece]:
    """The pieces of a page, cut where a line begins a unit."""
    borders = [u.start for u in page.units if u.start == 0 or page.text[u.start - 1] == "\n"]
    return pieces_of(len(page.text), borders, size, overlap)


def pieces_of(length: int, borders: Sequence[int], size: int, overlap: int) -> list[Piece]:
    """Pieces of at most `size` code points that cover a text of `length`, each beginning `overlap` or a little more before the last's end.

    `borders`: sorted offsets at which blocks begin; a piece begins and ends at one where one lies near enough (in the last
    half of the piece, for its end), else in the middle of a block. Needs `overlap < size / 2`.
    """
    if length <= size:
        return [Piece(0, length)] if length else []
    found: list[Piece] = []
    start = end = 0
    while start + size < length:
        end = _border(borders, start + size, max(start + size // 2, end + 1)) or start + size
        found.append(Piece(start, end))
        start = _border(borders, end - overlap, max(start + 1, end - overlap - size // 8)) or end - overlap
    found.append(Piece(start, length))
    return found


def _border(borders: Sequence[int], last: int, first: int) -> int | None:
    """The last border in [first, last]."""
    at = bisect_right(borders, last) - 1
    return borders[at] if at >= 0 and borders[at] >= first else None
