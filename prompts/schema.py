"""Response models as JSON schemas that servers take in strict mode, and JSON out of what a model wrote."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

T = TypeVar("T", bound=BaseModel)
_KEPT = frozenset("type properties required items anyOf enum const $ref $defs description".split())
_THOUGHT = re.compile(r"\A\s*<think>.*?</think>", re.S)


def strict(model: type[BaseModel]) -> dict[str, Any]:
    """The schema of a response model with every property required and no other allowed, without bounds that servers differ on."""
    schema = _strict(model.model_json_schema(mode="validation"))
    assert isinstance(schema, dict)
    return schema


def _strict(node: object) -> object:
    if isinstance(node, list):
        return [_strict(part) for part in node]
    if not isinstance(node, dict):
        return node
    kept: dict[str, Any] = {k: v if k in ("required", "enum", "const", "$ref") else _strict(v) for k, v in node.items() if k in _KEPT}
    for names in ("properties", "$defs"):
        if isinstance(node.get(names), dict):
            kept[names] = {name: _strict(part) for name, part in node[names].items()}
    if "properties" in kept:
        kept |= {"additionalProperties": False, "required": list(kept["properties"])}
    return kept


def parsed(model: type[T], text: str) -> T:
    """The answer in a model's text, which may stand in a code fence, between prose, or after thoughts.

    Raises ValueError saying, in words a model can act on, what is wrong.
    """
    text = _THOUGHT.sub("", text)
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        raise ValueError("there is no JSON object in it")
    try:
        return model.model_validate_json(text[start : end + 1])
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, e['loc'])) or 'the whole'}: {e['msg']}" for e in error.errors(include_url=False)[:3]]
        raise ValueError("; ".join(wrong)[:500]) from error
