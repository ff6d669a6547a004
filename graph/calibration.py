"""How sure a claim is, from what is known of it: a small logistic model with signed weights and a monotone curve, shipped as JSON.

`calibration.json` holds one table per way of reading (`local`, `model`, `both`), and one each for what a second look adds (`local_look`
...), fitted by `stemma calibrate` on gold and decisions.
Weights keep their sign, so that better evidence never lowers a probability. The curve is piecewise linear over the logistic's
probability (isotonic regression, pooled to knots: Zadrozny & Elkan, KDD 2002).
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import Field, ValidationError

from graph.errors import BadCalibration
from graph.model import Frozen

FORMAT = 1
SIGNS: Mapping[str, int] = {
    "local": 1,
    "local_said": 0,
    "model": 1,
    "model_said": 0,
    "agree": 1,
    "own": 1,
    "nameless": -1,
    "shortcut": -1,
    "code": -1,
    "repository": -1,
    "corroborated": 1,
    "turned": -1,
    "first": 1,
    "seconded": 1,
    "denied": -1,
    "elsewhere": -1,
    "seconded_model": 1,
    "denied_model": -1,
}
"""Features, and the sign a weight must have (0: either).

`local`, `model`: the log odds each reader gives, 0 when it is silent (`..._said` 0). `agree`: both say it. `own`: of the work the
document presents. `nameless`: what was made has neither a Hub id nor is it the document's own work. `shortcut`: the document also
states a work between the two. `code`: it stands in a code block. `repository`: the source is a repository. `corroborated`: another
document says it in other words. `turned`: the same document states the reverse too.

Left out, for they gave nothing on documents and families held out (log loss without and with them, of both readers): that the document
also tells the part removed (.242/.242, families .261/.261), two row counts (.242/.242, .261/.261), also an evaluation or comparison
(.242/.242, .261/.260), what kind of document it is (.242/.242, .261/.264). `turned` gave .239 and .260, `corroborated` takes .015 off
the local reader's. Chronology cannot be fitted: gold has no dates. It flags an edge (`graph.integrity`), and bars it from being confirmed.

Of the tables `..._look`, which say what a second look does to a probability: `first`: its log odds before. `seconded`, `denied`,
`elsewhere`: what the second look makes of a statement that rules alone make (`elsewhere`: it sees another downstream);
`..._model`: of one that a model makes.
"""
LOWEST, HIGHEST = 0.01, 0.99
LOOK = "_look"
"""What the name of a table for second looks ends with."""


class Band(Frozen):
    """How many statements the fit saw with a probability in [low, low + 0.1), held out, and how many were right."""

    low: float
    n: int
    right: int


class Table(Frozen):
    """One fitted model. `curve`: (probability before, after), rising; empty for none. `bands`: its reliability when held out."""

    intercept: float
    weights: dict[str, float]
    curve: tuple[tuple[float, float], ...] = ()
    bands: tuple[Band, ...] = ()
    statements: int = 0
    documents: int = 0

    def probability(self, features: Mapping[str, float]) -> float:
        """Calibrated, in 0.01-0.99; features that are not named count as 0."""
        z = self.intercept + math.fsum(w * features.get(name, 0.0) for name, w in self.weights.items())
        return round(min(max(self.curved(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z))))), LOWEST), HIGHEST), 4)

    def curved(self, p: float) -> float:
        """What the curve makes of a probability of the model; through (0, 0) and (1, 1) beyond its knots."""
        if not self.curve:
            return p
        knots = [x for x, _ in self.curve]
        at = bisect_right(knots, p)
        if at == 0:
            return self.curve[0][1] * p / knots[0] if knots[0] else self.curve[0][1]
        if at == len(knots):
            x, y = self.curve[-1]
            return y + (1 - y) * (p - x) / (1 - x) if x < 1 else y
        (x0, y0), (x1, y1) = self.curve[at - 1], self.curve[at]
        return y0 + (y1 - y0) * (p - x0) / (x1 - x0)


class Calibration(Frozen):
    """All tables; `version` rises with every fit that ships, `digest` names the statements it was fitted on."""

    format: int = FORMAT
    version: int = Field(ge=1)
    tables: dict[str, Table]
    digest: str = ""

    def looked(self, way: str, first: float, opinion: Mapping[str, float]) -> float:
        """A probability of the table `way` after a second look whose features are `opinion`; the same where none was fitted.

        Agreement never lowers it and denial never raises it, whatever was fitted.
        """
        table = self.tables.get(way + LOOK)
        if table is None or not any(opinion.values()):
            return first
        after = table.probability({"first": log_odds(first), **opinion})
        signs = {SIGNS[name] for name, value in opinion.items() if value}
        if signs == {1}:
            return max(first, after)
        return min(first, after) if signs == {-1} else after


def log_odds(probability: float) -> float:
    """Of a probability kept inside 0.01-0.99: no reader is certain."""
    p = min(max(probability, LOWEST), HIGHEST)
    return math.log(p / (1.0 - p))


@cache
def shipped() -> Calibration:
    """The package's calibration. Raises BadCalibration."""
    return parse(files("graph").joinpath("calibration.json").read_text(encoding="utf-8"))


def parse(text: str) -> Calibration:
    """The calibration of a file's text. Raises BadCalibration."""
    try:
        found = Calibration.model_validate(json.loads(text))
    except (ValueError, ValidationError) as error:
        raise BadCalibration(f"the calibration is not usable ({error}); reinstall the package, or run `stemma calibrate`") from error
    unknown = {name for t in found.tables.values() for name in t.weights} - SIGNS.keys()
    if found.format != FORMAT or unknown:
        raise BadCalibration(f"the calibration has format {found.format}, features {sorted(unknown)}; this version reads format {FORMAT}")
    return found


def text(calibration: Calibration) -> str:
    """The file's text: equal calibrations give equal bytes."""
    data: dict[str, Any] = calibration.model_dump(mode="json")
    return json.dumps(data, indent=1, sort_keys=True) + "\n"
