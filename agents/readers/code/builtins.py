"""Calls of Python's own that keep constants known: lists, numbers, texts, defaults of options."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from agents.readers.code import folding
from agents.readers.code.values import UNKNOWN, Text, Value, either, elements, holding, listed, tabled

if TYPE_CHECKING:
    from agents.readers.code.calls import Call
    from agents.readers.code.interpreter import Interpreter


def _through(run: Interpreter, call: Call) -> Value | None:
    """A list of the same things, in any order."""
    del run
    if not call.arguments:
        return listed(()) if call.name in ("list", "set", "tuple") else None
    value = call.arguments[0]
    return value if value.number is not None else Value(items=value.items, table=value.table, uses=value.uses, touched=value.touched)


def _items(run: Interpreter, call: Call) -> Value | None:
    del run
    table = call.receiver.table
    if table is None:
        return None
    if call.name == "items":
        return listed(listed([k, v]) for k, v in table)
    return listed(k if call.name == "keys" else v for k, v in table)


def _enumerate(run: Interpreter, call: Call) -> Value | None:
    del run
    found = elements(call.arguments[0]) if call.arguments else None
    return None if found is None else listed(listed([UNKNOWN, value]) for value in found)


def _zip(run: Interpreter, call: Call) -> Value | None:
    del run
    columns = [elements(v) for v in call.arguments]
    if not columns or any(c is None for c in columns):
        return None
    return listed(listed(row) for row in zip(*(c for c in columns if c is not None), strict=False))


def _range(run: Interpreter, call: Call) -> Value | None:
    del run
    numbers = [v.number for v in call.arguments[:2]]
    if not numbers or numbers[-1] is None:
        return UNKNOWN
    first = (numbers[0] or 0) if len(numbers) == 2 else 0
    return Value(number=numbers[-1] - first)


def _least(run: Interpreter, call: Call) -> Value | None:
    del run
    numbers = [v.number for v in call.arguments if v.number is not None]
    return Value(number=min(numbers)) if numbers else UNKNOWN


def _choice(run: Interpreter, call: Call) -> Value | None:
    del run
    if any(v.uses for v in call.arguments):
        return None
    return Value(number=call.argument(1, "size", "k").number)


def _format(run: Interpreter, call: Call) -> Value | None:
    return folding.filled(run, call.receiver, call.arguments, call.keywords, call.node) if call.receiver.texts else None


def _join(run: Interpreter, call: Call) -> Value | None:
    if call.receiver.texts and call.arguments and call.arguments[0].items:
        return folding.joined(call.arguments[0].items[:20], call.node, run, call.receiver.texts[0].value[:20])
    if call.dotted.endswith("path.join") and call.arguments:
        return folding.joined(call.arguments[:20], call.node, run, "/")
    return None


def _text(run: Interpreter, call: Call) -> Value | None:
    """Methods that keep a text the same but for case and ends."""
    del run
    if not call.receiver.texts:
        return call.arguments[0] if call.name in ("str", "Path", "int") and call.arguments else None
    return Value(texts=call.receiver.texts)


def _get(run: Interpreter, call: Call) -> Value | None:
    """`table.get(key, default)`, `os.environ.get(key, default)`, `data.get(split)`."""
    del run
    if call.dotted.startswith(("requests.", "session.", "httpx.", "http.")):
        return None
    default = call.argument(1, "default")
    if call.receiver.table is not None or call.receiver.uses:
        key = call.argument(0, "key")
        found = folding.picked(call.receiver, key)
        missing = call.receiver.table is not None and key.texts and found.texts == () and found.number is None and not found.uses
        return default if missing and found.items is None and found.table is None else found
    return default if default is not UNKNOWN or "environ" in call.dotted or call.name == "getenv" else None


def _option(run: Interpreter, call: Call) -> Value | None:
    """An option of a command line: its default is what its name means elsewhere."""
    default = call.argument(-1, "default")
    for flag in call.arguments:
        for text in flag.texts:
            if text.value.startswith("-"):
                run.defaults.setdefault(text.value.lstrip("-").replace("-", "_"), default)
    return UNKNOWN


def _field(run: Interpreter, call: Call) -> Value | None:
    del run
    return call.argument(0, "default")


def _dict(run: Interpreter, call: Call) -> Value | None:
    del run
    if call.arguments:
        return call.arguments[0]
    return tabled((Value(texts=(Text(name, (0, 0), (0, 0)),)), value) for name, value in call.keywords.items())


def _map(run: Interpreter, call: Call) -> Value | None:
    """`map(f, [..])` over a literal list with one of the module's own functions."""
    if call.receiver.uses or len(call.arguments) < 2 or call.arguments[0].function is None:
        return None
    found = elements(call.arguments[1])
    function = call.arguments[0].function
    if found is None:
        return holding(call.arguments[1:])
    return listed(run.call(function, [value], {}, "") for value in found)


def _union(run: Interpreter, call: Call) -> Value | None:
    del run
    if not call.arguments:
        return None
    value = call.receiver
    for other in call.arguments:
        value = either(value, other)
    return value


BUILTINS: dict[str, Callable[[Interpreter, Call], Value | None]] = {
    **dict.fromkeys(("list", "tuple", "set", "sorted", "reversed", "tqdm", "frozenset", "deepcopy", "iter"), _through),
    **dict.fromkeys(("items", "keys", "values"), _items),
    "enumerate": _enumerate,
    "zip": _zip,
    "range": _range,
    "arange": _range,
    "min": _least,
    **dict.fromkeys(("choice", "permutation"), _choice),
    "format": _format,
    "join": _join,
    **dict.fromkeys(("lower", "strip", "rstrip", "lstrip", "str", "Path", "int", "removesuffix", "removeprefix"), _text),
    **dict.fromkeys(("get", "getenv"), _get),
    **dict.fromkeys(("add_argument", "option", "Option", "argument"), _option),
    **dict.fromkeys(("field", "Field"), _field),
    "dict": _dict,
    "map": _map,
    "union": _union,
}
