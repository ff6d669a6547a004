from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from agents.events import Requested
from agents.sources import Why
from agents.sources.answers import Unread
from agents.sources.gate import Gate, Policy, Records
from agents.sources.transport import Interrupted, Raw, Refused

QUICK = Policy(backoff=0.001, throttle=0.01, margin=0.001)
URL = "https://service.test/a"


class Script:
    """A transport that plays a list of answers and failures for every URL; the last one stays."""

    def __init__(self, *plays: Raw | Exception) -> None:
        self.plays = plays
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        self._lock = threading.Lock()

    def __call__(self, url: str, headers: Mapping[str, str]) -> Raw:
        with self._lock:
            self.asked.append((url, dict(headers)))
            before = sum(u == url for u, _ in self.asked)
        play = self.plays[min(before, len(self.plays)) - 1]
        if isinstance(play, Exception):
            raise play
        return play


def ok(body: bytes = b"{}", **headers: str) -> Raw:
    return Raw(200, headers, body)


async def test_an_answer_is_asked_for_once_and_then_kept(records: Records) -> None:
    script = Script(ok(b"text"))
    gate = Gate("hub", script, records, QUICK)
    first, second = await gate.get(URL), await gate.get(URL)
    assert (first.body, first.from_cache) == (b"text", False)
    assert (second.body, second.from_cache) == (b"text", True)
    assert second.fetched_at == first.fetched_at
    assert len(script.asked) == 1
    await gate.aclose()


async def test_callers_of_one_url_share_one_request(records: Records) -> None:
    script = Script(ok())
    gate = Gate("hub", script, records, QUICK)
    await asyncio.gather(*(gate.get(URL) for _ in range(20)))
    assert len(script.asked) == 1
    await gate.aclose()


async def test_a_caller_that_gives_up_does_not_take_the_answer_from_the_others(records: Records) -> None:
    release = threading.Event()

    class Slow(Script):
        def __call__(self, url: str, headers: Mapping[str, str]) -> Raw:
            assert release.wait(5)
            return super().__call__(url, headers)

    gate = Gate("hub", Slow(ok()), records, QUICK)
    first, second = asyncio.create_task(gate.get(URL)), asyncio.create_task(gate.get(URL))
    await asyncio.sleep(0.02)
    first.cancel()
    release.set()
    assert (await second).status == 200
    await gate.aclose()


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_refusal_is_an_answer_and_kept(records: Records, status: int) -> None:
    script = Script(Raw(status, {"x-error-code": "RepoNotFound"}, b"{}"))
    gate = Gate("hub", script, records, QUICK)
    assert (await gate.get(URL)).status == status
    again = Gate("hub", script, replace(records, run="run-2"), QUICK)
    answer = await again.get(URL)
    assert (answer.status, answer.headers["x-error-code"], answer.from_cache) == (status, "RepoNotFound", True)
    assert len(script.asked) == 1


async def test_a_refusal_given_to_an_anonymous_caller_is_no_answer_to_one_with_a_token(records: Records) -> None:
    script = Script(Raw(401, {}, b""), ok())
    assert (await Gate("hub", script, records, QUICK).get(URL)).status == 401
    assert (await Gate("hub", script, records, QUICK, identity="ab12").get(URL)).status == 200


@pytest.mark.parametrize(
    "passing", [Raw(500, {}, b""), Raw(502, {}, b""), Raw(503, {}, b""), Raw(429, {}, b""), Interrupted("cut"), Interrupted("refused")]
)
async def test_what_may_pass_is_asked_again(records: Records, passing: Raw | Exception) -> None:
    script = Script(passing, passing, ok(b"whole"))
    gate = Gate("hub", script, records, QUICK)
    assert (await gate.get(URL)).body == b"whole"
    assert len(script.asked) == 3
    assert records.ledger.counts("run-1") == {"service.test": 3}


async def test_a_service_that_never_answers_is_given_up_and_then_not_asked(records: Records) -> None:
    script = Script(Interrupted("connection refused"))
    gate = Gate("hub", script, records, QUICK)
    for name in "abcdef":
        with pytest.raises(Unread, match="connection refused") as caught:
            await gate.get(f"https://service.test/{name}")
        assert caught.value.why is Why.UNREACHABLE
    assert len(script.asked) == 9
    await gate.aclose()


async def test_a_url_that_fails_for_good_is_not_asked_twice_in_a_run(records: Records) -> None:
    script = Script(Refused(Why.TOO_LARGE, "too much"))
    gate = Gate("hub", script, records, QUICK)
    for _ in range(2):
        with pytest.raises(Unread, match="too much") as caught:
            await gate.get(URL)
        assert caught.value.why is Why.TOO_LARGE
    assert len(script.asked) == 1


async def test_a_fault_is_never_kept(records: Records) -> None:
    gate = Gate("hub", Script(Raw(500, {}, b"oops")), records, QUICK)
    with pytest.raises(Unread, match="answered 500"):
        await gate.get(URL)
    assert records.ledger.response(f"GET {URL}") is None


async def test_a_pause_longer_than_our_patience_is_not_waited_for_and_nothing_is_asked_in_it(records: Records) -> None:
    script = Script(Raw(403, {"x-ratelimit-remaining": "0", "retry-after": "3600"}, b"{}"))
    gate = Gate("github", script, records, QUICK)
    for name in "ab":
        with pytest.raises(Unread, match="60 min") as caught:
            await gate.get(f"https://service.test/{name}")
        assert caught.value.why is Why.RATE_LIMITED
    assert len(script.asked) == 1


async def test_without_refresh_a_fresh_answer_stands_and_an_old_one_is_revalidated(records: Records) -> None:
    script = Script(ok(b"one", etag='"1"'), Raw(304, {}, b""))
    await Gate("hub", script, records, QUICK).get(URL)
    later = replace(records, run="run-2")
    assert (await Gate("hub", script, later, QUICK).get(URL)).from_cache
    assert len(script.asked) == 1
    old = await Gate("hub", script, later, replace(QUICK, fresh=timedelta(0))).get(URL)
    assert old.body == b"one"
    assert script.asked[1] == (URL, {"if-none-match": '"1"'})


async def test_refresh_revalidates_once_a_run(records: Records) -> None:
    script = Script(ok(b"one", etag='"1"'), Raw(304, {}, b""), ok(b"two", etag='"2"'))
    before = await Gate("hub", script, records, QUICK).get(URL)
    second = Gate("hub", script, replace(records, run="run-2", refresh=True), QUICK)
    same, again = await second.get(URL), await second.get(URL)
    assert (same.body, again.body) == (b"one", b"one")
    assert same.fetched_at > before.fetched_at
    assert len(script.asked) == 2
    changed = await Gate("hub", script, replace(records, run="run-3", refresh=True), QUICK).get(URL)
    assert changed.body == b"two"


async def test_a_body_that_left_the_archive_is_asked_for_again(records: Records) -> None:
    script = Script(ok(b"text", etag='"1"'))
    await Gate("hub", script, records, QUICK).get(URL)
    for file in records.archive.root.rglob("*"):
        if file.is_file():
            file.unlink()
    assert (await Gate("hub", script, records, QUICK).get(URL)).body == b"text"
    assert script.asked[1] == (URL, {})


async def test_every_request_is_told(records: Records) -> None:
    events: list[Requested] = []
    gate = Gate("hub", Script(Interrupted("cut"), ok()), records, QUICK, emit=events.append)
    await gate.get(URL)
    await gate.get(URL)
    assert [(e.service, e.url, e.status) for e in events] == [("hub", URL, 0), ("hub", URL, 200)]


class Redirecting(Script):
    """Redirects the given URLs, and answers the others."""

    def __init__(self, pairs: dict[str, str]) -> None:
        super().__init__(ok())
        self.pairs = pairs

    def __call__(self, url: str, headers: Mapping[str, str]) -> Raw:
        return Raw(307, {"location": self.pairs[url]}, b"") if url in self.pairs else super().__call__(url, headers)


async def test_redirects_are_followed_on_the_host_and_no_further(records: Records) -> None:
    gate = Gate("hub", Redirecting({URL: "/b", "https://service.test/c": "https://other.test/d"}), records, QUICK)
    assert (await gate.follow(URL)).url == "https://service.test/b"
    stopped = await gate.follow("https://service.test/c")
    assert (stopped.status, stopped.url) == (307, "https://service.test/c")


async def test_a_ring_of_redirects_ends(records: Records) -> None:
    gate = Gate("hub", Redirecting({URL: "/b", "https://service.test/b": "/a"}), records, QUICK)
    assert (await gate.follow(URL)).status == 307


async def test_closing_ends_what_waits(records: Records) -> None:
    gate = Gate("arxiv", Script(ok()), records, replace(QUICK, width=1, interval=60.0))
    await gate.get(URL)
    waiting = asyncio.create_task(gate.get("https://service.test/b"))
    await asyncio.sleep(0.01)
    await gate.aclose()
    with pytest.raises(asyncio.CancelledError):
        await waiting
