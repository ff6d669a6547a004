"""The command line, the HTTP API and the MCP server give one answer to one question."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.testclient import TestClient

from stemma.settings import Settings

from .conftest import SEED, Cli

OPENORCA, HERMES = "Open-Orca/OpenOrca", "teknium/OpenHermes-2.5"


@dataclass(frozen=True)
class Question:
    """One question in three forms; `tool` None where the MCP server does not ask it."""

    cli: tuple[str, ...]
    path: str
    tool: str | None = None
    arguments: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)


QUESTIONS = [
    Question(("find", "open orca"), "find", "find", {"text": "open orca"}, {"q": "open orca"}),
    Question(("find", "math", "--kind", "benchmark", "--limit", "1"), "find", "find", {"text": "math", "kind": "Benchmark", "limit": 1},
             {"q": "math", "kind": "Benchmark", "limit": 1}),
    Question(("upstream", SEED), f"upstream/{SEED}", "upstream", {"artifact": SEED}),
    Question(("upstream", SEED, "--depth", "2", "--min", "0.6"), f"upstream/hf:{SEED}", "upstream",
             {"artifact": f"hf:{SEED}", "depth": 2, "minimum": 0.6}, {"depth": 2, "min": 0.6}),
    Question(("upstream", SEED, "--as-of", "2020-01-01"), f"upstream/{SEED}", "upstream", {"artifact": SEED, "as_of": "2020-01-01"},
             {"as_of": "2020-01-01"}),
    Question(("downstream", OPENORCA), f"downstream/{OPENORCA}", "downstream", {"artifact": OPENORCA}),
    Question(("show", "EDGE"), "edge/EDGE", "explain_edge", {"edge": "EDGE"}),
    Question(("show", OPENORCA), f"artifact/{OPENORCA}"),
    Question(("exposures", "math"), "exposures/math", "exposures", {"benchmark": "math"}),
    Question(("exposures", "aime", "--min", "0.1", "--window", "2024"), "exposures/aime", "exposures",
             {"benchmark": "aime", "minimum": 0.1, "window": "2024"}, {"min": 0.1, "window": "2024"}),
    Question(("exposures", "math", "--runs"), "leaderboard/math"),
    Question(("inside", SEED), f"inside/{SEED}", "inside", {"artifact": SEED}),
    Question(("why", HERMES, "math", "--rows", "2"), "why", "why", {"artifact": HERMES, "benchmark": "math", "rows": 2},
             {"artifact": HERMES, "benchmark": "math", "rows": 2}),
    Question(("compare", SEED, HERMES), "compare", "compare", {"a": SEED, "b": HERMES, "limit": 300}, {"a": SEED, "b": HERMES}),
    Question(("diff", "--from", "2020-01-01", "--to", "2999-01-01"), "changes", None, {},
             {"since": "2020-01-01", "until": "2999-01-01", "limit": 1000}),
    Question(("plan", "--budget", "20"), "plan", "plan", {"budget": 20}, {"budget": 20}),
]  # fmt: skip


@pytest.fixture(scope="module")
def edge(crawled: Cli) -> str:
    """An edge of the crawl with more than one quote, if there is one."""
    edges = crawled.json("upstream", SEED)["edges"]
    return str(max(edges, key=lambda e: (len(e["claims"]), e["id"]))["id"])


@pytest.fixture(scope="module")
def http(crawled: Cli) -> Iterator[TestClient]:
    """The API over the crawled home, asked with the server's token."""
    from stemma.web.app import create_app, door_of
    from stemma.web.opened import opened

    settings, door = Settings(stemma_home=crawled.home), door_of("ada")
    with opened(settings) as graph:
        app = create_app(settings, opened=graph, door=door)
        yield TestClient(app, base_url="http://127.0.0.1", headers={"Authorization": f"Bearer {door.api_token}"})


@pytest.fixture(scope="module")
def told(crawled: Cli, edge: str) -> dict[int, Any]:
    """The structured answers of `stemma mcp`, by the number of the question, asked over stdio by the official client."""
    from mcp.client import Client
    from mcp.client.stdio import StdioServerParameters, stdio_client

    async def ask() -> dict[int, Any]:
        found: dict[int, Any] = {}
        start = StdioServerParameters(
            command=sys.executable, args=["-m", "stemma", "mcp"], env={"STEMMA_HOME": str(crawled.home), "STEMMA_WEB": "off"}
        )
        async with Client(stdio_client(start)) as client:
            for number, one in enumerate(QUESTIONS):
                if one.tool is not None:
                    arguments = {k: edge if v == "EDGE" else v for k, v in one.arguments.items()}
                    answer = await client.call_tool(one.tool, arguments)
                    assert not answer.is_error, answer.content
                    found[number] = answer.structured_content
        return found

    return asyncio.run(asyncio.wait_for(ask(), 60))


@pytest.mark.parametrize("number", range(len(QUESTIONS)), ids=lambda n: " ".join(QUESTIONS[n].cli))
def test_one_question_one_answer(crawled: Cli, http: TestClient, told: dict[int, Any], edge: str, number: int) -> None:
    one = QUESTIONS[number]
    printed = crawled.json(*(edge if word == "EDGE" else word for word in one.cli))
    answer = http.get(f"/api/v1/{one.path.replace('EDGE', edge)}", params=one.query)
    assert answer.status_code == 200, answer.text
    assert answer.json() == printed
    assert not printed.get("truncated")
    if one.tool is not None:
        assert told[number] == printed


def test_every_tool_is_asked() -> None:
    asked = {one.tool for one in QUESTIONS}
    assert asked >= {"find", "upstream", "downstream", "explain_edge", "exposures", "compare", "plan", "inside", "why"}
