"""Readings into the graph: noted in a journal at once, committed in groups behind the crawl.

A trace need not wait for the graph: its reading is on disk before the trace counts as done, and whatever waits while one
transaction runs goes into the next together. What a killed crawl had noted but not committed is committed when it resumes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from agents.events import Committed, Event
from agents.late import resolutions
from graph.contract import Store
from graph.errors import GraphError
from graph.ids import same
from graph.model import Frozen, Reading


class Noted(Frozen):
    """A reading, and the id its artifact was asked by; another id than its own when the source moved it."""

    asked: str
    reading: Reading


class Proposer:
    """The one writer of a crawl."""

    def __init__(self, store: Store, journal: Path, emit: Callable[[Event], None]) -> None:
        """`journal` is this run's folder of noted readings, named as the run; it is made here and empty when all is committed."""
        self._store = store
        self._run = journal.name
        self._emit = emit
        self._folder = journal
        journal.mkdir(parents=True, exist_ok=True)
        left = sorted(journal.glob("*.json"))
        self._next = int(left[-1].stem) + 1 if left else 0
        self._waiting: list[tuple[Path, Noted]] = []
        self._draining: asyncio.Task[None] | None = None
        self._error: GraphError | None = None

    async def propose(self, reading: Reading, *, asked: str) -> None:
        """Note one reading; it will be committed. Raises the GraphError that an earlier commit ended with."""
        if self._error is not None:
            raise self._error
        noted = Noted(asked=asked, reading=reading)
        path = self._folder / f"{self._next:08d}.json"
        self._next += 1
        await asyncio.to_thread(_write, path, noted)
        self._waiting.append((path, noted))
        if self._draining is None or self._draining.done():
            self._draining = asyncio.create_task(self._drain())

    async def settle(self) -> None:
        """Wait until all that was noted is committed. Raises the GraphError that a commit ended with."""
        while self._draining is not None and not self._draining.done():
            await self._draining
        if self._error is not None:
            raise self._error

    def recover(self) -> int:
        """Commit what a killed crawl left in the journal; how many readings. Raises GraphError."""
        left = [(p, Noted.model_validate_json(p.read_text(encoding="utf-8"))) for p in sorted(self._folder.glob("*.json"))]
        if left:
            self._commit(left)
        return len(left)

    def resolve_names(self) -> int:
        """Resolve the names of the graph that what arrived since gives one meaning; how many. Raises GraphError.

        After all is committed, so that the same documents give the same answer whatever the order they came in.
        """
        found = resolutions(self._store, self._store.unresolved())
        for name, target in found.items():
            self._store.resolve(name, target, run=self._run)
        return len(found)

    async def _drain(self) -> None:
        while self._waiting and self._error is None:
            batch, self._waiting = self._waiting, []
            try:
                await asyncio.to_thread(self._commit, batch)
            except GraphError as error:
                self._error = error

    def _commit(self, batch: list[tuple[Path, Noted]]) -> None:
        # Stable: two readings of one artifact stay in the order in which they were made.
        ordered = [noted for _, noted in sorted(batch, key=lambda item: item[1].reading.artifact.id.lower())]
        changed = self._store.propose([noted.reading.model_copy(update={"run": self._run}) for noted in ordered])
        for noted in ordered:
            if not same(noted.asked, noted.reading.artifact.id):
                self._store.resolve(noted.asked, noted.reading.artifact.id, run=self._run)
        for path, _ in batch:
            path.unlink(missing_ok=True)
        self._emit(Committed(edges=changed.edges_new))


def _write(path: Path, noted: Noted) -> None:
    part = path.with_suffix(".part")
    part.write_text(noted.model_dump_json(), encoding="utf-8")
    part.replace(path)
