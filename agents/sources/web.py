"""Web pages that documents link as their blog or homepage: robots obeyed, redirects judged hop by hop, HTML made text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from agents.sources import Failure, Fetched, Why
from agents.sources.answers import Answer, Unread
from agents.sources.decoding import decode
from agents.sources.gate import Gate
from agents.sources.html import page
from agents.sources.http import is_text
from graph.documents import TextArchive
from graph.ids import Kind, from_url, kind_of, same
from graph.model import Artifact, Document, State

ROBOT = "stemma"
HOPS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_STATES = {
    Why.NOT_FOUND: State.UNVERIFIED,
    Why.MISSING_OR_PRIVATE: State.UNVERIFIED,
    Why.ROBOTS: State.UNREAD,
    Why.PRIVATE_ADDRESS: State.UNREAD,
}


class _Elsewhere(Exception):
    """A page redirects to an artifact of another service."""

    def __init__(self, artifact_id: str) -> None:
        super().__init__(artifact_id)
        self.id = artifact_id


class Web:
    """Pages (`url:`) with their text (`web:URL`). Each host has a gate of its own: one host's pause is no other's."""

    def __init__(self, new_gate: Callable[[], Gate], archive: TextArchive) -> None:
        """`new_gate` makes the gate of a host that is met for the first time."""
        self._new_gate = new_gate
        self._archive = archive
        self._gates: dict[str, Gate] = {}
        self._robots: dict[str, asyncio.Task[RobotFileParser]] = {}

    def plan(self, artifact_id: str, paths: tuple[str, ...] = ()) -> list[str]:
        """The URLs `fetch` would ask first; a page has no paths inside."""
        del paths
        url = f"https://{artifact_id.partition(':')[2]}"
        return [urljoin(url, "/robots.txt"), url]

    async def fetch(self, artifact_id: str, paths: tuple[str, ...] = ()) -> Fetched:
        """The page over https, or http where nothing answers there. A redirect into another service is told by the id alone."""
        url = self.plan(artifact_id, paths)[-1]
        try:
            try:
                answer = await self._walk(url)
            except Unread as error:
                if error.why is not Why.UNREACHABLE:
                    raise
                answer = await self._walk("http" + url.removeprefix("https"))
            document = await asyncio.to_thread(self._document, artifact_id, answer)
        except _Elsewhere as moved:
            return Fetched(artifact=Artifact(id=moved.id, aliases=(artifact_id,)))
        except Unread as error:
            state = _STATES.get(error.why, State.UNREACHABLE)
            failure = Failure(id=artifact_id, why=error.why, detail=error.detail)
            return Fetched(artifact=Artifact(id=artifact_id, state=state), failures=(failure,))
        aliases = () if same(document.artifact, artifact_id) else (artifact_id,)
        artifact = Artifact(id=document.artifact, title=document.title, state=State.READ, aliases=aliases, revision=document.revision)
        return Fetched(artifact=artifact, documents=(document,) if document.text else ())

    async def aclose(self) -> None:
        """Drop what waits."""
        for task in self._robots.values():
            task.cancel()
        await asyncio.gather(*self._robots.values(), return_exceptions=True)
        await asyncio.gather(*(gate.aclose() for gate in self._gates.values()))

    async def _walk(self, url: str) -> Answer:
        """The answer at the end of at most HOPS redirects, robots asked at every host. Raises Unread, _Elsewhere."""
        for _ in range(HOPS + 1):
            robots = await self._rules(url)
            if not robots.can_fetch(ROBOT, url):
                raise Unread(Why.ROBOTS, f"{urlsplit(url).netloc} asks robots not to read {url}")
            answer = await self._gate(url).get(url)
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return answer
            url = _target(answer)
            link = from_url(url)
            if link is not None and kind_of(link.id) is not Kind.PAGE:
                raise _Elsewhere(link.id)
        raise Unread(Why.UNSUPPORTED, f"more than {HOPS} redirects, the last to {url}")

    def _gate(self, url: str) -> Gate:
        host = urlsplit(url).netloc.lower()
        if host not in self._gates:
            self._gates[host] = self._new_gate()
        return self._gates[host]

    async def _rules(self, url: str) -> RobotFileParser:
        root = urljoin(url, "/robots.txt")
        if root not in self._robots:
            self._robots[root] = asyncio.get_running_loop().create_task(self._read_rules(root))
        return await asyncio.shield(self._robots[root])

    async def _read_rules(self, root: str) -> RobotFileParser:
        """The rules of a host: none with a 4xx, as RFC 9309 says; one that cannot be reached is not crawled. Raises Unread."""
        rules = RobotFileParser(root)
        url = root
        for _ in range(HOPS + 1):
            answer = await self._gate(url).get(url)
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                break
            url = _target(answer)
        rules.parse(decode(answer.body).splitlines() if answer.status == 200 else [])
        return rules

    def _document(self, artifact_id: str, answer: Answer) -> Document:
        """The page's document. Raises Unread for what is no text or no page."""
        content_type = answer.headers.get("content-type", "")
        if answer.status in (404, 410):
            raise Unread(Why.NOT_FOUND, f"{answer.url} answered {answer.status}")
        if answer.status != 200:
            raise Unread(Why.MISSING_OR_PRIVATE, f"{answer.url} answered {answer.status}")
        if not is_text(content_type):
            raise Unread(Why.UNSUPPORTED, f"{answer.url} is {content_type or 'of no stated type'}; HTML and plain text are read")
        source = decode(answer.body, content_type)
        plain = "html" not in content_type.lower()
        title, text = (None, source.strip()) if plain else page(source, answer.url)
        self._archive.put(text)
        link = from_url(answer.url)
        return Document(
            id=f"web:{answer.url}",
            url=answer.url,
            text=text,
            media_type="text/plain" if plain else "text/markdown",
            title=title,
            revision=answer.headers.get("etag") or answer.headers.get("last-modified"),
            fetched_at=answer.fetched_at,
            artifact=link.id if link is not None else artifact_id,
        )


def _target(answer: Answer) -> str:
    """Where a redirect leads. Raises Unread for what is no address."""
    try:
        target = urldefrag(urljoin(answer.url, answer.headers["location"])).url
        urlsplit(target)
    except ValueError as error:
        raise Unread(Why.UNSUPPORTED, f"{answer.url} redirects to what is no address ({error})") from error
    return target
