"""Does a confidence mean what it says: bins, expected calibration error, and the diagram.

Method: ten equal bins of [0, 1]; ECE is the mean over all statements of |mean confidence - share right| of their bin
(Naeini, Cooper & Hauskrecht, AAAI 2015). A bin below `FEW` statements is drawn hollow: it says little.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

BINS = 10
FEW = 10
_Z = 1.96


class Bin(NamedTuple):
    """Statements with confidence in [low, low + 0.1): how many, their mean confidence, and how many were right."""

    low: float
    n: int
    mean: float
    right: int

    @property
    def share(self) -> float:
        """The share that was right."""
        return self.right / self.n

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the share."""
        n, p = self.n, self.share
        middle = (p + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)
        half = _Z * math.sqrt(p * (1 - p) / n + _Z * _Z / (4 * n * n)) / (1 + _Z * _Z / n)
        return max(0.0, middle - half), min(1.0, middle + half)


Stated = tuple[float, bool]
"""A confidence in 0-1, and whether the statement was right."""


def bins(statements: Iterable[Stated]) -> list[Bin]:
    """The bins that hold anything, from low to high."""
    held: dict[int, list[Stated]] = {}
    for confidence, right in statements:
        held.setdefault(min(int(confidence * BINS), BINS - 1), []).append((confidence, right))
    return [
        Bin(at / BINS, len(found), math.fsum(c for c, _ in found) / len(found), sum(r for _, r in found))
        for at, found in sorted(held.items())
    ]


def ece(statements: Iterable[Stated]) -> float | None:
    """Expected calibration error in 0-1; None for no statement."""
    found = bins(statements)
    total = sum(b.n for b in found)
    return math.fsum(abs(b.mean * b.n - b.right) for b in found) / total if total else None


_SIZE, _EDGE = 320, 44
_SIDE = _SIZE - 2 * _EDGE


def _x(value: float) -> float:
    return _EDGE + _SIDE * value


def _y(value: float) -> float:
    return _SIZE - _EDGE - _SIDE * value


def svg(found: Sequence[Bin], title: str = "Reliability") -> str:
    """The reliability diagram as a stand-alone SVG: share right against confidence, with intervals and counts."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}" font-family="sans-serif" font-size="10">',
        f'<title>{title}</title><rect width="{_SIZE}" height="{_SIZE}" fill="white"/>',
        f'<text x="{_SIZE / 2}" y="18" text-anchor="middle" font-size="12">{title}</text>',
        f'<rect x="{_EDGE}" y="{_EDGE}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#999"/>',
        f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#999" stroke-dasharray="4 3"/>',
        f'<text x="{_SIZE / 2}" y="{_SIZE - 8}" text-anchor="middle">confidence</text>',
        f'<text x="12" y="{_SIZE / 2}" text-anchor="middle" transform="rotate(-90 12 {_SIZE / 2})">share right</text>',
    ]
    for tick in (0.0, 0.5, 1.0):
        parts.append(f'<text x="{_x(tick):.0f}" y="{_SIZE - _EDGE + 14}" text-anchor="middle">{tick:g}</text>')
        parts.append(f'<text x="{_EDGE - 6}" y="{_y(tick) + 3:.0f}" text-anchor="end">{tick:g}</text>')
    for held in found:
        low, high = held.interval
        fill = "#1f6feb" if held.n >= FEW else "white"
        parts.append(f'<line x1="{_x(held.mean):.1f}" y1="{_y(low):.1f}" x2="{_x(held.mean):.1f}" y2="{_y(high):.1f}" stroke="#1f6feb"/>')
        parts.append(f'<circle cx="{_x(held.mean):.1f}" cy="{_y(held.share):.1f}" r="4" fill="{fill}" stroke="#1f6feb"/>')
        parts.append(f'<text x="{_x(held.mean):.1f}" y="{_y(high) - 4:.1f}" text-anchor="middle" fill="#555">{held.n}</text>')
    return "\n".join([*parts, "</svg>", ""])


def text(found: Sequence[Bin]) -> str:
    """The same as lines of text: band, how many, mean confidence, share right with its interval, and a bar."""
    lines = ["band       n   said  right  95 %"]
    for held in found:
        low, high = held.interval
        few = " few" if held.n < FEW else ""
        bar = "#" * round(20 * held.share)
        lines.append(
            f"{held.low:.1f}-{held.low + 0.1:.1f} {held.n:4d}  {held.mean:.2f}   {held.share:.2f}  {low:.2f}-{high:.2f} |{bar:20}|{few}"
        )
    return "\n".join(lines)
