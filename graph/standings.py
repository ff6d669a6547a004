"""Which published results stand on a contaminated path, and what the ranks would be without them.

Figures are compared only where benchmark, metric, definition, filter, protocol and base model are one. A rank is told only
beyond the noise: it counts the rows whose whole interval lies above, so overlapping intervals tie, and a figure whose noise
nobody told has no rank.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from math import sqrt
from typing import NamedTuple

from graph.contract import Reads
from graph.exposure import Exposures, Row, exposures
from graph.model import Frozen
from graph.runs import Metric, Run

Z = 1.959963984540054
"""Of a two-sided interval of 95 %."""


class Standing(Frozen):
    """One run's figure. `low`, `high`: its 95 % interval, None while its noise is unknown; then it has no rank.

    `exposure`: the surest way by which the run's data, model or base may hold the benchmark, None when the graph knows of none:
    that is not clean. `rank_without`: among the runs without an exposure; None for the others. `gain`: over the base model alone,
    measured alike; `efficiency`: that gain per 1,000 `rows` of data, in the metric's unit. None while either is not told.
    """

    run: str
    datasets: tuple[str, ...]
    recipe: str | None
    model: str | None
    value: float | None
    se: float | None
    n: int | None
    repeats: int | None
    low: float | None
    high: float | None
    rank: int | None
    rank_without: int | None
    exposure: Row | None
    rows: int | None
    gain: float | None
    efficiency: float | None
    source: str
    why: str | None


class Table(Frozen):
    """Figures that may be compared, best first. `recipes`: more than one means that data and recipe cannot be told apart."""

    benchmark: str
    metric: str
    definition: str | None
    filter: str | None
    protocol: str | None
    base: str | None
    recipes: tuple[str, ...]
    rows: tuple[Standing, ...]


class Standings(Frozen):
    """The tables of one benchmark or family; `partial`: the search for exposures ran out of its budget."""

    benchmark: str
    partial: bool
    tables: tuple[Table, ...]


class _Entry(NamedTuple):
    run: Run
    metric: Metric
    benchmark: str
    exposure: Row | None

    @property
    def interval(self) -> tuple[float, float] | None:
        return interval(self.metric)


def standings(store: Reads, benchmark: str, *, minimum: float = 0.5) -> Standings:
    """The tables of every run that was measured on `benchmark` (an id, name, alias or family).

    A run is exposed when a row of `graph.exposure.exposures` about its data, model or base has `probability >= minimum`.
    Raises UnknownBenchmark.
    """
    from graph.catalogue import canonical, family

    asked = canonical(benchmark)
    found = exposures(store, benchmark, minimum=minimum)
    members = sorted(family(asked) or {asked})
    runs = store.runs(artifacts=members)
    answers = store.canonical(sorted({i for run in runs for i in run.artifacts} | set(members)))
    wanted = {answers[member].lower() for member in members}
    groups: dict[tuple[str, ...], list[_Entry]] = defaultdict(list)
    bases: dict[tuple[str, ...], float] = {}
    exposed = _exposed(found)
    for run in runs:
        for metric in run.metrics:
            on = answers[metric.on].lower()
            if on in wanted:
                bases |= _alone(run, metric, on, answers)
                groups[_comparable(run, metric, on, answers)].append(_Entry(run, metric, on, _surest(run, on, exposed, answers)))
    tables = tuple(_table(groups[key], answers, bases.get(key)) for key in sorted(groups))
    return Standings(benchmark=asked, partial=found.partial, tables=tables)


def interval(metric: Metric) -> tuple[float, float] | None:
    """The 95 % interval of a figure: by its standard error; of a share of `n` questions by Wilson, also where its error is told as 0.

    None when neither is told, or there is no value.
    """
    if metric.value is None:
        return None
    if metric.se:
        return metric.value - Z * metric.se, metric.value + Z * metric.se
    if metric.n and 0 <= metric.value <= 1:
        return _wilson(metric.value, metric.n)
    return None


def ranks(intervals: Sequence[tuple[float, float] | None]) -> list[int | None]:
    """For each interval 1 + how many lie wholly above it; None for none. Overlapping intervals never differ by each other."""
    lows = sorted(one[0] for one in intervals if one is not None)
    return [None if one is None else 1 + sum(low > one[1] for low in lows) for one in intervals]


def _wilson(share: float, n: int) -> tuple[float, float]:
    centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def _comparable(run: Run, metric: Metric, on: str, answers: Mapping[str, str]) -> tuple[str, ...]:
    base = answers[run.base].lower() if run.base else ""
    return on, metric.name, metric.definition or "", metric.filter or "", run.protocol or "", base


def _alone(run: Run, metric: Metric, on: str, answers: Mapping[str, str]) -> dict[tuple[str, ...], float]:
    """The figure of a model on which nothing was trained, under the key of the figures of what was trained on it."""
    model = run.model or run.base
    if run.datasets or model is None or metric.value is None or (run.base and run.model and answers[run.base] != answers[run.model]):
        return {}
    return {(*_comparable(run, metric, on, answers)[:-1], answers[model].lower()): metric.value}


def _exposed(found: Exposures) -> dict[tuple[str, str], Row]:
    """The surest row of each artifact and benchmark; what a measurement cleared is none."""
    best: dict[tuple[str, str], Row] = {}
    for row in found.rows:
        key = row.artifact.lower(), row.benchmark.lower()
        if row.status.value != "cleared" and (key not in best or row.probability > best[key].probability):
            best[key] = row
    return best


def _surest(run: Run, on: str, exposed: Mapping[tuple[str, str], Row], answers: Mapping[str, str]) -> Row | None:
    named = [*run.datasets, *(i for i in (run.model, run.base) if i)]
    rows = [exposed[key] for i in named if (key := (answers[i].lower(), on)) in exposed]
    return max(rows, key=lambda row: row.probability, default=None)


def _table(entries: Iterable[_Entry], answers: Mapping[str, str], alone: float | None) -> Table:
    ordered = sorted(entries, key=lambda e: (e.metric.value is None, -(e.metric.value or 0.0), e.run.id))
    intervals = [entry.interval for entry in ordered]
    without = ranks([None if entry.exposure else one for entry, one in zip(ordered, intervals, strict=True)])
    told = zip(ordered, intervals, ranks(intervals), without, strict=True)
    first = ordered[0]
    return Table(
        benchmark=answers.get(first.metric.on, first.metric.on),
        metric=first.metric.name,
        definition=first.metric.definition,
        filter=first.metric.filter,
        protocol=first.run.protocol,
        base=answers[first.run.base] if first.run.base else None,
        recipes=tuple(sorted({entry.run.recipe for entry in ordered if entry.run.recipe is not None})),
        rows=tuple(_standing(entry, span, (place, other), answers, alone) for entry, span, place, other in told),
    )


def _standing(
    entry: _Entry,
    span: tuple[float, float] | None,
    places: tuple[int | None, int | None],
    answers: Mapping[str, str],
    alone: float | None,
) -> Standing:
    run, metric = entry.run, entry.metric
    unknown = None if span or metric.value is None else "its noise is not told: give se, or n"
    gain = round(metric.value - alone, 6) if metric.value is not None and alone is not None and run.datasets else None
    return Standing(
        run=run.id,
        datasets=tuple(answers[i] for i in run.datasets),
        recipe=run.recipe,
        model=answers[run.model] if run.model else None,
        value=metric.value,
        se=metric.se,
        n=metric.n,
        repeats=metric.repeats,
        low=round(span[0], 6) if span else None,
        high=round(span[1], 6) if span else None,
        rank=places[0],
        rank_without=places[1],
        exposure=entry.exposure,
        rows=run.rows,
        gain=gain,
        efficiency=round(1000 * gain / run.rows, 9) if gain is not None and run.rows else None,
        source=run.source,
        why=metric.why or unknown,
    )


def contaminated(found: Standings) -> list[Standing]:
    """Every row that stands on an exposure."""
    return [row for row in chain.from_iterable(table.rows for table in found.tables) if row.exposure is not None]
