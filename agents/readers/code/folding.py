"""Constant folding: joined and formatted texts, arithmetic within bounds, slices and picks. No format string is ever interpreted."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Sequence
from typing import Protocol

from agents.readers.code.uses import Fate
from agents.readers.code.values import MOST_TEXTS, UNKNOWN, Text, Value, either, holding

LONGEST = 1000
_SPLITS = re.compile(r"(?:train|test|validation|valid|dev|val)(?:[_-]\w{1,30})?\Z", re.I)
_HOLE = re.compile(r"\{(\w*)\}")


class Folder(Protocol):
    """What folding needs of the interpreter."""

    def evaluate(self, node: ast.expr | None) -> Value:
        """What is known of an expression."""
        ...

    def text(self, value: str, node: ast.expr) -> Text:
        """A constant string that stands at a node."""
        ...


def dotted(node: ast.expr) -> str | None:
    """`a.b.c` of a chain of names; None for anything else, or longer than eight."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute) and len(parts) < 8:
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None


def joined(parts: Sequence[Value], node: ast.expr | None, folder: Folder, between: str = "") -> Value:
    """All texts that the parts may form together; unknown when a part is."""
    choices = [_texts(part) for part in parts]
    if not choices or any(not c for c in choices):
        return UNKNOWN
    found = []
    for combination in itertools.islice(itertools.product(*choices), MOST_TEXTS):
        value = between.join(t.value for t in combination)
        if len(value) <= LONGEST:
            found.append(_standing(value, combination, node, folder))
    return Value(texts=tuple(found))


def _texts(value: Value) -> tuple[Text, ...]:
    if value.number is not None and not value.texts:
        written = str(int(value.number)) if value.number == int(value.number) else str(value.number)
        return (Text(written, (0, 0), (0, 0)),)
    return value.texts


def _standing(value: str, parts: Sequence[Text], node: ast.expr | None, folder: Folder) -> Text:
    """A composed text stands where its telling part does: the one that names the work, when that is a name by itself."""
    whole = folder.text(value, node) if node is not None else max(parts, key=lambda t: len(t.value))
    telling = [t for t in parts if t.statement != (0, 0) and re.search(r"[A-Za-z]{2}", t.value) and t.statement != whole.statement]
    last = value.rsplit("/", 1)[-1]
    named = [t for t in telling if "/" in t.value.strip("/") or last in t.value or (len(t.value) >= 0.6 * len(last) and t.value in last)]
    best = max(named, key=lambda t: len(t.value), default=None)
    return whole if best is None else Text(value, best.place, best.statement, best.name or whole.name)


def formatted(folder: Folder, node: ast.JoinedStr) -> Value:
    """An f-string; a format specification makes its part unknown."""
    parts = []
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            parts.append(UNKNOWN if part.format_spec is not None else folder.evaluate(part.value))
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            parts.append(Value(texts=(folder.text(part.value, node),)))
    return joined(parts, node, folder)


def filled(folder: Folder, template: Value, arguments: Sequence[Value], keywords: dict[str, Value], node: ast.expr) -> Value:
    """`"a/{}".format(x)` with plain holes only."""
    found = UNKNOWN
    for text in template.texts[:8]:
        parts, at = list[Value](), 0
        for count, hole in enumerate(_HOLE.finditer(text.value)):
            key = hole.group(1)
            place = int(key) if key.isdigit() and len(key) < 4 else count
            value = arguments[place] if (not key or key.isdigit()) and place < len(arguments) else keywords.get(key, UNKNOWN)
            parts += [Value(texts=(folder.text(text.value[at : hole.start()], node),)), value]
            at = hole.end()
        parts.append(Value(texts=(folder.text(text.value[at:], node),)))
        found = either(found, joined(parts, node, folder))
    return found


def operation(folder: Folder, node: ast.BinOp) -> Value:
    """`+` of texts, lists and data, `/` of paths, `%` of plain holes, and bounded arithmetic."""
    left, right = folder.evaluate(node.left), folder.evaluate(node.right)
    if left.number is not None and right.number is not None:
        return _calculated(node.op, left.number, right.number)
    if isinstance(node.op, ast.Add) and left.texts and right.texts:
        return joined([left, right], node, folder)
    if isinstance(node.op, ast.Div) and left.texts and right.texts:
        return joined([left, right], node, folder, "/")
    if isinstance(node.op, ast.Mod) and left.texts:
        holes = Value(texts=tuple(folder.text(re.sub(r"%[sd]", "{}", t.value), node) for t in left.texts))
        return filled(folder, holes, right.items if right.items is not None else [right], {}, node)
    if isinstance(node.op, ast.Sub | ast.BitAnd):
        return left
    return either(left, right) if left.items is not None and right.items is not None else holding([left, right])


def _calculated(kind: ast.operator, a: float, b: float) -> Value:
    simple = {ast.Add: a + b, ast.Sub: a - b, ast.Mult: a * b}
    if type(kind) in simple:
        result = simple[type(kind)]
    elif isinstance(kind, ast.Div | ast.FloorDiv) and b:
        result = a / b if isinstance(kind, ast.Div) else a // b
    elif isinstance(kind, ast.Pow) and abs(a) <= 100 and 0 <= b <= 7:
        result = a**b
    else:
        return UNKNOWN
    return Value(number=result) if abs(result) < 1e15 else UNKNOWN


def sliced(receiver: Value, lower: Value, upper: Value, *, sure: bool) -> Value:
    """`x[a:b]`: a part of a list, of a text no more, of data a slice of its rows."""
    if receiver.items is not None:
        first, last = lower.number, upper.number
        return Value(
            items=receiver.items[int(first) if first is not None else None : int(last) if last is not None else None],
            uses=receiver.uses,
            touched=receiver.touched,
        )
    rows = None if upper.number is None else upper.number - (lower.number or 0)
    return taken(receiver, rows if upper.number is not None and upper.number > 0 else None, cut=sure)


def picked(receiver: Value, key: Value) -> Value:
    """`x[key]`: an entry of a literal, a split of data just loaded, a column or row of other data."""
    if receiver.table is not None and key.texts:
        wanted = {t.value for t in key.texts}
        found = [v for k, v in receiver.table if any(t.value in wanted for t in k.texts)]
        if found:
            return found[-1]
    if receiver.items is not None:
        at = key.number
        if at is not None and -len(receiver.items) <= at < len(receiver.items):
            return receiver.items[int(at)]
        value = UNKNOWN
        for item in receiver.items[:50]:
            value = either(value, item)
        return value
    if receiver.fresh and key.texts:
        parts = [use.part(t.value) for t in key.texts if _SPLITS.match(t.value) for use in receiver.uses if use.split is None]
        if parts:
            return Value(uses=frozenset(parts), fresh=True)
    return Value(uses=receiver.uses, touched=receiver.touched)


def taken(data: Value, rows: float | None, *, cut: bool) -> Value:
    """Data of which only some rows go on; how many counts only where they can be of one source alone."""
    uses = data.uses
    if cut:
        alone = len({u.id.lower() for u in uses}) == 1
        for use in uses:
            if alone:
                use.fates.add(Fate.SLICED)
            if alone and rows is not None and rows >= 1 and rows == int(rows):
                use.rows = int(rows) if use.rows is None else min(use.rows, int(rows))
    return Value(uses=uses, touched=data.touched, fresh=data.fresh)
