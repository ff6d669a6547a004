"""A file of a leaderboard as rows with headers, whatever its form: CSV, JSON (a list, or an object that holds one), JSON lines."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any

from graph.errors import InvalidRecord
from graph.leaderboards.cells import number

Row = dict[str, Any]


def rows(text: str, name: str) -> list[Row]:
    """The rows of a table; nested objects become headers joined by `/`. Raises InvalidRecord naming what is wrong."""
    stripped = text.lstrip("\ufeff \t\r\n")
    try:
        return list(_json(stripped)) if stripped[:1] in ("[", "{") else list(_csv(stripped))
    except (ValueError, csv.Error) as error:
        raise InvalidRecord(f"{name} is no table ({error}); give CSV with a header, a JSON list of rows, or JSON lines") from error


def harness(text: str) -> dict[str, Any] | None:
    """The object of an lm-eval `results_*.json`; None for anything else."""
    if not text.lstrip("\ufeff \t\r\n").startswith("{"):
        return None
    try:
        found = json.loads(text.lstrip("\ufeff"))
    except ValueError:
        return None
    return found if isinstance(found, dict) and isinstance(found.get("results"), dict) else None


def _csv(text: str) -> Iterator[Row]:
    """Rows under their header; a line starting with `#` above it is a remark. Two header lines: groups above, names below."""
    lines = [line for line in csv.reader(StringIO(text)) if any(cell.strip() for cell in line)]
    while lines and lines[0][0].startswith("#"):
        lines = lines[1:]
    if len(lines) < 2:
        raise ValueError("it has no row under a header")
    header, body = [cell.strip() for cell in lines[0]], lines[1:]
    if (len(set(header)) < len(header) or "" in header[1:]) and not any(number(cell) is not None for cell in lines[1]):
        header, body = _grouped(header, [cell.strip() for cell in lines[1]]), lines[2:]
    if len(set(header)) < len(header):
        raise ValueError("two columns have one header")
    for place, cells in enumerate(body, start=1):
        if len(cells) > len(header):
            raise ValueError(f"row {place} has {len(cells)} cells under {len(header)} headers")
        yield dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=True))


def _grouped(groups: list[str], names: list[str]) -> list[str]:
    """Headers of two lines: a group stands above each of its columns, or once above the first of them."""
    header, current = [], ""
    for place, name in enumerate(names):
        above = groups[place] if place < len(groups) else ""
        current = above or current
        header.append(f"{current}/{name}" if current and name and current != name else name or current)
    return header


def _json(text: str) -> Iterator[Row]:
    try:
        found = json.loads(text)
    except ValueError:
        found = [json.loads(line) for line in text.splitlines() if line.strip()]
    if isinstance(found, Mapping):
        lists = [value for value in found.values() if isinstance(value, list) and value and isinstance(value[0], Mapping)]
        found = lists[0] if len(lists) == 1 else [found]
    for place, row in enumerate(found, start=1):
        if not isinstance(row, Mapping):
            raise ValueError(f"row {place} is no object")
        yield dict(_flat(row, ""))


def _flat(row: Mapping[str, Any], above: str) -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name}/")
        else:
            yield f"{above}{name}", value
