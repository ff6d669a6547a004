"""Runs that may hold a benchmark's items, because the data they used, or the model they started from or made, may."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from graph.contract import Reads
from graph.lattice import ExposureStatus
from graph.rows import RUN, Row
from graph.runs import Run, RunKind

ASKED = 500
"""Artifacts that runs are asked for by; of more, all runs are read."""


def run_rows(store: Reads, rows: Sequence[Row]) -> list[Row]:
    """A row for each run and benchmark where what the run stands on has one, by its surest; `through` names which that is.

    A training or evaluation stands on its data, base and model; scoring measures data and holds none. Which split a run
    took of a dataset that itself carries the benchmark, nobody told: `split` is None. `at_most_items` adds up all it stands on.
    """
    exposed: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.status is not ExposureStatus.CLEARED and row.probability > 0:
            exposed[row.artifact.lower()].append(row)
    if not exposed:
        return []
    found = store.runs(artifacts=[row[0].artifact for row in exposed.values()] if len(exposed) <= ASKED else None)
    runs = [run for run in found if run.kind is not RunKind.SCORING]
    answers = store.canonical(sorted({i for run in runs for i in run.artifacts}))
    told = [row for run in runs for row in _of(run, exposed, answers)]
    return sorted(told, key=lambda row: (-row.probability, row.artifact, row.benchmark, row.window or ""))


def _of(run: Run, exposed: Mapping[str, Sequence[Row]], answers: Mapping[str, str]) -> Iterable[Row]:
    stands = dict.fromkeys(answers[i].lower() for i in (*run.datasets, run.base, run.model) if i is not None)
    groups: dict[tuple[str, str | None], list[Row]] = defaultdict(list)
    for key in stands:
        for row in exposed.get(key, ()):
            groups[row.benchmark, row.window].append(row)
    for group in groups.values():
        surest = max(group, key=lambda row: (row.probability, row.status is ExposureStatus.MEASURED))
        yield surest.model_copy(
            update={
                "artifact": run.id,
                "kind": RUN,
                "through": surest.artifact,
                "split": None if _carries(surest) else surest.split,
                "at_most_items": _most(group, surest.items),
            }
        )


def _carries(row: Row) -> bool:
    """Whether a row is of what carries the benchmark by itself."""
    return not row.path and row.rate is None


def _most(group: Sequence[Row], items: int | None) -> int | None:
    """No more items than all of these together, nor than the benchmark has; None when unknown.

    The rows of one artifact are of one split each when it carries the benchmark, else all of the same items.
    """
    parts: dict[str, int | None] = {}
    for row in group:
        before = parts.get(row.artifact, 0)
        if before is not None:
            parts[row.artifact] = None if row.at_most_items is None else _more(before, row.at_most_items, add=_carries(row))
    known = [part for part in parts.values() if part is not None]
    total = sum(known) if len(known) == len(parts) else None
    return min((count for count in (total, items) if count is not None), default=None)


def _more(before: int, found: int, *, add: bool) -> int:
    return before + found if add else max(before, found)
