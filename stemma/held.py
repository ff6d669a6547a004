"""Answers that took long, held until something is written: who asks the same again gets the same object.

Nothing here is out of date: the graph's version is read at every question (one small read), before the answer is, and an answer is
given only to those who read the same version. Of many who ask at once, one reads and the others wait for its answer.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, TypeVar, cast

from graph.asof import AsOf
from graph.contract import Reads

Answer = TypeVar("Answer")
MOST = 48
"""Answers held at once, those asked for last; the largest take some megabytes."""


class Held:
    """Frozen answers by the graph's version, the day looked at, and the question. Safe to share between threads."""

    def __init__(self, most: int = MOST) -> None:
        """Nothing is held yet."""
        self._most = most
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, Future[Any]] = OrderedDict()

    def answer(self, store: Reads, question: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer of `make`, or the one it gave before if nothing was written since. Raises what `make` raises, to all who wait."""
        key = (store.version(), store.at if isinstance(store, AsOf) else None, question)
        with self._lock:
            waiting = self._answers.get(key)
            if waiting is None:
                mine: Future[Any] = Future()
                self._answers[key] = mine
                while len(self._answers) > self._most:
                    self._answers.popitem(last=False)
            else:
                self._answers.move_to_end(key)
        if waiting is not None:
            return cast(Answer, waiting.result())
        try:
            made = make()
        except BaseException as error:
            with self._lock:
                self._answers.pop(key, None)
            mine.set_exception(error)
            raise
        mine.set_result(made)
        return made


held = Held()
"""Of this process."""
