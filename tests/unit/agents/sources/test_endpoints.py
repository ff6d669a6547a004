from __future__ import annotations

from typing import Any

import pytest
from pydantic import SecretStr

from agents.events import Requested
from agents.sources.arxiv import Arxiv
from agents.sources.endpoints import Endpoints, Sources, build, user_agent
from agents.sources.gate import Records
from agents.sources.github import GitHub
from agents.sources.huggingface import HuggingFace
from agents.sources.web import Web
from fixtures.server import Hub
from graph.errors import InvalidId
from graph.model import State


def built(records: Records, endpoints: Endpoints, **more: Any) -> Sources:
    return build(endpoints, ledger=records.ledger, archive=records.archive, run=records.run, **more)


def at(hub: Hub) -> Endpoints:
    found = hub.settings
    return Endpoints(hf_endpoint=found["HF_ENDPOINT"], github_api_url=found["GITHUB_API_URL"], arxiv_api_url=found["ARXIV_API_URL"])


async def test_every_kind_has_its_source(records: Records) -> None:
    sources = built(records, Endpoints())
    kinds = {i: type(sources.of(i)) for i in ("hf:a/b", "hf-model:a/b", "github:a/b", "arxiv:2402.10176", "url:a.test/b")}
    assert list(kinds.values()) == [HuggingFace, HuggingFace, GitHub, Arxiv, Web]
    assert sources.of("name:some set") is None
    assert sources.of("benchmark:gsm8k") is None
    with pytest.raises(InvalidId):
        sources.of("nonsense")
    await sources.aclose()


async def test_with_the_web_off_pages_have_no_source(records: Records) -> None:
    sources = built(records, Endpoints(), web=False)
    assert sources.of("url:a.test/b") is None
    await sources.aclose()


async def test_plans_name_the_real_hosts_when_nothing_is_set(records: Records) -> None:
    sources = built(records, Endpoints())
    asked = {i: sources.of(i) for i in ("hf:a/b", "github:a/b", "arxiv:2402.10176")}
    plans = [url for i, source in asked.items() if source for url in source.plan(i)]
    assert plans == [
        "https://huggingface.co/api/datasets/a/b",
        "https://huggingface.co/datasets/a/b/resolve/main/README.md",
        "https://api.github.com/repos/a/b",
        "https://api.github.com/repos/a/b/readme",
        "https://export.arxiv.org/api/query?id_list=2402.10176",
        "https://arxiv.org/html/2402.10176",
    ]
    await sources.aclose()


async def test_arxiv_is_asked_slowly_on_its_real_host_only(records: Records, hub: Hub) -> None:
    real, ours = built(records, Endpoints()), built(records, at(hub), concurrency=5)
    assert (real.gates["arxiv"].policy.width, real.gates["arxiv"].policy.interval) == (1, 3.0)
    assert (ours.gates["arxiv"].policy.width, ours.gates["arxiv"].policy.interval) == (5, 0.0)
    await real.aclose()
    await ours.aclose()


async def test_tokens_do_not_show(records: Records) -> None:
    endpoints = Endpoints(hf_token=SecretStr("hf_secret"), github_token=SecretStr("ghp_secret"))
    assert "secret" not in repr(endpoints)
    await built(records, endpoints).aclose()


def test_the_user_agent_names_us_and_where_to_find_us() -> None:
    assert user_agent().startswith("stemma/")
    assert "(+https://" in user_agent()


async def test_a_run_over_the_miniature_hub_asks_each_url_once_and_a_second_run_none(records: Records, hub: Hub) -> None:
    hub.reset()
    events: list[Requested] = []
    ids = [
        "hf:argilla/dpo-mix-7k",
        "hf:gsm8k",
        "hf:hendrycks/competition_math",
        "hf:no/such",
        "github:openai/prm800k",
        "hf-model:GAIR/LIMO",
    ]
    states = []
    for run in ("run-1", "run-2"):
        sources = build(at(hub), ledger=records.ledger, archive=records.archive, run=run, emit=events.append)
        found = [await source.fetch(i) for i in ids if (source := sources.of(i))]
        states.append([f.artifact.state for f in found])
        await sources.aclose()
    assert states[0] == states[1] == [State.READ, State.READ, State.DISABLED, State.UNVERIFIED, State.READ, State.READ]
    stats = hub.stats()
    assert (stats.repeats, stats.requests) == (0, len(events))
    assert records.ledger.counts("run-1", "service") == {
        "github": sum(e.service == "github" for e in events),
        "huggingface": sum(e.service == "huggingface" for e in events),
    }
    assert records.ledger.counts("run-2") == {}
