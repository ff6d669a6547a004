"""Leaderboards on the command line: what an import found, and who stands where."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.leaderboards.board import Board
    from graph.standings import Standing, Standings, Table


def take(file: Path, source: str | None, as_json: bool) -> None:
    """Read a published leaderboard into the graph as runs, and say what is odd about it."""
    from graph.ids import Kind, kind_of
    from graph.leaderboards.board import read
    from graph.model import State
    from stemma import wiring
    from stemma.cli import render
    from stemma.settings import load

    text = file.read_text(encoding="utf-8", errors="replace")
    with wiring.store(load()) as store:
        read_sets = {
            node.id.lower() for node in store.artifacts().values() if node.state is State.READ and kind_of(node.id) is Kind.DATASET
        }
        board = read(text, source=source or file.name, known=lambda i: i.lower() in read_sets)
        changed = store.record_runs(board.runs)
    if as_json:
        render.print_json(_told(board, changed))
    _say(board, changed)


def _told(board: Board, changed: int) -> dict[str, object]:
    return {
        "runs": len(board.runs),
        "changed": changed,
        "figures": board.figures,
        "null": board.nulls,
        "links": board.links,
        "dirty": board.dirty,
        "queued": [{"name": name, "why": why} for name, why in board.queued.items()],
        "percent": board.percent,
        "findings": board.findings,
    }


def _say(board: Board, changed: int) -> None:
    scale = "percent, kept as shares" if board.percent else "as told"
    print(f"{len(board.runs)} runs ({changed} new or changed), {board.figures} figures ({board.nulls} null), read {scale}", file=sys.stderr)
    print(
        f"{board.links} datasets: {board.links - len(board.queued)} resolved, {board.dirty} links cleaned or kept as names", file=sys.stderr
    )
    for name, why in board.queued.items():
        print(f"  waits to be resolved: {name} ({why})", file=sys.stderr)
    for finding in board.findings:
        print(f"  {finding}", file=sys.stderr)


def standings(found: Standings) -> None:
    """One table per thing that may be compared, ranks with and without the exposed rows, and why a row is exposed."""
    from stemma.cli import render

    for table in found.tables:
        print(render.bold(_title(table)))
        render.rows(["rank", "without", "value", "95 % interval", "per 1k rows", "data", "exposed"], [_row(row) for row in table.rows])
        if len(table.recipes) > 1:
            print(f"{len(table.recipes)} recipes ({', '.join(table.recipes)}): what is due to the data is not told apart", file=sys.stderr)
        print()
    if not found.tables:
        print(f"no run in this graph was measured on {found.benchmark}; read some with stemma import --format leaderboard FILE")
    if found.partial:
        print("partial: the search for exposures stopped at its budget; no exposure found is no clean bill", file=sys.stderr)


def _title(table: Table) -> str:
    parts = [table.benchmark, table.metric, table.definition, table.filter, table.protocol, table.base and f"base {table.base}"]
    return ", ".join(part for part in parts if part)


def _row(row: Standing) -> Sequence[str]:
    value = f"{row.value:.3f}" if row.value is not None else f"null ({row.why})"
    span = f"{row.low:.3f} to {row.high:.3f}" if row.low is not None and row.high is not None else "unknown"
    exposure = row.exposure
    said = f"{exposure.status} p {exposure.probability:.2f} by {exposure.carrier} ({exposure.split or 'split unknown'})" if exposure else ""
    data = ", ".join(row.datasets) or row.model or "not told"
    gained = f"{row.efficiency:+.4f}" if row.efficiency is not None else "unknown"
    return str(row.rank or "-"), str(row.rank_without or "-"), value, span, gained, data, said
