"""A Jupyter notebook's code cells as one Python text and one shell text, each character with its place in the notebook."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agents.readers.code.tree import Node, of_json, unescaped

MOST_CELLS = 2_000
_SHELL = re.compile(r"\s*(?:!|%(?:sh|bash)?\s|%%(?:sh|bash))")


@dataclass(frozen=True, slots=True)
class Cells:
    """`python` and `shell` are of equal length; `places[i]` is where character i is written."""

    python: str
    shell: str
    places: tuple[int, ...]


def read(text: str) -> Cells:
    """The code of a notebook; empty for what is none. Outputs and markdown are left out."""
    pieces: list[tuple[str, int]] = []
    for notebook in of_json(text):
        cells = notebook.get("cells")
        for cell in (cells.items or ())[:MOST_CELLS] if cells is not None else ():
            if cell.text("cell_type") == "code" and (source := cell.get("source")) is not None:
                for line in source.items if source.items is not None else (source,):
                    pieces.extend(_characters(text, line))
                pieces.append(("\n", line_end(source)))
    code = "".join(c for c, _ in pieces)
    python, shell = [], []
    for row in code.split("\n"):
        outside = bool(_SHELL.match(row))
        python.append(" " * len(row) if outside or row.lstrip().startswith("%") else row)
        shell.append(re.sub(r"[!%]", " ", row, count=2) if outside else " " * len(row))
    return Cells("\n".join(python), "\n".join(shell), tuple(at for _, at in pieces))


def line_end(node: Node) -> int:
    """The last place of a node."""
    return max(0, node.place[1] - 1)


def _characters(text: str, line: Node) -> list[tuple[str, int]]:
    start, end = line.place
    return list(unescaped(text[start + 1 : end - 1], start + 1)) if text[start : start + 1] == '"' else []
