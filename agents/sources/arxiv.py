"""arXiv: a paper's title and abstract from the API, its full text from HTML, and an id for a title."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Mapping
from urllib.parse import urlencode

import arxiv as client  # type: ignore[import-untyped]
import requests
from arxiv import _feed
from lxml import etree  # type: ignore[import-untyped]

from agents.sources import Failure, Fetched, Why, over_requests
from agents.sources.answers import Answer, Unread
from agents.sources.decoding import decode
from agents.sources.gate import Gate
from agents.sources.html import page
from agents.sources.transport import Raw
from graph.documents import TextArchive
from graph.model import Artifact, Document, State

PAGE_BYTES = 12_000_000
NEAR = 0.9
_ERROR = re.compile(r"arxiv\.org/api/errors", re.I)


class ArxivTransport:
    """One GET over the session of the arxiv package; its delay and retries have no part in it."""

    def __init__(self, user_agent: str) -> None:
        """Requests are anonymous."""
        self._session: requests.Session = client.Client(delay_seconds=0.0, num_retries=0)._session
        adapter = requests.adapters.HTTPAdapter(pool_maxsize=32, max_retries=0)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)
        self._headers = {"user-agent": user_agent}

    def __call__(self, url: str, headers: Mapping[str, str]) -> Raw:
        """Ask once. Raises Interrupted, Refused."""
        return over_requests.ask(self._session, url, {**self._headers, **headers}, limit=PAGE_BYTES)


class Arxiv:
    """Papers (`arxiv:`) with their abstract (`abs:ID`) and full text (`full:ID`)."""

    def __init__(self, gate: Gate, archive: TextArchive, api: str, pages: str) -> None:
        """`api` is the base of `/api/query`, `pages` that of `/html/ID`."""
        self._gate = gate
        self._archive = archive
        self._api = api.rstrip("/")
        self._pages = pages.rstrip("/")

    def plan(self, artifact_id: str, paths: tuple[str, ...] = ()) -> list[str]:
        """The URLs `fetch` asks; a paper has no paths inside."""
        del paths
        number = artifact_id.partition(":")[2]
        return [self._query(id_list=number), f"{self._pages}/html/{number}"]

    async def fetch(self, artifact_id: str, paths: tuple[str, ...] = ()) -> Fetched:
        """Abstract and full text at once; no HTML is normal, no entry is not found."""
        entry, full = await asyncio.gather(*map(self._gate.follow, self.plan(artifact_id, paths)), return_exceptions=True)
        for result in (entry, full):
            if isinstance(result, BaseException) and not isinstance(result, Unread):
                raise result
        try:
            if isinstance(entry, BaseException):
                raise entry
            found = _only(entry, artifact_id)
        except Unread as error:
            state = State.UNVERIFIED if error.why is Why.NOT_FOUND else State.UNREACHABLE
            return Fetched(
                artifact=Artifact(id=artifact_id, state=state),
                failures=(Failure(id=artifact_id, why=error.why, detail=error.detail),),
            )
        artifact = Artifact(
            id=artifact_id, title=found.title, state=State.READ, first_public=found.published, revision=_version(found.entry_id)
        )
        assert isinstance(entry, Answer)
        abstract = re.sub(r"\s+", " ", found.summary).strip()
        documents = [self._document(artifact, "abs", f"{found.title}\n\n{abstract}", entry)]
        failures: tuple[Failure, ...] = ()
        if isinstance(full, Unread):
            failures = (Failure(id=f"full:{artifact_id.partition(':')[2]}", why=full.why, detail=full.detail),)
        elif isinstance(full, Answer) and full.status == 200:
            text = (await asyncio.to_thread(page, decode(full.body, full.headers.get("content-type", "")), full.url)).text
            documents += [self._document(artifact, "full", text, full)] if text else []
        return Fetched(artifact=artifact, documents=tuple(documents), failures=failures)

    async def search_title(self, title: str, year: int | None = None) -> str | None:
        """The id of the paper with this title, or None: a fuzzy hit is no hit.

        Accepted only when the titles share at least 0.9 of their words and, with a `year`, it first appeared within a
        year of it. Raises Unread.
        """
        wanted = _words(title)
        if not wanted:
            return None
        query = " AND ".join(f"ti:{word}" for word in dict.fromkeys(wanted))
        answer = await self._gate.follow(self._query(search_query=query, max_results="10"))
        best = max(_entries(answer), key=lambda r: _likeness(wanted, _words(r.title)), default=None)
        if best is None or _likeness(wanted, _words(best.title)) < NEAR:
            return None
        if year is not None and abs(best.published.year - year) > 1:
            return None
        return "arxiv:" + re.sub(r"v\d+\Z", "", _number(best.entry_id))

    def _query(self, **arguments: str) -> str:
        return f"{self._api}/api/query?{urlencode(arguments)}"

    def _document(self, artifact: Artifact, kind: str, text: str, answer: Answer) -> Document:
        number = artifact.id.partition(":")[2]
        self._archive.put(text)
        return Document(
            id=f"{kind}:{number}",
            url=f"https://arxiv.org/{'abs' if kind == 'abs' else 'html'}/{number}",
            text=text,
            media_type="text/plain" if kind == "abs" else "text/markdown",
            title=artifact.title,
            revision=artifact.revision,
            fetched_at=answer.fetched_at,
            artifact=artifact.id,
        )


def _only(answer: Answer, artifact_id: str) -> client.Result:
    """The one entry asked for. Raises Unread: refused query and empty feed are told apart."""
    found = _entries(answer)
    if not found:
        raise Unread(Why.NOT_FOUND, f"arXiv has no entry for {artifact_id} (an empty feed)")
    return found[0]


def _entries(answer: Answer) -> list[client.Result]:
    """The entries of a feed. Raises Unread for an "Error" entry and for what is no feed."""
    root = (
        etree.fromstring(answer.body, etree.XMLParser(resolve_entities=False, no_network=True, recover=True))
        if answer.body.strip()
        else None
    )
    if root is None or not str(root.tag).endswith("feed"):
        raise Unread(Why.UNREACHABLE, f"{answer.url} answered {answer.status} with something that is no feed")
    for entry in root.iterfind("{*}entry"):
        told = entry.findtext("{*}id") or ""
        if _ERROR.search(told) or (entry.findtext("{*}title") or "").strip() == "Error":
            raise Unread(Why.UNSUPPORTED, f"arXiv refused the query: {(entry.findtext('{*}summary') or told).strip()}")
    return list(_feed.parse(answer.body).results)


def _number(entry_id: str) -> str:
    return entry_id.rsplit("/abs/", 1)[-1]


def _version(entry_id: str) -> str | None:
    found = re.search(r"v\d+\Z", entry_id)
    return found.group() if found else None


def _words(title: str) -> list[str]:
    return re.findall(r"[^\W_]+", title.casefold())


def _likeness(a: list[str], b: list[str]) -> float:
    shared = sum((Counter(a) & Counter(b)).values())
    return 2 * shared / (len(a) + len(b)) if a and b else 0.0
