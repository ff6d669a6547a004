"""One client for every question to a language model: cache, budget, canary, validation, and the books."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from pydantic import BaseModel

from graph.ledger import Ledger, ModelCall
from prompts import schema
from prompts.budget import Budget, Prices, Purse
from prompts.errors import CallFailed, CallsNotAllowed, Why
from prompts.prompt import Question
from prompts.wire import Form, Reply, Wire, estimate

LLM_CALLS_ALLOWED = True
"""Tests set this to False, so that no test asks a model unawares."""
ASKED_AT_MOST = 4
"""Times that one question is asked while its answers cannot be used."""
_SHOWN_AGAIN = 2000

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True)
class Answer(Generic[T]):
    """A validated answer, or why there is none; `detail` says it in words. `cached`: nothing was asked."""

    value: T | None
    why: Why | None = None
    detail: str = ""
    cached: bool = False


class LLM:
    """Asks one model, and remembers its answers in the ledger: what was answered once is never asked again. Safe for threads."""

    def __init__(
        self,
        wire: Wire,
        book: Ledger,
        run: str,
        *,
        budget: Budget | None = None,
        prices: Prices | None = None,
        purse: Purse | None = None,
        max_tokens: int = 8192,
        salt: bytes | None = None,
    ) -> None:
        """Calls are booked under `run`; what it spent before counts.

        `purse`: of another client, when both keep one budget; else `budget` and `prices` make one. `max_tokens`: the longest
        answer. `salt`: of the canaries.
        """
        spent = book.tokens(run)
        self.wire, self.book, self.run, self.max_tokens = wire, book, run, max_tokens
        self.purse = purse or Purse(budget or Budget(), prices or Prices(), (spent.tokens_in, spent.tokens_out))
        self._salt = salt or secrets.token_bytes(16)
        self._outcomes: Counter[str] = Counter()
        self._lock = threading.Lock()

    @property
    def model(self) -> str:
        """The model's name."""
        return self.wire.model

    @property
    def outcomes(self) -> dict[str, int]:
        """How many questions ended how: `ok`, `cached`, or a reason there is no answer; `asked_again` counts answers refused on the way."""
        with self._lock:
            return dict(sorted(self._outcomes.items()))

    def ask(self, question: Question, response: type[T], *, purpose: str) -> Answer[T]:
        """The answer to a question, from the cache or the model.

        Raises CallsNotAllowed while LLM_CALLS_ALLOWED is False and the cache holds no answer; BadPrompt when the prompt asks
        for another response model. Nothing else: trouble is an answer without value.
        """
        form = Form(response.__name__, schema.strict(response))
        key = _key(self.model, question, form)
        if (kept := self.book.model_answer(key)) is not None:
            self._book(question, purpose, None, "ok", cached=True)
            self._count("cached")
            return Answer(response.model_validate_json(kept), cached=True)
        if not LLM_CALLS_ALLOWED:
            raise CallsNotAllowed(f"{purpose} would ask {self.model}; allow it by prompts.llm.LLM_CALLS_ALLOWED = True")
        try:
            value = self._asked(question, response, form, key, purpose)
        except CallFailed as error:
            self._count(error.why.value)
            return Answer(None, error.why, error.detail)
        self._count("ok")
        return Answer(value)

    def close(self) -> None:
        """Close the connections; the ledger stays open."""
        self.wire.close()

    def _asked(self, question: Question, response: type[T], form: Form, key: str, purpose: str) -> T:
        canary = hmac.new(self._salt, key.encode(), hashlib.sha256).hexdigest()[:16]
        messages = list(question.messages(canary))
        wrong = ""
        for _ in range(ASKED_AT_MOST):
            reply = self._paid(messages, question, form, purpose)
            if canary in re.sub(r"[\W_]", "", reply.text).lower():
                self._book(question, purpose, reply, Why.CANARY.value)
                raise CallFailed(Why.CANARY, f"{self.model} repeated the private mark of the fence: its answer is not trusted")
            try:
                value = schema.parsed(response, reply.text)
            except ValueError as error:
                wrong = "it was cut off at the length limit" if reply.cut else str(error)
                self._book(question, purpose, reply, "cut" if reply.cut else "invalid")
                self._count("asked_again")
                messages = [*question.messages(canary), ("assistant", reply.text[:_SHOWN_AGAIN] or "(nothing)"), ("user", _again(wrong))]
                continue
            self._book(question, purpose, reply, "ok", key=key, answer=value.model_dump_json())
            return value
        raise CallFailed(Why.UNUSABLE, f"{self.model} gave no usable answer in {ASKED_AT_MOST}: {wrong}")

    def _paid(self, messages: list[tuple[str, str]], question: Question, form: Form, purpose: str) -> Reply:
        """One exchange within the budget."""
        sent = sum(estimate(text) for _, text in messages)
        aside = (sent, min(self.max_tokens, max(200, sent // 4)))
        if not self.purse.set_aside(*aside):
            raise CallFailed(Why.BUDGET, f"the budget of this run is spent ({self.purse.tokens} tokens, ${self.purse.usd:.4f}): not asked")
        taken = (0, 0)
        try:
            reply = self.wire.send(
                messages,
                form,
                max_tokens=self.max_tokens,
                failed=lambda outcome, seconds: self._book(question, purpose, None, outcome, seconds=seconds),
            )
            taken = (reply.tokens_in, reply.tokens_out)
            return reply
        finally:
            self.purse.settle(aside, taken)

    def _book(
        self,
        question: Question,
        purpose: str,
        reply: Reply | None,
        outcome: str,
        *,
        seconds: float = 0.0,
        cached: bool = False,
        key: str | None = None,
        answer: str | None = None,
    ) -> None:
        call = ModelCall(
            run=self.run,
            purpose=purpose,
            document=question.document,
            model=self.model,
            prompt=question.prompt.sha,
            tokens_in=reply.tokens_in if reply else 0,
            tokens_out=reply.tokens_out if reply else 0,
            cached=cached,
            seconds=reply.seconds if reply else seconds,
            outcome=outcome,
            called_at=datetime.now(UTC),
        )
        self.book.record_call(call, key=key, answer=answer)

    def _count(self, outcome: str) -> None:
        with self._lock:
            self._outcomes[outcome] += 1


def _key(model: str, question: Question, form: Form) -> str:
    parts = (model, question.prompt.sha, json.dumps(form.schema, sort_keys=True), question.sha)
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


def _again(wrong: str) -> str:
    return f"That answer cannot be used: {wrong}. Answer again, with one whole JSON object of the form described, and nothing else."
