"""The error tree of the prompts room.

PromptsError
├── BadPrompt         a prompt file, or what it was filled with, is wrong
├── CallsNotAllowed   a model would be asked while LLM_CALLS_ALLOWED is False
└── CallFailed        one question got no usable answer; `why` says which kind of trouble

Every message says what happened, to what, and what to do next.
"""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """Why a question has no answer; `not_worth_it`: triage left it out."""

    NOT_RECORDED = "not_recorded"
    BUDGET = "budget"
    NOT_WORTH_IT = "not_worth_it"
    UNUSABLE = "unusable"
    CANARY = "canary"
    TOO_LONG = "too_long"
    REFUSED = "refused"
    UNAUTHORISED = "unauthorised"
    UNREACHABLE = "unreachable"


class PromptsError(Exception):
    """Root of all errors raised in this package."""


class BadPrompt(PromptsError):
    """A prompt file cannot be read, or its placeholders and the values given differ."""


class CallsNotAllowed(PromptsError):
    """A model would be asked while `prompts.llm.LLM_CALLS_ALLOWED` is False."""


class CallFailed(PromptsError):
    """One question got no usable answer."""

    def __init__(self, why: Why, detail: str) -> None:
        super().__init__(detail)
        self.why = why
        self.detail = detail
