"""Where the nodes of a syntax tree stand in the text: line and UTF-8 column -> code points."""

from __future__ import annotations

import ast

from agents.readers.code.uses import Span


class Places:
    """Offsets for one parsed text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def at(self, line: int, column: int) -> int:
        """The code point at a 1-based line and a 0-based UTF-8 column."""
        row = min(line, len(self._lines)) - 1
        text = self._lines[row]
        if not text.isascii():
            column = len(text.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore"))
        return self._starts[row] + min(column, len(text))

    def of(self, node: ast.expr | ast.stmt) -> Span:
        """The span of a node."""
        last = node.end_lineno or node.lineno
        return self.at(node.lineno, node.col_offset), self.at(last, node.end_col_offset or 0)

    def statement(self, node: ast.stmt) -> Span:
        """The span of a simple statement, or of the head of a compound one."""
        start, end = self.of(node)
        body = getattr(node, "body", None)
        if isinstance(body, list) and body:
            end = max(start + 1, min(end, self.of(body[0])[0]))
            while end > start + 1 and self.text[end - 1] in " \t\n":
                end -= 1
        return start, end
