"""Sets that share what is written once: several of one owner, `owner/{a,b}` or `Notes (a, b) by owner`; versions named by their numbers."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from agents.readers.local.blocks import BlockKind
from agents.readers.local.identity import folded
from agents.readers.local.mentions import Mention, MentionKind
from agents.readers.local.page import Page
from agents.readers.local.structure import Unit
from graph.ids import owner, short

_BRACES = re.compile(r"(?<![\w.-])([A-Za-z0-9][\w.-]{1,60})/([\w.-]{0,60})\{([\w.,\s-]{3,300})\}([\w.-]{0,60})")
_OWNER_PAGE = re.compile(
    r"(?:huggingface\.co|hf\.co)/(?!datasets/|spaces/|collections/|papers/|docs/|blog/)([\w.-]{2,96})/?(?![\w./-])", re.I
)
_LISTED = re.compile(r"[(（\[]([^()（）\[\]\n]{3,300})[)）\]](?!\()")
_ITEM = re.compile(r"[^,;、，&/]+")
_NUMBER = re.compile(r"(?<![\w.$/#-])v?(\d{1,2}(?:\.\d{1,2}){0,2})(?![\w%]|\.\d|,\d)", re.I)
_OTHER_VERSION = re.compile(
    r"(?:\b(?:same as|version|ver\.?|based (?:up)?on|builds? (?:up)?on|superset of|subset of|extends?|extension of"
    r"|update[sd]? (?:of|to|from)|from|on top of|combin\w+|merge\w*|plus|previous|older|earlier|dedup\w* of)|[=+])\s+(?:the\s+)?"
    r"(?:(?:version|ver\.?|data ?set)\s+)?[`*_\"'\[]*\Z"
    r"|基于|版本|を?ベース",
    re.I,
)
_NUMBERED = re.compile(r"ver(?:sion|\.)?\s\Z", re.I)
_OWN_VERSION = re.compile(r"(.*?[-_.]?v?)(\d{1,2}(?:\.\d{1,2}){0,2})((?:[-_][A-Za-z].*)?)\Z")
_PLACES = (BlockKind.PROSE, BlockKind.BULLET, BlockKind.ROW)


def shared_owner(page: Page, known_ids: frozenset[str]) -> Iterator[Mention]:
    """The sets of one owner that a text lists in braces, or in brackets beside the owner's page; those only where the ids are known."""
    for braces in _BRACES.finditer(page.text):
        unit = page.unit_at(braces.start())
        if unit is None or unit.kind not in _PLACES:
            continue
        for item in re.finditer(r"[\w.-]+", braces.group(3)):
            start = braces.start(3) + item.start()
            name = f"hf:{braces.group(1)}/{braces.group(2)}{item.group()}{braces.group(4)}"
            yield Mention(start, start + len(item.group()), name.rstrip("."), item.group(), MentionKind.BARE, "", unit)
    for at in _OWNER_PAGE.finditer(page.text):
        unit = page.unit_at(at.start())
        if unit is not None and unit.kind in _PLACES:
            yield from _listed(page, unit, at.group(1), known_ids)
            before = page.units[max(0, bisect_left(page.starts, unit.start) - 1)]
            if before.kind is BlockKind.HEADING:
                yield from _listed(page, before, at.group(1), known_ids)


def _listed(page: Page, unit: Unit, who: str, known_ids: frozenset[str]) -> Iterator[Mention]:
    own = {folded(short(i)): i for i in sorted(known_ids) if (owner(i) or "") == who.lower()}
    for brackets in _LISTED.finditer(page.text, unit.start, unit.end) if own else ():
        items = list(_ITEM.finditer(brackets.group(1)))
        for item in items if len(items) > 1 else ():
            name = re.sub(r"\A\s*(?:and\s+)?|\s+\Z", "", item.group())
            if (target := own.get(folded(name))) is not None:
                start = brackets.start(1) + item.start() + item.group().index(name)
                yield Mention(start, start + len(name), target, name, MentionKind.BARE, "", unit)


def versions(page: Page, home: str, known_ids: frozenset[str]) -> Iterator[Mention]:
    """Other versions of a card's own set that the text names by number, `the same as 1.4`, `v1.5 = v1 + ...`.

    An id where it is known; else a name that spells it, for the resolver to look up.
    """
    own = _OWN_VERSION.match(short(home)) if home.startswith("hf:") and owner(home) else None
    if own is None or not own.group(1):
        return
    stem, mine, rest = own.groups()
    for number in _NUMBER.finditer(page.text):
        told = (
            number.group().lower().startswith("v")
            or "." in number.group(1)
            or _NUMBERED.search(page.text[max(0, number.start() - 9) : number.start()])
        )
        if number.group(1) == mine or not told or not _OTHER_VERSION.search(page.text, max(0, number.start() - 60), number.start()):
            continue
        unit = page.unit_at(number.start())
        if unit is None or unit.kind not in _PLACES:
            continue
        names = [f"{owner(home)}/{stem}{number.group(1)}{end}" for end in (rest, "")]
        target = next((f"hf:{n}" for n in names if f"hf:{n}".lower() in known_ids), f"name:{names[0]}")
        yield Mention(number.start(), number.end(), target, number.group(), MentionKind.BARE, "", unit)
