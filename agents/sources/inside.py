"""Paths inside a repository, as links write them -> file and folder names; and the media types of what is read there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

_MEDIA = {
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".mdx": "text/markdown",
    ".rst": "text/x-rst",
    ".org": "text/org",
    ".txt": "text/plain",
    "": "text/plain",
    ".py": "text/x-python",
    ".sh": "text/x-shellscript",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".json": "application/json",
    ".ipynb": "application/x-ipynb+json",
}
_PAGES = frozenset(
    "actions archive branches commit commits compare discussions edit forks graphs issues labels milestones network packages "
    "projects pull pulls releases security settings stargazers tags viewer watchers wiki tree blob raw resolve".split()
)
_VIEW = re.compile(r"(?:tree|blob|resolve|raw|edit|blame)/(?:refs/(?:heads|tags|convert)/)?[^/]+/?")
_README = re.compile(r"readme(?:[._-]\w+)*\Z", re.I)


def media_type(path: str) -> str | None:
    """The media type of a file that is read as text, by its ending; None for a file that is not."""
    return _MEDIA.get(PurePosixPath(path).suffix.lower())


def plain(paths: Iterable[str]) -> list[str]:
    """`tree/main/data/x`, `blob/v1/README.md`, `data/y` -> names inside, sorted, each once; service pages and roots are left out."""
    found = set()
    for path in paths:
        path = path.partition("#")[0].partition("?")[0].strip("/")
        match = _VIEW.match(path + "/")
        inside = path[match.end() :] if match else path
        parts = inside.split("/")
        if inside and ".." not in parts and (match or parts[0].lower() not in _PAGES):
            found.add(inside)
    return sorted(found)


def is_readme(path: str) -> bool:
    """Whether a path names a README, in any case and format."""
    name = PurePosixPath(path).name
    return bool(_README.match(name)) and media_type(name) is not None


def linked(files: Iterable[str], paths: Iterable[str]) -> list[str]:
    """Of `files`, those that `paths` link: the file itself when it is text, or the README in a linked folder."""
    names = sorted(files)
    exact = {name.lower(): name for name in names}
    found: dict[str, None] = {}
    for path in plain(paths):
        if (name := exact.get(path.lower())) and media_type(name):
            found[name] = None
        folder = path.lower() + "/"
        readme = next((n for n in names if n.lower().startswith(folder) and "/" not in n[len(folder) :] and is_readme(n)), None)
        if readme:
            found[readme] = None
    return list(found)
