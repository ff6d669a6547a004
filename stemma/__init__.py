"""Stemma, the family tree of training data: what a user types and sees, and the public Python API.

    import stemma

    stemma.crawl("argilla/dpo-mix-7k", depth=4)
    with stemma.open_graph() as graph:
        for row in stemma.exposures(graph, "benchmark:gsm8k").rows:
            print(row.artifact, row.probability, row.path)

Settings come from the environment, `.env` and `stemma.yaml`, as for the command line; pass `settings` to override.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.exposure import Exposures, Inside
    from graph.store import BoltStore
    from graph.walk import Walk
    from stemma.crawling import CrawlResult
    from stemma.settings import Settings

__all__ = ["crawl", "downstream", "exposures", "inside", "open_graph", "upstream"]


def open_graph(settings: Settings | None = None) -> AbstractContextManager[BoltStore]:
    """The graph of these settings, as a context manager. Raises StoreUnavailable when no server answers."""
    from stemma import settings as reading
    from stemma import wiring

    return wiring.store(settings or reading.load())


def crawl(*ids: str, depth: int = 3, refresh: bool = False, settings: Settings | None = None) -> CrawlResult:
    """Crawl from `ids` up to `depth` hops into the graph. Raises InvalidId, GraphError."""
    from stemma import crawling
    from stemma import settings as reading

    return crawling.crawl(settings or reading.load(), ids, depth=depth, refresh=refresh)


def upstream(graph: BoltStore, artifact: str, depth: int = 8) -> Walk:
    """What `artifact` was made from, up to `depth` hops. Raises InvalidId, UnknownArtifact."""
    from graph.ids import parse
    from graph.walk import walk

    return walk(graph, parse(artifact), "upstream", depth)


def downstream(graph: BoltStore, artifact: str, depth: int = 8) -> Walk:
    """What was made from `artifact`, up to `depth` hops. Raises InvalidId, UnknownArtifact."""
    from graph.ids import parse
    from graph.walk import walk

    return walk(graph, parse(artifact), "downstream", depth)


def inside(graph: BoltStore, artifact: str, minimum: float = 0.0) -> Inside:
    """Which benchmarks an artifact may hold. Raises InvalidId, UnknownArtifact."""
    from graph.exposure import inside as held
    from graph.ids import parse

    return held(graph, parse(artifact), minimum=minimum)


def exposures(graph: BoltStore, benchmark: str, minimum: float = 0.0) -> Exposures:
    """Who may hold a benchmark's items, how surely, and along which paths. Raises UnknownBenchmark."""
    from graph.exposure import exposures as exposed

    return exposed(graph, benchmark, minimum=minimum)
