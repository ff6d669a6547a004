"""Percentile bootstrap over documents: how far a figure would move with other documents of the same make.

Method: Efron & Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13. Documents are drawn, not claims: claims of one
document are right or wrong together.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

Interval = tuple[float, float]
T = TypeVar("T")


def intervals(
    units: Sequence[T],
    statistics: Callable[[Sequence[T]], Mapping[str, float | None]],
    *,
    samples: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> dict[str, Interval]:
    """The percentile interval of each statistic; one that some draws cannot give is taken over those that can.

    Deterministic in its arguments. No unit or no draw: no interval.
    """
    drawn: dict[str, list[float]] = {}
    chance = random.Random(seed)
    for _ in range(samples if units else 0):
        for name, value in statistics(chance.choices(units, k=len(units))).items():
            if value is not None:
                drawn.setdefault(name, []).append(value)
    return {name: (_at(values, (1 - level) / 2), _at(values, (1 + level) / 2)) for name, values in drawn.items()}


def _at(values: list[float], share: float) -> float:
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])
