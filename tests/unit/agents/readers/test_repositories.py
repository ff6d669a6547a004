"""READMEs: what a repository offers, whose parts it lists, and pages that only use or list other people's data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from agents.readers import Context
from agents.readers.local import LocalReader
from agents.resolver import home_of, resolve
from agents.works import Works
from graph.model import Claim, Document

Sources = Callable[..., dict[tuple[str, str], Claim]]
HUB = "https://huggingface.co/datasets"


@pytest.mark.parametrize(
    "text",
    [
        f"# Trainer\n\nTraining code.\n\n## Data preparation\n\nDownload [ponds]({HUB}/poe/ponds) and put it under `data/`.\n",
        f"# EvalTool\n\nEvaluate on many tasks. Each is loaded from the Hub: [ponds]({HUB}/poe/ponds).\n",
        f"# Awesome instruction data\n\nA curated list.\n\n| Set | Rows |\n|---|---|\n| [ponds]({HUB}/poe/ponds) | 1k |\n",
        f"# Trainer\n\nWe tested on:\n\n- [ponds]({HUB}/poe/ponds)\n- [lakes]({HUB}/poe/lakes)\n",
    ],
)
def test_a_page_that_offers_no_data_has_no_sources(sources: Sources, text: str) -> None:
    assert sources(text, "github:acme/tool", id="gh:acme/tool:README.md") == {}


def test_a_bullet_that_begins_with_a_set_of_its_people_speaks_of_it(sources: Sources) -> None:
    text = (
        "# PondCoder\n\n## Data\n\n"
        f"* [PondCoder-110K]({HUB}/acme/PondCoder-110K): deduplicated and redistributed from [ponds]({HUB}/poe/ponds).\n"
        f"* [PondCoder-75K]({HUB}/acme/PondCoder-75K): translated from [lakes]({HUB}/poe/lakes).\n"
    )
    found = set(sources(text, "github:acme/PondCoder", id="gh:acme/PondCoder:README.md"))
    assert {("hf:acme/PondCoder-110K", "hf:poe/ponds"), ("hf:acme/PondCoder-75K", "hf:poe/lakes")} <= found
    assert ("hf:acme/PondCoder-110K", "hf:poe/lakes") not in found


def test_what_is_said_of_a_source_is_said_of_the_source(sources: Sources) -> None:
    text = f"# Garden\n\nA filtered version of [ponds]({HUB}/poe/ponds), which is built on top of [lakes]({HUB}/poe/lakes).\n"
    assert set(sources(text)) == {("hf:acme/garden", "hf:poe/ponds"), ("hf:poe/ponds", "hf:poe/lakes")}


def test_a_repository_that_names_no_set_presents_that_of_its_people_when_there_is_one() -> None:
    def made(text: str, artifact: str, document_id: str) -> Document:
        return Document(id=document_id, url="", text=text, fetched_at=datetime(2026, 1, 1, tzinfo=UTC), artifact=artifact)

    text = f"# Pond Reward\n\nWe curate preference data from:\n\n1. [ponds]({HUB}/poe/ponds)\n2. [lakes]({HUB}/poe/lakes)\n"
    readme = made(text, "github:AcmeAI/Pond-Reward", "gh:AcmeAI/Pond-Reward:README.md")

    def subjects(*seen: str) -> set[str]:
        other = made(" ".join(f"{HUB}/{s} ." for s in seen), "hf:z/z", "hf:z/z")
        works = Works.of([readme, other])
        claims = LocalReader().read(readme, Context(known=works))
        assert home_of(readme, works) in {c.downstream for c in resolve(claims, readme, works)}
        return {c.downstream for c in resolve(claims, readme, works)}

    assert subjects() == {"github:AcmeAI/Pond-Reward"}
    assert subjects("acme/Pond-Reward-80K-v0.1", "acme/Pond-Reward-80K-v0.2") == {"hf:acme/Pond-Reward-80K-v0.1"}
    assert subjects("acme/Pond-Reward-80K", "acme/Pond-Reward-Eval") == {"github:AcmeAI/Pond-Reward"}
    assert subjects("other/Pond-Reward-80K") == {"github:AcmeAI/Pond-Reward"}
