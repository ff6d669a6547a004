"""Exposures in the fields of the CONDA data contamination database, one row per source, benchmark and window.

Percentages are per split, and stand only where a sample-level overlap measured them: what lineage says is no percentage.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from graph.exports.addresses import address
from graph.exposure import Row
from graph.ids import Kind

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


def lines(rows: Iterable[Row]) -> Iterator[str]:
    """The header and a line a row, without newlines, separated by `;` as the database is; unknown is an empty cell."""
    yield _line(COLUMNS)
    for row in rows:
        if row.path or row.rate is not None:
            yield _line(_cells(row))


def _cells(row: Row) -> list[str]:
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
        cells[_SPLITS.get((row.split or "").lower(), "Test Split")] = f"{100 * row.rate:g}"
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
