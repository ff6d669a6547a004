"""A graph of any size with documents that state its edges, in the embedded engine of a home of its own: what the web is timed on.

Each dataset is made from some that are older, the much used ones more often; a card states each of its sources in a row. One in
forty carries a benchmark. Same seed, same graph.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from graph import host
from graph.model import Artifact, Carries, Claim, Document, Reading, Relation
from graph.store import BoltStore
from stemma import wiring
from stemma.settings import Settings

_SEEN = datetime(2026, 1, 1, tzinfo=UTC)
_BATCH = 200
_KINDS = (Relation.FILTERED, Relation.MIXTURE_COMPONENT, Relation.DISTILLED, Relation.SUBSET, Relation.SYNTHETIC)


def readings(edges: int, *, seed: int = 0, sources: int = 4) -> Iterator[Reading]:
    """One reading a dataset, about `sources` edges each, until there are `edges`."""
    rng = random.Random(seed)
    used: list[str] = [f"hf:root/corpus-{n}" for n in range(10)]
    made = 0
    number = 0
    while made < edges:
        name = f"hf:org-{number % 97}/set-{number}"
        chosen = sorted({rng.choice(used) for _ in range(min(sources, edges - made))})
        yield _reading(rng, name, chosen, _SEEN + timedelta(hours=number))
        used += [*chosen, name]
        made += len(chosen)
        number += 1


def _reading(rng: random.Random, name: str, chosen: list[str], time: datetime) -> Reading:
    rows = [
        f"| {source.partition(':')[2]} | {rng.choice(_KINDS).replace('_', ' ')} | {rng.randrange(100, 90_000)} rows |" for source in chosen
    ]
    filler = [
        f"Paragraph {n} of this card says what every card says, at some length, and names no source." for n in range(rng.randrange(5, 60))
    ]
    text = "\n".join([f"# {name}", "", *filler, "", *rows, "", *filler])
    document = Document(id=name, url=f"https://example.org/{name.partition(':')[2]}", text=text, fetched_at=time, artifact=name)
    claims = tuple(_claim(rng, document, source, row) for source, row in zip(chosen, rows, strict=True))
    return Reading(artifact=Artifact(id=name, first_public=time), documents=(document,), claims=claims, time=time)


def _claim(rng: random.Random, document: Document, source: str, row: str) -> Claim:
    start, sure = document.text.index(row), round(rng.uniform(0.2, 0.98), 3)
    return Claim(
        document_id=document.id,
        document_sha=document.sha256,
        downstream=document.artifact,
        upstream=source,
        mention=source.partition(":")[2],
        relation=rng.choice(_KINDS),
        quote=row,
        start=start,
        end=start + len(row),
        raw_confidence=sure,
        confidence=sure,
        reader="local@2",
        read_at=document.fetched_at,
    )


@contextmanager
def grown(edges: int) -> Iterator[tuple[Path, BoltStore]]:
    """A home whose graph has been grown, and its store; both end with the block."""
    home = Path(tempfile.mkdtemp(prefix="stemma-grown-"))
    try:
        with wiring.store(Settings(stemma_home=home)) as store:
            batch: list[Reading] = []
            carriers = []
            for number, reading in enumerate(readings(edges)):
                batch.append(reading)
                if number % 40 == 0:
                    carriers.append(reading.artifact.id)
                if len(batch) == _BATCH:
                    store.propose(batch)
                    batch = []
            if batch:
                store.propose(batch)
            names = ("gsm8k", "mmlu", "math", "truthfulqa")
            store.carry(
                Carries(dataset=d, benchmark=f"benchmark:{names[n % 4]}", split="test", source="bench") for n, d in enumerate(carriers)
            )
            yield home, store
    finally:
        host.stop(home)
        shutil.rmtree(home, ignore_errors=True)
