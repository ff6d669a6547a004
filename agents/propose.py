"""Group commit of readings: whatever waits while one transaction runs goes into the next together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from agents.events import Committed, Event
from graph.contract import Store
from graph.errors import GraphError
from graph.ids import same
from graph.model import Reading

Waiting = tuple[Reading, str, asyncio.Future[None]]


class Proposer:
    """Writes readings to a store from one place, so that concurrent traces never meet in a lock."""

    def __init__(self, store: Store, emit: Callable[[Event], None]) -> None:
        self._store = store
        self._emit = emit
        self._waiting: list[Waiting] = []
        self._draining: asyncio.Task[None] | None = None

    async def propose(self, reading: Reading, *, asked: str) -> None:
        """Write one reading; returns when its transaction is committed. `asked` becomes an alias when the source moved it.

        Raises what the store raises, for every reading of the failed batch.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((reading, asked, done))
        if self._draining is None or self._draining.done():
            self._draining = asyncio.create_task(self._drain())
        await done

    async def _drain(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                await asyncio.to_thread(self._commit, batch)
            except GraphError as error:
                _settle(batch, error)
            else:
                _settle(batch, None)

    def _commit(self, batch: list[Waiting]) -> None:
        ordered = sorted(batch, key=lambda item: item[0].artifact.id.lower())
        changed = self._store.propose([reading for reading, _, _ in ordered])
        for reading, asked, _ in ordered:
            if not same(asked, reading.artifact.id):
                self._store.resolve(asked, reading.artifact.id)
        self._emit(Committed(edges=changed.edges_new))


def _settle(batch: list[Waiting], error: GraphError | None) -> None:
    for _, _, done in batch:
        if done.done():
            continue
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)
