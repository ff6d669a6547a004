"""How long the command takes to say its help, against Python's own start."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence


def seconds(command: Sequence[str], rounds: int = 5) -> float:
    """Best wall time of a command."""
    best = float("inf")
    for _ in range(rounds):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        best = min(best, time.perf_counter() - began)
    return best


def main() -> None:
    """Print the figures."""
    floor = seconds([sys.executable, "-c", "pass"])
    ours = seconds([sys.executable, "-m", "stemma", "--help"])
    print(f"start: --help {ours:.2f} s, {ours / floor:.1f} x python's own {floor:.2f} s")
