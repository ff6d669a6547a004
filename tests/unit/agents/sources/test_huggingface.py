from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from agents.sources import Why
from agents.sources.gate import Gate, Policy, Records
from agents.sources.huggingface import HubTransport, HuggingFace
from graph.model import State

from .tiny import Reply, Tiny, as_json

QUICK = Policy(backoff=0.001)


def hub(tiny: Tiny, records: Records, token: str | None = None) -> HuggingFace:
    return HuggingFace(Gate("huggingface", HubTransport(token, "stemma-tests"), records, QUICK), records.archive, tiny.url)


def info(name: str, **more: Any) -> Reply:
    return as_json({"id": name, "sha": "c0ffee", "createdAt": "2024-02-13T10:00:00.000Z", "siblings": [{"rfilename": "README.md"}], **more})


def card(text: str | bytes) -> Reply:
    body = text.encode() if isinstance(text, str) else text
    return Reply(200, body, {"content-type": "text/plain; charset=utf-8", "etag": '"e"', "x-repo-commit": "c0ffee"})


MISSING_FILE = as_json({"error": "Entry not found"}, 404, x_error_code="EntryNotFound")


async def test_a_dataset_is_its_info_and_its_card(tiny: Tiny, records: Records) -> None:
    tiny.on("/api/datasets/org/mix", info("Org/Mix", cardData={"pretty_name": "The Mix"}))
    tiny.on("/datasets/org/mix/resolve/main/README.md", card("# Mix\r\n\r\nMade of A.\r\n"))
    found = await hub(tiny, records).fetch("hf:org/mix")
    assert found.failures == ()
    assert found.artifact.model_dump(exclude_defaults=True) == {
        "id": "hf:Org/Mix",
        "title": "The Mix",
        "state": State.READ,
        "first_public": datetime(2024, 2, 13, 10, tzinfo=UTC),
        "revision": "c0ffee",
    }
    (document,) = found.documents
    assert (document.id, document.text, document.media_type) == ("hf:Org/Mix", "# Mix\n\nMade of A.\n", "text/markdown")
    assert (document.artifact, document.revision, document.title) == ("hf:Org/Mix", "c0ffee", "The Mix")
    assert document.url == "https://huggingface.co/datasets/Org/Mix/blob/main/README.md"
    assert records.archive.text(document.sha256) == document.text


async def test_who_asks_is_told_and_no_token_leaks(tiny: Tiny, records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_of_somebody_else")
    tiny.on("/api/datasets/o/n", info("o/n"))
    await hub(tiny, records).fetch("hf:o/n")
    headers = tiny.asked[0][1]
    assert headers["user-agent"] == "stemma-tests"
    assert "authorization" not in headers
    await hub(tiny, records, token="hf_mine").fetch("hf:o/other")
    assert tiny.asked[-1][1]["authorization"] == "Bearer hf_mine"


async def test_a_missing_card_is_no_failure(tiny: Tiny, records: Records) -> None:
    tiny.on("/api/datasets/o/n", info("o/n"))
    tiny.on("/datasets/o/n/resolve/main/README.md", MISSING_FILE)
    found = await hub(tiny, records).fetch("hf:o/n")
    assert (found.artifact.state, found.documents, found.failures) == (State.READ, (), ())


async def test_a_moved_dataset_answers_under_its_new_id_with_the_old_as_alias(tiny: Tiny, records: Records) -> None:
    for path in ("/api/datasets/{}", "/datasets/{}/resolve/main/README.md"):
        tiny.on(path.format("gsm8k"), Reply(307, b"", {"location": path.format("openai/gsm8k")}))
    tiny.on("/api/datasets/openai/gsm8k", info("openai/gsm8k"))
    tiny.on("/datasets/openai/gsm8k/resolve/main/README.md", card("grade school"))
    source = hub(tiny, records)
    found = await source.fetch("hf:gsm8k")
    assert (found.artifact.id, found.artifact.aliases) == ("hf:openai/gsm8k", ("hf:gsm8k",))
    assert [d.id for d in found.documents] == ["hf:openai/gsm8k"]
    await source.fetch("hf:openai/gsm8k")
    assert len(tiny.asked) == len(set(tiny.paths())) == 4


REPO_MISSING = as_json({"error": "Repository not found"}, 401, x_error_code="RepoNotFound", x_error_message="Repository not found")
GATED = as_json({"error": "Access is restricted"}, 401, x_error_code="GatedRepo")
DISABLED = as_json({"error": "disabled"}, 403, x_error_message="Access to this resource is disabled.")


@pytest.mark.parametrize(
    ("refusal", "state", "why"),
    [
        (REPO_MISSING, State.UNVERIFIED, Why.MISSING_OR_PRIVATE),
        (as_json({}, 404, x_error_code="RepoNotFound"), State.UNVERIFIED, Why.MISSING_OR_PRIVATE),
        (GATED, State.GATED, Why.GATED),
        (DISABLED, State.DISABLED, Why.NOT_FOUND),
    ],
)
async def test_four_refusals_are_four_answers_asked_for_once(tiny: Tiny, records: Records, refusal: Reply, state: State, why: Why) -> None:
    tiny.on("/api/datasets/o/n", refusal)
    tiny.on("/datasets/o/n/resolve/main/README.md", refusal)
    source = hub(tiny, records)
    for _ in range(2):
        found = await source.fetch("hf:o/n")
        assert (found.artifact.id, found.artifact.state, found.documents) == ("hf:o/n", state, ())
        assert [(f.id, f.why) for f in found.failures] == [("hf:o/n", why)]
    assert len(tiny.asked) == 2
    assert not [p for p in tiny.paths() if "models" in p]


async def test_a_gated_set_with_an_open_card_is_read_and_with_a_closed_one_is_gated(tiny: Tiny, records: Records) -> None:
    tiny.on("/api/datasets/o/open", info("o/open", gated="auto"))
    tiny.on("/datasets/o/open/resolve/main/README.md", card("terms, and sources"))
    tiny.on("/api/datasets/o/closed", info("o/closed", gated="manual"))
    tiny.on("/datasets/o/closed/resolve/main/README.md", GATED)
    source = hub(tiny, records)
    assert (await source.fetch("hf:o/open")).artifact.state is State.READ
    closed = await source.fetch("hf:o/closed")
    assert closed.artifact.state is State.GATED
    assert [f.why for f in closed.failures] == [Why.GATED]


async def test_a_disabled_flag_in_the_info_is_enough(tiny: Tiny, records: Records) -> None:
    tiny.on("/api/datasets/o/n", info("o/n", disabled=True))
    found = await hub(tiny, records).fetch("hf:o/n")
    assert found.artifact.state is State.DISABLED
    assert [f.why for f in found.failures] == [Why.NOT_FOUND]


async def test_a_refused_token_is_said_and_never_kept(tiny: Tiny, records: Records) -> None:
    tiny.on("/api/datasets/o/n", as_json({"error": "Invalid credentials in Authorization header"}, 401))
    found = await hub(tiny, records, token="hf_wrong").fetch("hf:o/n")
    assert found.artifact.state is State.UNREACHABLE
    assert "HF_TOKEN" in found.failures[0].detail
    assert records.ledger.response(f"GET {tiny.url}/api/datasets/o/n") is None


async def test_a_page_where_json_should_be_is_asked_again_and_never_kept(tiny: Tiny, records: Records) -> None:
    tiny.on("/api/datasets/o/n", Reply(200, b"<html>log in to the wifi</html>"), info("o/n"))
    assert (await hub(tiny, records).fetch("hf:o/n")).artifact.state is State.READ


async def test_a_model_is_only_known_as_a_model(tiny: Tiny, records: Records) -> None:
    tiny.on("/api/models/GAIR/LIMO", info("GAIR/LIMO"))
    found = await hub(tiny, records).fetch("hf-model:GAIR/LIMO")
    assert (found.artifact.id, found.artifact.state, found.documents) == ("hf-model:GAIR/LIMO", State.READ, ())
    assert tiny.paths() == ["/api/models/GAIR/LIMO"]


async def test_scripts_mixers_and_linked_files_come_with_the_card_bounded_in_number_and_bytes(tiny: Tiny, records: Records) -> None:
    names = [
        "README.md",
        "Mix.py",
        "other.py",
        "mixer.yaml",
        "sub/README.md",
        ".github/ci.yaml",
        "data.parquet",
        *(f"c{i}.yml" for i in range(9)),
    ]
    tiny.on("/api/datasets/o/Mix", info("o/Mix", siblings=[{"rfilename": n} for n in names]))
    tiny.on("/datasets/o/Mix/resolve/main/README.md", card("card"))
    for name in names[1:]:
        tiny.on(f"/datasets/o/Mix/resolve/main/{name}", card(f"text of {name}"))
    tiny.on("/datasets/o/Mix/resolve/main/c0.yml", card("x" * 200_001))
    found = await hub(tiny, records).fetch("hf:o/Mix", ("tree/main/sub", "blob/main/data.parquet", "viewer/default"))
    assert {d.id: d.media_type for d in found.documents} == {
        "hf:o/Mix": "text/markdown",
        "hf:o/Mix:sub/README.md": "text/markdown",
        "hf:o/Mix:Mix.py": "text/x-python",
        "hf:o/Mix:mixer.yaml": "application/yaml",
        "hf:o/Mix:other.py": "text/x-python",
    }
    assert [(f.id, f.why) for f in found.failures] == [("hf:o/Mix:c0.yml", Why.TOO_LARGE)]


async def test_the_plan_is_what_is_asked_first(tiny: Tiny, records: Records) -> None:
    source = hub(tiny, records)
    assert source.plan("hf:o/n", ("blob/main/a.yaml",)) == [
        f"{tiny.url}/api/datasets/o/n",
        f"{tiny.url}/datasets/o/n/resolve/main/README.md",
        f"{tiny.url}/datasets/o/n/resolve/main/a.yaml",
    ]
    await source.fetch("hf:o/n")
    assert sorted(tiny.url + p for p in tiny.paths()) == sorted(source.plan("hf:o/n"))


async def test_a_hub_that_is_not_there_is_a_failure_soon(records: Records) -> None:
    gate = Gate("huggingface", HubTransport(None, "stemma-tests"), records, QUICK)
    found = await HuggingFace(gate, records.archive, "http://127.0.0.1:9").fetch("hf:o/n")
    assert (found.artifact.state, found.failures[0].why) == (State.UNREACHABLE, Why.UNREACHABLE)
    assert "is the service up" in found.failures[0].detail
