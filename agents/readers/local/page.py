"""One document parsed once: its units, links, names and front matter, for everything that reads it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from agents.readers.local import front_matter, links
from agents.readers.local.blocks import BlockKind, blocks
from agents.readers.local.front_matter import Field
from agents.readers.local.links import Found
from agents.readers.local.structure import Unit, units_of
from agents.readers.local.visible import visible

LONGEST = 400_000
MOST_BLOCKS = 20_000


@dataclass(frozen=True, slots=True)
class Page:
    """`text` is what was read: the document's first 400,000 code points, what is hidden blanked, so offsets hold in the whole.

    `raw`: the same stretch as written.
    """

    text: str
    raw: str
    units: tuple[Unit, ...]
    links: tuple[Found, ...]
    fields: tuple[Field, ...]
    starts: tuple[int, ...]

    def unit_at(self, place: int) -> Unit | None:
        """The unit that holds a place; None between units."""
        at = bisect_right(self.starts, place) - 1
        if at < 0 or self.units[at].end <= place:
            return None
        return self.units[at]

    @property
    def body_length(self) -> int:
        """Code points of prose, bullets and rows: how much the document says."""
        said = (BlockKind.PROSE, BlockKind.BULLET, BlockKind.ROW)
        return sum(u.end - u.start for u in self.units if u.kind in said)

    @property
    def title(self) -> str:
        """The first heading, or the first sentence of a page without one, without markup."""
        for unit in self.units:
            if unit.kind is BlockKind.HEADING:
                return re.sub(r"<[^<>]*>|[#*_`]", "", self.text[unit.start : unit.end]).strip()
        first = next((u for u in self.units if u.kind is BlockKind.PROSE), None)
        return self.text[first.start : first.end] if first else ""


def parse(text: str) -> Page:
    """The page of a document's text."""
    raw = text[:LONGEST]
    text = visible(raw)
    found = blocks(text)[:MOST_BLOCKS]
    units = tuple(sorted(units_of(text, found), key=lambda u: u.start))
    return Page(text, raw, units, tuple(links.links(text)), tuple(front_matter.fields(text, found)), tuple(u.start for u in units))
