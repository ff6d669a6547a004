"""The trained model of the local reader, as shipped: small decision trees beside the rules' score, calibrated; plain Python.

`weights.json` holds numbers only: the features' names, trees as nested `[feature, threshold, left, right]` with shares at the
leaves, how much the rules' score counts, and the curve from both to a probability.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

from agents.errors import BadWeights
from agents.readers.local.features import NAMES, SCORE

FORMAT = 1
Node = float | list[Any]
"""A leaf's share, or `[feature, threshold, left, right]`: left when the value is at most the threshold."""
_LEAST = 0.02
"""Trees' means are kept this far from 0 and 1 before their logit is taken: a leaf of few pairs is no certainty."""


class Judge(Protocol):
    """What decides on a pair by its features; `version` is what the reader is called after (`local@VERSION`)."""

    @property
    def version(self) -> int:
        """Of the decisions: other numbers, another version."""
        ...

    def probability(self, row: Sequence[float]) -> float:
        """How sure it is that a pair with these features is a derivation, in 0-1."""
        ...


@dataclass(frozen=True)
class Curve:
    """From a raw score to a probability: `ceiling * logistic(slope * raw + shift)`.

    The ceiling (in 0-1) is what even the surest statements are right in: a page can be wrong, and so can those who judged it.
    """

    slope: float
    shift: float
    ceiling: float

    def at(self, raw: float) -> float:
        """The probability of a raw score; at least 0.01."""
        z = max(-30.0, min(30.0, self.slope * raw + self.shift))
        return max(self.ceiling / (1.0 + math.exp(-z)), 0.01)


@dataclass(frozen=True)
class Weights:
    """One trained model: the curve of (log odds of the trees' mean + rules * the rules' score).

    `version`: what the reader is called after (`local@VERSION`). `trained`: counts and digest of what it was trained on.
    """

    version: int
    trees: tuple[Node, ...]
    rules: float
    curve: Curve
    trained: Mapping[str, Any]

    def raw(self, row: Sequence[float]) -> float:
        """Trees and rules together, before calibration."""
        mean = math.fsum(_leaf(tree, row) for tree in self.trees) / len(self.trees)
        return logit(mean) + self.rules * row[SCORE]

    def probability(self, row: Sequence[float]) -> float:
        """How sure it is that a pair with these features is a derivation; from 0.01 to the curve's ceiling."""
        return self.curve.at(self.raw(row))

    def as_json(self) -> str:
        """The file's text: the same model gives the same bytes."""
        data = {
            "format": FORMAT,
            "version": self.version,
            "features": list(NAMES),
            "trained": dict(self.trained),
            "rules": self.rules,
            "curve": [self.curve.slope, self.curve.shift, self.curve.ceiling],
            "trees": list(self.trees),
        }
        return json.dumps(data, separators=(",", ":"), sort_keys=True, ensure_ascii=True) + "\n"


def logit(share: float) -> float:
    """The log odds of a share kept inside 0.02-0.98."""
    share = min(max(share, _LEAST), 1.0 - _LEAST)
    return math.log(share / (1.0 - share))


def from_json(text: str) -> Weights:
    """The model of a file's text. Raises BadWeights when it is none, or was trained on other features than this version measures."""
    try:
        data = json.loads(text)
        if data["format"] != FORMAT or tuple(data["features"]) != NAMES:
            raise BadWeights("the reader's weights belong to another version of its features; run `stemma reader train --gold DIR`")
        trees = tuple(_node(tree) for tree in data["trees"])
        slope, shift, ceiling = map(float, data["curve"])
        curve = Curve(slope, shift, ceiling)
        return Weights(int(data["version"]), trees or (0.5,), float(data["rules"]), curve, dict(data["trained"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadWeights(f"the reader's weights cannot be read ({error}); reinstall, or run `stemma reader train --gold DIR`") from error


def of_file(path: Path) -> Weights:
    """The model of a file that `stemma reader train --out F` wrote. Raises BadWeights."""
    try:
        return from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadWeights(f"the reader's weights {path} cannot be read ({error}); unset STEMMA_READER_WEIGHTS, or train again") from error


@cache
def shipped() -> Weights | None:
    """The model in the package; None when there is none, and the rules decide alone. Raises BadWeights."""
    source = files("agents.readers.local").joinpath("weights.json")
    return from_json(source.read_text(encoding="utf-8")) if source.is_file() else None


def _node(data: Any) -> Node:  # noqa: ANN401
    if isinstance(data, int | float):
        return float(data)
    feature, threshold, left, right = data
    if not 0 <= int(feature) < len(NAMES):
        raise ValueError(f"no feature {feature}")
    return [int(feature), float(threshold), _node(left), _node(right)]


def _leaf(node: Node, row: Sequence[float]) -> float:
    while isinstance(node, list):
        node = node[2] if row[node[0]] <= node[1] else node[3]
    return node
