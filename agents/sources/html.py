"""HTML -> text a reader can quote from: headings, lists, tables, code and links in markdown's marks; no chrome, no scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, Protocol
from urllib.parse import urljoin, urlsplit

from lxml import etree  # type: ignore[import-untyped]

from agents.hidden import invisible

_SKIPPED = frozenset("script style noscript template svg nav footer aside form button iframe select object canvas head".split())
_BLOCKS = frozenset(
    "p div section article main header figure figcaption blockquote ul ol dl dt dd table address details summary body center".split()
)
_HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}


class Page(NamedTuple):
    """A page's title (None when it has none) and its text."""

    title: str | None
    text: str


def page(source: str, base: str = "") -> Page:
    """The title and text of an HTML source; links are made absolute against `base`. Never raises on any input.

    Line breaks of the source stay inside paragraphs (a soft break to a reader of markdown), so that lists and tables
    written as plain text keep their lines. A formula is given as its TeX (`alttext`), as LaTeXML writes it.
    """
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.ParserError:
        root = None
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        return Page(None, "")
    title = root.findtext(".//title")
    writer = _Writer(base)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            writer.start(element)
        else:
            writer.end(element)
    return Page(re.sub(r"\s+", " ", title).strip() or None if title else None, writer.text())


class _Element(Protocol):
    tag: str
    text: str | None
    tail: str | None

    def get(self, key: str) -> str | None: ...

    def itertext(self) -> Iterable[str]: ...


class _Writer:
    """Takes the events of a walk over a tree; one pass, no recursion, whatever the depth."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._parts: list[str] = []
        self._skipping: _Element | None = None
        self._inside = 0
        self._pre = 0
        self._held: list[tuple[_Element, int]] = []

    def text(self) -> str:
        joined = "".join(self._parts)
        joined = re.sub(r"[ \t]+\n", "\n", joined)
        return re.sub(r"\n{3,}", "\n\n", joined).strip()

    def start(self, element: _Element) -> None:
        if self._skipping is not None:
            return
        tag = element.tag
        if tag in _SKIPPED or (tag == "header" and not self._inside) or _hidden(element):
            self._skipping = element
            return
        if tag == "math":
            self._add(element.get("alttext") or "".join(element.itertext()))
            self._skipping = element
            return
        self._open(tag, element)
        self._add(element.text)

    def end(self, element: _Element) -> None:
        if self._skipping is not None:
            if self._skipping is not element:
                return
            self._skipping = None
        else:
            self._close(element.tag, element)
        self._add(element.tail)

    def _open(self, tag: str, element: _Element) -> None:
        self._inside += tag in ("article", "main")
        if tag in _HEADINGS:
            self._parts.append("\n\n")
            self._hold(element)
        elif tag in ("li", "td", "th", "a", "tr", "caption"):
            self._hold(element)
        elif tag == "br":
            self._parts.append("\n")
        elif tag == "pre":
            self._parts.append("\n\n```\n")
            self._pre += 1
        elif tag in _BLOCKS and not self._in_line():
            self._parts.append("\n\n")

    def _close(self, tag: str, element: _Element) -> None:
        self._inside -= tag in ("article", "main")
        if self._held and self._held[-1][0] is element:
            self._parts.append(self._released(tag, element))
        elif tag == "pre":
            self._parts.append("\n```\n\n")
            self._pre -= 1
        elif tag in _BLOCKS:
            self._parts.append(" " if self._in_line() else "\n\n")

    def _hold(self, element: _Element) -> None:
        self._held.append((element, len(self._parts)))

    def _in_line(self) -> bool:
        return any(element.tag not in ("li", "tr") for element, _ in self._held)

    def _released(self, tag: str, element: _Element) -> str:
        _, at = self._held.pop()
        inner = "".join(self._parts[at:])
        del self._parts[at:]
        if tag == "tr":
            return f"\n| {inner.strip().removesuffix('|').strip()} |" if inner.strip() else ""
        if tag == "li":
            return "\n- " + re.sub(r"\s*\n\s*", "\n  ", inner.strip()) + "\n"
        flat = re.sub(r"\s+", " ", inner)
        if tag in ("td", "th"):
            return flat.strip().replace("|", "\\|") + " | "
        if tag == "a":
            return self._link(flat, element.get("href") or "")
        return f"{_HEADINGS.get(tag, '')} {flat.strip()}\n\n".lstrip() if flat.strip() else ""

    def _link(self, label: str, href: str) -> str:
        if not label.strip() or not href or href.startswith("#"):
            return label
        try:
            target = urljoin(self._base, href.strip())
            parts = urlsplit(target)
        except ValueError:
            return label
        if parts.scheme not in ("http", "https") or (parts.fragment and target.startswith(self._base + "#")):
            return label
        lead = " " if label[0] == " " else ""
        return f"{lead}[{label.strip()}]({target}){' ' if label[-1] == ' ' else ''}"

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if not self._pre:
            text = re.sub(r"[ \t\xa0\f\v]+", " ", text)
            text = re.sub(r" ?\n ?", "\n", text)
        self._parts.append(text)


def _hidden(element: _Element) -> bool:
    """Whether people do not see an element: by an attribute, or by a style of its own (style sheets are not read)."""
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style, color = element.get("style"), element.get("color")
    return bool(style or color) and invisible(f"{style or ''} color={color}"[:1000])
