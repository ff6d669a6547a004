"""How fast an export loads into the embedded engine, against the bare driver sending the same pairs.

Idle figures need an idle machine: beside wall time stands what client and host computed, whose sum is the wall time of one
that is, since they take turns.

    python -m bench.bulk [--edges 50000]
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from graph import host
from graph.documents import TextArchive
from graph.exports import jsonl
from graph.host import HostAddress
from graph.model import EdgeType, edge_id
from graph.store import BoltStore, connect

WANTED = 3000
_BARE = """UNWIND $rows AS r MERGE (a:Dataset {key: r[0]}) MERGE (b:Dataset {key: r[1]}) MERGE (a)-[:DERIVED_FROM {id: r[2]}]->(b)"""


def pairs(edges: int) -> list[tuple[str, str]]:
    """Pairs of a growing graph: each work of the five before, the popular ones more often."""
    chance = random.Random(1)
    works = max(edges // 5, 2)
    found: dict[tuple[int, int], None] = {}
    while len(found) < edges:
        made = chance.randrange(1, works)
        found[made, int(made * chance.random() ** 2)] = None
    return [(f"hf:org/set-{a}", f"hf:org/set-{b}") for a, b in found]


def lines(found: list[tuple[str, str]]) -> Iterator[str]:
    """An export with these edges and their works."""
    for artifact in sorted({i for pair in found for i in pair}):
        yield json.dumps({"type": "artifact", "id": artifact})
    seen = datetime(2026, 1, 1, tzinfo=UTC).isoformat()
    for down, up in found:
        fixed = {"type": "edge", "relation": "subset", "status": "proposed", "confidence": 0.5, "first_seen": seen, "last_seen": seen}
        yield json.dumps({**fixed, "id": edge_id(down, up, EdgeType.DERIVED_FROM), "downstream": down, "upstream": up})


def timed(work: Callable[[], object], at: HostAddress) -> tuple[float, float, float]:
    """Wall seconds, processor seconds of this process, and of the host (0 where /proc does not tell)."""
    before = time.perf_counter(), time.process_time(), _spent(at.pid)
    work()
    return time.perf_counter() - before[0], time.process_time() - before[1], _spent(at.pid) - before[2]


def _spent(pid: int) -> float:
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def bare(store: BoltStore, found: list[tuple[str, str]]) -> None:
    """The same pairs by the driver alone, in transactions of 2,000 edges."""
    rows = [[down, up, edge_id(down, up, EdgeType.DERIVED_FROM)] for down, up in found]
    for start in range(0, len(rows), 2000):
        batch = rows[start : start + 2000]
        with store._server.session() as session:
            session.execute_write(lambda tx, some: tx.run(_BARE, rows=some).consume(), batch)


def fresh(folder: Path, work: Callable[[BoltStore], object]) -> tuple[float, float, float]:
    """The times of some work on an empty graph of its own."""
    at = host.ensure(folder)
    try:
        texts = TextArchive(folder / "documents")
        store = connect(at.url, at.user, at.password, at.database, reader=at.reader, reader_password=at.reader_password, texts=texts)
        found = timed(lambda: work(store), at)
        store.close()
        return found
    finally:
        host.stop(folder)


def main(arguments: list[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edges", type=int, default=50_000)
    options = parser.parse_args(arguments or [])
    found = pairs(options.edges)
    export = list(lines(found))
    home = Path(tempfile.mkdtemp(prefix="stemma-bench-"))
    try:
        wall, client, server = fresh(home / "load", lambda store: jsonl.load(store, export))
        floor, *_ = fresh(home / "bare", lambda store: bare(store, found))
    finally:
        shutil.rmtree(home, ignore_errors=True)
    idle = options.edges / (client + server) if server else float("nan")
    print(
        f"bulk import of {options.edges} edges: {options.edges / wall:.0f} edges/s now, {idle:.0f} by processor time "
        f"({client:.1f} s client, {server:.1f} s host), {idle / WANTED:.1f} x the {WANTED} asked for; "
        f"{wall / floor:.1f} x the time of the bare driver ({floor:.1f} s)"
    )


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
