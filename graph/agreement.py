"""How far two readers agree beyond chance: Cohen's kappa over pairs of independent first verdicts."""

from __future__ import annotations

import math
from collections.abc import Iterable

from graph.model import Decision, Frozen
from graph.rounds import Pair, pairs

FEWEST = 10
"""Pairs below which a kappa says nothing."""


class Agreement(Frozen):
    """Of `n` pairs of verdicts `agreed` are alike. `kappa` with its standard error `se` is None for fewer than 10, or all of one kind."""

    n: int
    agreed: int
    kappa: float | None
    se: float | None


def agreement(by_edge: Iterable[Iterable[Decision]]) -> Agreement:
    """The agreement of all rounds of the given edges' decisions.

    Cohen 1960; the standard error is his large-sample one, sqrt(po (1 - po) / n) / (1 - pe). "First" and "second" are roles, whoever
    filled them.
    """
    found = [pair for decisions in by_edge for pair in pairs(decisions)]
    return kappa(found)


def kappa(found: Iterable[Pair]) -> Agreement:
    """The agreement of some pairs."""
    pairs_ = list(found)
    n = len(pairs_)
    agreed = sum(pair.first == pair.second for pair in pairs_)
    if n < FEWEST:
        return Agreement(n=n, agreed=agreed, kappa=None, se=None)
    first, second = (sum(getattr(pair, name) for pair in pairs_) / n for name in ("first", "second"))
    seen, by_chance = agreed / n, first * second + (1 - first) * (1 - second)
    if by_chance >= 1.0:
        return Agreement(n=n, agreed=agreed, kappa=None, se=None)
    return Agreement(
        n=n,
        agreed=agreed,
        kappa=round((seen - by_chance) / (1 - by_chance), 4),
        se=round(math.sqrt(seen * (1 - seen) / n) / (1 - by_chance), 4),
    )
