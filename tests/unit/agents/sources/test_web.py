from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from agents.sources import Why
from agents.sources.addresses import is_public
from agents.sources.gate import Gate, Policy, Records
from agents.sources.http import PAGE_BYTES, WebTransport, is_text, reachable
from agents.sources.transport import Interrupted, Refused
from agents.sources.web import Web
from graph.model import State

from .tiny import Reply, Tiny, as_html

PAGE = as_html("<html><title>A blog</title><body><nav>menu</nav><h1>Set</h1><p>Made of A.</p></body></html>")
ALLOW_ALL = Reply(404, b"", {})


class Site:
    """A transport whose hosts are all the tiny server, as if it stood on the public internet at port 80."""

    def __init__(self, tiny: Tiny, private: frozenset[str] = frozenset()) -> None:
        port = int(tiny.url.rpartition(":")[2])
        self.hosts: list[str] = []
        self._private = private
        self._port = port
        self._inner = WebTransport("stemma-tests", resolver=self._resolve, allowed=lambda a: a != "10.0.0.1", ports=frozenset({port}))

    def _resolve(self, host: str, _port: int) -> list[str]:
        self.hosts.append(host)
        return ["10.0.0.1"] if host in self._private else ["127.0.0.1"]

    def __call__(self, url: str, headers: Any) -> Any:
        if url.startswith("https:"):
            raise Interrupted("no TLS here")
        parts = httpx.URL(url)
        return self._inner(str(parts.copy_with(port=self._port)), headers)


@pytest.fixture
def site(tiny: Tiny) -> Site:
    tiny.on("/robots.txt", ALLOW_ALL)
    return Site(tiny, private=frozenset({"inside.test"}))


@pytest.fixture
def web(site: Site, records: Records) -> Web:
    return Web(lambda: Gate("web", site, records, Policy(backoff=0.001, attempts=2)), records.archive)


async def test_a_page_becomes_text(tiny: Tiny, web: Web, records: Records) -> None:
    tiny.on("/blog", PAGE)
    found = await web.fetch("url:blog.test/blog")
    assert found.failures == ()
    assert (found.artifact.id, found.artifact.state, found.artifact.title) == ("url:blog.test/blog", State.READ, "A blog")
    (document,) = found.documents
    assert (document.id, document.text) == ("web:http://blog.test/blog", "# Set\n\nMade of A.")
    assert records.archive.text(document.sha256) == document.text
    assert tiny.asked[-1][1]["host"].startswith("blog.test")
    await web.aclose()


async def test_plain_text_is_taken_as_it_is(tiny: Tiny, web: Web) -> None:
    tiny.on("/notes", Reply(200, b"From <A>.\r\n", {"content-type": "text/plain; charset=latin-1"}))
    (document,) = (await web.fetch("url:blog.test/notes")).documents
    assert (document.text, document.media_type) == ("From <A>.", "text/plain")


async def test_robots_are_asked_once_a_host_and_obeyed(tiny: Tiny, web: Web) -> None:
    tiny.on("/robots.txt", Reply(200, b"User-agent: *\nDisallow: /closed\n", {"content-type": "text/plain"}))
    tiny.on("/open", PAGE)
    closed = await web.fetch("url:blog.test/closed/page")
    assert (closed.artifact.state, [f.why for f in closed.failures]) == (State.UNREAD, [Why.ROBOTS])
    assert (await web.fetch("url:blog.test/open")).artifact.state is State.READ
    assert tiny.paths() == ["/robots.txt", "/open"]


async def test_a_host_whose_robots_cannot_be_read_is_left_alone(tiny: Tiny, web: Web) -> None:
    tiny.on("/robots.txt", Reply(500))
    tiny.on("/page", PAGE)
    assert [f.why for f in (await web.fetch("url:blog.test/page")).failures] == [Why.UNREACHABLE]
    assert "/page" not in tiny.paths()


async def test_a_redirect_to_another_page_makes_the_old_one_an_alias(tiny: Tiny, web: Web, site: Site) -> None:
    tiny.on("/old", Reply(301, b"", {"location": "http://new.test/page#top"}))
    tiny.on("/page", PAGE)
    found = await web.fetch("url:blog.test/old")
    assert (found.artifact.id, found.artifact.aliases) == ("url:new.test/page", ("url:blog.test/old",))
    assert site.hosts == ["blog.test", "blog.test", "new.test", "new.test"]
    assert tiny.paths().count("/robots.txt") == 2


async def test_a_redirect_into_a_service_is_told_by_its_id(tiny: Tiny, web: Web, site: Site) -> None:
    tiny.on("/go", Reply(302, b"", {"location": "https://github.com/own/repo"}))
    found = await web.fetch("url:short.test/go")
    assert (found.artifact.id, found.artifact.aliases, found.documents) == ("github:own/repo", ("url:short.test/go",), ())
    assert "github.com" not in site.hosts


@pytest.mark.parametrize("target", ["http://inside.test/secret", "http://inside.test/"])
async def test_a_redirect_to_a_private_address_is_refused(tiny: Tiny, web: Web, target: str) -> None:
    tiny.on("/go", Reply(302, b"", {"location": target}))
    found = await web.fetch("url:blog.test/go")
    assert [f.why for f in found.failures] == [Why.PRIVATE_ADDRESS]
    assert tiny.paths() == ["/robots.txt", "/go"]


@pytest.mark.parametrize("target", ["ftp://blog.test/x", "file:///etc/passwd", "http://[broken", "http://user@blog.test/"])
async def test_a_redirect_to_what_is_no_page_is_refused(tiny: Tiny, web: Web, target: str) -> None:
    tiny.on("/go", Reply(302, b"", {"location": target}))
    assert [f.why for f in (await web.fetch("url:blog.test/go")).failures] == [Why.UNSUPPORTED]
    assert tiny.paths()[-1] == "/go"


async def test_redirects_without_end_are_left_after_five(tiny: Tiny, web: Web) -> None:
    for i in range(20):
        tiny.on(f"/{i}", Reply(302, b"", {"location": f"/{i + 1}"}))
    found = await web.fetch("url:blog.test/0")
    assert [f.why for f in found.failures] == [Why.UNSUPPORTED]
    assert len(tiny.asked) == 7


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (as_html("gone", 404), Why.NOT_FOUND),
        (as_html("log in", 403), Why.MISSING_OR_PRIVATE),
        (Reply(200, b"%PDF-1.7", {"content-type": "application/pdf"}), Why.UNSUPPORTED),
        (Reply(200, b"?", {}), Why.UNSUPPORTED),
        (Reply(200, b"x" * (PAGE_BYTES + 1), {"content-type": "text/plain"}), Why.TOO_LARGE),
    ],
)
async def test_what_cannot_be_read_says_why(tiny: Tiny, web: Web, reply: Reply, why: Why) -> None:
    tiny.on("/page", reply)
    assert [f.why for f in (await web.fetch("url:blog.test/page")).failures] == [why]


def test_the_real_transport_refuses_loopback_whatever_the_port(tiny: Tiny) -> None:
    transport = WebTransport("stemma-tests")
    with pytest.raises(Refused) as caught:
        transport(tiny.url, {})
    assert caught.value.why is Why.UNSUPPORTED
    for url in ("http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://2130706433/"):
        with pytest.raises(Refused) as caught:
            transport(url, {})
        assert caught.value.why is Why.PRIVATE_ADDRESS, url
    assert tiny.asked == []
    transport.close()


def test_a_name_that_changes_its_answer_is_reached_where_it_was_judged(tiny: Tiny) -> None:
    """DNS rebinding: the second resolution would lead elsewhere, so there must be none."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    port = int(tiny.url.rpartition(":")[2])
    transport = WebTransport("stemma-tests", resolver=lambda *_: next(answers), allowed=lambda a: not is_public(a), ports=frozenset({port}))
    tiny.on("/", PAGE)
    assert transport(f"http://rebind.test:{port}/", {}).status == 200
    assert next(answers) == ["10.0.0.1"]
    transport.close()


def test_is_text() -> None:
    assert all(map(is_text, ("text/html", "text/html; charset=utf-8", "Text/Plain", "application/xhtml+xml")))
    assert not any(map(is_text, ("", "application/pdf", "text/htmlx", "image/png")))


def test_reachable(tiny: Tiny, unused_tcp_port_factory: Callable[[], int]) -> None:
    assert reachable(tiny.url) is None
    assert "ConnectError" in (reachable(f"http://127.0.0.1:{unused_tcp_port_factory()}") or "")
    assert reachable("no address") is not None
