"""Sessions kept on the server: random ids stored as digests, an idle and an absolute end, bounded in number."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

LOCAL_IDLE, LOCAL_LIFE = 12 * 3600.0, 7 * 24 * 3600.0
REMOTE_IDLE, REMOTE_LIFE = 2 * 3600.0, 12 * 3600.0
MOST = 1_000


@dataclass
class Session:
    """One browser that was let in: who decides in it, its secret against forged requests, when it began and was last seen."""

    actor: str
    began: float
    seen: float
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)


class Sessions:
    """All sessions of a server, in memory: they end with it. Safe between threads."""

    def __init__(self, *, idle: float, life: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`idle` and `life` in seconds."""
        self.idle, self.life = idle, life
        self._clock = clock
        self._held: dict[str, Session] = {}
        self._turn = threading.Lock()

    def begin(self, actor: str) -> str:
        """A new session; the value of its cookie. Of more than a thousand the one longest unseen ends."""
        value, now = secrets.token_urlsafe(32), self._clock()
        with self._turn:
            self._held = {key: held for key, held in self._held.items() if not self._over(held, now)}
            while len(self._held) >= MOST:
                del self._held[min(self._held, key=lambda key: self._held[key].seen)]
            self._held[_digest(value)] = Session(actor, now, now)
        return value

    def find(self, value: str | None) -> Session | None:
        """The live session of a cookie, marked as seen now; None for an unknown, idle or old one."""
        if not value:
            return None
        key, now = _digest(value), self._clock()
        with self._turn:
            held = self._held.get(key)
            if held is not None and self._over(held, now):
                del self._held[key]
                return None
            if held is not None:
                held.seen = now
            return held

    def end(self, value: str | None) -> None:
        """Forget a session."""
        with self._turn:
            self._held.pop(_digest(value or ""), None)

    def _over(self, held: Session, now: float) -> bool:
        return now - held.seen > self.idle or now - held.began > self.life


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
