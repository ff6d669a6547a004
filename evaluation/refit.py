"""A calibration moved to fit one graph's verdicts: its log odds are scaled and shifted, held near where they were by a prior.

Two numbers a table, for verdicts are few: p' = sigmoid(a logit(p) + b), with a > 0, so that the order of statements stays (Platt 1999,
with a Gaussian prior at a = 1, b = 0: the calibration it starts from). Whether that is better is measured on documents held out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from evaluation.confidence_fit import Example
from evaluation.folds import by_document
from evaluation.reliability import bins, ece
from graph.calibration import Band, Table, log_odds
from graph.model import Frozen

FEWEST = 20
"""Verdicts of one way of reading below which its table stays."""
FOLDS = 10
_SPREAD = 0.5
"""Standard deviation of the prior on a and on b."""
_LEAST = 0.05
_STEPS = 30
_GRID = (0.002, *(n / 50 for n in range(1, 50)), 0.998)


class Shift(NamedTuple):
    """What is done to log odds: `scale` times them, plus `offset`."""

    scale: float = 1.0
    offset: float = 0.0

    def of(self, probability: float) -> float:
        """A probability, moved."""
        return 1.0 / (1.0 + math.exp(-(self.scale * log_odds(probability) + self.offset)))


class Measured(Frozen):
    """One table against the verdicts: its Brier score and calibration error on documents held out, as it was and moved.

    `better`: the moved one has the lower Brier score. `scale`, `offset`: how all verdicts together move it.
    """

    table: str
    verdicts: int
    right: int
    documents: int
    brier_before: float
    brier_after: float
    ece_before: float | None
    ece_after: float | None
    scale: float
    offset: float
    better: bool


def shift(said: Sequence[tuple[float, bool]]) -> Shift:
    """The shift that fits (probability, right) best: the mode of its posterior, by Newton's steps; no shift of nothing."""
    a, b = 1.0, 0.0
    rows = [(log_odds(p), float(right)) for p, right in said]
    for _ in range(_STEPS):
        step = _step(rows, a, b)
        a, b = max(a - step[0], _LEAST), b - step[1]
        if max(map(abs, step)) < 1e-9:
            break
    return Shift(round(a, 4), round(b, 4))


def measured(name: str, table: Table, examples: Sequence[Example]) -> tuple[Measured, Table] | None:
    """How a table does on verdicts, and the table moved by all of them; None when they are too few, or all alike.

    Held out by document, so that a page's own verdicts say nothing of it; a page is one of ten folds.
    """
    if len(examples) < FEWEST or len({e.right for e in examples}) < 2:
        return None
    said = [(table.probability(e.features), e.right) for e in examples]
    documents = sorted({e.document for e in examples})
    apart: list[tuple[float, bool]] = []
    before: list[tuple[float, bool]] = []
    for out in by_document(documents, FOLDS):
        kept = shift([one for one, e in zip(said, examples, strict=True) if e.document not in out])
        held = [one for one, e in zip(said, examples, strict=True) if e.document in out]
        before += held
        apart += [(kept.of(p), right) for p, right in held]
    every = shift(said)
    found = Measured(
        table=name,
        verdicts=len(examples),
        right=sum(e.right for e in examples),
        documents=len(documents),
        brier_before=round(brier(before), 4),
        brier_after=round(brier(apart), 4),
        ece_before=_rounded(ece(before)),
        ece_after=_rounded(ece(apart)),
        scale=every.scale,
        offset=every.offset,
        better=len(documents) > 1 and brier(apart) < brier(before),
    )
    return found, moved(table, every, apart)


def moved(table: Table, by: Shift, held_out: Sequence[tuple[float, bool]]) -> Table:
    """A table whose probabilities are moved: another curve over the same model. `held_out`: its reliability."""
    knots = sorted({*_GRID, *(x for x, _ in table.curve)})
    curve = tuple((x, round(by.of(table.curved(x)), 4)) for x in knots)
    bands = tuple(Band(low=round(b.low, 1), n=b.n, right=b.right) for b in bins(held_out))
    return table.model_copy(update={"curve": curve, "bands": bands, "statements": table.statements + len(held_out)})


def brier(said: Sequence[tuple[float, bool]]) -> float:
    """Mean squared distance of probabilities from what was so, 0-1; 0 of none."""
    return math.fsum((p - right) ** 2 for p, right in said) / len(said) if said else 0.0


def _step(rows: Sequence[tuple[float, float]], a: float, b: float) -> tuple[float, float]:
    """Newton's step of the penalised loss at (a, b)."""
    weight = 1.0 / (_SPREAD * _SPREAD)
    ga, gb = weight * (a - 1.0), weight * b
    haa, hab, hbb = weight, 0.0, weight
    for z, right in rows:
        p = 1.0 / (1.0 + math.exp(-(a * z + b)))
        ga += (p - right) * z
        gb += p - right
        v = p * (1.0 - p)
        haa += v * z * z
        hab += v * z
        hbb += v
    over = haa * hbb - hab * hab
    return (hbb * ga - hab * gb) / over, (haa * gb - hab * ga) / over


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
