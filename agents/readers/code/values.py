"""What is known of a value without running anything: constant texts, numbers, literal lists and tables, and whose rows it holds."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, replace

from agents.readers.code.uses import Span, Use

MOST_TEXTS = 64
MOST_ITEMS = 500


@dataclass(frozen=True, slots=True)
class Text:
    """A constant string, where its literal stands, the statement around it and the name it was given."""

    value: str
    place: Span
    statement: Span
    name: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """All that is known; nothing known is `UNKNOWN`.

    `uses`: data sets whose rows it may hold. `touched`: data sets it was computed from without holding their rows.
    `fresh`: straight from a loader, so that a split may still be picked.
    """

    texts: tuple[Text, ...] = ()
    number: float | None = None
    items: tuple[Value, ...] | None = None
    table: tuple[tuple[Value, Value], ...] | None = None
    uses: frozenset[Use] = frozenset()
    touched: frozenset[Use] = frozenset()
    fresh: bool = False
    none: bool = False
    function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | None = None


UNKNOWN = Value()
NONE = Value(none=True)


def listed(items: Iterable[Value]) -> Value:
    """A literal list."""
    held = tuple(items)[:MOST_ITEMS]
    return Value(items=held, uses=uses_of(held), touched=touched_of(held))


def tabled(rows: Iterable[tuple[Value, Value]]) -> Value:
    """A literal table."""
    held = tuple(rows)[:MOST_ITEMS]
    values = [v for _, v in held]
    return Value(table=held, uses=uses_of(values), touched=touched_of(values))


def holding(values: Iterable[Value], *, fresh: bool = False) -> Value:
    """Something unknown made of these."""
    held = tuple(values)
    return Value(uses=uses_of(held), touched=touched_of(held), fresh=fresh)


def uses_of(values: Iterable[Value]) -> frozenset[Use]:
    """The sources whose rows are in any of the values."""
    found = [v.uses for v in values if v.uses]
    return found[0] if len(found) == 1 else frozenset().union(*found)


def touched_of(values: Iterable[Value]) -> frozenset[Use]:
    """The sources that any of the values was computed from."""
    found = [v.touched for v in values if v.touched]
    return found[0] if len(found) == 1 else frozenset().union(*found)


def either(a: Value, b: Value) -> Value:
    """What is known of a value that is one or the other, or was one and got the other added."""
    if a is b or b is UNKNOWN:
        return a
    if a is UNKNOWN:
        return b
    if a.none or b.none:
        return b if a.none else a
    items = (
        (*a.items, *b.items)[:MOST_ITEMS] if a.items is not None and b.items is not None else a.items if a.items is not None else b.items
    )
    return Value(
        texts=tuple(dict.fromkeys((*a.texts, *b.texts)))[:MOST_TEXTS],
        number=a.number if a.number is not None else b.number,
        items=items,
        table=(*(a.table or ()), *(b.table or ()))[:MOST_ITEMS] if a.table is not None or b.table is not None else None,
        uses=a.uses | b.uses,
        touched=a.touched | b.touched,
        fresh=a.fresh and b.fresh,
        function=a.function or b.function,
    )


def elements(value: Value) -> list[Value] | None:
    """The elements of a literal list, or the keys of a table; None when they are not known one by one."""
    if value.items is not None:
        return list(value.items)
    return [k for k, _ in value.table] if value.table is not None else None


def renamed(value: Value, name: str, depth: int = 4) -> Value:
    """The value as it is known under a name: constants in it remember the first name they were given."""
    if depth == 0 or not (value.texts or value.items or value.table):
        return value
    return replace(
        value,
        texts=tuple(t if t.name else replace(t, name=name) for t in value.texts),
        items=tuple(renamed(i, name, depth - 1) for i in value.items) if value.items is not None else None,
        table=tuple((renamed(k, name, depth - 1), renamed(v, name, depth - 1)) for k, v in value.table)
        if value.table is not None
        else None,
    )
