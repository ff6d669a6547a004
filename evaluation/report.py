"""One measurement as data: figures with intervals at each cut, the parts at the best cut, and what to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from evaluation import bootstrap, slices
from evaluation.claims import Read
from evaluation.gold import Gold
from evaluation.lineage_gold import Figures, Tally, by_category, figures, tally, unknown
from evaluation.reliability import Bin, bins

CUTS = (0.3, 0.4, 0.5, 0.6, 0.8)
CHOICE = (0.3, 0.4, 0.5, 0.6)
"""The cuts a user would choose between; the one with the best macro F is looked at in parts."""
SHOWN = 25
_ROUND = 4


@dataclass(frozen=True)
class Cut:
    """The figures at one threshold and their 95 % intervals over documents."""

    threshold: float
    figures: Figures
    intervals: dict[str, bootstrap.Interval]


@dataclass(frozen=True)
class Measurement:
    """Claims measured against gold at some cuts. `tallies` belong to the cut `best`."""

    gold: Gold
    claims: Sequence[Read]
    cuts: tuple[Cut, ...]
    best: Cut
    tallies: tuple[Tally, ...]
    unknown: int

    @cached_property
    def reliability(self) -> list[Bin]:
        """The bands of confidence, over all pairs that can be right or wrong."""
        return bins(s for t in self.tallies if t.counted for s in t.statements)

    def as_json(self) -> dict[str, Any]:
        """The measurement as one JSON object; shares are rounded to four digits."""
        tallies = self.tallies
        return {
            "documents": len(self.gold.documents),
            "claims": len(self.claims),
            "claims_from_unknown_documents": self.unknown,
            "best_threshold": self.best.threshold,
            "cuts": [_cut(c) for c in self.cuts],
            "negatives_by_category": {k: {"taken": a, "of": b} for k, (a, b) in by_category(tallies, self.gold).items()},
            "by_relation": {k: asdict(v) for k, v in slices.by_relation(self.gold, tallies).items()},
            "by_reader": {k: _rounded(asdict(v)) for k, v in slices.by_reader(tallies).items()},
            "by_evidence": {k: _rounded(asdict(v)) for k, v in slices.by_evidence(self.gold, tallies).items()},
            "by_language": {k: _figures(v) for k, v in slices.by_language(self.gold, tallies).items()},
            "by_kind": {k: _figures(v) for k, v in slices.by_document_kind(self.gold, tallies).items()},
            "reliability": [{**b._asdict(), "share": b.share, "interval": b.interval} for b in self.reliability],
            **self.to_look_at(),
        }

    def to_look_at(self) -> dict[str, list[dict[str, Any]]]:
        """The surest false alarms, the traps taken and the misses."""
        wrong = sorted((c for t in self.tallies for c in t.wrong), key=lambda c: -c.confidence)
        return {
            "false_alarms": [
                {
                    "document": c.document_id,
                    "downstream": c.downstream,
                    "upstream": c.upstream,
                    "confidence": c.confidence,
                    "quote": c.quote,
                }
                for c in wrong
            ],
            "edge_free_documents_hit": [{"document": t.document, "pairs": len(t.wrong)} for t in self.tallies if t.empty and t.wrong],
            "traps_taken": [
                {"document": t.document, "upstream": n.upstream, "category": n.category} for t in self.tallies for n in t.taken
            ],
            "misses": [{"document": t.document, "downstream": d, "upstream": u} for t in self.tallies for d, u in t.missed],
        }


def measure(gold: Gold, claims: Sequence[Read], cuts: Sequence[float] = CUTS, *, samples: int = 1000, seed: int = 0) -> Measurement:
    """Measure claims at each cut; the best of those between 0.3 and 0.6 (of all, when none is) is the one looked at in parts."""
    found = []
    for threshold in cuts:
        held = tally(gold, claims, threshold)
        drawn = bootstrap.intervals(held, lambda drawn: figures(drawn).flat(), samples=samples, seed=seed)
        found.append((Cut(threshold, figures(held), drawn), tuple(held)))
    usual = [f for f in found if CHOICE[0] <= f[0].threshold <= CHOICE[-1]] or found
    best, tallies = max(usual, key=lambda f: (f[0].figures.macro or (0.0, 0.0, 0.0))[2])
    return Measurement(gold, claims, tuple(cut for cut, _ in found), best, tallies, unknown(gold, claims))


def _cut(cut: Cut) -> dict[str, Any]:
    ranges = {name: [round(low, _ROUND), round(high, _ROUND)] for name, (low, high) in cut.intervals.items()}
    return {"threshold": cut.threshold, **_figures(cut.figures), "intervals": ranges}


def _figures(held: Figures) -> dict[str, Any]:
    data = asdict(held)
    for name in ("macro", "micro", "micro_without_long_lists"):
        data[name] = dict(zip(("precision", "recall", "f1"), data[name], strict=True)) if data[name] else None
    return _rounded(data)


def _rounded(data: dict[str, Any]) -> dict[str, Any]:
    return {k: _rounded(v) if isinstance(v, dict) else round(v, _ROUND) if isinstance(v, float) else v for k, v in data.items()}
