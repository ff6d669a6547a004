"""Triage: F against tokens. `python -m bench.triage GOLD`, with the model of STEMMA_LLM_MODEL (and STEMMA_LLM_VERIFIER)."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from agents.extract import artifact_of, best, extract
from agents.readers import Reader
from agents.readers.llm import LlmReader
from agents.second_look import Opinion, SecondLook
from agents.triage import Means, Task, Triage, within
from evaluation import gold as golds
from evaluation import lineage_gold
from evaluation.claims import Read
from graph.ledger import Ledger
from graph.model import Claim, Document
from stemma import wiring
from stemma.settings import load

SHARES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
_LOOKED = {Opinion.AGREE: (0.5, 0.5), Opinion.DISAGREE: (0.0, 0.3), Opinion.REVERSED: (0.0, 0.1), Opinion.ELSEWHERE: (0.0, 0.5)}
"""What an opinion makes of a confidence p: a + b p; the calibrated merging is graph/confidence.py's work."""


def main(folder: Path) -> None:
    """Print the curve."""
    gold, settings = golds.load(folder), load()
    documents = {i: _document(d) for i, d in gold.documents.items()}
    with tempfile.TemporaryDirectory() as home, closing(Ledger(Path(home) / "ledger.sqlite")) as book:
        reading, looking = wiring.llm(settings, book, "read"), wiring.llm(settings, book, "look", model=settings.stemma_llm_verifier)
        reader, second = LlmReader(reading), SecondLook(looking)
        local, model = _read(documents, wiring.reader()), _read(documents, reader)
        everything = book.tokens("read")
        cost = {d: s.tokens_in + s.tokens_out for d, s in book.tokens_by("document", "read").items()}
        began = time.perf_counter()
        tasks = Triage(piece=reader.piece, overlap=reader.overlap).tasks((documents[d], local[d]) for d in documents)
        seconds = time.perf_counter() - began
        total = everything.tokens_in + everything.tokens_out
        planned = sum(t.tokens for t in tasks)
        print(f"{len(documents)} documents, {total} tokens to read all; {len(tasks)} tasks of {planned} tokens, {seconds:.1f} s")
        _curve(gold, documents, local, model, tasks, second, cost, total)
        for part in (reading, looking):
            part.close()


def _curve(
    gold: golds.Gold,
    documents: dict[str, Document],
    local: dict[str, list[Claim]],
    model: dict[str, list[Claim]],
    tasks: Sequence[Task],
    second: SecondLook,
    cost: dict[str, int],
    total: int,
) -> None:
    whole = _f(gold, {d: _joined(local[d], model[d]) for d in local})
    print(f"{'all read':>10} {1.0:7.2f} of tokens  F {whole:.3f}")
    opinions: dict[str, list[Claim]] = {}
    for share in SHARES:
        claims, spent, count = dict(local), 0, {Means.READ: 0, Means.LOOK: 0}
        for task in within(tasks, round(share * total)):
            count[task.means] += 1
            spent += cost.get(task.document, 0) if task.means is Means.READ else task.tokens
            if task.means is Means.READ:
                claims[task.document] = _joined(claims[task.document], model[task.document])
            else:
                if task.document not in opinions:
                    opinions[task.document] = _looked(documents[task.document], local[task.document], task, second)
                claims[task.document] = opinions[task.document]
        f = _f(gold, claims)
        did = f"read {count[Means.READ]}, looked at {count[Means.LOOK]}"
        print(f"{share:10.2f} {spent / total:7.2f} of tokens  F {f:.3f} ({f - whole:+.3f})  {did}")


def _read(documents: dict[str, Document], reader: Reader) -> dict[str, list[Claim]]:
    """The claims of each document, as `stemma extract` makes them."""
    found: dict[str, list[Claim]] = {d: [] for d in documents}
    for claim in extract(documents.values(), reader):
        found[claim.document_id].append(claim)
    return found


def _joined(local: list[Claim], model: list[Claim]) -> list[Claim]:
    """A model's claims, and what the local reader is sure of beside them."""
    return best([*model, *(c for c in local if c.confidence >= 0.8)])


def _looked(document: Document, claims: list[Claim], task: Task, second: SecondLook) -> list[Claim]:
    chosen = [c for c in claims if c.id in task.claims]
    changed = {}
    for claim, opinion in zip(chosen, second.look(document, chosen), strict=True):
        a, b = _LOOKED.get(opinion.opinion, (0.0, 1.0))
        changed[claim.id] = claim.model_copy(update={"confidence": round(a + b * claim.confidence, 4)})
    return [changed.get(c.id, c) for c in claims]


def _f(gold: golds.Gold, claims: dict[str, list[Claim]]) -> float:
    read = [
        Read(c.document_id, c.downstream, c.upstream, c.relation.value, c.confidence, c.quote, c.mention, c.reader, c.start)
        for found in claims.values()
        for c in found
    ]
    figures = lineage_gold.figures(lineage_gold.tally(gold, read, 0.5))
    return figures.macro[2] if figures.macro else 0.0


def _document(held: golds.GoldDocument) -> Document:
    from datetime import UTC, datetime

    artifact = artifact_of(str(held.row["kind"]), str(held.row["repo_or_dataset_id"]), held.id)
    return Document(
        id=held.id, url=str(held.row.get("url") or ""), text=held.text, fetched_at=datetime(1970, 1, 1, tzinfo=UTC), artifact=artifact
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
