"""A Hugging Face card with `source_datasets` as people confirmed them: the card's other words stay as they are.

Only confirmed edges to datasets of the Hub count; what the author wrote there stays. Nothing here leaves the machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import unified_diff
from typing import Any, NamedTuple

import yaml

from graph.errors import BadCard
from graph.model import Edge, EdgeType, Status

FIELD = "source_datasets"
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_VALUE = re.compile(rf"^{FIELD}[ \t]*:[^\n]*\n?(?:(?:[ \t]+[^\n]*|-[ \t][^\n]*|[ \t]*)(?:\n|\Z))*?(?=^[^\s-]|\Z)", re.M)
_LARGEST = 200_000


class Front(NamedTuple):
    """Front matter: its fields, and where its YAML stands in the card (`None`: there is none)."""

    fields: dict[str, Any]
    start: int
    end: int


def front_matter(card: str) -> Front | None:
    """The front matter at the head of a card. Raises BadCard when it is no mapping in YAML, or longer than 200,000 characters."""
    found = _FRONT.match(card)
    if found is None:
        return None
    text = found.group(1)
    try:
        if len(text) > _LARGEST or re.search(r"(?m)^[^#\n'\"]*:\s+[&*]\w", text):
            raise ValueError("it is too long, or holds anchors")
        fields = yaml.safe_load(text) or {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadCard(
            f"the front matter cannot be read ({' '.join(str(error).split())[:200]}); mend the YAML between the --- lines"
        ) from error
    if not isinstance(fields, dict):
        raise BadCard("the front matter is no mapping; write `key: value` lines between the --- lines")
    return Front(fields, found.start(1), found.end(1))


def stated(front: Front | None) -> list[str]:
    """The values of `source_datasets` as the author wrote them."""
    value = front.fields.get(FIELD) if front else None
    found = value if isinstance(value, list) else [] if value is None else [value]
    return [str(one) for one in found if one is not None]


def confirmed(edges: Iterable[Edge], downstream: str) -> list[str]:
    """Hub ids (`ORG/NAME`) of the confirmed sources of a dataset, sorted without case; sources elsewhere have no such id."""
    ids = {
        edge.upstream.removeprefix("hf:")
        for edge in edges
        if edge.type is EdgeType.DERIVED_FROM
        and edge.status is Status.CONFIRMED
        and edge.downstream.lower() == downstream.lower()
        and edge.upstream.startswith("hf:")
    }
    return sorted(ids, key=str.lower)


def patched(card: str, sources: Sequence[str]) -> str:
    """The card with the sources it lacks added to `source_datasets`; the same text when it lacks none. Raises BadCard."""
    known = stated(front_matter(card))
    have = {value.lower() for value in known}
    missing = [source for source in sources if source.lower() not in have]
    return rewritten(card, [*known, *missing]) if missing else card


def rewritten(card: str, values: Sequence[str]) -> str:
    """The card with these values of `source_datasets`, and everything else as it was.

    Raises BadCard, also for YAML so unusual (a key twice) that the result would not read back as meant.
    """
    front = front_matter(card)
    after = _replaced(card, front, values)
    now = front_matter(after)
    if now is None or stated(now) != list(values) or _others(now) != _others(front):
        raise BadCard(f"{FIELD} cannot be patched in this front matter; write it once, as a list, at the left margin")
    return after


def _others(front: Front | None) -> dict[str, Any]:
    return {key: value for key, value in front.fields.items() if key != FIELD} if front else {}


def _replaced(card: str, front: Front | None, values: Sequence[str]) -> str:
    block = f"{FIELD}:\n" + "".join(f"- {_scalar(value)}\n" for value in values) if values else f"{FIELD}: []\n"
    if front is None:
        return f"---\n{block}---\n\n{card}"
    text = card[front.start : front.end]
    if "\r\n" in text:
        block = block.replace("\n", "\r\n")
    place = _VALUE.search(text)
    after = text[: place.start()] + block + text[place.end() :] if place else text + block
    return card[: front.start] + after + card[front.end :]


def diff(card: str, after: str) -> list[str]:
    """A unified diff of the two, each line with its newline; empty when they are equal."""
    lines = unified_diff(card.splitlines(keepends=True), after.splitlines(keepends=True), "README.md", "README.md (patched)")
    return [line if line.endswith("\n") else line + "\n" for line in lines]


def _scalar(value: str) -> str:
    return yaml.safe_dump(value, allow_unicode=True, width=1000).removesuffix("...\n").strip()
