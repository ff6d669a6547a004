"""Sub-folders of a repository whose own README its front README points to for the data: `[The collection](data/v2)`."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from posixpath import normpath

from graph.ids import from_url

MOST = 2
"""Pages followed inside one repository, beside those that cards link."""
_LINK = re.compile(r"\[([^\[\]\n]{0,200})\]\(\s*<?([^\s()<>]{1,300})>?[^()\n]{0,100}\)")
_DATA = re.compile(
    r"\b(?:data(?:sets?)?|corpus|corpora|collections?|mixtures?|sources?|instructions?|preferences?|prompts|annotations?)\b|数据|データ",
    re.I,
)
_PAGES = frozenset({"", ".md", ".markdown", ".mdx", ".rst", ".txt"})
_AROUND = 60


def followed(readme: str, repository: str) -> tuple[str, ...]:
    """At most two paths inside `repository` (a `github:` id) that its README links as pages or folders, where words beside say data.

    In order of place; files of other kinds, links that leave the repository or climb out of it, and its root are none.
    """
    found: dict[str, None] = {}
    for link in _LINK.finditer(readme[:200_000]):
        path = _inside(link.group(2), repository)
        around = f"{readme[max(0, link.start() - _AROUND) : link.start()]} {link.group(1)} {re.sub(r'[_/-]', ' ', path or '')}"
        if path and PurePosixPath(path).suffix.lower() in _PAGES and _DATA.search(around.rpartition("\n")[2]):
            found.setdefault(path)
    return tuple(found)[:MOST]


def _inside(url: str, repository: str) -> str | None:
    """The path inside the repository that a link names; None for one that leads elsewhere."""
    if url.startswith(("#", "mailto:")):
        return None
    if "://" in url or url.startswith("//"):
        link = from_url(url)
        if link is None or link.id.lower() != repository.lower() or not link.rest.startswith(("tree/", "blob/")):
            return None
        return link.rest.split("/", 2)[2] if link.rest.count("/") >= 2 else None
    path = normpath(url.partition("#")[0].partition("?")[0].lstrip("/"))
    return None if path.startswith((".", "/")) else path
