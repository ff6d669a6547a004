"""A published leaderboard as evaluation runs: what it stands on resolved or queued, what is odd about it said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from graph.errors import InvalidRecord, MixedProtocols
from graph.leaderboards import layouts, tables
from graph.leaderboards.cells import Work, count, dataset, model
from graph.leaderboards.groups import shifted
from graph.leaderboards.layouts import Layout, Told
from graph.runs import Metric, Run, RunKind, joined


@dataclass
class Board:
    """What one file holds. `queued`: names that no link resolves, with the reason; `findings`: what a reader should doubt."""

    runs: list[Run] = field(default_factory=list)
    figures: int = 0
    nulls: int = 0
    links: int = 0
    dirty: int = 0
    queued: dict[str, str] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)
    percent: bool = False


def read(text: str, *, source: str, known: Callable[[str], bool] = lambda _: False, time: datetime | None = None) -> Board:
    """The runs of a table; `source` says where it was published, `known` whether the graph has read a dataset of an id.

    Figures above 1 make a table one of percents; they are kept as shares. Raises InvalidRecord for what is no table, MixedProtocols
    when one metric was measured in two ways, ConflictingRun when one run has two values (tell its seed or run).
    """
    results = tables.harness(text)
    layout = layouts.harness(results) if results is not None else layouts.told(tables.rows(text, source), source)
    if not layout.told:
        raise InvalidRecord(f"{source} tells no figure; nothing was read: give a table with at least one result")
    _one_protocol(layout.told)
    values = [told.figure.value for told in layout.told if told.figure.value is not None]
    board = Board(figures=len(layout.told), nulls=len(layout.told) - len(values))
    board.percent = results is None and any(value > 1 for value in values) and all(-1 <= value <= 100 for value in values)
    if any(value > 100 for value in values):
        board.findings.append("some figures are above 100: they are kept as they are, and are no shares")
    works = _works(layout.told, known, board)
    runs: dict[str, Run] = {}
    for told in layout.told:
        run = _run(told, works, board, source, time)
        runs[run.id] = joined(runs.get(run.id), run)
    board.runs = [runs[key] for key in sorted(runs)]
    board.findings += _doubts(layout, percent=board.percent)
    return board


def _one_protocol(told: Iterable[Told]) -> None:
    ways: dict[tuple[str, str, str], set[str | None]] = defaultdict(set)
    for one in told:
        ways[one.benchmark, one.metric, one.filter or ""].add(one.protocol)
    mixed = {metric: found for metric, found in ways.items() if len(found) > 1}
    if mixed:
        (benchmark, name, _), found = sorted(mixed.items())[0]
        said = " and ".join(sorted(way or "nothing told" for way in found))
        raise MixedProtocols(
            f"{name} on {benchmark} was measured in {len(found)} ways ({said}), and {len(mixed) - 1} more metrics are mixed: such figures "
            "cannot stand in one table; give one file per way of measuring"
        )


def _works(told: Iterable[Told], known: Callable[[str], bool], board: Board) -> dict[tuple[str, str], Work]:
    """The dataset of each pair of cells (name, link): by the link when it resolves, else by the name."""
    found: dict[tuple[str, str], Work] = {}
    for one in told:
        cells = one.fields.get("dataset", ""), one.fields.get("link", "")
        if cells in found or not any(cells):
            continue
        works = [dataset(cell, known) for cell in (cells[1], cells[0]) if cell]
        found[cells] = next((work for work in works if work.why is None), works[-1]._replace(why=works[0].why))
    board.links = len(found)
    board.dirty = sum(work.dirty for work in found.values())
    board.queued = {work.id: work.why for work in sorted(found.values()) if work.why is not None}
    return found


def _run(told: Told, works: dict[tuple[str, str], Work], board: Board, source: str, time: datetime | None) -> Run:
    fields = told.fields
    work = works.get((fields.get("dataset", ""), fields.get("link", "")))
    seed = count(fields.get("seed"))
    return Run(
        kind=RunKind.EVALUATION,
        datasets=(work.id,) if work else (),
        base=model(fields["base"]) if "base" in fields else None,
        model=model(fields["model"]) if "model" in fields else None,
        recipe=fields.get("recipe"),
        protocol=told.protocol,
        code=fields.get("code"),
        versions=(fields["versions"],) if "versions" in fields else (),
        seed=seed,
        source=fields.get("source", source),
        time=_date(fields.get("date")) or time,
        rows=count(fields.get("rows")) or None,
        metrics=(_metric(told, 100 if board.percent else 1),),
    )


def _metric(told: Told, scale: int) -> Metric:
    value, se, why = told.figure
    return Metric(
        on=told.benchmark,
        name=told.metric,
        definition=told.definition,
        filter=told.filter,
        value=None if value is None else round(value / scale, 10),
        se=None if se is None or se < 0 or value is None else round(se / scale, 10),
        n=told.n,
        repeats=told.repeats,
        why=why,
    )


def _date(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)


def _doubts(layout: Layout, *, percent: bool) -> list[str]:
    scale = 1.0 if percent else 100.0
    means = [{header: None if value is None else value * scale for header, value in row.items()} for row in layout.means]
    found = shifted(layout.columns, means)
    if layout.left_out:
        found.append(f"left out, being no benchmark that the catalogue knows: {', '.join(layout.left_out)}")
    if not any(told.figure.se is not None for told in layout.told):
        found.append("no figure has a standard error: no rank can be told from noise, unless n is told")
    if not any(told.protocol for told in layout.told):
        found.append("nothing is told of how it was measured (judge, shots, sampling): it may mix protocols unseen")
    return found
