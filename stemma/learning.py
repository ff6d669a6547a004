"""Learning from a review: the home's own calibration, moved by what people decided in its graph, and when that is worth while.

The shipped calibration stays as it is; `calibration.json` of the home is read instead of it, by later crawls, and by those that
read known documents again.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import AwareDatetime

from evaluation.refit import Measured
from graph.model import Decision, Frozen
from graph.rounds import given, standing

if TYPE_CHECKING:
    from evaluation.calibrating import Corpus
    from evaluation.gold import Gold
    from graph.calibration import Calibration
    from graph.contract import Reads
    from stemma.settings import Settings

LEAST = 50
"""Edges decided since the last fit from which another is worth while."""
COMMAND = "stemma calibrate"
FILE = "calibration.json"
_LAST = "calibration-fit.json"


class Waiting(Frozen):
    """What a review has for the calibration: edges decided since the last fit, how many are wanted, and what to type then."""

    new: int
    needed: int
    enough: bool
    command: str = COMMAND


class Learned(Frozen):
    """What a fit on verdicts came to: how each table does, before and after, on verdicts it has not seen, and what was written.

    `written` is None when too few were decided, or nothing was better; `why` says so.
    """

    decided: int
    new: int
    needed: int
    measured: tuple[Measured, ...]
    written: str | None
    why: str


class _Fit(Frozen):
    """The last fit: when, and of how many decided edges."""

    time: AwareDatetime
    decided: int


def own(settings: Settings) -> Path:
    """Where this home's calibration lies, if it has one."""
    return settings.stemma_home.expanduser() / FILE


def waiting(settings: Settings, store: Reads) -> Waiting:
    """Whether enough was decided since the last fit; reads the decisions alone."""
    new = len(_new(store.decisions(), _last(settings)))
    return Waiting(new=new, needed=LEAST, enough=new >= LEAST)


def learn(settings: Settings, store: Reads, *, needed: int = LEAST) -> Learned:
    """Fit this home's calibration to the verdicts of its graph, when enough are new, and keep it when it is better on unseen ones.

    The documents are read again, by the local reader, and by a model where one is set (a document it has read costs nothing twice).
    Raises BadCalibration, BadSetting, HomeNotWritable.
    """
    from evaluation.decided import gold_of
    from stemma import wiring

    decisions = store.decisions()
    new = _new(decisions, _last(settings))
    decided = len({d.edge for d in _verdicts(decisions)})
    if len(new) < needed:
        missing = needed - len(new)
        why = f"{missing} more edges must be decided before another fit says more ({len(new)} of {needed} since the last)"
        return Learned(decided=decided, new=len(new), needed=needed, measured=(), written=None, why=why)
    base = wiring.base_calibration(settings)
    found, measured = _fitted(settings, base, gold_of(store))
    folder = wiring.home(settings)
    _write(folder / _LAST, _Fit(time=datetime.now(UTC), decided=decided).model_dump_json())
    better = [one.table for one in measured if one.better]
    if not better:
        why = "no way of reading has enough verdicts of both kinds" if not measured else "it is no better on verdicts it has not seen"
        said = f"nothing was changed: {why}"
        return Learned(decided=decided, new=len(new), needed=needed, measured=tuple(measured), written=None, why=said)
    from graph import calibration

    _write(folder / FILE, calibration.text(found))
    why = f"{' and '.join(better)} moved to fit {decided} decided edges; later crawls use it"
    return Learned(decided=decided, new=len(new), needed=needed, measured=tuple(measured), written=str(folder / FILE), why=why)


def _fitted(settings: Settings, base: Calibration, gold: Gold) -> tuple[Calibration, list[Measured]]:
    """The tables that are better when moved, the others as they were, and how each does."""
    from evaluation import calibrating, refit

    corpus = _heard(settings, gold)
    tables, told = dict(base.tables), []
    for name in calibrating.TABLES.keys() & tables.keys():
        if calibrating.TABLES[name][1] and not corpus.model:
            continue
        if done := refit.measured(name, tables[name], calibrating.examples(corpus, name)):
            told.append(done[0])
            if done[0].better:
                tables[name] = done[1]
    return base.model_copy(update={"version": base.version + 1, "tables": tables}), sorted(told, key=lambda one: one.table)


def _heard(settings: Settings, gold: Gold) -> Corpus:
    """The decided documents, read by the readers of the settings."""
    from evaluation.calibrating import hear
    from stemma import wiring

    reader, decided = wiring.reader(settings), frozenset(gold.documents)
    if settings.stemma_llm_model is None:
        return hear(gold, lambda _: reader, None, decided=decided)
    with closing(wiring.ledger(settings)) as book, closing(wiring.llm(settings, book, "calibrate")) as model:
        return hear(gold, lambda _: reader, wiring.llm_reader(model), decided=decided)


def _verdicts(decisions: list[Decision]) -> list[Decision]:
    """The verdicts that stand."""
    by_edge: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        by_edge[decision.edge].append(decision)
    return [d for made in by_edge.values() for d in standing(made) if given(d)]


def _new(decisions: list[Decision], last: _Fit | None) -> set[str]:
    """Edges decided since the last fit."""
    return {d.edge for d in _verdicts(decisions) if last is None or d.time > last.time}


def _last(settings: Settings) -> _Fit | None:
    path = settings.stemma_home.expanduser() / _LAST
    return _Fit.model_validate_json(path.read_text(encoding="utf-8")) if path.exists() else None


def _write(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
