"""Which files of a repository are read beside its README: linked READMEs, and code and config that load or mix data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from agents.sources.inside import is_readme, linked

FILES = 5
FILE_BYTES = 100_000
_ENDINGS = frozenset({".py", ".yaml", ".yml", ".json", ".sh", ".ipynb"})
_WORDS = {"mix": 4, "mixer": 4, "mixture": 4, "dataset": 3, "datasets": 3, "prepare": 3, "download": 3, "data": 2, "load": 2, "config": 1}
_FOREIGN = re.compile(
    r"(?:^|/)(?:\.[^/]+|tests?|docs?|node_modules|third_party|vendor|site-packages|examples?/deepspeed|evals?|evaluation)/", re.I
)
_NOT_DATA = re.compile(
    r"(?:package(?:-lock)?|tsconfig|composer|manifest|deepspeed\w*|ds_config\w*|zero\d\w*|accelerate\w*)\.(?:json|ya?ml)\Z", re.I
)


def chosen(sizes: Mapping[str, int], paths: Iterable[str]) -> list[str]:
    """At most FILES paths of a tree (path -> bytes), the most telling first; none above FILE_BYTES.

    Linked READMEs and linked text files go first; then the files whose names speak of loading, mixing or preparing data,
    scored by their words less their depth; ties by path, so the choice is the same every time.
    """
    small = {path for path, size in sizes.items() if size <= FILE_BYTES}
    first = linked([p for p in sizes if p in small or is_readme(p)], paths)
    scored = sorted((-score, path) for path in small if (score := _score(path)) > 0)
    return list(dict.fromkeys([*first, *(path for _, path in scored)]))[:FILES]


def _score(path: str) -> float:
    name = PurePosixPath(path)
    if name.suffix.lower() not in _ENDINGS or _FOREIGN.search(path) or _NOT_DATA.search(path):
        return 0.0
    own = max((_WORDS.get(word, 0) for word in _words(name.stem)), default=0)
    around = max((_WORDS.get(word, 0) for part in name.parts[:-1] for word in _words(part)), default=0)
    return (own + around / 4 - 0.25 * (len(name.parts) - 1)) if own else 0.0


def _words(text: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)
    return [word for word in re.split(r"[^a-z]+", spaced.lower()) if word]
