"""Exposures in the fields of the CONDA data contamination database, one row per source, benchmark and window.

A percentage stands only where a sample-level overlap measured it, under the split of the evaluation set that holds the items (the test
split where the graph does not say which): what lineage says is no percentage. `Split` is ours: the source's, or the one taken.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from io import StringIO

from graph.exports.addresses import address
from graph.exposure import Row
from graph.ids import Kind
from graph.model import Carries

COLUMNS = (
    "Evaluation Dataset",
    "Subset",
    "Contaminated Source",
    "Model or corpus",
    "Train Split",
    "Development Split",
    "Test Split",
    "Approach",
    "Reference",
    "PR",
    "Status",
    "Probability",
    "Split",
    "At most items",
)
"""The database's own fields, and after PR ours: without them a row would say less than is known."""

_SPLITS = {
    "train": "Train Split",
    "validation": "Development Split",
    "valid": "Development Split",
    "dev": "Development Split",
    "test": "Test Split",
}


def lines(rows: Iterable[Row], facts: Iterable[Carries]) -> Iterator[str]:
    """The header and a line a row, without newlines, separated by `;` as the database is; unknown is an empty cell.

    `facts`: which splits hold the items of each benchmark.
    """
    columns: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        columns[fact.benchmark.lower()].add(_SPLITS.get((fact.split or "").lower(), "Test Split"))
    yield _line(COLUMNS)
    for row in rows:
        if row.path or row.rate is not None:
            held = columns[row.benchmark.lower()]
            yield _line(_cells(row, next(iter(held)) if len(held) == 1 else "Test Split"))


def _cells(row: Row, measured: str) -> list[str]:
    cells = dict.fromkeys(COLUMNS, "")
    cells |= {
        "Evaluation Dataset": row.benchmark,
        "Subset": row.window or "",
        "Contaminated Source": row.artifact,
        "Model or corpus": "model" if row.kind is Kind.MODEL else "corpus",
        "Approach": "lineage" if row.rate is None else "data-based",
        "Reference": _reference(row),
        "Status": row.status.value,
        "Probability": f"{row.probability:g}",
        "Split": row.split or "",
        "At most items": "" if row.at_most_items is None else str(row.at_most_items),
    }
    if row.rate is not None:
        cells[measured] = f"{100 * row.rate:g}"
    return list(cells.values())


def _reference(row: Row) -> str:
    """Where the last hop of the path is stated, else where the carrier's fact is."""
    document = row.path[-1].document if row.path else None
    if document is None:
        return row.source
    prefix, _, body = document.partition(":")
    if prefix == "web" and "://" in body:
        return body
    named = {"abs": f"arxiv:{body}", "full": f"arxiv:{body}", "web": f"url:{body}", "gh": f"github:{body.partition(':')[0]}"}
    return address(named.get(prefix, document))


def _line(cells: Iterable[str]) -> str:
    text = StringIO()
    csv.writer(text, delimiter=";", lineterminator="").writerow(cells)
    return text.getvalue()
