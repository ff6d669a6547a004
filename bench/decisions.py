"""What a curator's 100 decisions do to the calibration: fitted on a few documents, then on those and the decisions, measured on the rest.

    python -m bench.decisions --gold DIR

Gold plays the curator. The hundred are the most uncertain statements of documents the fit has not seen, or a random hundred; the
measure is the expected calibration error over statements of a third group of documents, mean over seeds.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from agents.readers.local.reader import LocalReader
from evaluation import gold
from evaluation.calibrating import examples, hear
from evaluation.confidence_fit import Example, fit
from graph.calibration import Table

DECISIONS, SEEDS = 100, 20


def error(table: Table, found: Sequence[Example]) -> float:
    """Expected calibration error in ten equal bands, weighted by their size."""
    bands: dict[int, list[float]] = {}
    for one in found:
        held = table.probability(one.features)
        bands.setdefault(min(int(held * 10), 9), []).append(held - one.right)
    return sum(abs(sum(gaps)) for gaps in bands.values()) / len(found)


def once(found: Sequence[Example], seed: int) -> tuple[float, float, float]:
    """Error before, after a random hundred, after the most uncertain hundred."""
    documents = sorted({e.document for e in found})
    random.Random(seed).shuffle(documents)
    fifth = len(documents) // 5
    known = [e for e in found if e.document in documents[:fifth]]
    pool = [e for e in found if e.document in documents[fifth : 3 * fifth]]
    rest = [e for e in found if e.document in documents[3 * fifth :]]
    before = fit(known)
    chance = random.Random(seed).sample(pool, min(DECISIONS, len(pool)))
    unsure = sorted(pool, key=lambda e: abs(before.probability(e.features) - 0.5))[:DECISIONS]
    return error(before, rest), error(fit([*known, *chance]), rest), error(fit([*known, *unsure]), rest)


def main(arguments: Sequence[str]) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True)
    options = parser.parse_args(arguments)
    rules = LocalReader.by_rules()
    found = examples(hear(gold.load(options.gold), lambda _: rules, None), "local")
    runs = [once(found, seed) for seed in range(SEEDS)]
    before, chance, unsure = (statistics.mean(run[i] for run in runs) for i in range(3))
    print(f"decisions: ECE {before:.3f} -> {chance:.3f} with {DECISIONS} random, {unsure:.3f} with the most uncertain ({SEEDS} seeds)")


if __name__ == "__main__":
    main(sys.argv[1:])
