"""The text left and right of a mention in its unit, every other mention masked, and what its table says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agents.readers.local import headings
from agents.readers.local.blocks import BlockKind
from agents.readers.local.mentions import Company, Mention
from agents.readers.local.page import Page
from agents.readers.local.structure import cells, plain

MASK = "§"
_LINK = re.compile(r"\[([^\[\]\n]{0,200})\]\([^\s()]{1,600}\)|(?:https?://|www\.)[^\s<>()]{3,400}(?<![.,;:])")
"""Links that are no mention: only their words count, and no full stop in an address ends a clause."""
_CLAUSE = re.compile(r"[;；]|,?\s\b(?:but|while|whereas|however|unlike)\b")


@dataclass(slots=True)
class Window:
    """`left` and `right` in the mention's own clause, `whole` with both; the title of its column, and the numbers of its row."""

    left: str
    right: str
    whole: str
    alone: bool
    column: str
    first_column: bool
    number_cells: list[str]


def window_of(page: Page, mention: Mention, company: Company) -> Window:
    """The text left and right of the mention in its unit (its cell's row for tables), the others masked."""
    text, unit = page.text, mention.unit
    start, end = max(unit.start, mention.start - 400), min(unit.end, mention.end + 300)
    left, right = _masked(text, start, mention.start, company), _masked(text, mention.end, end, company)
    left, right = plain(_LINK.sub(r"\1", left)), plain(_LINK.sub(r"\1", right))
    column, first, numbers = "", True, []
    if unit.kind is BlockKind.ROW:
        for at, (a, b) in enumerate(cells(text, unit)):
            if a <= mention.start < b:
                column, first = (unit.header[at] if at < len(unit.header) else ""), at == 0
            elif at < len(unit.header) and headings.COLUMN_ROWS.search(unit.header[at]):
                numbers.append(text[a:b].strip())
    whole = f"{left} {MASK} {right}"
    left = _CLAUSE.split(left)[-1] if unit.kind is not BlockKind.ROW else left
    right = _CLAUSE.split(right)[0]
    others = company.ids - {mention.id.lower()}
    return Window(left, right, whole, not others, column, first, numbers)


def _masked(text: str, start: int, end: int, company: Company) -> str:
    parts, at = [], start
    for other in company.within(start, end):
        if other.start < at:
            continue
        parts += [text[at : other.start], MASK]
        at = min(other.end, end)
    parts.append(text[at:end])
    return "".join(parts)
