"""Text -> blocks with exact offsets: markdown, front matter, HTML rows and plain text, line by line, in linear time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class BlockKind(StrEnum):
    """What a stretch of text is."""

    FRONT = "front"
    HEADING = "heading"
    PROSE = "prose"
    BULLET = "bullet"
    ROW = "row"
    CODE = "code"
    CITATION = "citation"


@dataclass(frozen=True, slots=True)
class Block:
    """`text[start:end]`; `depth` is the heading level or the indent of a bullet; `group` numbers lists and tables."""

    kind: BlockKind
    start: int
    end: int
    depth: int = 0
    group: int = 0


class _Line(NamedTuple):
    start: int
    end: int
    text: str


_HEADING = re.compile(r"\s{0,3}(#{1,6})\s*(?=\S)")
_HTML_HEADING = re.compile(r"\s*<h([1-6])\b", re.I)
_BOLD_HEADING = re.compile(r"\s*(?:\*\*|__)[^*_\n]{2,90}(?:\*\*|__)\s*[:：]?\s*\Z")
_NUMBERED_HEADING = re.compile(r"\s*(\d{1,2}(?:\.\d{1,2}){1,3}\.?|\d{1,2}|[A-Z](?:\.\d{1,2}){1,3})\s+[A-Z][A-Za-z][^.!?\n]{1,70}\Z")
_BULLET = re.compile(r"(\s*)(?:[-*+•·‣▪●◦]|\d{1,3}[.)、]|\(\d{1,2}\)|<li>)\s*(?=\S)", re.I)
_REAL_BULLET = re.compile(r"\s*(?:[-*+](?=\s)|[•·‣▪●◦]|\d{1,3}[.)](?=\s)|\d{1,3}、|\(\d{1,2}\)(?=\s)|<li>)", re.I)
_FENCE = re.compile(r"\s{0,12}(`{3,}|~{3,})")
_BIBTEX = re.compile(r"\s*@[A-Za-z]{4,20}\s*\{")
_YAML_KEY = re.compile(r"[A-Za-z_][\w -]{0,40}:(?:\s|\Z)")
_UNDERLINE = re.compile(r"\s*(=+|-+)\s*\Z")
_REFERENCES = re.compile(
    r"\s*(?:#{1,6}\s*)?(?:\d+\.?\s+)?(?:references?|bibliography|works cited|参考文献|参考资料|引用文献|références|referencias"
    r"|literatur)\s*\Z",
    re.I,
)
_APPENDIX = re.compile(r"(?i:appendi(?:x|ces)|supplementary)\b|[A-Z](?:\.\d{1,2}){0,3}\.?\s+[A-Z][A-Za-z]{3,}[^.!?,\n]{0,60}\Z")
_LISTED = re.compile(r"\s*\d")
_LONGEST_FRONT = 4000
_LONGEST_ROW = 40


def blocks(text: str) -> list[Block]:
    """The blocks of `text` in order, without overlaps; blank lines and rules belong to none."""
    return _Scanner(text).run()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = [_Line(m.start(), m.end(), m.group()) for m in re.finditer(r"[^\n]+|(?<=\n)(?=\n)|\A(?=\n)", text)]
        self.found: list[Block] = []
        self.open: Block | None = None
        self.group = 0
        self.references = False

    def run(self) -> list[Block]:
        at = 0
        while at < len(self.lines):
            at = self._step(at)
        self._close()
        return self.found

    def _step(self, at: int) -> int:
        line = self.lines[at]
        stripped = line.text.strip()
        if not stripped:
            self._close()
            return at + 1
        for special in (self._front, self._fence, self._bibtex, self._html_row):
            if (after := special(at)) is not None:
                return after
        if self._heading(line, stripped):
            return at + 1
        if stripped.startswith("|") or (self._in_table() and stripped.count("|") >= 1):
            self._close()
            self._emit(BlockKind.ROW, line.start, line.end, group=self.group if self._in_table() else self._new_group())
        elif _REAL_BULLET.match(line.text) and (bullet := _BULLET.match(line.text)):
            self._start_bullet(line, bullet)
        else:
            self._prose(line)
        return at + 1

    def _prose(self, line: _Line) -> None:
        if self.open is not None:
            self.open = Block(self.open.kind, self.open.start, line.end, self.open.depth, self.open.group)
            return
        lead = len(line.text) - len(line.text.lstrip(" \t>"))
        if lead == len(line.text):
            return
        kind = BlockKind.CITATION if self.references else BlockKind.PROSE
        self.open = Block(kind, line.start + lead, line.end)

    def _start_bullet(self, line: _Line, bullet: re.Match[str]) -> None:
        near = self.found and self.found[-1].kind is BlockKind.BULLET
        same = (self.open is not None and self.open.kind is BlockKind.BULLET) or near
        self._close()
        group = self.group if same else self._new_group()
        kind = BlockKind.CITATION if self.references else BlockKind.BULLET
        self.open = Block(kind, line.start + bullet.end(), line.end, len(bullet.group(1).expandtabs(4)), group)

    def _heading(self, line: _Line, stripped: str) -> bool:
        level = _heading_level(line.text, stripped)
        cites = bool(_REFERENCES.match(stripped.strip("*_: ")))
        if level is None and self._underlined(line, stripped):
            return True
        if level is None and (cites or (self.references and _APPENDIX.match(stripped))):
            level = 1
        # Lines of a bibliography look like numbered headings: "12 Some Title".
        if level is None or (self.references and not cites and _LISTED.match(line.text) and not _APPENDIX.match(stripped)):
            return False
        self._close()
        self.references = cites
        self._emit(BlockKind.HEADING, line.start, line.end, depth=level)
        return True

    def _underlined(self, line: _Line, stripped: str) -> bool:
        """A `===` or `---` under a one-line paragraph makes it a heading; alone it is a rule."""
        rule = _UNDERLINE.match(line.text)
        if not rule or len(stripped) < 3:
            return False
        before, self.open = self.open, None
        if before is not None and before.kind is BlockKind.PROSE and "\n" not in self.text[before.start : before.end]:
            self._emit(BlockKind.HEADING, before.start, before.end, depth=1 if rule.group(1)[0] == "=" else 2)
        elif before is not None:
            self.found.append(before)
        return True

    def _front(self, at: int) -> int | None:
        if self.lines[at].text.strip() != "---" or self.open is not None or at + 1 >= len(self.lines):
            return None
        if not _YAML_KEY.match(self.lines[at + 1].text):
            return None
        for end in range(at + 1, min(len(self.lines), at + _LONGEST_FRONT)):
            if self.lines[end].text.strip() in ("---", "..."):
                self._emit(BlockKind.FRONT, self.lines[at + 1].start, self.lines[end].start)
                return end + 1
            if _HEADING.match(self.lines[end].text) and " " in self.lines[end].text[:3]:
                return None
        return None

    def _fence(self, at: int) -> int | None:
        fence = _FENCE.match(self.lines[at].text)
        if not fence:
            return None
        self._close()
        mark = fence.group(1)
        for end in range(at + 1, len(self.lines)):
            if self.lines[end].text.strip().startswith(mark):
                break
        else:
            return at + 1
        if end > at + 1:
            start, stop = self.lines[at + 1].start, self.lines[end - 1].end
            is_bib = self.references or _BIBTEX.match(self.text[start : start + 200].lstrip())
            self._emit(BlockKind.CITATION if is_bib else BlockKind.CODE, start, stop)
        return end + 1

    def _bibtex(self, at: int) -> int | None:
        if not _BIBTEX.match(self.lines[at].text):
            return None
        self._close()
        end = at
        while end + 1 < len(self.lines) and end - at < 60 and self.lines[end].text.strip() not in ("}", ""):
            end += 1
        self._emit(BlockKind.CITATION, self.lines[at].start, self.lines[end].end)
        return end + 1

    def _html_row(self, at: int) -> int | None:
        if "<tr" not in self.lines[at].text.lower():
            return None
        self._close()
        end = at
        while end + 1 < len(self.lines) and end - at < _LONGEST_ROW and "</tr" not in self.lines[end].text.lower():
            end += 1
        group = self.group if self._in_table() else self._new_group()
        start, stop = self.lines[at].start, self.lines[end].end
        for part in re.finditer(r"<tr\b(?:(?!</?tr\b).)*", self.text[start:stop], re.I | re.S):
            self._emit(BlockKind.ROW, start + part.start(), start + part.end(), group=group)
        return end + 1

    def _in_table(self) -> bool:
        return self.open is None and bool(self.found) and self.found[-1].kind is BlockKind.ROW

    def _new_group(self) -> int:
        self.group += 1
        return self.group

    def _emit(self, kind: BlockKind, start: int, end: int, depth: int = 0, group: int = 0) -> None:
        if end > start:
            self.found.append(Block(kind, start, end, depth, group))

    def _close(self) -> None:
        if self.open is not None:
            self.found.append(self.open)
            self.open = None


def _heading_level(line: str, stripped: str) -> int | None:
    if found := _HEADING.match(line):
        return len(found.group(1))
    if found := _HTML_HEADING.match(line):
        return int(found.group(1))
    if len(stripped) < 100 and _BOLD_HEADING.match(line):
        return 7
    if len(stripped) < 80 and (found := _NUMBERED_HEADING.match(line)) and "|" not in line:
        return 1 + found.group(1).rstrip(".").count(".")
    return None
