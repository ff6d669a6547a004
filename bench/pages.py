"""How soon a page of the explorer is painted on loopback, over a generated graph in the embedded engine, in a real browser.

First paint is what the browser says of itself (paint entries of the Performance API), from the start of the navigation; `answer`
is the server's part of it, `whole` when all parts that come later are in.

    python -m bench.pages [--edges 5000] [--rounds 5]
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import uvicorn

from bench.exposure import edges as generated
from graph import host
from graph.model import Artifact, Carries, Claim, Document, Edge, State
from graph.runs import Metric, Run, RunKind
from graph.store import BoltStore
from stemma import wiring
from stemma.settings import Settings
from stemma.web.app import create_app, door_of
from stemma.web.opened import Opened
from stemma.web.server import bound, configured

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from graph.contract import Store

GOAL_MS = 300
CHROMIUM = "/usr/bin/chromium"
_SEEN = datetime(2026, 1, 1, tzinfo=UTC)
_PAINT = """() => {
  const [way] = performance.getEntriesByType('navigation');
  const [paint] = performance.getEntriesByName('first-contentful-paint');
  return [way.responseEnd - way.requestStart, paint ? paint.startTime : NaN];
}"""


class Timed(NamedTuple):
    """Milliseconds of one load: the server's answer, the first paint, and until nothing is awaited any more."""

    answer: float
    paint: float
    whole: float


def records(found: Sequence[Edge], benchmark: str) -> Iterator[Artifact | Document | Claim | Edge | Carries]:
    """The edges with an artifact for each end, a document for each downstream, and a quote in it for each edge."""
    by_source: dict[str, list[Edge]] = {}
    for edge in found:
        by_source.setdefault(edge.downstream, []).append(edge)
    for artifact in sorted({end for edge in found for end in (edge.downstream, edge.upstream)}):
        yield Artifact(id=artifact, state=State.READ, first_public=_SEEN)
    for artifact, made in by_source.items():
        quotes = [f"This set takes rows of {edge.upstream}." for edge in made]
        text = "\n".join(["# A set", *("A line of prose that says nothing of sources." for _ in range(40)), *quotes])
        document = Document(id=artifact, url="https://example.org/card", text=text, fetched_at=_SEEN, artifact=artifact)
        yield document
        for edge, quote in zip(made, quotes, strict=True):
            claim = _claim(edge, document, quote)
            yield claim
            yield edge.model_copy(update={"claims": (claim.id,)})
    yield Carries(dataset=Counter(edge.upstream for edge in found).most_common(1)[0][0], benchmark=benchmark, split="test", source="bench")


def _claim(edge: Edge, document: Document, quote: str) -> Claim:
    start = document.text.index(quote)
    return Claim(
        document_id=document.id,
        document_sha=document.sha256,
        downstream=edge.downstream,
        upstream=edge.upstream,
        mention=edge.upstream,
        relation=edge.relation,
        quote=quote,
        start=start,
        end=start + len(quote),
        raw_confidence=edge.confidence,
        confidence=edge.confidence,
        reader="bench@1",
        read_at=_SEEN,
    )


def pages(store: Store, found: Sequence[Edge], benchmark: str) -> dict[str, str]:
    """A name and an address for each kind of page: those of the most used artifact, which are the heaviest."""
    hub = Counter(edge.upstream for edge in found).most_common(1)[0][0]
    mixed = Counter(edge.downstream for edge in found).most_common(1)[0][0]
    run = Run(
        kind=RunKind.EVALUATION, datasets=(mixed,), source="bench", metrics=(Metric(on=benchmark, name="accuracy", value=0.5, n=100),)
    )
    store.record_runs([run])
    return {
        "start": "/",
        "artifact, most used": f"/artifact/{hub}",
        "artifact, most sources": f"/artifact/{mixed}",
        "artifact, three hops": f"/artifact/{mixed}?depth=3",
        "edge": f"/edge/{found[0].id}",
        "document": f"/document/{mixed}",
        "why": f"/why/{mixed}?benchmark={benchmark}",
        "benchmark": f"/benchmark/{benchmark.partition(':')[2]}",
        "run": f"/run/{run.id}",
        "leaderboard": "/leaderboard",
        "search": "/search?q=set-1",
        "changes": "/changes?since=2025-01-01",
    }


@contextmanager
def served(store: Store) -> Iterator[str]:
    """A server over the store in a thread; the link that lets one browser in."""
    door = door_of("bench")
    reads = store.reading() if isinstance(store, BoltStore) else store
    app = create_app(Settings(stemma_home=Path(tempfile.gettempdir())), opened=Opened(reads=reads, store=store), door=door)
    with bound("127.0.0.1", 0) as listening:
        server = uvicorn.Server(configured(app))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/enter?token={door.link_token()}"
        finally:
            server.should_exit = True
            thread.join(timeout=10)


def load(page: Page, url: str) -> Timed:
    """One load of a page."""
    page.goto(url)
    page.wait_for_load_state("networkidle")
    answer, paint = page.evaluate(_PAINT)
    last: float = page.evaluate("Math.max(...performance.getEntriesByType('resource').map((one) => one.responseEnd), 0)")
    return Timed(answer, paint, last)


def main() -> None:
    """Print the figures."""
    from playwright.sync_api import sync_playwright

    asked = argparse.ArgumentParser()
    asked.add_argument("--edges", type=int, default=5_000)
    asked.add_argument("--rounds", type=int, default=5)
    given, _ = asked.parse_known_args()
    found = generated(max(given.edges // 5, 10), given.edges)
    benchmark = "benchmark:math"
    home = Path(tempfile.mkdtemp(prefix="stemma-bench-"))
    try:
        with wiring.store(Settings(stemma_home=home)) as store:
            store.load(records(found, benchmark))
            ways = pages(store, found, benchmark)
            with served(store) as link, sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.goto(link)
                origin = link.partition("/enter")[0]
                for name, path in ways.items():
                    told(name, [load(page, origin + path) for _ in range(given.rounds)])
                browser.close()
    finally:
        host.stop(home)
        shutil.rmtree(home, ignore_errors=True)


def told(name: str, loads: Sequence[Timed]) -> None:
    """One line: medians of the loads, and the slowest first paint."""
    answer, paint, whole = (median(one) for one in zip(*loads, strict=True))
    print(
        f"pages: {name}: first paint {paint:.0f} ms (worst {max(one.paint for one in loads):.0f}; goal {GOAL_MS}), "
        f"answer {answer:.0f} ms, whole {whole:.0f} ms, load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    main()
