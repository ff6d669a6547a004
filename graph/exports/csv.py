"""The edges of a walk or of the whole graph as a CSV table with a header."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from graph.model import Edge
from graph.walk import Walk

COLUMNS = (
    "downstream upstream type relation status confidence splits rows_taken flags claims first_seen last_seen version id".split()
)  # fmt: skip


def lines(view: Walk) -> Iterator[str]:
    """The header and one row an edge, without newlines; lists are joined by `;`, an unknown number is an empty cell."""
    yield _line(COLUMNS)
    for edge in view.edges:
        yield _line(_cells(edge))


def _cells(edge: Edge) -> list[str]:
    fields = edge.model_dump(mode="json") | {"type": edge.type.value, "claims": len(edge.claims)}
    return [_cell(fields[column]) for column in COLUMNS]


def _cell(value: object) -> str:
    if value is None:
        return ""
    return ";".join(value) if isinstance(value, list) else str(value)


def _line(cells: list[str] | tuple[str, ...]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()
