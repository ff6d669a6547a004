"""Long answers in pages: a cursor says after which row the next page begins, not at which number.

Rows are in the order of a key, and a page holds those whose key comes after the cursor's; so what is written between two
pages moves no row from one page to another, shows none twice and skips none that was there all the while.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import heapq
import json
from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from graph.errors import BadCursor

Row = TypeVar("Row")
Key = tuple[Any, ...]
"""What rows are ordered by: numbers and strings that JSON gives back as they were, of one type in each place."""


class Page(NamedTuple, Generic[Row]):
    """Rows of one page, how many there are in all, and the cursor of the next page (None on the last)."""

    rows: list[Row]
    total: int
    next: str | None


def page(rows: Sequence[Row], key: Callable[[Row], Key], *, question: Sequence[object], limit: int | None, cursor: str | None) -> Page[Row]:
    """Up to `limit` rows (all when None) after `cursor`, by `key`, which no two rows share.

    `question`: what was asked; a cursor of another question is refused. Raises BadCursor.
    """
    after = _after(cursor, question) if cursor is not None else None
    keyed = [(key(row), number) for number, row in enumerate(rows)]
    if after is not None:
        try:
            keyed = [one for one in keyed if one[0] > after]
        except TypeError as error:
            raise _bad() from error
    first = sorted(keyed) if limit is None else heapq.nsmallest(limit, keyed)
    more = len(first) < len(keyed)
    return Page([rows[number] for _, number in first], len(rows), _cursor(first[-1][0], question) if more and first else None)


def _cursor(key: Key, question: Sequence[object]) -> str:
    text = json.dumps([_mark(question), *key], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode().rstrip("=")


def _after(cursor: str, question: Sequence[object]) -> Key:
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("utf-8", "surrogatepass")
        mark, *key = json.loads(text)
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise _bad() from error
    if mark != _mark(question):
        raise _bad()
    return tuple(key)


def _mark(question: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(list(question), ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _bad() -> BadCursor:
    return BadCursor("the cursor is none of this question; take `next` of the page before, and ask the same question with it")
