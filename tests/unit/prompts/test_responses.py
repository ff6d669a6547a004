from __future__ import annotations

import json
from typing import Any

import pytest

from prompts import schema
from prompts.responses import Lineage, StatedClaim, Verdicts

CLAIM: dict[str, Any] = {
    "downstream": "hf:a/b",
    "mention": "c",
    "link": None,
    "upstream": "name:c",
    "relation": "filtered",
    "split": None,
    "config": None,
    "rows_taken": None,
    "quote": "c, filtered",
    "confidence": 0.9,
}


def test_the_schema_is_strict_all_the_way_down() -> None:
    built = schema.strict(Lineage)
    nodes: list[Any] = [built]
    objects = 0
    while nodes:
        node = nodes.pop()
        nodes.extend(node.values() if isinstance(node, dict) else node if isinstance(node, list) else [])
        if isinstance(node, dict) and "properties" in node:
            objects += 1
            assert node["additionalProperties"] is False
            assert sorted(node["required"]) == sorted(node["properties"])
    assert objects == 2
    assert "minLength" not in json.dumps(built)
    assert "filtered" in json.dumps(built)


@pytest.mark.parametrize(
    "text",
    [
        '{"claims": []}',
        '```json\n{"claims": []}\n```',
        'Sure!\n{"claims": []}\nDone.',
        '<think>{"claims": 1} no {</think>{"claims": [], "about": []}',
    ],
)
def test_an_answer_is_found_in_what_models_put_around_it(text: str) -> None:
    assert schema.parsed(Lineage, text) == Lineage(claims=())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I cannot.", "no JSON object"),
        ('{"claims": "none"}', "claims: "),
        ('{"claims": [}', "Invalid JSON"),
        ("{}", "claims: Field required"),
        ("} {", "no JSON"),
    ],
)
def test_what_is_wrong_is_said_in_words_a_model_can_act_on(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        schema.parsed(Lineage, text)


@pytest.mark.parametrize("change", [{"relation": "made_up"}, {"confidence": 1.2}, {"quote": ""}, {"upstream": None}])
def test_a_claim_out_of_bounds_is_no_claim(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(change))):
        schema.parsed(Lineage, json.dumps({"claims": [CLAIM | change]}))


@pytest.mark.parametrize(
    ("written", "rows"),
    [
        ("3,117", 3117),
        ("300K", 300_000),
        ("~1.5M", 1_500_000),
        (12, 12),
        ("2万", 20_000),
        (None, None),
        ("about half", None),
        ("32K (7B); 63K (70B)", None),
        ("", None),
    ],
)
def test_rows_as_written_become_a_number_or_nothing(written: object, rows: int | None) -> None:
    assert StatedClaim.model_validate(CLAIM | {"rows_taken": written}).rows == rows


def test_a_bare_verdict_counts_as_one() -> None:
    found = schema.parsed(Verdicts, '{"document_id": "x", "derivation": true, "confidence": 0.8}')
    assert [v.derivation for v in found.verdicts] == [True]
