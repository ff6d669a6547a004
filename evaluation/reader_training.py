"""Training the local reader: which model is best on works never seen, fitted, calibrated and rounded. Needs the extra `train-reader`.

Forms compared: the rules' score with a calibration curve; logistic regression (L2); extremely randomised trees (Geurts, Ernst & Wehenkel,
Machine Learning 63, 2006); and trees beside the rules' score, which is what ships. Calibration: Platt's curve (1999) under a
ceiling, on scores of held-out families. Deterministic: the same gold, libraries and machine type give the same bytes.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from agents.readers import Context, Reader
from agents.readers.local.features import NAMES, SCORE
from agents.readers.local.reader import LocalReader
from agents.readers.local.weights import Curve, Node, Weights
from evaluation import folds
from evaluation.errors import ExtraMissing, NothingToFit
from evaluation.training_examples import Example
from graph.model import Claim, Document

VERSION = 2
TREES, LEAF, LEAVES, TRIED = 200, 8, 16, 0.3
"""Trees; pairs in a leaf at least; leaves a tree at most; share of the features tried at a split."""
RULES = 0.5
"""How much the rules' score counts beside the trees' log odds."""
CEILINGS = (0.90, 0.91, 0.92, 0.93, 0.94, 0.95, 0.96, 0.97, 0.98)
_DIGITS = 4
_FEWEST = 20
_STRENGTH = 0.02


class Scorer(Protocol):
    """A form of model, fitted: features -> log odds, not calibrated."""

    def raw(self, row: Sequence[float]) -> float:
        """Higher is surer."""
        ...


@dataclass(frozen=True)
class Calibrated:
    """A fitted form and its curve to a probability."""

    scorer: Scorer
    curve: Curve
    version: int = VERSION

    def probability(self, row: Sequence[float]) -> float:
        """As `Weights.probability`."""
        return self.curve.at(self.scorer.raw(row))


@dataclass(frozen=True)
class _Rules:
    def raw(self, row: Sequence[float]) -> float:
        return row[SCORE]


@dataclass(frozen=True)
class _Linear:
    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]

    def raw(self, row: Sequence[float]) -> float:
        return sum(w * (v - m) / s for v, m, s, w in zip(row, self.means, self.scales, self.weights, strict=True))


Form = Callable[[Sequence[Example]], Scorer]


def rules(_: Sequence[Example]) -> Scorer:
    """The rules' score as it is."""
    return _Rules()


def linear(train: Sequence[Example]) -> Scorer:
    """L2 logistic regression over standardised features."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    x, y, w = _arrays(train)
    scaled = StandardScaler().fit(x)
    fitted = LogisticRegression(C=_STRENGTH, max_iter=2000).fit(scaled.transform(x), y, sample_weight=w)
    return _Linear(tuple(scaled.mean_), tuple(scaled.scale_), tuple(fitted.coef_[0]))


def trees(train: Sequence[Example], *, beside: float = 0.0) -> Weights:
    """Trees, with the rules' score beside them when asked; without a curve yet."""
    from sklearn.ensemble import ExtraTreesClassifier

    x, y, w = _arrays(train)
    forest = ExtraTreesClassifier(TREES, min_samples_leaf=LEAF, max_leaf_nodes=LEAVES, max_features=TRIED, random_state=0)
    forest.fit(x, y, sample_weight=w)
    grown = tuple(_grown(tree.tree_, 0) for tree in forest.estimators_)
    return Weights(VERSION, grown, beside, Curve(1.0, 0.0, 1.0), {})


def both(train: Sequence[Example]) -> Weights:
    """Trees beside the rules' score."""
    return trees(train, beside=RULES)


FORMS: Mapping[str, Form] = {"rules, calibrated": rules, "logistic regression": linear, "trees": trees, "trees beside rules": both}
SHIPPED = "trees beside rules"


def calibrated(form: Form, train: Sequence[Example]) -> Calibrated:
    """A form fitted on all of `train`, its curve on scores of families held out in turn.

    The curve is of documents whose gold is whole: of partial ones only the right pairs are known.
    """
    held_out = folds.by_family({e.document: e.family for e in train})
    scores: list[tuple[float, bool]] = []
    for out in held_out if len(held_out) > 1 else ():
        scorer = form([e for e in train if e.document not in out])
        scores.extend((scorer.raw(e.row), e.right) for e in train if e.document in out and e.weight and e.counted)
    scorer = form(train)
    return Calibrated(scorer, _curve(scores or [(scorer.raw(e.row), e.right) for e in train if e.weight and e.counted]))


def fit(train: Sequence[Example]) -> Weights:
    """The model that ships, of all examples. Raises NothingToFit, ExtraMissing."""
    _check(train)
    held = calibrated(both, train)
    assert isinstance(held.scorer, Weights)
    known = [e for e in train if e.weight]
    trained = {
        "documents": len({e.document for e in known}),
        "families": len({e.family for e in known}),
        "pairs": len(known),
        "right": sum(e.right for e in known),
        "digest": _digest(known),
    }
    return Weights(VERSION, held.scorer.trees, RULES, held.curve, trained)


def apart(train: Sequence[Example], documents: Sequence[str], out: Sequence[frozenset[str]], form: Form = both) -> Reader:
    """A reader that reads every document by a model trained without its held-out set. Raises as `fit`.

    What is fitted on top of the local reader must be fitted on what this one says: the shipped model has seen the gold.
    """
    _check(train)
    readers: dict[str, LocalReader] = {}
    for part in out:
        readers |= dict.fromkeys(part, LocalReader(calibrated(form, [e for e in train if e.document not in part])))
    missing = [d for d in documents if d not in readers]
    if missing:
        raise ValueError(f"no held-out set holds {missing[0]}")
    return _Apart(readers)


class _Apart:
    """Each document is read by the reader that was trained without it."""

    name = f"local@{VERSION}"

    def __init__(self, readers: Mapping[str, LocalReader]) -> None:
        self._readers = readers

    def read(self, document: Document, context: Context) -> list[Claim]:
        return self._readers[document.id].read(document, context)


def _check(train: Sequence[Example]) -> None:
    if importlib.util.find_spec("sklearn") is None:
        raise ExtraMissing("training needs scikit-learn; install Stemma with the extra `train-reader`")
    right = sum(e.right for e in train if e.weight)
    wrong = sum(not e.right for e in train if e.weight)
    if min(right, wrong) < _FEWEST:
        raise NothingToFit(
            f"the gold gives {right} right and {wrong} wrong pairs; a reader needs at least {_FEWEST} of each: add documents"
        )


def _arrays(train: Sequence[Example]) -> tuple[Any, Any, Any]:
    import numpy as np

    known = [e for e in train if e.weight]
    return np.array([e.row for e in known]), np.array([int(e.right) for e in known]), np.array([e.weight for e in known])


def _grown(tree: Any, at: int) -> Node:  # noqa: ANN401
    """A fitted tree as nested lists, rounded; left when the value is at most the threshold."""
    if tree.children_left[at] < 0:
        wrong, right = tree.value[at][0]
        return round(float(right / (wrong + right)), _DIGITS)
    feature, threshold = int(tree.feature[at]), round(float(tree.threshold[at]), _DIGITS)
    return [feature, threshold, _grown(tree, tree.children_left[at]), _grown(tree, tree.children_right[at])]


def _curve(scores: Sequence[tuple[float, bool]]) -> Curve:
    """The likeliest curve; its ceiling is sought on a grid, as flat likelihoods have no sharp best."""
    import numpy as np
    from scipy.optimize import minimize

    raw, right = np.array([s for s, _ in scores]), np.array([r for _, r in scores], dtype=float)

    def cost(at: Any, ceiling: float) -> float:  # noqa: ANN401
        p = np.clip(ceiling / (1.0 + np.exp(-np.clip(at[0] * raw + at[1], -30, 30))), 1e-6, 1 - 1e-6)
        return float(-(right * np.log(p) + (1.0 - right) * np.log(1.0 - p)).sum())

    found = []
    for ceiling in CEILINGS:
        best = minimize(cost, (1.0, 0.0), args=(ceiling,), method="Nelder-Mead")
        found.append((round(float(best.fun), _DIGITS), -ceiling, best.x))
    _, ceiling, (slope, shift) = min(found, key=lambda f: f[:2])
    return Curve(round(max(float(slope), 0.0), _DIGITS), round(float(shift), _DIGITS), -ceiling)


def _digest(known: Sequence[Example]) -> str:
    """16 hex digits over what was learnt from: same examples, same digest."""
    text = "\n".join(f"{e.right:d} {e.weight:.6f} " + " ".join(f"{v:.6f}" for v in e.row) for e in known)
    return hashlib.sha256("\n".join((*NAMES, text)).encode()).hexdigest()[:16]
