"""Where the services are, and the one function that builds all sources and gates of a run."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urlsplit

from pydantic import SecretStr

from agents.events import Requested
from agents.sources import Source
from agents.sources.arxiv import Arxiv, ArxivTransport
from agents.sources.gate import Gate, Policy, Records
from agents.sources.github import GitHub, GitHubTransport
from agents.sources.http import WebTransport, reachable
from agents.sources.huggingface import HubTransport, HuggingFace
from agents.sources.web import Web
from graph.documents import TextArchive
from graph.ids import Kind, kind_of
from graph.ledger import Ledger
from graph.model import Frozen

__all__ = ["Endpoints", "Sources", "build", "reachable", "user_agent"]
PROJECT = "https://github.com/stemma-lineage/stemma"


class Endpoints(Frozen):
    """Base URLs and tokens of the three services. `arxiv_api_url` None: the real hosts; else one base for `/api/query` and `/html`."""

    hf_endpoint: str = "https://huggingface.co"
    github_api_url: str = "https://api.github.com"
    arxiv_api_url: str | None = None
    hf_token: SecretStr | None = None
    github_token: SecretStr | None = None


@dataclass(frozen=True)
class Sources:
    """The sources of one run by kind of artifact, and their gates by service. For one event loop."""

    by_kind: Mapping[Kind, Source]
    gates: Mapping[str, Gate]
    arxiv: Arxiv
    web: Web | None = None

    def of(self, artifact_id: str) -> Source | None:
        """The source that an artifact is read from; None for names, benchmarks, and pages with the web off. Raises InvalidId."""
        return self.by_kind.get(kind_of(artifact_id))

    async def aclose(self) -> None:
        """Drop what waits at the gates."""
        await asyncio.gather(*(gate.aclose() for gate in self.gates.values()))
        if self.web is not None:
            await self.web.aclose()


def user_agent() -> str:
    """Who we are, in every request: `stemma/VERSION (+project page)`."""
    try:
        found = version("stemma")
    except PackageNotFoundError:
        found = "0"
    return f"stemma/{found} (+{PROJECT})"


def build(
    endpoints: Endpoints,
    *,
    ledger: Ledger,
    archive: TextArchive,
    run: str,
    refresh: bool = False,
    fresh: timedelta = timedelta(days=7),
    concurrency: int = 16,
    web: bool = True,
    emit: Callable[[Requested], None] | None = None,
) -> Sources:
    """All sources of a run over their gates.

    `concurrency` is the number of requests a service has in flight at most; `emit` is called in the event loop for every
    request sent. Answers older than `fresh`, and with `refresh` all of earlier runs, are revalidated.
    """
    records, policy, agent = Records(ledger, archive, run, refresh), Policy(width=concurrency, fresh=fresh), user_agent()
    hub_token, hub_identity = _token(endpoints.hf_token)
    git_token, git_identity = _token(endpoints.github_token)
    hub = Gate("huggingface", HubTransport(hub_token, agent), records, policy, identity=hub_identity, emit=emit)
    git_transport = GitHubTransport(endpoints.github_api_url, git_token, agent, pool_size=2 * concurrency)
    git = Gate("github", git_transport, records, policy, identity=git_identity, emit=emit)
    api = endpoints.arxiv_api_url or "https://export.arxiv.org"
    papers = Gate("arxiv", ArxivTransport(agent), records, _arxiv_policy(api, policy), emit=emit)
    hugging_face = HuggingFace(hub, archive, endpoints.hf_endpoint)
    arxiv = Arxiv(papers, archive, api, endpoints.arxiv_api_url or "https://arxiv.org")
    by_kind: dict[Kind, Source] = {
        Kind.DATASET: hugging_face,
        Kind.MODEL: hugging_face,
        Kind.REPOSITORY: GitHub(git, archive, endpoints.github_api_url, frugal=_frugal(endpoints.github_api_url, git_token)),
        Kind.PAPER: arxiv,
    }
    pages = _web(records, fresh, agent, emit) if web else None
    if pages is not None:
        by_kind[Kind.PAGE] = pages
    return Sources(by_kind, {gate.service: gate for gate in (hub, git, papers)}, arxiv, pages)


def _web(records: Records, fresh: timedelta, agent: str, emit: Callable[[Requested], None] | None) -> Web:
    transport = WebTransport(agent)
    pool = ThreadPoolExecutor(16, thread_name_prefix="stemma-web")
    policy = Policy(width=4, attempts=3, fresh=fresh)
    return Web(lambda: Gate("web", transport, records, policy, emit=emit, pool=pool), records.archive)


def _arxiv_policy(api: str, usual: Policy) -> Policy:
    """On its real hosts arXiv asks for one connection and one request per 3 s; a server of our own has no such wish."""
    host = urlsplit(api).hostname or ""
    real = host == "arxiv.org" or host.endswith(".arxiv.org")
    return replace(usual, width=1, interval=3.0, throttle=3.0) if real else usual


def _frugal(api: str, token: str | None) -> bool:
    """Without a token GitHub answers 60 requests an hour: there a round trip is cheaper than a request."""
    return token is None and urlsplit(api).hostname == "api.github.com"


def _token(secret: SecretStr | None) -> tuple[str | None, str]:
    value = secret.get_secret_value() if secret else ""
    return (value or None), (hashlib.sha256(value.encode()).hexdigest()[:12] if value else "")
