"""YAML and JSON as a tree of nodes with places; capped in size, depth and number of nodes, aliases never expanded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from agents.readers.code.uses import Span

LONGEST = 150_000
DEEPEST = 40
MOST_NODES = 20_000


@dataclass(frozen=True, slots=True)
class Node:
    """A scalar with its `value`, a list of `items`, or a table of `rows`; `place` is where it is written."""

    place: Span
    value: str | None = None
    items: tuple[Node, ...] | None = None
    rows: tuple[tuple[Node, Node], ...] | None = None

    def get(self, *keys: str) -> Node | None:
        """The value under the first of the keys that a table has, in any case."""
        table = {k.value.lower(): v for k, v in self.rows or () if k.value is not None}
        return next((table[k] for k in keys if k in table), None)

    def text(self, *keys: str) -> str | None:
        """The scalar under the first of the keys; None for null and for what is no scalar."""
        node = self.get(*keys)
        return node.value if node is not None and node.value not in (None, "", "null", "~", "None") else None

    @property
    def number(self) -> float | None:
        """The scalar as a number."""
        if self.value is None or not re.fullmatch(r"-?\d{1,12}(?:_\d{3})*(?:\.\d{1,9})?", self.value):
            return None
        return float(self.value.replace("_", ""))


def of_yaml(text: str) -> list[Node]:
    """The documents of a YAML text; none for what is no YAML, is too deep or too large. Aliases give nothing."""
    if len(text) > LONGEST:
        return []
    found: list[Node] = []
    try:
        loader = yaml.SafeLoader(re.sub(r"\t", " ", text))
        while loader.check_node() and len(found) < 50:
            budget = [MOST_NODES]
            node = _converted(loader.get_node(), set(), budget, 0)
            if node is not None:
                found.append(node)
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError, IndexError):
        return found
    return found


def _converted(node: yaml.Node | None, seen: set[int], budget: list[int], depth: int) -> Node | None:
    if node is None or id(node) in seen or depth > DEEPEST or budget[0] <= 0:
        return None
    seen.add(id(node))
    budget[0] -= 1
    place = node.start_mark.index, node.end_mark.index
    if isinstance(node, yaml.ScalarNode):
        return Node(place, value=str(node.value)[:2000])
    if isinstance(node, yaml.SequenceNode):
        return Node(place, items=tuple(n for v in node.value if (n := _converted(v, seen, budget, depth + 1)) is not None))
    rows = []
    for key, value in node.value:
        name, held = _converted(key, seen, budget, depth + 1), _converted(value, seen, budget, depth + 1)
        if name is not None and held is not None:
            rows.append((name, held))
    return Node(place, rows=tuple(rows))


_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+|"')


def of_json(text: str) -> list[Node]:
    """The tree of a JSON text, read without recursion; none for what is no JSON, is too deep or too large."""
    if len(text) > LONGEST:
        return []
    open_: list[_Open] = [_Open("", 0)]
    for count, token in enumerate(_TOKEN.finditer(text)):
        mark = token.group()
        if count > 5 * MOST_NODES or mark == '"':
            return []
        if mark in "{[":
            if len(open_) > DEEPEST:
                return []
            open_.append(_Open(mark, token.start()))
        elif mark in "}]":
            if len(open_) < 2 or open_[-1].mark != {"}": "{", "]": "["}[mark]:
                return []
            closed = open_.pop().closed(token.end())
            open_[-1].parts.append(closed)
        elif mark not in ",:":
            open_[-1].parts.append(_scalar(mark, token.start(), token.end()))
    return [p for p in open_[0].parts if p.value is None] if len(open_) == 1 else []


class _Open:
    def __init__(self, mark: str, start: int) -> None:
        self.mark, self.start, self.parts = mark, start, list[Node]()

    def closed(self, end: int) -> Node:
        if self.mark == "[":
            return Node((self.start, end), items=tuple(self.parts))
        return Node((self.start, end), rows=tuple(zip(self.parts[::2], self.parts[1::2], strict=False)))


def _scalar(mark: str, start: int, end: int) -> Node:
    if mark[0] != '"':
        return Node((start, end), value=mark[:2000])
    return Node((start, end), value="".join(c for c, _ in unescaped(mark[1:-1][:2000], 0)))


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


def unescaped(raw: str, offset: int) -> Iterator[tuple[str, int]]:
    """The characters of a JSON string's inside, each with the place it is written at."""
    at = 0
    while at < len(raw):
        char, width = raw[at], 1
        if char == "\\" and at + 1 < len(raw):
            char, width = raw[at + 1], 2
            if char == "u" and re.fullmatch(r"[0-9a-fA-F]{4}", raw[at + 2 : at + 6]):
                char, width = chr(int(raw[at + 2 : at + 6], 16)), 6
            else:
                char = _ESCAPES.get(char, char)
        yield char, offset + at
        at += width
