"""What was asked for is done once: answers by who asked and the id of what was asked, for as long as a server runs."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

KEPT = 10_000

T = TypeVar("T")


class Once(Generic[T]):
    """The last ten thousand answers; safe between threads. `alone`: held while something is done, so that twice at once is once."""

    def __init__(self) -> None:
        self.alone = Lock()
        self._made: OrderedDict[tuple[str, str], T] = OrderedDict()
        self._turn = Lock()

    def get(self, actor: str, asked: str) -> T | None:
        """The answer to what this person asked under this id; None when it was not answered."""
        with self._turn:
            return self._made.get((actor, asked))

    def put(self, actor: str, asked: str, made: T) -> None:
        """Keep an answer."""
        with self._turn:
            self._made[actor, asked] = made
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
