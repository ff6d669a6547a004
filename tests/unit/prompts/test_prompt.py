from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts import responses
from prompts.errors import BadPrompt
from prompts.prompt import load, parse

RAW = "---\nversion: 3\nresponse: Lineage\n---\nRules.\n=== user ===\n<<<{{canary}}\n{{text}} of {{document}}\n{{canary}}>>>\n"
NAMES = ("read_lineage", "second_look")


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_prompt_names_its_response_model_and_fences_its_data(name: str) -> None:
    prompt = load(name)
    model = getattr(responses, prompt.response)
    assert prompt.version
    assert "{{canary}}" not in prompt.system
    start, end = (found.start() for found in re.finditer(r"\{\{canary\}\}", prompt.user))
    data = prompt.placeholders - {"document", "part"}
    assert all(start < prompt.user.index("{{" + name + "}}") < end for name in data)
    items = next(iter(f for f in model.model_fields if f in ("claims", "verdicts")))
    asked = model.model_fields[items].annotation.__args__[0]
    assert [f for f in asked.model_fields if f not in prompt.system] == []


def test_a_prompt_is_the_same_object_and_sha_every_time() -> None:
    assert load("read_lineage") is load("read_lineage")
    assert len(load("read_lineage").sha) == 64
    assert parse("x", RAW).sha != parse("x", RAW + "\n").sha


@pytest.mark.parametrize("values", [{}, {"text": "a"}, {"text": "a", "document": "b", "more": "c"}])
def test_placeholders_are_strict(values: dict[str, str]) -> None:
    with pytest.raises(BadPrompt, match=r"takes \['document', 'text'\]"):
        parse("x", RAW).fill(values)


@pytest.mark.parametrize(
    "raw",
    ["no head", "---\nversion: 1\n---\nA\n=== user ===\n{{canary}}", RAW.replace("{{canary}}", ""), "---\n- 1\n---\na\n=== user ===\nb"],
)
def test_a_file_that_is_no_prompt_is_said(raw: str) -> None:
    with pytest.raises(BadPrompt, match=r"prompts/x\.md"):
        parse("x", raw)


def test_an_unknown_prompt_is_said() -> None:
    with pytest.raises(BadPrompt, match="no prompt 'nothing'"):
        load("nothing")


@given(st.text())
def test_a_value_is_never_read_as_a_placeholder(text: str) -> None:
    filled = parse("x", RAW).fill({"text": "{{document}}{{canary}}" + text, "document": "D"})
    (_, system), (_, user) = filled.messages("C4N4RY")
    assert system == "Rules."
    assert user == "<<<C4N4RY\n{{document}}{{canary}}" + text + " of D\nC4N4RY>>>"


@given(
    st.dictionaries(st.sampled_from(["text", "document"]), st.text(), min_size=2),
    st.dictionaries(st.sampled_from(["text", "document"]), st.text(), min_size=2),
)
def test_the_sha_of_a_question_tells_its_values(one: dict[str, str], other: dict[str, str]) -> None:
    prompt = parse("x", RAW)
    assert (prompt.fill(one).sha == prompt.fill(other).sha) == (one == other)
