"""Where the services are, and the one function that builds all sources and gates of a run."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urlsplit

from pydantic import SecretStr

from agents.sources import Source
from agents.sources.arxiv import Arxiv, ArxivTransport
from agents.sources.gate import Asked, Gate, Policy, Records
from agents.sources.github import GitHub, GitHubTransport
from agents.sources.http import WebTransport
from agents.sources.huggingface import HubTransport, HuggingFace
from agents.sources.web import Web
from graph.ids import Kind, kind_of
from graph.model import Frozen

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


def build(endpoints: Endpoints, records: Records, *, web: bool = True, on_request: Callable[[Asked], None] | None = None) -> Sources:
    """All sources over their gates. `on_request` is called in the event loop for every request sent."""
    hub_token, hub_identity = _token(endpoints.hf_token)
    git_token, git_identity = _token(endpoints.github_token)
    agent = user_agent()
    hub = Gate("huggingface", HubTransport(hub_token, agent), records, identity=hub_identity, on_request=on_request)
    git = Gate("github", GitHubTransport(endpoints.github_api_url, git_token, agent), records, identity=git_identity, on_request=on_request)
    api = endpoints.arxiv_api_url or "https://export.arxiv.org"
    pages = endpoints.arxiv_api_url or "https://arxiv.org"
    papers = Gate("arxiv", ArxivTransport(agent), records, _arxiv_policy(api), on_request=on_request)
    archive = records.archive
    hugging_face = HuggingFace(hub, archive, endpoints.hf_endpoint)
    arxiv = Arxiv(papers, archive, api, pages)
    by_kind: dict[Kind, Source] = {
        Kind.DATASET: hugging_face,
        Kind.MODEL: hugging_face,
        Kind.REPOSITORY: GitHub(git, archive, endpoints.github_api_url),
        Kind.PAPER: arxiv,
    }
    gates = {gate.service: gate for gate in (hub, git, papers)}
    if not web:
        return Sources(by_kind, gates, arxiv)
    pages_source = _web(records, agent, on_request)
    return Sources({**by_kind, Kind.PAGE: pages_source}, gates, arxiv, pages_source)


def _web(records: Records, agent: str, on_request: Callable[[Asked], None] | None) -> Web:
    transport = WebTransport(agent)
    pool = ThreadPoolExecutor(16, thread_name_prefix="stemma-web")
    policy = Policy(width=4, attempts=3)
    return Web(lambda: Gate("web", transport, records, policy, on_request=on_request, pool=pool), records.archive)


def _arxiv_policy(api: str) -> Policy:
    """On its real hosts arXiv asks for one connection and one request per 3 s; a server of our own has no such wish."""
    host = urlsplit(api).hostname or ""
    return Policy(width=1, interval=3.0, throttle=3.0) if host == "arxiv.org" or host.endswith(".arxiv.org") else Policy()


def _token(secret: SecretStr | None) -> tuple[str | None, str]:
    value = secret.get_secret_value() if secret else ""
    return (value or None), (hashlib.sha256(value.encode()).hexdigest()[:12] if value else "")
