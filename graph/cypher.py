"""The query files: their text, what each says of itself, and the names a user may run.

A query is a file in the Cypher that Neo4j 5 and the embedded engine both run: `queries/NAME.cypher` for everybody, and
`queries/store/NAME.cypher` for the store alone. Its head, `//` lines, says what it answers and which parameters it takes.
Where a label or relationship type cannot be a parameter it stands as `<<name>>` and is filled from the closed sets of the
model, never from text that a user typed.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

from graph.errors import QueryRefused

_FOLDER = Path(__file__).with_name("queries")
_SCHEMA = Path(__file__).with_name("schema.cypher")
_PLACEHOLDER = re.compile(r"<<(\w+)>>")
_WRITES = re.compile(r"\b(?:CREATE|MERGE|SET|DELETE|REMOVE|DROP|FOREACH|LOAD)\b", re.I)
_OWN_LABELS = frozenset({"Document", "Claim", "Decision", "Run"})
_OWN_TYPES = frozenset({"CARRIES", "OVERLAPS", "USED_DATA", "USED_BASE", "USED_MODEL", "MEASURED_ON"})


@cache
def load(name: str, **labels: str | tuple[str, ...]) -> str:
    """The text of a query, comments left out, with its placeholders filled by labels or relationship types.

    A tuple of types is joined by `|`. Raises QueryRefused for an unknown name, a placeholder without a value, a value
    without a placeholder, or a value that is no label or type of the model.
    """
    text = _body(name)
    wanted = set(_PLACEHOLDER.findall(text))
    if wanted != labels.keys():
        raise QueryRefused(f"query {name} takes the labels {sorted(wanted)}, not {sorted(labels)}; give exactly these")
    return _PLACEHOLDER.sub(lambda m: _filled(name, labels[m.group(1)]), text)


@cache
def names() -> tuple[str, ...]:
    """The queries a user may run by name: those that read and have no placeholder."""
    own = [path.stem for path in _files().values() if path.parent == _FOLDER]
    return tuple(n for n in sorted(own) if not _PLACEHOLDER.search(_body(n)) and not _WRITES.search(_body(n)))


@cache
def all_names() -> tuple[str, ...]:
    """Every query file, sorted."""
    return tuple(sorted(_files()))


def about(name: str) -> str:
    """The head comment of a query: what it answers, and its parameters. Raises QueryRefused for an unknown name."""
    lines = _source(name).splitlines()
    head = lines[: next((i for i, line in enumerate(lines) if not line.startswith("//")), len(lines))]
    return "\n".join(line.removeprefix("//").strip() for line in head)


@cache
def schema() -> tuple[str, ...]:
    """The statements that make the constraints and indexes; each may run again."""
    lines = (line for line in _SCHEMA.read_text("utf-8").splitlines() if not line.startswith("//"))
    return tuple(statement.strip() for statement in "\n".join(lines).split(";") if statement.strip())


@cache
def _source(name: str) -> str:
    path = _files().get(name)
    if path is None:
        raise QueryRefused(f"there is no query {name!r}; there are {', '.join(names())}")
    return path.read_text("utf-8")


@cache
def _files() -> dict[str, Path]:
    return {path.stem: path for path in _FOLDER.rglob("*.cypher")}


@cache
def _body(name: str) -> str:
    return "\n".join(line for line in _source(name).splitlines() if not line.startswith("//")).strip()


def _filled(name: str, value: str | Collection[str]) -> str:
    parts = [value] if isinstance(value, str) else sorted(value)
    unknown = [part for part in parts if part not in _known()]
    if unknown or not parts:
        raise QueryRefused(f"{unknown or 'nothing'} cannot stand in query {name}; use labels and relationship types of graph.model")
    return "|".join(str(part) for part in parts)


@cache
def _known() -> frozenset[str]:
    from graph.ids import Kind
    from graph.model import EdgeType

    return frozenset({*map(str, Kind), *map(str, EdgeType)}) | _OWN_LABELS | _OWN_TYPES
