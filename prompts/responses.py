"""What the prompts' answers must look like: frozen pydantic models, beside the prompts that ask for them."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Relation = Literal[
    "direct_inclusion",
    "subset",
    "filtered",
    "mixture_component",
    "distilled",
    "seed_prompts",
    "translated",
    "synthetic",
    "format_conversion",
    "other",
    "evaluated_on",
    "decontaminated_against",
    "compared_with",
    "method_only",
    "trained_model_on",
    "removed_component",
    "planned",
]
_COUNT = re.compile(r"\A\W*(\d{1,3}(?:[,_ ]\d{3})+|\d+(?:\.\d+)?)\s*([kKmMbB万])?\W*\Z")
_UNIT = {"k": 1_000, "m": 1_000_000, "b": 1_000_000_000, "万": 10_000}


class Response(BaseModel):
    """Base of every answer: immutable; fields that were not asked for are let go."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class StatedClaim(Response):
    """One claim as a model states it; nothing of it is trusted yet. `rows_taken` is the count as written."""

    downstream: str = Field(min_length=1, max_length=300)
    mention: str = Field(min_length=1, max_length=1000)
    link: str | None = None
    upstream: str = Field(min_length=1, max_length=1000)
    relation: Relation
    split: str | None = None
    config: str | None = None
    rows_taken: str | None = None
    quote: str = Field(min_length=1, max_length=4000)
    confidence: float = Field(ge=0, le=1)

    @field_validator("rows_taken", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value

    @property
    def rows(self) -> int | None:
        """The count as a number; None when it is not one number."""
        found = _COUNT.match(self.rows_taken or "")
        if found is None:
            return None
        return round(float(re.sub(r"[,_ ]", "", found.group(1))) * _UNIT.get((found.group(2) or "").lower(), 1))


class Lineage(Response):
    """The answer to `read_lineage`: what a document is about, and its claims."""

    about: tuple[str, ...] = ()
    claims: tuple[StatedClaim, ...]


class Verdict(Response):
    """One judgement of a proposal. `relation` is a relation, or why there is none (`reverse`, `self`, `model` ...)."""

    number: int | None = None
    mention: str | None = None
    upstream: str | None = None
    derivation: bool
    downstream: str | None = None
    relation: str | None = None
    confidence: float = Field(ge=0, le=1)
    why: str = ""


class Verdicts(Response):
    """The answer to `second_look`; a model that judges one proposal at a time may answer with the bare verdict."""

    verdicts: tuple[Verdict, ...]

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:  # noqa: ANN401 - whatever a model wrote
        if isinstance(value, dict) and "derivation" in value and "verdicts" not in value:
            return {"verdicts": [value]}
        return value
