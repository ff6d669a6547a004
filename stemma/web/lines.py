"""What the review reads once and keeps for a while: the order of the queue, and the live edges that its numbers are walked over."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from graph.contract import LIVE, Reads, Store, Version
from graph.errors import GraphError
from graph.live_edges import LiveEdges
from graph.queue import Filters, Line, line

KEPT = 64
SECONDS = 60.0


def _in_thread(work: Callable[[], object]) -> None:
    threading.Thread(target=work, daemon=True).start()


class _Live(NamedTuple):
    """Live edges with the time and the version at which they were read, and their ids then."""

    read_at: float
    version: Version
    edges: LiveEdges
    ids: frozenset[str]


class Lines:
    """The lines of the last filters that were asked for, and the live edges, each for a minute; safe between threads.

    A line stays as it is while others decide. Live edges take in what is decided here at once, and what others write in a minute.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, later: Callable[[Callable[[], object]], object] = _in_thread) -> None:
        """`later` runs what nobody waits for."""
        self._clock = clock
        self._later = later
        self._held: OrderedDict[tuple[Filters, str], tuple[float, Line]] = OrderedDict()
        self._planning: set[tuple[Filters, str]] = set()
        self._live: _Live | None = None
        self._turn = threading.Lock()
        self._reading = threading.Lock()

    def of(self, reads: Reads, filters: Filters, actor: str, *, fresh: bool = False) -> Line:
        """The line of these filters for this person. One older than a minute is given once more, and made anew meanwhile."""
        key = (filters, actor)
        with self._turn:
            held = None if fresh else self._held.get(key)
            old = held is not None and self._clock() - held[0] >= SECONDS and key not in self._planning
            if old:
                self._planning.add(key)
            if held is not None:
                self._held.move_to_end(key)
        if held is None:
            return self._made(reads, key)
        if old:
            self._later(lambda: self._again(reads, key))
        return held[1]

    def _again(self, reads: Reads, key: tuple[Filters, str]) -> None:
        """Make a line anew; a graph that does not answer is told to who waits for it."""
        try:
            with suppress(GraphError):
                self._made(reads, key)
        finally:
            with self._turn:
                self._planning.discard(key)

    def _made(self, reads: Reads, key: tuple[Filters, str]) -> Line:
        made, now = line(self.live(reads), filters=key[0], actor=key[1]), self._clock()
        with self._turn:
            self._held[key] = (now, made)
            self._held.move_to_end(key)
            while len(self._held) > KEPT:
                self._held.popitem(last=False)
        return made

    def live(self, reads: Reads) -> LiveEdges:
        """The live edges, read again when something was written and a minute has passed; one thread reads, the others wait."""
        with self._reading:
            now = self._clock()
            with self._turn:
                held = self._live
            if held is not None and (now - held.read_at < SECONDS or held.version == reads.version()):
                return held.edges
            version = reads.version()
            made = LiveEdges(reads)
            ids = frozenset(edge.id for edge in made.all_edges(statuses=LIVE))
            with self._turn:
                self._live = _Live(now, version, made, ids)
            return made

    def decided(self, store: Store, edge_ids: Sequence[str]) -> None:
        """Take in what was decided here. An edge that is new makes the live edges be read again."""
        edges = store.edges(edge_ids)
        with self._turn:
            if self._live is None:
                return
            if self._live.ids >= {edge.id for edge in edges}:
                self._live.edges.put(edges)
            else:
                self._live = None
