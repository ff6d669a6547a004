"""The order of the review for a while: planning it reads much of the graph, and it is to stay as it is while others decide."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from graph.contract import Reads
from graph.queue import Filters, Line, line

KEPT = 64
SECONDS = 60.0


class Lines:
    """The lines of the last filters that were asked for, each for a minute; safe between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: OrderedDict[tuple[Filters, str], tuple[float, Line]] = OrderedDict()
        self._turn = threading.Lock()

    def of(self, reads: Reads, filters: Filters, actor: str, *, fresh: bool = False) -> Line:
        """The line of these filters for this person; made anew when `fresh`, or older than a minute."""
        key, now = (filters, actor), self._clock()
        with self._turn:
            held = self._held.get(key)
            if held is not None and not fresh and now - held[0] < SECONDS:
                self._held.move_to_end(key)
                return held[1]
        made = line(reads, filters=filters, actor=actor)
        with self._turn:
            self._held[key] = (now, made)
            self._held.move_to_end(key)
            while len(self._held) > KEPT:
                self._held.popitem(last=False)
        return made
