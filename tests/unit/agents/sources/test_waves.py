"""The gate against servers that limit, fail and cut: nothing inside a Retry-After, nothing twice, and fast enough."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from pathlib import Path

import pytest

from agents.sources.arxiv import ArxivTransport
from agents.sources.gate import Gate, Policy, Records
from agents.sources.github import GitHubTransport
from agents.sources.huggingface import HubTransport
from fixtures.server import serving
from graph.documents import TextArchive
from graph.ledger import Ledger

from .tiny import Reply, Tiny, as_json

HUB = HubTransport(None, "stemma-tests")


async def test_no_request_is_made_inside_a_retry_after(tiny: Tiny, records: Records) -> None:
    tiny.latency = 0.05
    urls = [f"{tiny.url}/{i}" for i in range(60)]
    for i in range(60):
        tiny.on(f"/{i}", *([Reply(429, b"", {"retry-after": "0.2"})] if i in (20, 41) else []), as_json({"n": i}))
    gate = Gate("hub", HUB, records, Policy(width=8, margin=0.02))
    answers = await asyncio.gather(*map(gate.get, urls))
    assert [a.record()["n"] for a in answers] == list(range(60))
    assert tiny.inside_retry_after == 0
    assert tiny.peak <= 8
    assert Counter(tiny.paths()).most_common(3)[2][1] == 1
    await gate.aclose()


async def test_a_cut_body_is_asked_for_again_over_every_client(tiny: Tiny, records: Records) -> None:
    for name, transport in (
        ("hub", HUB),
        ("papers", ArxivTransport("stemma-tests")),
        ("github", GitHubTransport(tiny.url, None, "stemma-tests")),
    ):
        tiny.on(f"/{name}", Reply(200, b'{"id": "cu', cut=True), as_json({"whole": True}))
        gate = Gate(name, transport, records, Policy(backoff=0.001))
        assert (await gate.get(f"{tiny.url}/{name}")).record() == {"whole": True}
        assert tiny.paths().count(f"/{name}") == 2
        await gate.aclose()


async def test_a_limiting_and_failing_hub_is_read_whole_and_never_asked_in_its_pauses(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    with serving(latency=0.02, fault_rate=0.1, rate_limit=30, retry_after=1, seed=3) as hub:
        gate = Gate("hub", HUB, Records(ledger, TextArchive(tmp_path / "documents"), "run-1"), Policy())
        urls = [f"{hub.url}/api/datasets/no/set-{i}" for i in range(45)]
        answers = await asyncio.gather(*map(gate.get, urls))
        assert {a.status for a in answers} == {401}
        stats = hub.stats()
        assert stats.inside_retry_after == 0
        assert stats.repeats == 0
        assert ledger.counts("run-1", "service") == {"hub": stats.requests}
        await gate.aclose()
    ledger.close()


@pytest.mark.slow
async def test_waves_cost_little(tmp_path: Path) -> None:
    """160 requests at 100 ms, 16 at a time: 1.0 s at best; the bound leaves room for a loaded machine."""
    ledger = Ledger(tmp_path / "ledger.sqlite")
    with serving(latency=0.1) as hub:
        gate = Gate("hub", HUB, Records(ledger, TextArchive(tmp_path / "documents"), "run-1"), Policy())
        urls = [f"{hub.url}/api/datasets/no/set-{i}" for i in range(160)]
        began = time.monotonic()
        await asyncio.gather(*map(gate.get, urls))
        assert time.monotonic() - began < 2.5
        stats = hub.stats()
        assert (stats.requests, stats.repeats, stats.peak) == (160, 0, 16)
        await gate.aclose()
    ledger.close()
