"""Conditions that constants decide; what an option of the command line says is never decided."""

from __future__ import annotations

import ast
from typing import Protocol

from agents.readers.code.values import Value


class _Evaluator(Protocol):
    def evaluate(self, node: ast.expr | None) -> Value: ...


def truth(run: _Evaluator, node: ast.expr, depth: int = 6) -> bool | None:
    """Whether a condition holds; None when that cannot be known."""
    if depth == 0:
        return None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = truth(run, node.operand, depth - 1)
        return None if inner is None else not inner
    if isinstance(node, ast.BoolOp):
        return _several([truth(run, part, depth - 1) for part in node.values[:20]], any_of=isinstance(node.op, ast.Or))
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return _compared(run, node.left, node.ops[0], node.comparators[0])
    return bool(node.value) if isinstance(node, ast.Constant) else _held(run, node)


def _several(parts: list[bool | None], *, any_of: bool) -> bool | None:
    if any_of in parts:
        return any_of
    return None if None in parts else not any_of


def _held(run: _Evaluator, node: ast.expr) -> bool | None:
    if not isinstance(node, ast.Name):
        return None
    value = run.evaluate(node)
    if value.none:
        return False
    if value.number is not None:
        return bool(value.number)
    return bool(value.texts[0].value) if len(value.texts) == 1 else None


def _compared(run: _Evaluator, first: ast.expr, operator: ast.cmpop, second: ast.expr) -> bool | None:
    if not isinstance(first, ast.Name | ast.Constant):
        return None
    left, right = run.evaluate(first), run.evaluate(second)
    if isinstance(operator, ast.Is | ast.IsNot):
        known = _is_none(left)
        return known if known is None or not right.none else known is isinstance(operator, ast.Is)
    if isinstance(operator, ast.Eq | ast.NotEq):
        equal = _equal(left, right)
        return None if equal is None else equal is isinstance(operator, ast.Eq)
    if isinstance(operator, ast.In | ast.NotIn) and len(left.texts) == 1 and right.items and all(len(i.texts) == 1 for i in right.items):
        inside = any(i.texts[0].value == left.texts[0].value for i in right.items)
        return inside is isinstance(operator, ast.In)
    return None


def _is_none(value: Value) -> bool | None:
    if value.none:
        return True
    known = value.texts or value.number is not None or value.items is not None or value.table is not None or value.uses
    return False if known else None


def _equal(a: Value, b: Value) -> bool | None:
    if len(a.texts) == 1 and len(b.texts) == 1:
        return a.texts[0].value == b.texts[0].value
    return a.number == b.number if a.number is not None and b.number is not None else None
