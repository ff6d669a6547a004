"""YAML front matter wherever it stands: loaded safely, capped, and only the fields that name other works."""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from agents.readers.local.blocks import Block, BlockKind

_LARGEST = 20_000
_FIELD = re.compile(
    r"^(source_datasets|datasets|dataset|duplicated_from|base_dataset|original_dataset)[ \t]*:[^\n]*(?:\n(?:[ \t]+|[ \t]*-[ \t]|["
    r" \t]*$)[^\n]*)*",
    re.M,
)
_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}(?:/[A-Za-z0-9][\w.-]{0,95})?\Z")


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a field that names a work, at `text[start:end]`."""

    key: str
    value: str
    start: int
    end: int


def fields(text: str, blocks: list[Block]) -> list[Field]:
    """The works that front matter names. Bad YAML, anchors and aliases, or too much of it: none."""
    found: list[Field] = []
    for block in blocks:
        if block.kind is BlockKind.FRONT:
            for part in _FIELD.finditer(text, block.start, block.end):
                found.extend(_values(part.group(1), part.group(0)[:_LARGEST], part.start()))
    return found


def _values(key: str, source: str, offset: int) -> list[Field]:
    if re.search(r"[&*][A-Za-z0-9]", source):
        return []
    try:
        data = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError):
        return []
    value = data.get(key) if isinstance(data, dict) else None
    found = []
    at = len(key) + 1
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and item.strip() and (place := source.find(item, at)) >= 0:
            at = place + len(item)
            found.append(Field(key, item.strip(), offset + place, offset + at))
    return found


def upstream_id(value: str) -> str | None:
    """`org/name`, a legacy bare id, or `extended|name` as a Hub id; None for `original` and free text."""
    name = value.removeprefix("extended|").strip().removeprefix("datasets/")
    if name in ("original", "extended", "") or not _ID.match(name):
        return None
    return f"hf:{name}"
