"""Triage: F against tokens, on documents held out. `python -m bench.triage GOLD [document|family]`.

With the model of STEMMA_LLM_MODEL, and the second look of STEMMA_LLM_VERIFIER where it is set. Every document is read by a local
reader trained without it (or without its family of works) and, where triage chose it, by the model too, or looked at again; its
confidences come from a calibration fitted without it. So the curve is what documents of the same make would give.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from agents.extract import line
from agents.triage import Means, Task, Triage, within
from evaluation import gold as golds
from evaluation import lineage_gold
from evaluation.calibrating import apart as apart_calibrated
from evaluation.calibrating import hear
from evaluation.claims import Read, from_row
from evaluation.reader_card import held_out_sets
from evaluation.reader_training import apart
from evaluation.training_examples import examples
from graph.ledger import Ledger
from graph.model import Claim
from stemma import wiring
from stemma.settings import load

SHARES = (0.0, 0.05, 0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.8, 1.0)
CUTS = (0.3, 0.4, 0.5, 0.6)
Claims = Mapping[str, list[Claim]]


@dataclass(frozen=True)
class Ways:
    """The held-out claims of each document by rules alone, after a second look, and with a model's reading; what that reading cost."""

    gold: golds.Gold
    local: Claims
    looked: Claims
    both: Claims
    cost: Mapping[str, int]


def main(folder: Path, by: str = "document") -> None:
    """Print the curve."""
    gold, settings = golds.load(folder), load()
    out = held_out_sets(gold, by)
    reader = apart(examples(gold), list(gold.documents), out)
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory())
        book = stack.enter_context(closing(Ledger(Path(home) / "ledger.sqlite")))
        model = wiring.llm_reader(stack.enter_context(closing(wiring.llm(settings, book, "read"))))
        corpus = hear(gold, lambda _: reader, model)
        local = looked = apart_calibrated(corpus, "local", out)
        if (name := settings.stemma_llm_verifier) is not None:
            judge = stack.enter_context(closing(wiring.llm(settings, book, "look", model=name)))
            looked = apart_calibrated(corpus, "local", out, wiring.second_look(judge, at_models=False))
        cost = {d: s.tokens_in + s.tokens_out for d, s in book.tokens_by("document", "read").items()}
    ways = Ways(gold, local, looked, apart_calibrated(corpus, "both", out), cost)
    triage = Triage(piece=model.piece, overlap=model.overlap, looks=settings.stemma_llm_verifier is not None)
    _curve(ways, triage.tasks((d, local.get(d.id, [])) for d in corpus.documents))


def _curve(ways: Ways, tasks: list[Task]) -> None:
    total = sum(ways.cost.values())
    whole, cut = _best(ways, frozenset(ways.both), frozenset())
    print(f"all {len(ways.both)} documents read: {total} tokens, F {whole:.3f} at {cut}")
    for share in SHARES:
        chosen = within(tasks, round(share * total))
        read = frozenset(t.document for t in chosen if t.means is Means.READ)
        look = frozenset(t.document for t in chosen if t.means is Means.LOOK) - read
        f, cut = _best(ways, read, look)
        spent = (sum(ways.cost.get(d, 0) for d in read) + sum(t.tokens for t in chosen if t.document in look)) / total
        print(f"{len(read):4} documents read, {len(look):3} looked at, {spent:4.0%} of the tokens: F {f:.3f} at {cut} ({f - whole:+.3f})")


def _best(ways: Ways, read: frozenset[str], look: frozenset[str]) -> tuple[float, float]:
    """Macro F at the best of the cuts that a user would choose between, and that cut."""
    claims: list[Read] = []
    for document in ways.gold.documents:
        how = ways.both if document in read else ways.looked if document in look else ways.local
        claims += [from_row(line(c)) for c in how.get(document, [])]
    found = []
    for cut in CUTS:
        figures = lineage_gold.figures(lineage_gold.tally(ways.gold, claims, cut))
        found.append((figures.macro[2] if figures.macro else 0.0, cut))
    return max(found)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
