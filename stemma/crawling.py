"""A crawl as an application runs it: home, store, sources, checkpoints and the register of runs, put together."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from agents.state import CrawlState, Failed
from graph.ids import parse
from graph.model import Frozen
from stemma import wiring
from stemma.errors import NothingToResume, UnknownRun
from stemma.settings import Settings

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
    failed: tuple[Failed, ...]
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
    emit: Callable[[Event], None] = lambda _: None,
) -> CrawlResult:
    """Crawl from `ids`, or with `resume` go on with the run named by the only id (else the last unfinished one).

    Raises InvalidId for what is no id; NothingToResume, UnknownRun; GraphError when the graph fails.
    """
    with wiring.ledger(settings) as book:
        if resume:
            run, start, refresh = _unfinished(book, ids)
        else:
            run = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
            start = CrawlState(seeds=list(dict.fromkeys(map(parse, ids))), depth=depth, limit=max_artifacts)
            book.begin_run(run, json.dumps({"start": start, "refresh": refresh}))
        began = time.monotonic()
        with wiring.store(settings) as store:
            summary = asyncio.run(_crawl(settings, book, store, run, start, refresh=refresh, concurrency=concurrency, emit=emit))
            _settle(settings, store)
        book.finish_run(run)
        return CrawlResult(run=run, requests=book.counts(run), seconds=round(time.monotonic() - began, 2), **summary.model_dump())


def dry_run(settings: Settings, ids: Sequence[str]) -> list[str]:
    """The URLs that a crawl of `ids` would ask first."""
    with wiring.ledger(settings) as book:
        sources = wiring.sources(settings, book, run="dry-run", refresh=False, concurrency=1, emit=lambda _: None)
        planned = [(sources.of(i), i) for i in map(parse, ids)]
        return [url for source, i in planned if source for url in source.plan(i)]


async def _crawl(
    settings: Settings,
    book: Ledger,
    store: Store,
    run: str,
    start: CrawlState,
    *,
    refresh: bool,
    concurrency: int,
    emit: Callable[[Event], None],
) -> Summary:
    from agents.crawl import checkpoints
    from agents.crawl import crawl as traverse
    from agents.propose import Proposer
    from agents.trace import CrawlContext

    sources = wiring.sources(settings, book, run=run, refresh=refresh, concurrency=concurrency, emit=emit)
    context = CrawlContext(sources=sources, reader=wiring.reader(), proposer=Proposer(store, emit), emit=emit)
    async with checkpoints(wiring.home(settings) / "checkpoints.sqlite") as checkpointer:
        return await traverse(start, context, run=run, checkpointer=checkpointer, concurrency=concurrency)


def _settle(settings: Settings, store: Store) -> None:
    """After a crawl: the catalogue's facts, and the flags of the integrity check."""
    from graph import catalogue, integrity

    store.carry(catalogue.facts(settings.stemma_catalogue))
    integrity.mark(store)


def _unfinished(book: Ledger, ids: Sequence[str]) -> tuple[str, CrawlState, bool]:
    if ids:
        options = book.run_options(ids[0])
        if options is None:
            raise UnknownRun(f"no crawl is named {ids[0]!r} in this home; `stemma crawl --resume` alone takes the last unfinished one")
        run = ids[0]
    else:
        last = book.last_unfinished()
        if last is None:
            raise NothingToResume("no unfinished crawl in this home; start one with `stemma crawl ID`")
        run, options = last
    kept = json.loads(options)
    return run, kept["start"], kept["refresh"]
