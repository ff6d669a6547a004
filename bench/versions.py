"""What keeping versions costs: the same readings written first, and again with other confidences, with and without.

A first reading leaves no version; a second one that changes every edge leaves one each. Processor seconds of client and host.

    python -m bench.versions [--works 400]
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from bench.bulk import timed
from graph import bolt_write, host
from graph.asof import AsOf
from graph.bolt_slice import Transaction
from graph.documents import TextArchive
from graph.model import Artifact, Claim, Document, Reading, Relation
from graph.store import BoltStore, connect
from graph.versions import EdgeVersion

EACH = 5
BATCH = 20


def readings(works: int, confidence: float, hour: int) -> list[Reading]:
    """A card a work, each with claims about five sources."""
    time = datetime(2026, 1, 1, hour, tzinfo=UTC)
    found = []
    for number in range(works):
        work = f"hf:org/work-{number}"
        text = " ".join(f"from source-{i}" for i in range(EACH))
        document = Document(id=work, url=f"https://hub.test/{number}", text=text, fetched_at=time, artifact=work)
        claims = tuple(_claim(work, document.sha256, i, confidence, time) for i in range(EACH))
        found.append(Reading(artifact=Artifact(id=work), documents=(document,), claims=claims, time=time))
    return found


def _claim(work: str, sha: str, number: int, confidence: float, time: datetime) -> Claim:
    return Claim(
        document_id=work,
        document_sha=sha,
        downstream=work,
        upstream=f"hf:org/source-{number}",
        mention=f"source-{number}",
        relation=Relation.SUBSET,
        quote=f"from source-{number}",
        start=14 * number,
        end=14 * number + len(f"from source-{number}"),
        raw_confidence=confidence,
        confidence=confidence,
        reader="local@1",
        read_at=time,
    )


def write(store: BoltStore, works: int, confidence: float, hour: int) -> None:
    """As a crawl does, some readings a transaction."""
    found = readings(works, confidence, hour)
    for start in range(0, len(found), BATCH):
        store.propose(found[start : start + BATCH])


def measured(folder: Path, works: int) -> tuple[float, float, float]:
    """Processor seconds of a first reading, of one that changes every edge, and of a past day's whole graph."""
    at = host.ensure(folder)
    try:
        texts = TextArchive(folder / "documents")
        store = connect(at.url, at.user, at.password, at.database, reader=at.reader, reader_password=at.reader_password, texts=texts)
        _, *first = timed(lambda: write(store, works, 0.5, 1), at)
        _, *again = timed(lambda: write(store, works, 0.6, 2), at)
        view = AsOf(store, datetime(2026, 1, 1, 1, 30, tzinfo=UTC))
        _, *day = timed(view.all_edges, at)
        store.close()
        return sum(first), sum(again), sum(day)
    finally:
        host.stop(folder)


def _none(tx: Transaction, versions: Iterable[EdgeVersion]) -> None:
    """Keeps nothing."""


def main(arguments: list[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=400)
    options = parser.parse_args(arguments or [])
    home = Path(tempfile.mkdtemp(prefix="stemma-bench-"))
    kept = bolt_write.write_versions
    try:
        first, again, day = measured(home / "with", options.works)
        bolt_write.write_versions = _none
        first_bare, again_bare, _ = measured(home / "without", options.works)
    finally:
        bolt_write.write_versions = kept
        shutil.rmtree(home, ignore_errors=True)
    edges = options.works * EACH
    print(f"versions of {edges} edges: first reading {first:.1f} s, {first / first_bare:.2f} x that without; no version is left")
    print(f"a reading that changes every edge {again:.1f} s, {again / again_bare:.2f} x; {edges / again:.0f} edges/s by processor time")
    print(f"all edges as of the hour before: {day:.2f} s")


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
