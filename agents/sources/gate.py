"""The one way to a service: answers kept before, requests joined, waves, pauses, one retry layer; every request recorded."""

from __future__ import annotations

import asyncio
import contextlib
import math
import random
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

from agents.events import Requested
from agents.sources import Why, limits
from agents.sources.answers import Answer, Unread
from agents.sources.pace import Pace, Ticket
from agents.sources.transport import Interrupted, Raw, Refused, Transport
from graph.documents import TextArchive
from graph.ledger import Ledger, Request, Stored


@dataclass(frozen=True)
class Policy:
    """How a service is asked: requests a wave, seconds between two, how long an answer is fresh, and when to give up.

    `backoff` (s) doubles with each attempt; a pause longer than `patience` (s) is not waited for.
    """

    width: int = 16
    interval: float = 0.0
    fresh: timedelta = timedelta(days=7)
    attempts: int = 5
    refusals: int = 12
    backoff: float = 0.2
    throttle: float = 1.0
    patience: float = 330.0
    margin: float = 0.06


@dataclass(frozen=True)
class Records:
    """Where answers are kept, for which run, and whether it revalidates what earlier runs kept."""

    ledger: Ledger
    archive: TextArchive
    run: str
    refresh: bool = False


_DELAYS = 3
"""How often a request that is late for its wave waits for the next one: a slow machine still gets on."""


@dataclass(frozen=True)
class _Outcome:
    answer: Answer | None = None
    refused: bool = False
    detail: str = ""


class Gate:
    """One gate per service. Coroutines of one event loop share it; the blocking client calls run in its threads.

    No URL is asked twice in a run, nor after a kill and a resume under the same run id: what was answered, also a 401 or a
    404, is kept; what failed for good is remembered while the gate lives; and callers of one URL at one time share one request.
    """

    def __init__(
        self,
        service: str,
        transport: Transport,
        records: Records,
        policy: Policy = Policy(),
        *,
        identity: str = "",
        emit: Callable[[Requested], None] | None = None,
        pool: ThreadPoolExecutor | None = None,
    ) -> None:
        """`identity` is a fingerprint of the token in use: a refusal given to another caller is no answer to this one."""
        self.service = service
        self._transport = transport
        self._records = records
        self.policy = policy
        self._identity = identity
        self._emit = emit
        self._own_pool = pool is None
        self._pool = pool or ThreadPoolExecutor(2 * policy.width, thread_name_prefix=f"stemma-{service}")
        self._pace = Pace(policy.width, policy.interval)
        self._asked: dict[str, asyncio.Task[Answer]] = {}
        self._failed: dict[str, Unread] = {}
        self._queue: deque[asyncio.Future[Ticket]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._alive = False
        self._random = random.Random()

    async def get(self, url: str) -> Answer:
        """The answer of a URL, whatever its status below 500. Raises Unread; CorruptState, HomeNotWritable of the records."""
        if (failed := self._failed.get(url)) is not None:
            raise Unread(failed.why, failed.detail)
        task = self._asked.get(url)
        if task is None:
            task = self._asked[url] = asyncio.get_running_loop().create_task(self._answer(url))
            task.add_done_callback(lambda done: self._finished(url, done))
        return await asyncio.shield(task)

    async def follow(self, url: str, hops: int = 5) -> Answer:
        """As `get`, through at most `hops` redirects on the same host; `url` of the answer is where it stood. Raises Unread."""
        answer = await self.get(url)
        for _ in range(hops):
            target = urljoin(answer.url, answer.headers.get("location", ""))
            if answer.status not in (301, 302, 303, 307, 308) or urlsplit(target).netloc != urlsplit(url).netloc or target == answer.url:
                break
            answer = await self.get(target)
        return answer

    async def aclose(self) -> None:
        """Drop what waits; requests under way end in their threads and change nothing more here."""
        if self._timer is not None:
            self._timer.cancel()
        tasks = list(self._asked.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._own_pool:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _finished(self, url: str, task: asyncio.Task[Answer]) -> None:
        self._asked.pop(url, None)
        if not task.cancelled():
            task.exception()

    async def _answer(self, url: str) -> Answer:
        stored = self._kept(url)
        body = await asyncio.to_thread(self._records.archive.bytes_of, stored.sha) if stored is not None else None
        if stored is not None and body is not None and self._is_fresh(stored):
            return Answer(url, stored.status, stored.headers, body, stored.fetched_at, from_cache=True)
        try:
            return await self._ask(url, stored, body)
        except Unread as error:
            if error.why is not Why.RATE_LIMITED:
                self._failed[url] = error
            raise

    def _kept(self, url: str) -> Stored | None:
        stored = self._records.ledger.response(f"GET {url}")
        if stored is not None and stored.status in (401, 403, 404) and stored.identity != self._identity:
            return None
        return stored

    def _is_fresh(self, stored: Stored) -> bool:
        if stored.run == self._records.run:
            return True
        return not self._records.refresh and datetime.now(UTC) - stored.fetched_at < self.policy.fresh

    async def _ask(self, url: str, stored: Stored | None, body: bytes | None) -> Answer:
        headers: dict[str, str] = {}
        if stored is not None and body is not None and "etag" in stored.headers and stored.status == 200:
            headers["if-none-match"] = stored.headers["etag"]
        faults = refusals = delays = 0
        while True:
            if not self._alive and len(self._failed) >= 3:
                raise Unread(Why.UNREACHABLE, next(iter(self._failed.values())).detail)
            ticket = await self._turn(first=faults + refusals + delays > 0)
            loop = asyncio.get_running_loop()
            attempt = faults + refusals + 1
            outcome = await loop.run_in_executor(self._pool, self._send, loop, ticket, url, headers, (stored, body), attempt, delays)
            if outcome is None:
                delays += 1
                continue
            if outcome.answer is not None:
                return outcome.answer
            refusals, faults = refusals + outcome.refused, faults + (not outcome.refused)
            if refusals >= self.policy.refusals:
                raise Unread(Why.RATE_LIMITED, f"{url} was refused for rate {refusals} times; try again later")
            if faults >= (self.policy.attempts if self._alive else 3):
                raise Unread(Why.UNREACHABLE, f"{url}: {outcome.detail}, {faults} times; is the service up and its address right?")
            if not outcome.refused:
                await asyncio.sleep(self.policy.backoff * 2 ** (faults - 1) * self._random.uniform(0.75, 1.25))

    async def _turn(self, *, first: bool) -> Ticket:
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[Ticket] = loop.create_future()
        self._queue.appendleft(turn) if first else self._queue.append(turn)
        loop.call_soon(self._pump)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._pace.dropped(turn.result())
            raise

    def _pump(self) -> None:
        """Let leave what may; come back when the pace says, or when an answer comes."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = time.monotonic()
        while self._queue:
            turn = self._queue[0]
            if turn.done():
                self._queue.popleft()
                continue
            wait = self._pace.wait(now)
            if self._pause_left(now) > self.policy.patience:
                self._queue.popleft()
                turn.set_exception(self._no_patience())
            elif wait <= 0:
                self._queue.popleft()
                turn.set_result(self._pace.leave(now))
            else:
                if not math.isinf(wait):
                    self._timer = turn.get_loop().call_later(wait, self._pump)
                return

    def _pause_left(self, now: float) -> float:
        return max(0.0, self._pace.paused_until - now)

    def _no_patience(self) -> Unread:
        minutes = self._pause_left(time.monotonic()) / 60
        return Unread(
            Why.RATE_LIMITED, f"{self.service} takes no request for {minutes:.0f} min; resume then, or set a token for a larger quota"
        )

    def _send(
        self,
        loop: asyncio.AbstractEventLoop,
        ticket: Ticket,
        url: str,
        headers: Mapping[str, str],
        before: tuple[Stored | None, bytes | None],
        attempt: int,
        delays: int,
    ) -> _Outcome | None:
        """In a thread: ask once and record it. None when a pause began before it could leave, or it is late for its wave."""
        now = time.monotonic()
        if self._pace.paused_until > now or (delays < _DELAYS and self._pace.late(ticket, now)):
            self._tell(loop, self._dropped, ticket)
            return None
        started, sent_at = time.monotonic(), datetime.now(UTC)
        ticket.sent = started
        raw: Raw | None = None
        detail, refused, pause = "", False, 0.0
        final: Refused | None = None
        try:
            raw = self._transport(url, headers)
            self._pace.arrived(ticket)
            refused, pause = self._judge(raw, attempt)
        except Interrupted as error:
            detail = str(error)
        except Refused as error:
            final = error
        finally:
            seconds = time.monotonic() - started
            status = raw.status if raw else None
            self._tell(loop, self._landed, ticket, refused, pause, Requested(self.service, url, status or 0))
        answer, kept = self._worth_keeping(url, raw, refused, sent_at, before)
        request = Request(self._records.run, self.service, url, status, seconds, sent_at)
        self._records.ledger.record(request, key=f"GET {url}", answer=kept)
        if final is not None:
            self._alive = True
            raise Unread(final.why, f"{url}: {final}")
        return _Outcome(answer, refused, detail or f"answered {status}")

    def _judge(self, raw: Raw, attempt: int) -> tuple[bool, float]:
        """Whether an answer refuses for rate, and the pause it asks for, which begins here and now."""
        refused = limits.limited(raw)
        told = limits.wait(raw.headers, datetime.now(UTC))
        if told is None:
            told = min(self.policy.throttle * 2 ** (attempt - 1), 60.0) if refused else 0.0
        if told or refused:
            self._pace.pause(time.monotonic() + told + self.policy.margin)
        return refused, told

    def _worth_keeping(
        self, url: str, raw: Raw | None, refused: bool, sent_at: datetime, before: tuple[Stored | None, bytes | None]
    ) -> tuple[Answer | None, Stored | None]:
        if raw is None or refused or raw.status >= 500 or raw.status in limits.PASSING:
            return None, None
        stored, body = before
        if raw.status == 304 and stored is not None and body is not None:
            kept = replace(stored, fetched_at=sent_at, run=self._records.run, identity=self._identity)
            return Answer(url, kept.status, kept.headers, body, sent_at, from_cache=True), kept
        sha = self._records.archive.put_bytes(raw.body)
        kept = Stored(self.service, raw.status, raw.headers, sha, sent_at, self._records.run, self._identity)
        return Answer(url, raw.status, raw.headers, raw.body, sent_at, from_cache=False), kept

    @staticmethod
    def _tell(loop: asyncio.AbstractEventLoop, callback: Callable[..., None], *values: object) -> None:
        # The loop may be gone when a request outlives its crawl.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(callback, *values)

    def _dropped(self, ticket: Ticket) -> None:
        self._pace.dropped(ticket)
        self._pump()

    def _landed(self, ticket: Ticket, refused: bool, told: float, event: Requested) -> None:
        self._alive = self._alive or event.status > 0
        self._pace.answered(ticket, time.monotonic(), refused=refused, told=told)
        if self._emit is not None:
            self._emit(event)
        self._pump()
