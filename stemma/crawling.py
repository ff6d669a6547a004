"""A crawl as an application runs it: home, store, sources, checkpoints and the register of runs, put together."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from agents.sources import Failure
from agents.state import CrawlState
from graph.ids import parse
from graph.model import Frozen
from stemma import wiring
from stemma.register import Begun, Register
from stemma.settings import Settings
from stemma.wiring import LOCALLY, How

if TYPE_CHECKING:
    from agents.crawl import Summary
    from agents.events import Event
    from graph.contract import Store
    from graph.ledger import Ledger


class CrawlResult(Frozen):
    """What `stemma crawl --json` prints (formats.md); `cut` names what the artifact limit left out."""

    run: str
    seeds: tuple[str, ...]
    artifacts: int
    documents: int
    claims: int
    edges: int
    failed: tuple[Failure, ...]
    cut: tuple[str, ...]
    requests: dict[str, int]
    seconds: float
    seeds_read: bool


def crawl(
    settings: Settings,
    ids: Sequence[str],
    *,
    depth: int = 3,
    max_artifacts: int = 2000,
    concurrency: int = 16,
    resume: bool = False,
    refresh: bool = False,
    how: How = LOCALLY,
    emit: Callable[[Event], None] = lambda _: None,
) -> CrawlResult:
    """Crawl from `ids`, or with `resume` go on with the run named by the only id (else the last unfinished one), read as it was begun.

    Raises InvalidId for what is no id; NothingToResume, UnknownRun; GraphError when the graph fails.
    """
    register = Register(wiring.home(settings) / "runs")
    if resume:
        begun = register.unfinished(ids[0] if ids else None)
    else:
        start = CrawlState(seeds=list(dict.fromkeys(map(parse, ids))), depth=depth, limit=max_artifacts)
        begun = Begun(f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}", start, refresh, how.readers)
        register.begin(begun)
    began = time.monotonic()
    with closing(wiring.ledger(settings)) as book:
        with wiring.store(settings) as store:
            summary = asyncio.run(_crawl(settings, book, store, begun, how, concurrency=concurrency, emit=emit))
            settle(settings, store, run=begun.run)
        register.finish(begun.run)
        seconds = round(time.monotonic() - began, 2)
        return CrawlResult(run=begun.run, requests=book.counts(begun.run), seconds=seconds, **summary.model_dump())


def dry_run(settings: Settings, ids: Sequence[str]) -> list[str]:
    """The URLs that a crawl of `ids` would ask first."""
    with closing(wiring.ledger(settings)) as book:
        sources = wiring.sources(settings, book, run="dry-run", refresh=False, concurrency=1, emit=lambda _: None)
        planned = [(sources.of(i), i) for i in map(parse, ids)]
        return [url for source, i in planned if source for url in source.plan(i)]


async def _crawl(
    settings: Settings, book: Ledger, store: Store, begun: Begun, how: How, *, concurrency: int, emit: Callable[[Event], None]
) -> Summary:
    from agents.crawl import checkpoints
    from agents.crawl import crawl as traverse
    from agents.propose import Proposer
    from agents.trace import CrawlContext

    sources = wiring.sources(settings, book, run=begun.run, refresh=begun.refresh, concurrency=concurrency, emit=emit)
    proposer = Proposer(store, wiring.home(settings) / "pending" / begun.run, emit)
    try:
        with wiring.readers(settings, how._replace(readers=begun.readers), book, begun.run) as ensemble:
            context = CrawlContext(sources, ensemble, proposer, emit, calibration=wiring.calibration(settings))
            async with checkpoints(wiring.home(settings) / "checkpoints.sqlite") as checkpointer:
                return await traverse(begun.start, context, run=begun.run, checkpointer=checkpointer, concurrency=concurrency)
    finally:
        await sources.aclose()


def settle(settings: Settings, store: Store, *, run: str | None = None) -> None:
    """After the graph grew: which of its artifacts carry which benchmarks, and the flags of the integrity check."""
    from graph import catalogue, integrity

    facts = catalogue.facts(settings.stemma_catalogue)
    here = store.artifacts({f.dataset for f in facts})
    store.carry(f for f in facts if f.dataset in here)
    integrity.mark(store, run=run)
