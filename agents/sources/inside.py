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
_VIEW = re.compile(r"(?:tree|blob|resolve|raw|edit|blame)/(?:refs/(?:heads|tags|convert)/)?[^/]+/?")
_README = re.compile(r"readme(?:[._-]\w+)*\Z", re.I)


def media_type(path: str) -> str | None:
    """The media type of a file that is read as text, by its ending; None for a file that is not."""
    return _MEDIA.get(PurePosixPath(path).suffix.lower())


def plain(paths: Iterable[str]) -> list[str]:
    """`tree/main/data/x`, `blob/v1/README.md` -> `data/x`, `README.md`, sorted, each once; service pages and roots are left out."""
    found = set()
    for path in paths:
        path = path.partition("#")[0].partition("?")[0].strip("/")
        if match := _VIEW.match(path + "/"):
            inside = path[match.end() :].strip("/") if match.end() <= len(path) else ""
            if inside and ".." not in inside.split("/"):
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
