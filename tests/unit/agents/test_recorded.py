"""The three service clients against recorded exchanges; `make record` renews them against the miniature hub."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import pytest

from agents.sources.endpoints import Endpoints, Sources, build
from fixtures.server import serving
from graph.documents import TextArchive
from graph.ledger import Ledger
from graph.model import State

PORT = 18_423
"""Where the hub stands while it is recorded; on replay nothing listens there."""
_KEPT = frozenset("content-type etag location x-error-code x-error-message x-repo-commit retry-after x-ratelimit-remaining".split())


def _trimmed(response: dict[str, Any]) -> dict[str, Any]:
    headers = {name: values for name, values in response["headers"].items() if name.lower() in _KEPT}
    return {**response, "headers": headers}


@pytest.fixture(scope="module")
def vcr_config() -> dict[str, Any]:
    return {
        "before_record_response": _trimmed,
        "filter_headers": ["authorization", "user-agent", "x-amzn-trace-id", "accept-encoding", "connection", "host"],
        "match_on": ["method", "scheme", "host", "port", "path", "query"],
        "decode_compressed_response": True,
    }


@pytest.fixture
async def sources(tmp_path_factory: pytest.TempPathFactory, record_mode: str) -> Any:
    folder = tmp_path_factory.mktemp("recorded")
    ledger = Ledger(folder / "ledger.sqlite")
    url = f"http://127.0.0.1:{PORT}"
    with ExitStack() as stack:
        if record_mode != "none":
            stack.enter_context(serving(PORT))
        endpoints = Endpoints(hf_endpoint=url, github_api_url=f"{url}/github", arxiv_api_url=f"{url}/arxiv")
        archive = TextArchive(folder / "documents")
        # One request at a time: vcrpy misses requests of other threads while it records one.
        found = build(endpoints, ledger=ledger, archive=archive, run="recorded", web=False, concurrency=1)
        yield found
        await found.aclose()
    ledger.close()


async def _fetched(sources: Sources, artifact_id: str, *paths: str) -> tuple[Any, dict[str, str]]:
    source = sources.of(artifact_id)
    assert source is not None
    found = await source.fetch(artifact_id, paths)
    return found, {d.id: d.text for d in found.documents}


@pytest.mark.vcr
async def test_hugging_face(sources: Sources) -> None:
    found, texts = await _fetched(sources, "hf:argilla/dpo-mix-7k")
    assert found.failures == ()
    assert found.artifact.first_public is not None
    assert "distilabel" in texts["hf:argilla/dpo-mix-7k"]
    moved, _ = await _fetched(sources, "hf:gsm8k")
    assert (moved.artifact.id, moved.artifact.aliases) == ("hf:openai/gsm8k", ("hf:gsm8k",))
    states = [(await _fetched(sources, i))[0].artifact.state for i in ("hf:hendrycks/competition_math", "hf:no/such", "hf-model:GAIR/LIMO")]
    assert states == [State.DISABLED, State.UNVERIFIED, State.READ]


@pytest.mark.vcr
async def test_github(sources: Sources) -> None:
    found, texts = await _fetched(sources, "github:openai/prm800k")
    assert found.artifact.state is State.READ
    assert all(i.startswith("gh:openai/prm800k:") and text for i, text in texts.items())
    assert texts
    missing, _ = await _fetched(sources, "github:no/such")
    assert missing.artifact.state is State.UNVERIFIED


@pytest.mark.vcr
async def test_arxiv(sources: Sources) -> None:
    found, texts = await _fetched(sources, "arxiv:2310.01377")
    assert found.artifact.title
    assert "abs:2310.01377" in texts
    missing, _ = await _fetched(sources, "arxiv:1706.03762")
    assert missing.failures[0].why.value == "not_found"
