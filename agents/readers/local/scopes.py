"""Stretches of a document that speak of another work: an embedded parent card, or the section of a component."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from agents.readers.local.blocks import BlockKind
from agents.readers.local.cues import LEFT_YES
from agents.readers.local.identity import folded, same_owner, twins
from agents.readers.local.mentions import Mention, MentionKind
from agents.readers.local.page import Page
from agents.readers.local.structure import plain
from graph.ids import owner, short

Scope = tuple[int, int, str]
_CARD = r"(?:read\s?me|(?:data\s?set|data|model)? ?(?:card|summary|description|overview|introduction|details))"
_EMBEDDED = re.compile(
    rf"(?:below|following|here)\s+is\b[^.\n]{{0,40}}\boriginal\b[^.\n]{{0,40}}\b{_CARD}|\boriginal\b[^.\n]{{0,50}}\b{_CARD}\b"
    rf"|\b{_CARD}\b[^.\n]{{0,20}}\b(?:of|from) the original",
    re.I,
)
_CARD_OF = re.compile(r"\b(?:data\s?set|model)[\s-]?card\b|\bread\s?me\b", re.I)
_COPY = re.compile(
    r"\b(?:translat\w+|re-?upload\w*|cop(?:y|ied)|version|mirror|fork|original|format\w*|clean\w*|filter\w*)\b[^.]{0,60}\Z", re.I
)
_WHICH = re.compile(
    r"[\s)\]`*_]{0,4}(?: (?:data ?set|corpus|collection))?,? (?:which|that|itself|in turn) (?:is|was|are|were|has been|had been)"
    r" (?:itself |in turn )?"
    r"(?:\w+ ){0,2}(?:built|based|derived|made|created|constructed|generated|sampled|filtered|translated|adapted|extended|a (?:\w+ ){0,3}"
    r"(?:version|subset|copy|translation|mix\w*|combination))\b[^.;]{0,60}\Z",
    re.I,
)
_SAYS_LITTLE = frozenset({"uses", "thanks"})
_COMPONENT = re.compile(r"\A\W*(?:\w+ ){0,2}data\s?set\W{0,6}\Z", re.I)


def scopes(page: Page, subject: str, mentions: Sequence[Mention], home: str = "") -> tuple[Scope, ...]:
    """From where to where the text speaks of whom else, the narrowest first; `home` is the document's own artifact."""
    sets = [m for m in mentions if m.id.startswith("hf:") and not m.label.startswith(("benchmark", "eval", "model", "method"))]
    clauses = (*_relative(page, subject, sets), *_parts(page, subject, home, sets))
    return (*clauses, *_family(page, subject, sets), *_components(page, subject, sets), *_embedded(page, subject, sets))


def _relative(page: Page, subject: str, sets: list[Mention]) -> Iterator[Scope]:
    """`A, which is built on B`: what is said of B is said of A."""
    for before, after in pairwise(sets):
        if before.unit is not after.unit or before.label or twins(before.id, subject) or twins(before.id, after.id):
            continue
        if _WHICH.match(page.text, before.end, after.start):
            yield after.start, after.end, before.id


def _parts(page: Page, subject: str, home: str, sets: list[Mention]) -> Iterator[Scope]:
    """A bullet or row that begins with another set of the work's people and says what that was made from speaks of it behind its name."""
    last = -1
    for head, mention in pairwise(sets):
        unit = mention.unit
        if head.unit is not unit or unit.start == last or unit.kind not in (BlockKind.BULLET, BlockKind.ROW):
            continue
        last = unit.start
        begins = len(re.sub(r"<[^<>]*>|\W", "", page.text[unit.start : head.start])) <= 2 and head.kind is MentionKind.LINK
        kin = any(same_owner(owner(head.id), owner(other)) for other in (subject, home))
        if not begins or not kin or twins(head.id, subject) or twins(head.id, mention.id):
            continue
        told = plain(page.text[head.end : mention.start])
        if any(c.pattern.search(told) for c in LEFT_YES if c.name not in _SAYS_LITTLE):
            yield head.end, unit.end, head.id


def _family(page: Page, subject: str, sets: list[Mention]) -> Iterator[Scope]:
    """A table or list of a work's own versions: each row or bullet speaks of the one it starts with."""
    heads: dict[int, list[Mention]] = {}
    for mention in sets:
        unit = mention.unit
        if mention.kind is not MentionKind.LINK or unit.kind not in (BlockKind.ROW, BlockKind.BULLET):
            continue
        if len(re.sub(r"<[^<>]*>|\W", "", page.text[unit.start : mention.start])) <= 2:
            heads.setdefault(unit.group, []).append(mention)
    for group in heads.values():
        kin = [m for m in group if owner(m.id) == owner(subject) or folded(short(subject)) in folded(short(m.id))]
        if len(kin) >= 2 and 2 * len(kin) >= len(group) and any(twins(m.id, subject) for m in group):
            yield from ((m.unit.start, m.unit.end, m.id) for m in group)


def _embedded(page: Page, subject: str, sets: list[Mention]) -> Iterator[Scope]:
    """An announced card of another work holds up to the next one, or the end; a card of the same name is the work's own."""
    begins: list[tuple[int, str]] = []
    titled = False
    for unit in page.units:
        if unit.kind not in (BlockKind.HEADING, BlockKind.PROSE) or unit.end - unit.start > 200:
            continue
        words, is_heading = page.text[unit.start : unit.end], unit.kind is BlockKind.HEADING
        announced = _EMBEDDED.search(words) is not None
        if announced or (is_heading and titled and _CARD_OF.search(words)):
            other = _named(page, unit.start, unit.end, subject, sets)
            if other is None and announced and not begins:
                other = _copied_before(page, unit.start, subject, sets)
            if other is not None and folded(short(other)) != folded(short(subject)):
                begins.append((unit.end, other))
        titled = titled or is_heading
    for (start, other), (end, _) in pairwise([*begins, (len(page.text), "")]):
        yield start, end, other


def _named(page: Page, start: int, end: int, subject: str, sets: list[Mention]) -> str | None:
    """The other work that the announcing line names, by link, id, name, or the last part of an id seen elsewhere."""
    for mention in sets:
        if start <= mention.start < end and not twins(mention.id, subject):
            return mention.id
    words = folded(page.text[start:end])
    if folded(short(subject)) in words:
        return None
    near = [m.id for m in sets if len(folded(short(m.id))) > 4 and folded(short(m.id)) in words and not twins(m.id, subject)]
    return near[0] if near else None


def _copied_before(page: Page, place: int, subject: str, sets: list[Mention]) -> str | None:
    """The one other work named so far; of several, the first that the text says this is a copy, translation or version of."""
    others = {m.id.lower(): m for m in reversed(sets) if m.start < place and not twins(m.id, subject)}
    if len(others) == 1:
        return next(iter(others.values())).id
    for mention in sorted(others.values(), key=lambda m: m.start):
        if _COPY.search(page.text[max(mention.unit.start, mention.start - 100) : mention.start]):
            return mention.id
    return None


def _components(page: Page, subject: str, sets: list[Mention]) -> Iterator[Scope]:
    """Under one heading, a bullet "dataset: OWN/PART" makes the rest of the section speak of that part."""
    for mention in sets:
        unit = mention.unit
        if mention.kind not in (MentionKind.LINK, MentionKind.BARE) or unit.kind is not BlockKind.BULLET or not unit.heading:
            continue
        if not _COMPONENT.match(page.text[unit.start : mention.start]) or owner(mention.id) != owner(subject) or twins(mention.id, subject):
            continue
        section = [u for u in page.units if u.heading == unit.heading and u.group == unit.group]
        if section[0].start < unit.start:
            yield section[0].start, unit.start, mention.id
        if section[-1].end > unit.end:
            yield unit.end, section[-1].end, mention.id
