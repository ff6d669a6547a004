"""What a document cites: the entries of its bibliography, BibTeX and footnotes, and the marks in its text that point to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from agents.readers.local.blocks import BlockKind
from agents.readers.local.page import Page
from graph.ids import from_url

MOST_ENTRIES = 600
MOST_MARKS = 600
_LONGEST_ENTRY = 900


@dataclass(frozen=True, slots=True)
class Work:
    """A cited work: its title ('' when none was read) and where its entry points (`hf:`, `github:` or `arxiv:`; '' for nowhere known)."""

    title: str
    id: str

    @property
    def head(self) -> str:
        """The name before the colon of the title."""
        return head_of(self.title)


@dataclass(frozen=True, slots=True)
class Citation:
    """A mark at `text[start:end]` and the work it points to. `name`: where the name written right before it begins; `start` for none."""

    start: int
    end: int
    name: int
    work: Work


@dataclass(frozen=True, slots=True)
class _Entry:
    number: str
    key: str
    who: str
    text: str
    work: Work


_HEAD = re.compile(r"\W*([A-Za-z][\w.+-]{2,30}(?: [\w.+-]{1,20}){0,2})\s*[:：]\s")
_NUMBERED = re.compile(r"(?m)^[ \t]*(?:\[(\d{1,3})\]|(\d{1,3})\.(?=\s+[A-Z\[*]))")
_FOOTNOTE = re.compile(
    r"(?m)^[ \t]*(?:\[\^([\w-]{1,40})\]:|<sup>\[?(\d{1,3})\]?</sup>|\[(\d{1,3})\](?::|\s*(?=https?://)))[ \t]*([^\n]{4,600})"
)
_BIBTEX = re.compile(r"@[A-Za-z]{4,20}\s*\{\s*([^\s,{}]{1,80})\s*,")
_FIELD = re.compile(r"\b(title|author|year|url|eprint|journal|howpublished|note|doi)\s*=\s*", re.I)
_AUTHORED = re.compile(r"\n[ \t]*[-*+•][ \t]+|\n[ \t]*\n|(?<=\.)\s*\n(?=[ \t]*[A-Z\u00c0-\u017f][\w'’-]+[ ,])")
_ARXIV = re.compile(
    r"ar\s?Xiv[\s:.,]{1,3}(?:preprint[\s:.,]{1,3}ar\s?Xiv[\s:]{1,3})?(\d{4}\.\d{4,5})"
    r"|arxiv\.org/(?:abs|pdf|html)/(\d{4}\.\d{4,5})|\babs/(\d{4}\.\d{4,5})",
    re.I,
)
_URL = re.compile(r"(?:https?://|(?:www\.)?(?:huggingface\.co|github\.com|hf\.co)/)[^\s<>\"'`{}|\\^，。；]{4,300}", re.I)
_QUOTED = re.compile(r"[“\"]([^“”\"]{8,250})[,.]?[”\"]")
_YEAR = re.compile(r"\b((?:19|20)\d\d)([a-z]?)\b")
_PIECE = re.compile(r"(?<![A-Z])[.?!][’”\"]?\s+(?=[\w“\"])")
_NUMBER_MARK = re.compile(r"\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3}){0,9})\](?![(:\[])")
_FOOT_MARK = re.compile(r"\[\^([\w-]{1,40})\](?!:)|<sup>\s*\[?(\d{1,3})\]?\s*</sup>")
_KEY_MARK = re.compile(
    r"\\cite[a-z]*\*?(?:\[[^\[\]\n]{0,60}\]){0,2}\{([^{}\n]{2,200})\}|\[(@[\w:.-]{3,60}(?:\s*;\s*@[\w:.-]{3,60}){0,8})\]"
)
_AUTHOR_MARK = re.compile(
    r"([A-Z\u00c0-\u017f][\w’'-]{1,30})(?:\s+(?:et\s+al\.?|(?:and|&)\s+[A-Z\u00c0-\u017f][\w’'-]{1,30}))?,?\s*\(?((?:19|20)\d\d[a-z]?)\)?"
)
_NAME_BEFORE = re.compile(
    r"((?:[A-Z][\w+.-]*|[a-z]+[A-Z0-9][\w+.-]*|[\w+]+[-_][\w+.-]*)(?:[ -](?:[A-Z0-9][\w+.-]*|v?\d[\d.]*)){0,3})\s*[\s(~]{0,3}\Z"
)
_COMMON = frozenset("the this these those our we it in for from and see following section table figure inspired a an as also both".split())


def cited(page: Page) -> list[Citation]:
    """The citation marks of a text whose works its own bibliography tells, in order of place; those inside bibliographies are none."""
    entries = list(_entries(page))[:MOST_ENTRIES]
    if not entries:
        return []
    found = []
    for start, end, works in sorted(islice(_marks(page.text, entries), 4 * MOST_MARKS), key=lambda m: m[:2]):
        unit = page.unit_at(start)
        if unit is None or unit.kind in (BlockKind.CITATION, BlockKind.FRONT, BlockKind.CODE, BlockKind.HEADING):
            continue
        name = _NAME_BEFORE.search(page.text, max(unit.start, start - 70), start)
        named = name is not None and name.group(1).split()[0].lower() not in _COMMON
        for work in works if not named else works[:1]:
            found.append(Citation(start, end, name.start(1) if named and name is not None else start, work))
    return found[:MOST_MARKS]


def head_of(title: str) -> str:
    """The name before the colon of a title, `Name: what it is`; '' when the title has none."""
    found = _HEAD.match(title)
    return found.group(1) if found else ""


def works_cited(page: Page) -> dict[str, Work]:
    """The works of a text's bibliography by the id that their entries point to; the first entry of an id counts."""
    found: dict[str, Work] = {}
    for entry in list(_entries(page))[:MOST_ENTRIES]:
        if entry.work.id:
            found.setdefault(entry.work.id.lower(), entry.work)
    return found


def _entries(page: Page) -> Iterator[_Entry]:
    text = page.text
    listed = [(u.start, u.end) for u in page.units if u.kind is BlockKind.CITATION]
    for start, end in _joined(listed, text):
        part = text[start:end]
        if _BIBTEX.search(part):
            # As it was written: a field `title = "..."` looks like the tooltip of an element, which people do not see.
            yield from _bibtex(page.raw[start:end])
        else:
            yield from _written(part)
    for note in _FOOTNOTE.finditer(text):
        number = note.group(2) or note.group(3)
        yield _Entry(number or "", f"^{note.group(1) or number}", "", note.group(4), Work(_title(note.group(4)), _target(note.group(4))))


def _joined(spans: list[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """Stretches with nothing but blanks (and the marks of lists) between them, as one; a list's own marks stand before its units."""
    at: tuple[int, int] | None = None
    for start, end in spans:
        start = text.rfind("\n", 0, start) + 1
        if at is not None and not re.search(r"[^\s\[\]\d.()*-]", text[at[1] : start]):
            at = (at[0], end)
        else:
            if at is not None:
                yield at
            at = (start, end)
    if at is not None:
        yield at


def _written(part: str) -> Iterator[_Entry]:
    """Entries in words: numbered ones by their numbers, else by lines that begin with a name where the line before has ended."""
    marks = list(_NUMBERED.finditer(part))
    if len(marks) >= 2 or (marks and not part[: marks[0].start()].strip()):
        for mark, after in zip(marks, [*(m.start() for m in marks[1:]), len(part)], strict=True):
            yield _entry(part[mark.end() : after], mark.group(1) or mark.group(2))
        return
    for entry in _AUTHORED.split(part):
        yield _entry(entry, "")


def _entry(text: str, number: str) -> _Entry:
    text = " ".join(re.sub(r"(?<=[a-z])-\s*\n\s*(?=[a-z])", "", text[:_LONGEST_ENTRY]).split())
    return _Entry(number, "", text[:60].lower(), text, Work(_title(text), _target(text)))


def _bibtex(part: str) -> Iterator[_Entry]:
    heads = list(_BIBTEX.finditer(part))
    for head, after in zip(heads, [*(m.start() for m in heads[1:]), len(part)], strict=True):
        body = part[head.end() : min(after, head.end() + 4000)]
        fields = {m.group(1).lower(): _value(body, m.end()) for m in _FIELD.finditer(body)}
        eprint = fields.get("eprint", "")
        pointed = " ".join([fields.get(k, "") for k in ("url", "howpublished", "note", "journal", "doi")])
        pointed += f" arXiv:{eprint}" if re.match(r"\d{4}\.\d{4,5}", eprint) else ""
        author, year = fields.get("author", ""), fields.get("year", "")
        yield _Entry("", head.group(1), author[:60].lower(), f"{author} {year}", Work(fields.get("title", ""), _target(pointed)))


def _value(body: str, at: int) -> str:
    """A field's value without braces: up to its closing brace or quote."""
    mark = body[at : at + 1]
    if mark == "{":
        depth = 0
        for end in range(at, min(len(body), at + 1500)):
            depth += {"{": 1, "}": -1}.get(body[end], 0)
            if depth == 0:
                return " ".join(body[at:end].replace("{", "").replace("}", "").split())
        return ""
    stop = '"' if mark == '"' else ","
    return " ".join(body[at:].lstrip('"').partition(stop)[0].replace("{", "").replace("}", "").split())[:300]


def _title(text: str) -> str:
    """The title in an entry: what is quoted or emphasised, else the first sentence after the authors (and the year)."""
    if quoted := _QUOTED.search(text):
        return quoted.group(1).strip(" ,.")
    pieces = [p.strip() for p in _PIECE.split(text)]
    told = [p for p in pieces[1:] if len(p) > 7 and not _YEAR.fullmatch(p.strip("(). "))]
    dated = re.match(r".{5,400}?[(,. ](?:19|20)\d\d[a-z]?\)?[.,:]\s+([^.]{8,200})\.", text)
    if dated and not _ARXIV.search(dated.group(1)[:20]):
        return dated.group(1).strip()
    return told[0].strip() if told else ""


def _target(text: str) -> str:
    """Where an entry points: a Hub set or repository before a paper."""
    squeezed = re.sub(r"\s+", " ", text)
    for url in _URL.findall(squeezed):
        link = from_url(url)
        if link is not None and link.id.startswith(("hf:", "github:")):
            return link.id
    arxiv = _ARXIV.search(squeezed)
    return "arxiv:" + next(g for g in arxiv.groups() if g) if arxiv else ""


_Mark = tuple[int, int, list[Work]]


def _marks(text: str, entries: list[_Entry]) -> Iterator[_Mark]:
    numbers = {e.number: e.work for e in reversed(entries) if e.number}
    keys = {e.key.lower(): e.work for e in reversed(entries) if e.key}
    for mark in _NUMBER_MARK.finditer(text) if numbers else ():
        if found := [numbers[n] for n in _expanded(mark.group(1)) if n in numbers]:
            yield mark.start(), mark.end(), found
    for mark in _FOOT_MARK.finditer(text):
        work = keys.get(f"^{mark.group(1) or mark.group(2)}".lower()) or numbers.get(mark.group(2) or "")
        if work is not None:
            yield mark.start(), mark.end(), [work]
    for mark in _KEY_MARK.finditer(text):
        wanted = re.split(r"[,;]\s*", (mark.group(1) or mark.group(2)).replace("@", ""))
        if found := [keys[k.strip().lower()] for k in wanted if k.strip().lower() in keys]:
            yield mark.start(), mark.end(), found
    for mark in _AUTHOR_MARK.finditer(text):
        if (work := _authored(mark.group(1), mark.group(2), entries)) is not None:
            yield mark.start(), mark.end(), [work]


def _expanded(numbers: str) -> list[str]:
    found: list[str] = []
    for part in re.split(r"[,;]", numbers):
        first, dash, last = re.sub(r"\s", "", part).replace("–", "-").partition("-")
        if dash and first.isdigit() and last.isdigit() and 0 < int(last) - int(first) < 12:
            found.extend(str(n) for n in range(int(first), int(last) + 1))
        else:
            found.append(first)
    return found


def _authored(surname: str, year: str, entries: list[_Entry]) -> Work | None:
    """The one entry whose first author and year a mark gives."""
    name = re.compile(rf"\b{re.escape(surname.lower())}\b")
    fitting = [e for e in entries if name.search(e.who) and re.search(rf"\b{year}\b", e.text)]
    works = {e.work for e in fitting}
    return works.pop() if len(works) == 1 else None
