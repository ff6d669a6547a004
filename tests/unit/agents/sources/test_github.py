from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from agents.sources import Why
from agents.sources.gate import Gate, Policy, Records
from agents.sources.github import GitHub, GitHubTransport
from graph.model import State

from .tiny import Reply, Tiny, as_json


def github(tiny: Tiny, records: Records, token: str | None = None, *, frugal: bool = False) -> GitHub:
    transport = GitHubTransport(tiny.url, token, "stemma-tests")
    return GitHub(Gate("github", transport, records, Policy(backoff=0.001)), records.archive, tiny.url, frugal=frugal)


def content(path: str, body: bytes, **headers: str) -> Reply:
    value = {"type": "file", "encoding": "base64", "path": path, "sha": "abc", "size": len(body)}
    return as_json(value | {"content": base64.encodebytes(body).decode()}, 200, **headers)


def repo(tiny: Tiny, name: str, readme: Reply | None, **headers: str) -> None:
    tiny.on(f"/repos/{name}", as_json({"full_name": name, "created_at": "2023-09-01T00:00:00Z"}, 200, **headers))
    if readme is not None:
        tiny.on(f"/repos/{name}/readme", readme)


def tree(tiny: Tiny, name: str, sizes: dict[str, int]) -> None:
    entries = [{"path": p, "type": "blob", "size": n} for p, n in sizes.items()] + [{"path": "data", "type": "tree"}]
    tiny.on(f"/repos/{name}/git/trees/HEAD?recursive=1", as_json({"sha": "t", "truncated": False, "tree": entries}))


async def test_a_readme_in_any_format_becomes_text(tiny: Tiny, records: Records) -> None:
    body = "\ufeffThe sét\r\n=====\r\n".encode() + b"caf\xe9\n"
    repo(tiny, "Own/Repo", content("readme.RST", body))
    tree(tiny, "Own/Repo", {"readme.RST": len(body)})
    found = await github(tiny, records).fetch("github:Own/Repo")
    assert found.failures == ()
    assert (found.artifact.state, found.artifact.first_public) == (State.READ, datetime(2023, 9, 1, tzinfo=UTC))
    (document,) = found.documents
    assert (document.id, document.media_type) == ("gh:Own/Repo:readme.RST", "text/x-rst")
    assert document.text == "The sét\n=====\ncaf\ufffd\n"
    assert document.artifact == "github:Own/Repo"
    assert records.archive.text(document.sha256) == document.text


async def test_code_that_loads_or_mixes_data_comes_with_the_readme(tiny: Tiny, records: Records) -> None:
    repo(tiny, "o/r", content("README.md", b"hello"))
    sizes = {"README.md": 5, "src/load_data.py": 9, "configs/mix.yaml": 9, "train.py": 9, "data/huge_dataset.json": 100_001}
    tree(tiny, "o/r", sizes)
    tiny.on("/repos/o/r/contents/src/load_data.py", content("src/load_data.py", b"load_dataset('a/b')"))
    tiny.on("/repos/o/r/contents/configs/mix.yaml", content("configs/mix.yaml", b"a/b: 0.5"))
    found = await github(tiny, records).fetch("github:o/r")
    assert [d.id for d in found.documents] == ["gh:o/r:README.md", "gh:o/r:configs/mix.yaml", "gh:o/r:src/load_data.py"]
    assert [d.text for d in found.documents[1:]] == ["a/b: 0.5", "load_dataset('a/b')"]
    assert len(tiny.asked) == 5


async def test_readmes_of_linked_folders_are_read_whatever_their_case(tiny: Tiny, records: Records) -> None:
    repo(tiny, "o/r", content("README.md", b"hello"))
    tree(tiny, "o/r", {"README.md": 5, "sets/gsm/ReadMe.md": 9, "sets/other/README.md": 9})
    tiny.on("/repos/o/r/contents/sets/gsm/ReadMe.md", content("sets/gsm/ReadMe.md", b"GSM from here"))
    found = await github(tiny, records).fetch("github:o/r", ("tree/main/sets/gsm", "issues/4"))
    assert [d.id for d in found.documents] == ["gh:o/r:README.md", "gh:o/r:sets/gsm/ReadMe.md"]


@pytest.mark.parametrize("frugal", [False, True])
async def test_without_a_readme_no_code_is_asked_for(tiny: Tiny, records: Records, frugal: bool) -> None:
    repo(tiny, "o/r", None)
    found = await github(tiny, records, frugal=frugal).fetch("github:o/r")
    assert (found.artifact.state, found.documents, found.failures) == (State.READ, (), ())
    assert [p for p in tiny.paths() if "contents" in p] == []
    assert any("trees" in p for p in tiny.paths()) is not frugal


@pytest.mark.parametrize("absolute", [False, True])
async def test_a_moved_repository_answers_under_its_new_name(tiny: Tiny, records: Records, absolute: bool) -> None:
    base = tiny.url if absolute else ""
    for tail in ("", "/readme"):
        tiny.on(f"/repos/old/name{tail}", as_json({"message": "Moved Permanently"}, 301, location=f"{base}/repositories/7{tail}"))
    tiny.on("/repositories/7", as_json({"full_name": "New/Name", "created_at": None}))
    tiny.on("/repositories/7/readme", content("README.md", b"hello"))
    found = await github(tiny, records).fetch("github:old/name")
    assert (found.artifact.id, found.artifact.aliases) == ("github:New/Name", ("github:old/name",))
    assert [d.id for d in found.documents] == ["gh:New/Name:README.md"]


@pytest.mark.parametrize(
    ("status", "state", "why"),
    [
        (404, State.UNVERIFIED, Why.MISSING_OR_PRIVATE),
        (403, State.DISABLED, Why.NOT_FOUND),
        (451, State.DISABLED, Why.NOT_FOUND),
    ],
)
async def test_refusals(tiny: Tiny, records: Records, status: int, state: State, why: Why) -> None:
    tiny.on("/repos/o/r", as_json({"message": "no"}, status))
    found = await github(tiny, records).fetch("github:o/r")
    assert (found.artifact.state, [f.why for f in found.failures]) == (state, [why])


async def test_a_token_is_sent_and_a_refused_one_is_said(tiny: Tiny, records: Records) -> None:
    tiny.on("/repos/o/r", as_json({"message": "Bad credentials"}, 401))
    found = await github(tiny, records, token="ghp_wrong").fetch("github:o/r")
    assert tiny.asked[0][1]["authorization"] in ("token ghp_wrong", "Bearer ghp_wrong")
    assert tiny.asked[0][1]["user-agent"] == "stemma-tests"
    assert "GITHUB_TOKEN" in found.failures[0].detail


async def test_a_file_too_large_for_the_api_and_a_broken_one_fail_alone(tiny: Tiny, records: Records) -> None:
    repo(tiny, "o/big", as_json({"path": "README.md", "encoding": "none", "content": "", "size": 3_000_000}))
    repo(tiny, "o/bad", as_json({"path": "README.md", "encoding": "base64", "content": "abc", "size": 3}))
    source = github(tiny, records)
    assert [f.why for f in (await source.fetch("github:o/big")).failures] == [Why.TOO_LARGE]
    assert [f.why for f in (await source.fetch("github:o/bad")).failures] == [Why.UNSUPPORTED]


async def test_an_answer_in_another_shape_is_a_failure(tiny: Tiny, records: Records) -> None:
    tiny.on("/repos/o/list", as_json([1, 2]))
    repo(tiny, "o/dir", as_json([{"path": "README.md"}]))
    source = github(tiny, records)
    listed = await source.fetch("github:o/list")
    assert (listed.artifact.state, [f.why for f in listed.failures]) == (State.UNREACHABLE, [Why.UNSUPPORTED])
    assert [f.why for f in (await source.fetch("github:o/dir")).failures] == [Why.UNSUPPORTED]


def test_a_frugal_plan_names_the_tree_only_when_something_inside_is_linked(tiny: Tiny, records: Records) -> None:
    source = github(tiny, records, frugal=True)
    assert github(tiny, records).plan("github:o/r")[-1].endswith("/git/trees/HEAD?recursive=1")
    assert source.plan("github:o/r") == [f"{tiny.url}/repos/o/r", f"{tiny.url}/repos/o/r/readme"]
    assert source.plan("github:o/r", ("tree/main/x",))[-1].endswith("/git/trees/HEAD?recursive=1")
