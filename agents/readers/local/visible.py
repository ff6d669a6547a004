"""A text as people see it, of the same length: what is hidden, or only tells its readers what to report, is blank."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.hidden import invisible
from agents.readers.local.addressed import addressed

_FORMAT = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]{0,15})\b([^<>]{0,600})>")
_DROPPED = frozenset(("script", "style", "template", "noscript"))
_EMPTY = frozenset(("img", "br", "hr", "input", "meta", "link", "source"))
_TITLE = re.compile(r"(?<=\S)[ \t]+(\"[^\"\n]{0,300}\"|'[^'\n]{0,300}')[ \t]*(?=\))")
_ATTRIBUTE = re.compile(r"\b(?:title|alt|aria-label|data-[\w-]{1,30})\s*=\s*(\"[^\"<>\n]{0,600}\"|'[^'<>\n]{0,600}')", re.I)
_DEFINITION = re.compile(r"^[ \t]{0,3}\[[^\]\n]{1,60}\]:[ \t]*(?:#|<>)[ \t]*[(\"'][^\n]*", re.M)
_TEX = re.compile(r"\\(?:(?:text)?color\{white\}|h?phantom\b)([^$\n]{0,2000})")
_LONGEST_HIDDEN = 50_000


def visible(text: str) -> str:
    """The text with hidden and reader-addressed stretches blanked, line by line, so that every place stays where it was."""
    marks = [m.start() for m in _FORMAT.finditer(text)]
    text = _FORMAT.sub(" ", text)
    text = _blanked(text, _comments(text))
    text = _blanked(text, _elements(text))
    text = _blanked(text, (m.span(1) for m in _TITLE.finditer(text) if "](" in text[max(0, m.start() - 700) : m.start()]))
    text = _blanked(text, (m.span(1) for m in _ATTRIBUTE.finditer(text)))
    text = _blanked(text, (m.span() for m in _DEFINITION.finditer(text)))
    text = _blanked(text, (m.span(1) for m in _TEX.finditer(text)))
    text = _blanked(text, _spelled(text, marks)) if marks else text
    return _blanked(text, addressed(text))


def _spelled(text: str, marks: list[int]) -> Iterator[tuple[int, int]]:
    """Where the text speaks to its readers in words that marks nobody sees stand inside of: read without the marks."""
    unseen = frozenset(marks)
    kept = [at for at in range(len(text)) if at not in unseen]
    for start, end in addressed("".join(text[at] for at in kept)):
        yield kept[start], kept[end - 1] + 1


def _blanked(text: str, spans: Iterator[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in sorted(spans):
        start = max(start, at)
        if end > start:
            parts += [text[at:start], re.sub(r"[^\n]", " ", text[start:end])]
            at = end
    return "".join([*parts, text[at:]]) if parts else text


def _comments(text: str) -> Iterator[tuple[int, int]]:
    at = text.find("<!--")
    while at >= 0:
        end = text.find("-->", at + 4)
        if end < 0:
            return
        yield at, end + 3
        at = text.find("<!--", end + 3)


def _elements(text: str) -> Iterator[tuple[int, int]]:
    """Elements that are hidden, with what is inside; one that is never closed hides its paragraph."""
    at = 0
    while (tag := _TAG.search(text, at)) is not None:
        at = tag.end()
        name = tag.group(1).lower()
        if name not in _DROPPED and not invisible(tag.group(2)):
            continue
        if name in _EMPTY or tag.group(2).endswith("/"):
            yield tag.span()
            continue
        at = _closed(text, name, tag.end())
        yield tag.start(), at


def _closed(text: str, name: str, start: int) -> int:
    depth, last = 1, min(len(text), start + _LONGEST_HIDDEN)
    for mark in re.finditer(rf"<(/?){name}\b[^<>]{{0,600}}>", text[start:last], re.I):
        depth += -1 if mark.group(1) else 1
        if depth == 0:
            return start + mark.end()
    blank = re.compile(r"\n[ \t]*\n").search(text, start)
    return blank.start() if blank is not None else len(text)
