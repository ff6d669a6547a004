"""When the next request of a service may leave: waves, pauses, a minimum interval, a learned rate. No clock, no waiting."""

from __future__ import annotations

import math
import statistics
import threading
from collections import deque
from dataclasses import dataclass, field

STRAGGLER = 1.0
"""Seconds after which an unanswered request no longer holds the next wave."""
_WINDOW = 1.1
"""Seconds over which a learned rate is held: one second, and what departures may bunch up on their way."""
_UNKNOWN_JOIN = 0.010
_DEPARTURE = 0.003
"""Seconds between two departures of a wave on an idle machine; on a busy one it is measured."""
_FIRST = 4
"""Requests of the first wave, while no latency is known."""
_QUOTA = 15.0
"""Seconds of a pause from which it speaks of a spent quota, and not of a rate."""


@dataclass(eq=False)
class Ticket:
    """One request under way: its place in its wave, when its thread let it go, and how it went once it is known."""

    left: float
    wave: _Wave
    refused: bool | None = None
    sent: float | None = None


@dataclass(eq=False)
class _Wave:
    started: float
    tickets: list[Ticket] = field(default_factory=list)
    answered: bool = False

    def pending(self) -> bool:
        return any(t.refused is None for t in self.tickets)


class Pace:
    """The rule by which one service is asked; all times are seconds of one monotonic clock, handed in.

    While requests are in flight, a refusal can be on its way as the next one leaves, and that one would come inside the
    pause it asks for. So requests leave in waves of at most `width`: the next wave leaves when all of the last one have
    answered. A request may still join a wave that left less than half the fastest answer ago: no answer can be on its
    way yet. After a refusal in bulk, at most 0.9 of what was served in the second before it leaves in any second.
    """

    def __init__(self, width: int, interval: float = 0.0) -> None:
        """At most `width` requests a wave, at least `interval` seconds between two departures."""
        self.width = width
        self.interval = interval
        self.rate: int | None = None
        self.paused_until = -math.inf
        self._departure = _DEPARTURE
        self._fastest = math.inf
        self._latencies: deque[float] = deque(maxlen=31)
        self._wave: _Wave | None = None
        self._out: set[Ticket] = set()
        self._recent: deque[Ticket] = deque()
        self._lock = threading.Lock()

    def wait(self, now: float) -> float:
        """Seconds until the next request may leave: 0 for now, infinite for *when an answer comes*."""
        if now < self.paused_until:
            return self.paused_until - now
        if self.interval and self._recent and (left := self._recent[-1].left + self.interval - now) > 0:
            return left
        if self.rate is not None and (left := self._rate_wait(now, self.rate)) > 0:
            return left
        return self._wave_wait(now)

    def leave(self, now: float) -> Ticket:
        """Note that a request leaves now; `wait(now)` was 0."""
        wave = self._wave
        if wave is None or not wave.pending() or now >= wave.started + self._patience():
            wave = self._wave = _Wave(now)
        ticket = Ticket(now, wave)
        wave.tickets.append(ticket)
        self._out.add(ticket)
        self._recent.append(ticket)
        while self._recent[0].left < now - 3 * _WINDOW and self._recent[0] not in self._out:
            self._recent.popleft()
        return ticket

    def late(self, ticket: Ticket, now: float) -> bool:
        """Whether a request that was let go has not gone in time: an answer of its wave is here, or may be on its way.

        On a machine without idle cores a thread may start long after its ticket was given.
        """
        soon = _UNKNOWN_JOIN if math.isinf(self._fastest) else max(0.4 * self._fastest, self._fastest - 0.045, _UNKNOWN_JOIN / 2)
        return ticket.wave.answered or now - ticket.wave.started > soon

    def arrived(self, ticket: Ticket) -> None:
        """Note in the request's own thread that its answer is here: nothing more of its wave may leave."""
        ticket.wave.answered = True

    def pause(self, until: float) -> None:
        """Let nothing leave before `until`. May be called from any thread."""
        with self._lock:
            self.paused_until = max(self.paused_until, until)

    def answered(self, ticket: Ticket, now: float, *, refused: bool = False, told: float = 0.0) -> None:
        """Note the end of a request; `refused` for rate, with the pause of `told` seconds that was asked for."""
        if ticket not in self._out:
            return
        self._out.discard(ticket)
        ticket.refused = refused
        ticket.wave.answered = True
        if not refused:
            self._fastest = min(self._fastest, now - ticket.left)
            self._latencies.append(now - ticket.left)
        if ticket.wave.pending():
            return
        self._time(ticket.wave)
        if told <= _QUOTA:
            self._learn(ticket.wave)

    def dropped(self, ticket: Ticket) -> None:
        """Forget a departure that did not happen."""
        self._out.discard(ticket)
        ticket.refused = False
        ticket.wave.tickets.remove(ticket)
        self._recent.remove(ticket)

    def _time(self, wave: _Wave) -> None:
        """Learn how long departures take: at once when they take longer than thought, slowly when they take less."""
        went = [t.sent - wave.started for t in wave.tickets if t.sent is not None]
        if len(went) > 1:
            # What a client does between its thread's start and the wire takes about as long again.
            taken = max(_DEPARTURE, 2 * max(went) / len(went))
            self._departure = max(taken, 0.8 * self._departure)

    def _usual(self) -> float:
        """The median of the last latencies; infinite while none is known."""
        return statistics.median(self._latencies) if self._latencies else math.inf

    def _wave_width(self) -> int:
        """As many as can leave in half the usual latency: a server that answers at once is asked one by one."""
        usual = self._usual()
        return min(self.width, _FIRST if math.isinf(usual) else max(1, round(usual / 2 / self._departure)))

    def _patience(self) -> float:
        return STRAGGLER + (0.0 if math.isinf(self._fastest) else 5 * self._fastest)

    def _wave_wait(self, now: float) -> float:
        wave = self._wave
        if len(self._out) >= (self.width if self.width == 1 else 2 * self.width):
            return math.inf
        if wave is None or not wave.pending():
            return 0.0
        window = _UNKNOWN_JOIN if math.isinf(self._fastest) else self._fastest / 2
        if not wave.answered and len(wave.tickets) < self._wave_width() and now - wave.started <= window:
            return 0.0
        return max(0.0, wave.started + self._patience() - now)

    def _rate_wait(self, now: float, rate: int) -> float:
        within = [t.left for t in self._recent if t.left > now - _WINDOW]
        return within[-rate] + _WINDOW - now if len(within) >= rate else 0.0

    def _learn(self, wave: _Wave) -> None:
        """A limit refuses all from some request on; a passing fault refuses one here and there."""
        first = next((i for i, t in enumerate(wave.tickets) if t.refused), None)
        if first is None:
            return
        tail = wave.tickets[first:]
        refused = sum(bool(t.refused) for t in tail)
        if refused < 3 or 3 * refused < 2 * len(tail):
            return
        since = wave.tickets[first].left - 1.0
        served = sum(since < t.left <= wave.tickets[first].left and t.refused is False for t in self._recent)
        before = self.rate or 2 * self.width
        self.rate = max(1, min(before, math.floor(0.9 * served)) if served else before // 2)
