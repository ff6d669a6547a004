"""Where the pages of a site lie: a file for each, relative addresses between them, and which were asked for.

A file is named by what it is about, in characters that need no escape in an address or on a disk; where that loses
something, or ids would meet, a digest of the id is added. `:` and `/` in ids become `~`, so folders are one deep.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote, urlencode

from graph import catalogue
from graph.contract import Reads
from graph.errors import InvalidId
from stemma.web import marking
from stemma.web.links import Value

LONGEST = 100
SINGLE = {"home": "index", "search": "search", "changes": "changes", "all": "all", "leaderboard": "leaderboard"}
"""Pages there is one of, by their file at the top."""


class Place(NamedTuple):
    """One page: its kind, what it is about (empty for pages there is one of), and what tells it from others about the same."""

    page: str
    name: str = ""
    detail: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """Its path below the site's folder."""
        if not self.name:
            return f"{SINGLE[self.page]}.html"
        return f"{self.page}/{'@'.join([_slug(self.name), *map(_slug, filter(None, self.detail))])}.html"

    @property
    def data(self) -> str:
        """The path of the same answer as JSON."""
        return f"{self.file.removesuffix('.html')}.json"


class Places:
    """Names pages for templates (`stemma.web.links.Links`), relative to the page that is being written, and notes what it named."""

    def __init__(self, reads: Reads) -> None:
        """`reads` says what ids answer as, and which text a claim stands in."""
        self._reads = reads
        self.at = Place("home")
        self.named: list[Place] = []
        self._leaves: dict[tuple[str, str], list[int]] = {}

    def __call__(self, page: str, name: str | None = None, *, at: str = "", **query: Value) -> str:
        """The address of a page. Raises KeyError for a page that no site has."""
        place = self.place(page, name, query)
        self.named.append(place)
        kept = [(key, str(value)) for key, value in query.items() if page == "search" and value not in (None, "")]
        said = f"?{urlencode(kept, quote_via=quote)}" if kept else ""
        return self.relative(place.file) + said + (f"#{quote(at, safe=':')}" if at else "")

    def relative(self, file: str) -> str:
        """The address of a file, from the page that is being written."""
        return quote(posixpath.relpath(file, posixpath.dirname(self.at.file) or "."), safe="/~.@")

    def place(self, page: str, name: str | None, query: dict[str, Value]) -> Place:
        """The page that is meant, however it was named."""
        if page == "benchmark" or (page == "artifact" and str(name).startswith("benchmark:")):
            return Place("benchmark", _benchmark(str(name)))
        if page in ("artifact", "graph"):
            return Place(page, self._reads.canonical([str(name)])[str(name)])
        if page == "document":
            return self._document(str(name), query)
        if page == "why":
            return Place(
                page, str(name), (_benchmark(str(query["benchmark"])), str(query.get("window") or ""), str(query.get("rows") or ""))
            )
        if page == "leaderboard" and query.get("benchmark"):
            return Place(page, _benchmark(str(query["benchmark"])))
        if page in SINGLE:
            return Place(page)
        if page in ("edge", "run") and name is not None:
            return Place(page, name)
        raise KeyError(f"no site has a page {page!r}")

    def leaves(self, document: str) -> Iterator[Place]:
        """Every leaf of every revision of a document."""
        for one in self._reads.documents([document]):
            yield from (self._leaf(one.id, one.sha256, line) for line in self._begins(one.id, one.sha256, one.text))

    def _document(self, name: str, query: dict[str, Value]) -> Place:
        """The leaf that is meant: of a claim, of a line, of a revision, else the first of the latest."""
        kept = self._reads.documents([name])
        if not kept:
            return Place("document", name)
        claim = next(iter(self._reads.claims(ids=[str(query["claim"])])), None) if query.get("claim") else None
        sha = claim.document_sha if claim else str(query.get("sha") or "")
        found = next((one for one in reversed(kept) if sha and one.sha256.startswith(sha)), kept[-1])
        line = marking.line_of(found.text, claim.start) if claim else int(str(query.get("line") or 1))
        begins = self._begins(found.id, found.sha256, found.text)
        return self._leaf(found.id, found.sha256, max(begin for begin in begins if begin <= max(line, 1)))

    def _leaf(self, document: str, sha: str, line: int) -> Place:
        return Place("document", document, (sha[:16], f"L{line}" if line > 1 else ""))

    def _begins(self, document: str, sha: str, text: str) -> list[int]:
        """The lines that the leaves of a text begin with."""
        if (document, sha) not in self._leaves:
            begins, after = [1], marking.leaf(text, ()).after
            while after is not None:
                begins.append(after)
                after = marking.leaf(text, (), at=after).after
            self._leaves[document, sha] = begins
        return self._leaves[document, sha]


def _benchmark(name: str) -> str:
    try:
        return catalogue.canonical(name)
    except InvalidId:
        return name


def _slug(text: str) -> str:
    """A text as part of a file's name; with a digest where two texts could meet in one."""
    plain = text.replace(":", "~", 1).replace("/", "~")
    safe = re.sub(r"[^A-Za-z0-9._~-]+", "-", plain)[:LONGEST]
    if safe == plain and "~" not in text:
        return safe
    return f"{safe}.{hashlib.sha256(text.lower().encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"
