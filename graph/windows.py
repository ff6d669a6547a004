"""Time windows of a benchmark's items: `2023-05/2024-07`, `2024-08..`, `2024-05`, `1983/2024`; months, both ends within.

A window speaks of the dates of items, whoever holds them; so, unlike a split, it means the same on every edge of a path.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from graph.errors import InvalidId

_END = r"(\d{4})(?:-(\d{2}))?(?:-\d{2})?"
_RANGE = re.compile(rf"(?:{_END})?\s*(?:/|\.\.)\s*(?:{_END})?\Z")
_ONE = re.compile(rf"{_END}\Z")
_YEAR_OF_NAME = re.compile(r"-((?:19|20)\d\d)\Z")
_EVER, _NEVER = 0, 12 * 10_000


class Window(NamedTuple):
    """Months from `start` to `end`, both within, counted from year 0."""

    start: int
    end: int

    def meets(self, other: Window | None) -> bool:
        """Whether an item may lie in both; a window that is not known may hold anything."""
        return other is None or (self.start <= other.end and other.start <= self.end)

    def holds(self, other: Window | None) -> bool:
        """Whether every item of the other lies in this one; never for one that is not known."""
        return other is not None and self.start <= other.start and other.end <= self.end


def asked(text: str) -> Window:
    """The window a person asks for. Raises InvalidId for what is none."""
    found = window(text)
    if found is None:
        raise InvalidId(f"{text!r} is no time window; write 2024-08.., 2023-05..2024-07, or 2024")
    return found


def window(text: str | None) -> Window | None:
    """The window a text says; None for what says none (`release_v5`), and for one that ends before it starts."""
    said = (text or "").strip()
    if (ranged := _RANGE.match(said)) and any(ranged.groups()):
        first, first_month, last, last_month = ranged.groups()
        found = Window(_month(first, first_month, 1, _EVER), _month(last, last_month, 12, _NEVER))
        return found if found.start <= found.end else None
    if one := _ONE.match(said):
        year, month = one.groups()
        return Window(_month(year, month, 1, _EVER), _month(year, month, 12, _NEVER))
    return None


def of_split(split: str) -> Window | None:
    """The window that a split's name is; a bare year is a name (`2024`), a month or a range is not."""
    return None if re.fullmatch(r"\s*\d{4}\s*", split) else window(split)


def of_benchmark(benchmark: str) -> Window | None:
    """The year at the end of a benchmark's id: the items of `benchmark:aime-2024` are of 2024."""
    found = _YEAR_OF_NAME.search(benchmark)
    return window(found.group(1)) if found else None


def passes(splits: Iterable[str], wanted: Window | None) -> bool:
    """Whether an edge of these splits may take items of a window: not when all it names are windows that miss it."""
    named = [of_split(split) for split in splits]
    if wanted is None or not named or None in named:
        return True
    return any(wanted.meets(one) for one in named)


def _month(year: str | None, month: str | None, default: int, missing: int) -> int:
    return missing if year is None else int(year) * 12 + (min(max(int(month), 1), 12) if month else default)
