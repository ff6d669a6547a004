"""Fitting the confidence model: logistic regression with signed weights, then a monotone curve; plain Python, deterministic.

Method: L2-penalised logistic regression by Newton's steps, weights of the wrong sign held at 0 (an active set); then isotonic regression
by pooling adjacent violators (Zadrozny & Elkan, KDD 2002) over probabilities that were held out, its steps joined to a few knots.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluation.reliability import bins
from graph.calibration import SIGNS, Band, Table

PENALTY = 2.0
"""L2 strength: a statement's worth of doubt about each weight, twice."""
SMALLEST_STEP = 60
"""Statements that a step of the curve rests on at least."""
_STEPS = 40


@dataclass(frozen=True)
class Example:
    """One statement of one document, what is known of it, and whether gold (or a person) says it is so."""

    document: str
    family: str
    features: Mapping[str, float]
    right: bool


def fit(examples: Sequence[Example], held_out: Sequence[tuple[float, bool]] = ()) -> Table:
    """A table of all examples; its curve over (probability, right) of statements held out, none without them."""
    names = [n for n in SIGNS if any(e.features.get(n) for e in examples)]
    rows = [[1.0, *(e.features.get(n, 0.0) for n in names)] for e in examples]
    weights = _signed(rows, [float(e.right) for e in examples], [0, *(SIGNS[n] for n in names)])
    return Table(
        intercept=round(weights[0], 4),
        weights={n: round(w, 4) for n, w in zip(names, weights[1:], strict=True)},
        curve=curve(held_out) if held_out else (),
        statements=len(examples),
        documents=len({e.document for e in examples}),
    )


def evidence(examples: Sequence[Example], held_out: Sequence[frozenset[str]], before: str) -> Table:
    """A table that only moves the log odds of the feature `before`, by a signed weight of evidence for each other feature.

    It has no intercept and no curve: where nothing else is known the probability stays. Its reliability is that of held-out ones.
    """
    table = _moved(examples, before)
    found: list[tuple[float, bool]] = []
    for out in held_out:
        apart = _moved([e for e in examples if e.document not in out], before)
        found += [(apart.probability(e.features), e.right) for e in examples if e.document in out]
    bands = tuple(Band(low=round(b.low, 1), n=b.n, right=b.right) for b in bins(found))
    return table.model_copy(update={"bands": bands})


def _moved(examples: Sequence[Example], before: str) -> Table:
    names = [n for n in SIGNS if n != before and any(e.features.get(n) for e in examples)]
    rows = [[e.features.get(n, 0.0) for n in names] for e in examples]
    offsets = [e.features.get(before, 0.0) for e in examples]
    weights = _signed(rows, [float(e.right) for e in examples], [SIGNS[n] for n in names], offsets)
    fitted = {n: round(w, 4) for n, w in zip(names, weights, strict=True)}
    return Table(intercept=0.0, weights={before: 1.0, **fitted}, statements=len(examples), documents=len({e.document for e in examples}))


def cross_fitted(examples: Sequence[Example], held_out: Sequence[frozenset[str]], *, curved: bool = True) -> list[float]:
    """Each example's probability by a table that has seen nothing of its held-out set; the curve, too, is made inside the others."""
    found = [0.0] * len(examples)
    for number, out in enumerate(held_out):
        train = [e for e in examples if e.document not in out]
        table = fit(train, _inner(train, held_out, number) if curved else ())
        for at, example in enumerate(examples):
            if example.document in out:
                found[at] = table.probability(example.features)
    return found


def full(examples: Sequence[Example], held_out: Sequence[frozenset[str]]) -> Table:
    """The table that ships: weights of all examples, curve and reliability of held-out ones."""
    straight = cross_fitted(examples, held_out, curved=False)
    table = fit(examples, list(zip(straight, (e.right for e in examples), strict=True)))
    whole = cross_fitted(examples, held_out)
    seen = bins(zip(whole, (e.right for e in examples), strict=True))
    return table.model_copy(update={"bands": tuple(Band(low=round(b.low, 1), n=b.n, right=b.right) for b in seen)})


def curve(held_out: Sequence[tuple[float, bool]]) -> tuple[tuple[float, float], ...]:
    """Rising knots (probability before, after); none where there are too few statements for two steps."""
    ordered = sorted(held_out)
    size = max(SMALLEST_STEP, len(ordered) // 12)
    if len(ordered) < 2 * SMALLEST_STEP:
        return ()
    steps: list[tuple[float, float, int]] = []
    for start in range(0, len(ordered) - size // 2, size):
        part = ordered[start : start + size] if start + size + size // 2 <= len(ordered) else ordered[start:]
        steps.append((math.fsum(p for p, _ in part) / len(part), (sum(r for _, r in part) + 0.5) / (len(part) + 1), len(part)))
        while len(steps) > 1 and steps[-2][1] >= steps[-1][1]:
            (x0, y0, n0), (x1, y1, n1) = steps[-2:]
            steps[-2:] = [((x0 * n0 + x1 * n1) / (n0 + n1), (y0 * n0 + y1 * n1) / (n0 + n1), n0 + n1)]
        if part[-1] is ordered[-1]:
            break
    return tuple((round(x, 4), round(y, 4)) for x, y, _ in steps)


def _inner(train: Sequence[Example], held_out: Sequence[frozenset[str]], but: int) -> list[tuple[float, bool]]:
    rest = [out for number, out in enumerate(held_out) if number != but]
    return list(zip(cross_fitted(train, rest, curved=False), (e.right for e in train), strict=True))


def _signed(
    rows: Sequence[Sequence[float]], right: Sequence[float], signs: Sequence[int], offsets: Sequence[float] | None = None
) -> list[float]:
    """Weights of the best signed model; the first is an intercept that is not penalised, unless there are `offsets` (log odds)."""
    free = list(range(len(signs)))
    while free:
        penalty = [1e-6 if i == 0 and offsets is None else PENALTY for i in free]
        weights = _newton([[row[i] for i in free] for row in rows], right, penalty, offsets or [0.0] * len(rows))
        wrong = [i for i, w in zip(free, weights, strict=True) if signs[i] * w < 0]
        if not wrong:
            whole = [0.0] * len(signs)
            for i, w in zip(free, weights, strict=True):
                whole[i] = w
            return whole
        free = [i for i in free if i not in wrong]
    return [0.0] * len(signs)


def _newton(rows: Sequence[Sequence[float]], right: Sequence[float], penalty: Sequence[float], offsets: Sequence[float]) -> list[float]:
    size = len(penalty)
    weights = [0.0] * size
    for _ in range(_STEPS):
        gradient = [p * w for p, w in zip(penalty, weights, strict=True)]
        hessian = [[penalty[i] if i == j else 0.0 for j in range(size)] for i in range(size)]
        for row, y, offset in zip(rows, right, offsets, strict=True):
            p = _logistic(offset + sum(w * v for w, v in zip(weights, row, strict=True)))
            spread = p * (1.0 - p)
            for i, v in enumerate(row):
                if v:
                    gradient[i] += (p - y) * v
                    for j in range(i + 1):
                        hessian[i][j] += spread * v * row[j]
        step = _solved(hessian, gradient)
        weights = [w - s for w, s in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-7:
            break
    return weights


def _solved(lower: list[list[float]], right: Sequence[float]) -> list[float]:
    """The solution of a symmetric positive system given by its lower half (Cholesky)."""
    size = len(right)
    root = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            left = lower[i][j] - math.fsum(root[i][k] * root[j][k] for k in range(j))
            root[i][j] = math.sqrt(max(left, 1e-12)) if i == j else left / root[j][j]
    forward: list[float] = []
    for i in range(size):
        forward.append((right[i] - math.fsum(root[i][k] * forward[k] for k in range(i))) / root[i][i])
    found = [0.0] * size
    for i in reversed(range(size)):
        found[i] = (forward[i] - math.fsum(root[k][i] * found[k] for k in range(i + 1, size))) / root[i][i]
    return found


def _logistic(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z))))
