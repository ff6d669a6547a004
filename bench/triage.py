"""Triage: F against tokens, on documents held out. `python -m bench.triage GOLD`, with the model of STEMMA_LLM_MODEL.

Every document is read by a local reader trained without it and, where triage chose it, by the model too; its confidences come from
a calibration fitted without it. So the curve is what documents of the same make would give.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import closing
from pathlib import Path

from agents.triage import Means, Task, Triage, within
from evaluation import gold as golds
from evaluation import lineage_gold
from evaluation.calibrating import Corpus, hear, held_out_claims
from evaluation.claims import Read
from evaluation.reader_card import held_out_sets
from evaluation.reader_training import apart
from evaluation.training_examples import examples
from graph.ledger import Ledger
from stemma import wiring
from stemma.settings import load

SHARES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
CUTS = (0.3, 0.4, 0.5, 0.6)


def main(folder: Path) -> None:
    """Print the curve."""
    gold, settings = golds.load(folder), load()
    out = held_out_sets(gold, "document")
    reader = apart(examples(gold), list(gold.documents), out)
    with tempfile.TemporaryDirectory() as home, closing(Ledger(Path(home) / "ledger.sqlite")) as book:
        with closing(wiring.llm(settings, book, "read")) as llm:
            model = wiring.llm_reader(llm)
            corpus = hear(gold, lambda _: reader, model)
        cost = {d: s.tokens_in + s.tokens_out for d, s in book.tokens_by("document", "read").items()}
    tasks = Triage(piece=model.piece, overlap=model.overlap).tasks((d, corpus.local[d.id].claims) for d in corpus.documents)
    _curve(corpus, [t for t in tasks if t.means is Means.READ], cost, out)


def _curve(corpus: Corpus, tasks: list[Task], cost: dict[str, int], out: list[frozenset[str]]) -> None:
    local, both = held_out_claims(corpus, "local", out), held_out_claims(corpus, "both", out)
    total = sum(cost.values())
    whole, cut = _best(corpus.gold, both)
    print(f"all {len(corpus.documents)} documents read: {total} tokens, F {whole:.3f} at {cut}")
    for share in SHARES:
        read = {t.document for t in within(tasks, round(share * total))}
        f, cut = _best(corpus.gold, [*(c for c in both if c.document_id in read), *(c for c in local if c.document_id not in read)])
        spent = sum(cost.get(d, 0) for d in read) / total
        print(f"{len(read):4} documents read, {spent:4.0%} of the tokens: F {f:.3f} at {cut} ({f - whole:+.3f})")


def _best(gold: golds.Gold, claims: list[Read]) -> tuple[float, float]:
    """Macro F at the best of the cuts that a user would choose between, and that cut."""
    found = []
    for cut in CUTS:
        figures = lineage_gold.figures(lineage_gold.tally(gold, claims, cut))
        found.append((figures.macro[2] if figures.macro else 0.0, cut))
    return max(found)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
