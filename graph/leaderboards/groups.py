"""Whether the columns of a table belong where they stand: groups of benchmarks, and means over them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from graph.catalogue import benchmarks, canonical
from graph.errors import InvalidId

_DOMAINS = {
    "general": "drop ifeval agieval mmlu-pro mmlu",
    "math": "omni-math olympiadbench gsm8k math-500 math aime aime-2024 aime-2025 hmmt-feb-2025 brumo-2025 cmimc-2025 amc-2023 svamp",
    "code": "humaneval humaneval-plus mbpp mbpp-plus livecodebench bigcodebench",
    "reasoning": "arc-challenge arc-easy bbh kor-bench gpqa gpqa-diamond",
}
DOMAINS = {f"benchmark:{name}": domain for domain, names in _DOMAINS.items() for name in names.split()}
"""What the field counts a benchmark under; benchmarks that nobody agrees on are left out."""

_MEAN = re.compile(r"(?:avg|average|mean|overall)\.?", re.I)
_PARTS = re.compile(r"\s*[/:|>]\s*")
TOLERANCE = 0.051
"""Two means are one when they differ by no more than rounding to one decimal explains, in percent."""


class Column(NamedTuple):
    """A column of figures: its header, the group it stands under, and its benchmark (None for a mean)."""

    header: str
    group: str | None
    benchmark: str | None


def column(header: str) -> Column | None:
    """A header as a column of figures: `GSM8K`, `math/GSM8K`, `math_avg`; None for what is no benchmark the catalogue knows."""
    *groups, name = _PARTS.split(header.strip())
    group = groups[-1].casefold() if groups else None
    parts = re.split(r"[\s_-]+", name)
    if any(_MEAN.fullmatch(part) for part in parts):
        rest = [part.casefold() for part in parts if not _MEAN.fullmatch(part)]
        return Column(header, group or "-".join(rest) or "overall", None)
    try:
        found = canonical(name)
    except InvalidId:
        return None
    return Column(header, group, found) if found in benchmarks() else None


def shifted(columns: Iterable[Column], rows: Sequence[Mapping[str, float | None]]) -> list[str]:
    """What is wrong with the groups: columns under a foreign one, and means that follow from the wrong columns.

    `rows`: header -> value in percent. Each finding names the columns and how many rows it moves.
    """
    found = []
    groups: dict[str, list[Column]] = defaultdict(list)
    for one in columns:
        groups[one.group or ""].append(one)
    right: dict[str, list[Column]] = defaultdict(list)
    for one in (c for members in groups.values() for c in members if c.benchmark):
        domain = DOMAINS.get(one.benchmark or "", one.group or "")
        right[domain].append(one)
        if one.group and one.group in _DOMAINS and domain != one.group:
            found.append(f"{one.header}: {one.benchmark} stands under {one.group} and belongs to {domain}")
    for group, members in sorted(groups.items()):
        for mean in (c for c in members if c.benchmark is None):
            found += _mean(mean, [c for c in members if c.benchmark], right.get(group, []), rows)
    return found


def _mean(stated: Column, labelled: Sequence[Column], right: Sequence[Column], rows: Sequence[Mapping[str, float | None]]) -> list[str]:
    """What a stated mean follows from, where its own columns and those of its domain give different ones."""
    ways = {"the columns under it": labelled, "the benchmarks of its domain": right}
    fits = dict.fromkeys(ways, 0)
    told = moved = 0
    for row in rows:
        value = row.get(stated.header)
        means = {name: _average(row, columns) for name, columns in ways.items()}
        if value is None or None in means.values():
            continue
        told += 1
        for name, mean in means.items():
            fits[name] += abs(value - (mean or 0.0)) <= TOLERANCE
        moved += len({round(mean or 0.0, 1) for mean in means.values()}) > 1
    if not told or (not moved and fits["the columns under it"] == told):
        return []
    follows = ", ".join(f"{n} of {told} rows follow from {name}" for name, n in fits.items())
    return [f"{stated.header}: {follows}; the two differ in {moved} of {told} rows"]


def _average(row: Mapping[str, float | None], columns: Sequence[Column]) -> float | None:
    values = [row.get(column.header) for column in columns]
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known and len(known) == len(values) else None
