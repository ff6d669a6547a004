"""Which files of a repository are read beside its README: linked READMEs, and code and config that load or mix data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from agents.sources.inside import is_readme, linked

FILES = 5
FILE_BYTES = 100_000
_ENDINGS = frozenset({".py", ".yaml", ".yml", ".json", ".sh", ".ipynb"})
_SAID = {
    4: "mix mixer mixture mixes blend",
    3: "dataset datasets prepare download corpus sources curate decontaminate decontamination",
    2: "data load loader prompts seed seeds collect merge combine sample filter dedup subset generate convert preprocess translate splits",
    1: "config configs create build make process upload push hub",
}
_WORDS = {word: score for score, words in _SAID.items() for word in words.split()}
_SCRIPTS = frozenset({".py", ".sh", ".ipynb", ".yaml", ".yml"})
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


def beside(name: str, siblings: Iterable[str]) -> list[str]:
    """The files of a data set's repository that may say how it was made, the most telling first.

    Its loading script, scripts at the top or one folder down (there is little other code in such a repository), and YAML
    mixtures; JSON there is data. Ties by path.
    """
    found = []
    for path in siblings:
        place = PurePosixPath(path)
        if place.suffix.lower() not in _SCRIPTS or len(place.parts) > 2 or _FOREIGN.search(path) or path.startswith("."):
            continue
        own = 5.0 if place.stem.lower() == name.lower() else _score(path) + 0.5 * (place.suffix.lower() not in (".yaml", ".yml"))
        found.append((-own, len(place.parts), path))
    return [path for *_, path in sorted(found)]


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
