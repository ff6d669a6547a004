"""Reads a Python module as far as its constants carry: names, literals, f-strings, loops over literals, its own functions. Runs nothing."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace

from agents.readers.code import folding
from agents.readers.code.calls import Call, apply
from agents.readers.code.places import Places
from agents.readers.code.truth import truth
from agents.readers.code.uses import Fate, Span, Use
from agents.readers.code.values import NONE, UNKNOWN, Text, Value, either, elements, holding, listed, renamed, tabled, touched_of, uses_of

STEPS = 60_000
DEEPEST = 120
DEEPEST_CALL = 5
_NO_FRAME = frozenset({"self", "cls"})
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Spent(Exception):
    """The work that one module is worth is done; what was found until then counts."""


class Interpreter:
    """One module; `uses` is what it found, in order."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.uses: dict[tuple[object, ...], Use] = {}
        self.targets: list[str] = []
        self.trainer = False
        self.defaults: dict[str, Value] = {}
        self.aliases: dict[str, str] = {}
        self.functions: list[str] = []
        self.name = ""
        self.span: Span = (0, 0)
        self.unsure = 0
        self._frames: list[dict[str, Value]] = [{"__name__": Value(texts=(Text("__main__", (0, 0), (0, 0)),))}]
        self._returns: list[list[Value]] = [[]]
        self._active: list[Function] = []
        self._pending: dict[ast.FunctionDef | ast.AsyncFunctionDef, str] = {}
        self._steps = 0
        self._depth = 0

    def run(self, module: ast.Module) -> None:
        """Read the module, then each of its functions that nothing called."""
        try:
            self.block(module.body)
            while self._pending:
                function = next(iter(self._pending))
                self.call(function, [], {}, self._pending[function])
        except Spent:
            return

    def block(self, body: Sequence[ast.stmt]) -> None:
        """Read statements in order."""
        outer = self.span
        for statement in body:
            self._step()
            self.span = self.places.statement(statement)
            handler = _STATEMENTS.get(type(statement))
            if handler is not None:
                handler(self, statement)
        self.span = outer

    def evaluate(self, node: ast.expr | None) -> Value:
        """What is known of an expression."""
        handler = _EXPRESSIONS.get(type(node))
        if node is None or handler is None or self._depth >= DEEPEST:
            return UNKNOWN
        self._step()
        self._depth += 1
        try:
            return handler(self, node)
        finally:
            self._depth -= 1

    def text(self, value: str, node: ast.expr) -> Text:
        """A constant string that stands at a node."""
        return Text(value[: folding.LONGEST], self.places.of(node), self.span, self.name)

    def lookup(self, name: str) -> Value:
        """The value of a name, innermost frame first."""
        for frame in reversed(self._frames):
            if name in frame:
                return frame[name]
        return UNKNOWN

    def assign(self, name: str, value: Value) -> None:
        """Bind a name; dotted names belong to the module."""
        frame = self._frames[0] if "." in name else self._frames[-1]
        frame[name] = renamed(value, name)
        if value.fresh:
            for use in value.uses:
                use.names.add(name)

    def add(self, name: str, value: Value) -> None:
        """What a container gets added under its name, wherever it lives."""
        for frame in reversed(self._frames):
            if name in frame:
                frame[name] = replace(either(frame[name], value), fresh=False)
                return
        self.assign(name, replace(value, fresh=False))

    def call(self, function: Function, arguments: list[Value], keywords: dict[str, Value], name: str = "") -> Value:
        """What one of the module's own functions returns for these arguments."""
        if not isinstance(function, ast.Lambda):
            self._pending.pop(function, None)
        if function in self._active or len(self._active) >= DEEPEST_CALL:
            return holding([*arguments, *keywords.values()])
        frame = self._bound(function, arguments, keywords)
        self._active.append(function)
        self._frames.append(frame)
        self._returns.append([])
        self.functions.append(name)
        try:
            if isinstance(function, ast.Lambda):
                return self.evaluate(function.body)
            self.block(function.body)
            found = self._returns[-1]
            value = found[0] if found else UNKNOWN
            for other in found[1:]:
                value = either(value, other)
            return value
        finally:
            self.functions.pop()
            self._returns.pop()
            self._frames.pop()
            self._active.pop()

    def _bound(self, function: Function, arguments: list[Value], keywords: dict[str, Value]) -> dict[str, Value]:
        names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
        frame: dict[str, Value] = {}
        defaults = function.args.defaults
        for parameter, default in zip(names[len(names) - len(defaults) :], defaults, strict=True):
            frame[parameter] = renamed(self.evaluate(default), parameter)
        for argument, option in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True):
            frame[argument.arg] = renamed(self.evaluate(option), argument.arg)
        for parameter in names:
            if parameter not in frame and parameter in self.defaults:
                frame[parameter] = self.defaults[parameter]
        positional = [n for n in names if n not in _NO_FRAME]
        frame.update(zip(positional, arguments, strict=False))
        frame.update({k: v for k, v in keywords.items() if k != "**"})
        return frame

    def _step(self) -> None:
        self._steps += 1
        if self._steps > STEPS:
            raise Spent

    def _assignment(self, node: ast.Assign | ast.AnnAssign) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        outer, self.name = self.name, folding.dotted(targets[0]) or ""
        value = self.evaluate(node.value)
        self.name = outer
        for target in targets:
            self._bind(target, value)

    def _bind(self, target: ast.expr, value: Value) -> None:
        if isinstance(target, ast.Tuple | ast.List):
            parts = value.items
            if parts is None or len(parts) != len(target.elts):
                parts = tuple(replace(value, texts=(), items=None, table=None) for _ in target.elts)
            for part, held in zip(target.elts, parts, strict=True):
                self._bind(part.value if isinstance(part, ast.Starred) else part, held)
        elif isinstance(target, ast.Subscript):
            base = folding.dotted(target.value)
            if base is not None:
                key = self.evaluate(target.slice)
                self.add(base, tabled([(key, value)]) if key.texts else holding([value]))
        elif (name := folding.dotted(target)) is not None:
            self.assign(name, value)

    def _augmented(self, node: ast.AugAssign) -> None:
        name, value = folding.dotted(node.target), self.evaluate(node.value)
        if name is None:
            return
        if value.texts and self.lookup(name).texts:
            self.assign(name, folding.joined([self.lookup(name), value], None, self))
        else:
            self.add(name, value)

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        head, iterated = self.span, self.evaluate(node.iter)
        for element in self._each(iterated):
            self.span = head
            self._bind(node.target, element)
            self.block(node.body)
        self.block(node.orelse)

    def _each(self, iterated: Value) -> list[Value]:
        found = elements(iterated)
        return found if found is not None else [Value(uses=iterated.uses, touched=iterated.touched)]

    def _if(self, node: ast.If) -> None:
        sure = truth(self, node.test)
        if sure is not None:
            self.block(node.body if sure else node.orelse)
            return
        self.evaluate(node.test)
        frame = self._frames[-1]
        before = dict(frame)
        self.unsure += 1
        self.block(node.body)
        after = dict(frame)
        frame.clear()
        frame.update(before)
        self.block(node.orelse)
        self.unsure -= 1
        for name, value in after.items():
            frame[name] = value if name not in frame else either(frame[name], value)

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            value = self.evaluate(item.context_expr)
            if item.optional_vars is not None:
                self._bind(item.optional_vars, value)
        self.block(node.body)

    def _try(self, node: ast.Try) -> None:
        self.block(node.body)
        for handler in node.handlers:
            self.block(handler.body)
        self.block([*node.orelse, *node.finalbody])

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._pending.setdefault(node, node.name)
        for decorator in node.decorator_list:
            self.evaluate(decorator)
        self.assign(node.name, Value(function=node))

    def _class(self, node: ast.ClassDef) -> None:
        self._frames.append({})
        self.block(node.body)
        for name, value in self._frames.pop().items():
            for prefix in ("self", "cls", node.name):
                self._frames[0][f"{prefix}.{name}"] = value
            if value.texts or value.number is not None or value.items is not None:
                self.defaults.setdefault(name, value)

    def _return(self, node: ast.Return) -> None:
        self._returns[-1].append(self.evaluate(node.value))

    def _expression(self, node: ast.Expr) -> None:
        self.evaluate(node.value)

    def _lambda(self, node: ast.Lambda) -> Value:
        return Value(function=node)

    def _imported(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.asname:
                self.aliases[alias.asname] = alias.name

    def _constant(self, node: ast.Constant) -> Value:
        if isinstance(node.value, str):
            return Value(texts=(self.text(node.value, node),))
        if node.value is None:
            return NONE
        if isinstance(node.value, int | float) and not isinstance(node.value, bool) and abs(node.value) < 1e15:
            return Value(number=node.value)
        return UNKNOWN

    def _name(self, node: ast.Name) -> Value:
        return self.lookup(node.id)

    def _attribute(self, node: ast.Attribute) -> Value:
        name = folding.dotted(node)
        value = self.lookup(name) if name else UNKNOWN
        if value is not UNKNOWN:
            return value
        receiver = self.evaluate(node.value)
        if receiver.uses or receiver.touched:
            return holding([receiver])
        return self.defaults.get(node.attr, UNKNOWN)

    def _subscript(self, node: ast.Subscript) -> Value:
        receiver = self.evaluate(node.value)
        if isinstance(node.slice, ast.Slice):
            return folding.sliced(receiver, self.evaluate(node.slice.lower), self.evaluate(node.slice.upper), sure=not self.unsure)
        return folding.picked(receiver, self.evaluate(node.slice))

    def _list(self, node: ast.List | ast.Tuple | ast.Set) -> Value:
        found: list[Value] = []
        for part in node.elts:
            value = self.evaluate(part.value if isinstance(part, ast.Starred) else part)
            found.extend(self._each(value) if isinstance(part, ast.Starred) else [value])
        return listed(found)

    def _dict(self, node: ast.Dict) -> Value:
        rows: list[tuple[Value, Value]] = []
        for key, value in zip(node.keys, node.values, strict=True):
            held = self.evaluate(value)
            if key is None:
                rows.extend(held.table or ())
            else:
                rows.append((self.evaluate(key), held))
        return tabled(rows)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Value:
        self._frames.append({})
        found: list[Value] = []
        try:
            self._generate(node, 0, found)
        finally:
            self._frames.pop()
        if isinstance(node, ast.DictComp):
            return tabled((f.items[0], f.items[1]) for f in found if f.items)
        single = len(found) == 1 and not found[0].texts
        return holding(found) if single and found[0].items is None and not found[0].fresh else listed(found)

    def _generate(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, at: int, found: list[Value]) -> None:
        if at == len(node.generators):
            pair = isinstance(node, ast.DictComp)
            found.append(listed([self.evaluate(node.key), self.evaluate(node.value)]) if pair else self.evaluate(node.elt))  # type: ignore[union-attr]
            return
        part = node.generators[at]
        iterated = self.evaluate(part.iter)
        if part.ifs and iterated.items is None and not self.unsure:
            for use in iterated.uses:
                use.fates.add(Fate.FILTERED)
        for element in self._each(iterated):
            self._bind(part.target, element)
            self._generate(node, at + 1, found)

    def _call(self, node: ast.Call) -> Value:
        name = folding.dotted(node.func) or ""
        receiver = self.evaluate(node.func.value) if isinstance(node.func, ast.Attribute) else UNKNOWN
        last = node.func.attr if isinstance(node.func, ast.Attribute) else name
        arguments, keywords = self._arguments(node)
        if isinstance(node.func, ast.Call | ast.Subscript | ast.Lambda):
            receiver = self.evaluate(node.func)
        return apply(self, Call(self.aliases.get(last, last), name, receiver, tuple(arguments), keywords, node))

    def _arguments(self, node: ast.Call) -> tuple[list[Value], dict[str, Value]]:
        outer, arguments, keywords = self.name, [], {}
        for part in node.args:
            value = self.evaluate(part.value if isinstance(part, ast.Starred) else part)
            arguments.extend(self._each(value) if isinstance(part, ast.Starred) and value.items is not None else [value])
        for keyword in node.keywords:
            self.name = keyword.arg or outer
            value = self.evaluate(keyword.value)
            self.name = outer
            if keyword.arg is None:
                keywords.update({k.texts[0].value: v for k, v in value.table or () if k.texts})
            else:
                keywords[keyword.arg] = value
        return arguments, keywords

    def _yield(self, node: ast.Yield | ast.YieldFrom) -> Value:
        value = self.evaluate(node.value)
        self._returns[-1].append(holding([value]))
        return UNKNOWN

    def _choice(self, node: ast.IfExp) -> Value:
        sure = truth(self, node.test)
        if sure is not None:
            return self.evaluate(node.body if sure else node.orelse)
        return either(self.evaluate(node.body), self.evaluate(node.orelse))

    def _either(self, node: ast.BoolOp) -> Value:
        value = UNKNOWN
        for part in node.values:
            value = either(value, self.evaluate(part))
        return value if isinstance(node.op, ast.Or) else Value(uses=uses_of([value]), touched=touched_of([value]))

    def _walrus(self, node: ast.NamedExpr) -> Value:
        value = self.evaluate(node.value)
        self._bind(node.target, value)
        return value


_STATEMENTS: dict[type, Callable[[Interpreter, ast.stmt], None]] = {
    ast.Assign: Interpreter._assignment,  # type: ignore[dict-item]
    ast.AnnAssign: Interpreter._assignment,  # type: ignore[dict-item]
    ast.AugAssign: Interpreter._augmented,  # type: ignore[dict-item]
    ast.For: Interpreter._for,  # type: ignore[dict-item]
    ast.AsyncFor: Interpreter._for,  # type: ignore[dict-item]
    ast.While: lambda self, node: self.block([*node.body, *node.orelse]),  # type: ignore[attr-defined]
    ast.If: Interpreter._if,  # type: ignore[dict-item]
    ast.With: Interpreter._with,  # type: ignore[dict-item]
    ast.AsyncWith: Interpreter._with,  # type: ignore[dict-item]
    ast.Try: Interpreter._try,  # type: ignore[dict-item]
    ast.FunctionDef: Interpreter._function,  # type: ignore[dict-item]
    ast.AsyncFunctionDef: Interpreter._function,  # type: ignore[dict-item]
    ast.ClassDef: Interpreter._class,  # type: ignore[dict-item]
    ast.Return: Interpreter._return,  # type: ignore[dict-item]
    ast.ImportFrom: Interpreter._imported,  # type: ignore[dict-item]
    ast.Expr: Interpreter._expression,  # type: ignore[dict-item]
}
_EXPRESSIONS: dict[type, Callable[[Interpreter, ast.expr], Value]] = {
    ast.Constant: Interpreter._constant,  # type: ignore[dict-item]
    ast.Name: Interpreter._name,  # type: ignore[dict-item]
    ast.Attribute: Interpreter._attribute,  # type: ignore[dict-item]
    ast.Subscript: Interpreter._subscript,  # type: ignore[dict-item]
    ast.List: Interpreter._list,  # type: ignore[dict-item]
    ast.Tuple: Interpreter._list,  # type: ignore[dict-item]
    ast.Set: Interpreter._list,  # type: ignore[dict-item]
    ast.Dict: Interpreter._dict,  # type: ignore[dict-item]
    ast.ListComp: Interpreter._comprehension,  # type: ignore[dict-item]
    ast.SetComp: Interpreter._comprehension,  # type: ignore[dict-item]
    ast.GeneratorExp: Interpreter._comprehension,  # type: ignore[dict-item]
    ast.DictComp: Interpreter._comprehension,  # type: ignore[dict-item]
    ast.Call: Interpreter._call,  # type: ignore[dict-item]
    ast.IfExp: Interpreter._choice,  # type: ignore[dict-item]
    ast.BoolOp: Interpreter._either,  # type: ignore[dict-item]
    ast.NamedExpr: Interpreter._walrus,  # type: ignore[dict-item]
    ast.Yield: Interpreter._yield,  # type: ignore[dict-item]
    ast.YieldFrom: Interpreter._yield,  # type: ignore[dict-item]
    ast.Lambda: Interpreter._lambda,  # type: ignore[dict-item]
    ast.Await: lambda self, node: self.evaluate(node.value),  # type: ignore[attr-defined]
    ast.JoinedStr: lambda self, node: folding.formatted(self, node),  # type: ignore[arg-type]
    ast.BinOp: lambda self, node: folding.operation(self, node),  # type: ignore[arg-type]
    ast.UnaryOp: lambda self, node: self.evaluate(node.operand) if isinstance(node.op, ast.UAdd) else UNKNOWN,  # type: ignore[attr-defined]
}
