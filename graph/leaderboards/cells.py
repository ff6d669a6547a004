"""Cells of a published table: figures with their errors, and the works that links and names mean."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import NamedTuple

from graph.errors import InvalidId
from graph.ids import from_url, parse

_PLUS_MINUS = re.compile(r"\s*(?:±|\+/?-|\+−)\s*")
_LINK = re.compile(r"\s*!?\[([^\]]*)\]\(\s*<?([^)>\s]+)>?[^)]*\)\s*\Z")
_ANCHOR = re.compile(r"<a\b[^>]*\bhref\s*=\s*[\"']?([^\"'\s>]+)", re.I)
_NOTHING = frozenset({"", "-", "--", "—", "–", "n/a", "na", "nan", "none", "null", "n/a n/a", "x", "tbd"})


class Figure(NamedTuple):
    """A value and its standard error as they were written; `why` when there is no value."""

    value: float | None
    se: float | None = None
    why: str | None = None


class Work(NamedTuple):
    """The artifact a cell means. `dirty`: the cell had more than the id; `why` it stays a `name:`, when it does."""

    id: str
    dirty: bool
    why: str | None = None


def figure(cell: object) -> Figure:
    """The figure of a cell: a number, or a text like `66.3 ± 1.8`, `41.2%`. What is no number is null, with the text as reason."""
    if isinstance(cell, bool):
        return Figure(None, why=f"{cell} is no figure")
    if isinstance(cell, int | float):
        return Figure(float(cell)) if math.isfinite(cell) else Figure(None, why=f"{cell} in the table")
    text = str(cell if cell is not None else "").strip()
    if text.casefold() in _NOTHING:
        return Figure(None, why=f"{text or 'an empty cell'} in the table")
    numbers = [number(part) for part in _PLUS_MINUS.split(text)]
    if len(numbers) > 2 or None in numbers:
        return Figure(None, why=f"{text[:60]!r} in the table is no figure")
    return Figure(numbers[0], abs(numbers[1]) if len(numbers) == 2 and numbers[1] is not None else None)


def number(text: str) -> float | None:
    """A finite number of a text; None when it is none."""
    try:
        found = float(text.strip().strip("*_` ").removesuffix("%").replace(",", ""))
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def count(cell: object) -> int | None:
    """A whole number of a cell; None when it is none."""
    found = number(str(cell)) if cell is not None and not isinstance(cell, bool) else None
    return int(found) if found is not None and found == int(found) and found >= 0 else None


def dataset(cell: str, known: Callable[[str], bool]) -> Work:
    """The dataset a cell means: by its link, whatever its damage, by an id, else as the name it has: never a guess.

    A link to a model's page is a dataset only when `known` says that the graph has read a dataset of that id.
    """
    label, target = _parts(cell)
    link = from_url(target)
    if link is not None:
        clean = cell.strip() == f"https://huggingface.co/datasets/{link.id.removeprefix('hf:')}"
        if not link.id.startswith("hf-model:"):
            return Work(link.id, dirty=not clean)
        twin = "hf:" + link.id.removeprefix("hf-model:")
        return Work(twin, dirty=True) if known(twin) else _named(twin[3:], "the link is a model's page")
    bare = target.strip()
    if "/" in bare or ":" in bare:
        try:
            return Work(parse(bare), dirty=False)
        except InvalidId:
            return _named(label or bare, f"{bare[:80]!r} is no id")
    return _named(label or bare, "a name without a link")


def model(cell: str) -> str:
    """The model a cell means: a link, an `ORG/NAME`, else a name."""
    label, target = _parts(cell)
    link = from_url(target)
    if link is not None:
        return link.id
    prefix = "" if ":" in target or "/" not in target else "hf-model:"
    try:
        return parse(prefix + target.strip()) if prefix or ":" in target else _named(label or target, "").id
    except InvalidId:
        return _named(label or target, "").id


def _parts(cell: str) -> tuple[str, str]:
    if found := _LINK.match(cell):
        return found.group(1).strip(), found.group(2)
    if anchor := _ANCHOR.search(cell):
        return re.sub(r"<[^>]*>", "", cell).strip(), anchor.group(1)
    return "", cell.strip()


def _named(text: str, why: str) -> Work:
    folded = " ".join(re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", text).split())[:300].strip()
    return Work(f"name:{folded or 'no name'}", dirty=True, why=why)
