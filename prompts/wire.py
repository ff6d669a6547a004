"""One server of chat completions, asked in the dialect it understands: format negotiation, one retry layer, no more waiting than told."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import stamina

from prompts.errors import CallFailed, Why

if TYPE_CHECKING:
    from openai import OpenAI

LONGEST_WAIT = 60.0
"""Seconds that a server's Retry-After is obeyed up to."""
GIVE_UP_AFTER = 3
"""Calls in a row that find no server, after which no further call is sent."""
LEAST_ROOM = 1024
"""Tokens of an answer below which a text is called too long for the model."""
_TOO_LONG = re.compile(r"context|maximum.{0,20}length|too (?:long|large|many tokens)|exceed", re.I)


class Format(StrEnum):
    """How a server is told the form of an answer."""

    SCHEMA = "json_schema"
    OBJECT = "json_object"
    NONE = "none"


_NEXT = {Format.SCHEMA: Format.OBJECT, Format.OBJECT: Format.NONE}


@dataclass(frozen=True)
class Dialect:
    """What a server takes: the strictest format, the name of the length limit, and the optional parameters it refuses.

    `most`: for one text, the longest answer there is room for beside it (some servers refuse what might not fit).
    """

    format: Format = Format.SCHEMA
    limit: str = "max_tokens"
    without: frozenset[str] = frozenset()
    most: int | None = None


@dataclass(frozen=True)
class Reply:
    """One answer as it came: `cut` when it ran into the length limit. Tokens as the server counts them, else estimated."""

    text: str
    cut: bool
    tokens_in: int
    tokens_out: int
    seconds: float


@dataclass(frozen=True)
class Form:
    """The form asked for: a name and its JSON schema."""

    name: str
    schema: dict[str, Any]


class _Transient(Exception):
    """Worth another try: a refusal for now, a broken answer, a time-out. `wait` is what the server asks for, in seconds."""

    def __init__(self, detail: str, wait: float | None = None) -> None:
        super().__init__(detail)
        self.wait = wait


def estimate(text: str) -> int:
    """Tokens of a text, about: four code points each, one each beyond ASCII."""
    wide = sum(1 for c in text if ord(c) > 0x2FF) if not text.isascii() else 0
    return (len(text) - wide) // 4 + wide


class Wire:
    """Sends messages to one model of one server. Safe for threads."""

    def __init__(
        self, base_url: str, api_key: str, model: str, *, timeout: float = 120.0, attempts: int = 6, concurrency: int = 8, seed: int = 0
    ) -> None:
        """`timeout` in seconds for one attempt; `attempts` at most for one call; `concurrency` calls in flight at most."""
        self.base_url, self.model = base_url, model
        self.timeout, self.attempts, self.seed = timeout, attempts, seed
        self.dialect = Dialect()
        self.trouble: CallFailed | None = None
        self._api_key = api_key
        self._client: OpenAI | None = None
        self._lock = threading.Lock()
        self._gate = threading.Semaphore(concurrency)
        self._quiet_until = 0.0
        self._unreached = 0

    def send(
        self, messages: Sequence[tuple[str, str]], form: Form, *, max_tokens: int, failed: Callable[[str, float], None] = lambda *_: None
    ) -> Reply:
        """One answer. `failed` is told of each attempt that failed: what happened, and seconds.

        Raises CallFailed: not_recorded (404), too_long, refused, unauthorised, unreachable.
        """
        if self.trouble is not None:
            raise self.trouble
        try:
            with self._gate:
                for attempt in stamina.retry_context(
                    on=_wait, attempts=self.attempts, timeout=None, wait_initial=0.25, wait_max=15.0, wait_jitter=0.25
                ):
                    with attempt:
                        reply = self._negotiated(messages, form, max_tokens, failed)
        except _Transient as error:
            raise self._unreachable(str(error)) from error
        self._unreached = 0
        return reply

    def models(self) -> list[str] | None:
        """The models that the server lists; None when it answers and lists none. Raises CallFailed when it cannot be used."""
        import openai

        try:
            return [model.id for model in self._openai().models.list(timeout=10.0).data] or None
        except openai.AuthenticationError as error:
            raise self._told(error) from error
        except openai.APIStatusError:
            return None
        except (openai.OpenAIError, ValueError) as error:
            raise CallFailed(Why.UNREACHABLE, f"{self.base_url} does not answer ({error.__cause__ or error})") from error

    def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            self._client.close()

    def _unreachable(self, detail: str) -> CallFailed:
        failure = CallFailed(Why.UNREACHABLE, f"{self.model} at {self.base_url} did not answer in {self.attempts} attempts ({detail})")
        self._unreached += 1
        if self._unreached >= GIVE_UP_AFTER:
            self.trouble = failure
        return failure

    def _negotiated(self, messages: Sequence[tuple[str, str]], form: Form, max_tokens: int, failed: Callable[[str, float], None]) -> Reply:
        """Ask in the known dialect, and in poorer ones while the server refuses what it does not know; what worked is remembered."""
        dialect: Dialect | None = self.dialect
        refusal = ""
        while dialect is not None:
            try:
                reply = self._once(messages, _body(self, dialect, form, max_tokens), failed)
            except _Misunderstood as error:
                refusal = str(error)
                dialect = _poorer(dialect, error, max_tokens)
                continue
            self.dialect = replace(dialect, most=None)
            return reply
        raise CallFailed(Why.REFUSED, f"{self.model} at {self.base_url} refuses the request: {refusal}")

    def _once(self, messages: Sequence[tuple[str, str]], body: dict[str, Any], failed: Callable[[str, float], None]) -> Reply:
        import openai

        said: list[Any] = [{"role": role, "content": text} for role, text in messages]
        time.sleep(max(0.0, self._quiet_until - time.monotonic()))
        began = time.monotonic()
        try:
            answer = self._openai().chat.completions.create(model=self.model, messages=said, timeout=self.timeout, **body)
            return _reply(answer, messages, time.monotonic() - began)
        except openai.APIStatusError as error:
            failed(str(error.status_code), time.monotonic() - began)
            raise self._told(error) from error
        except openai.APIConnectionError as error:
            failed("unreachable", time.monotonic() - began)
            raise _Transient(f"{error}: {error.__cause__}") from error
        except (openai.OpenAIError, ValueError, _Transient) as error:
            failed("broken", time.monotonic() - began)
            raise _Transient(f"an answer that is no completion: {error}") from error

    def _told(self, error: Any) -> Exception:  # noqa: ANN401 - openai is imported where it is used
        """What a refusal means: for now, for this request, or for good."""
        said = str(error)[:300]
        if error.status_code in (408, 409, 429) or error.status_code >= 500:
            if getattr(error, "code", None) == "insufficient_quota":
                return self._for_good(Why.REFUSED, f"the account behind {self.base_url} has no quota left: {said}")
            wait = _retry_after(error.response.headers.get("retry-after"))
            if wait is not None:
                self._quiet_until = time.monotonic() + wait
            return _Transient(said, wait)
        if error.status_code in (401, 403):
            return self._for_good(Why.UNAUTHORISED, f"{self.base_url} refuses the key ({error.status_code}); set OPENAI_API_KEY")
        if error.status_code == 404:
            return CallFailed(Why.NOT_RECORDED, f"{self.model} at {self.base_url} has nothing for this: {said}")
        too_long = getattr(error, "code", None) == "context_length_exceeded" or error.status_code == 413
        return _Misunderstood(said, getattr(error, "param", None), too_long=too_long)

    def _for_good(self, why: Why, detail: str) -> CallFailed:
        self.trouble = CallFailed(why, detail)
        return self.trouble

    def _openai(self) -> OpenAI:
        with self._lock:
            if self._client is None:
                from openai import OpenAI

                self._client = OpenAI(base_url=self.base_url, api_key=self._api_key, max_retries=0, timeout=self.timeout)
            return self._client


class _Misunderstood(Exception):
    """The server refuses the request as it is written; `param` is the parameter it names, `too_long` that it has no room."""

    def __init__(self, detail: str, param: str | None, *, too_long: bool) -> None:
        super().__init__(detail)
        self.param = param or ""
        self.too_long = too_long or bool(_TOO_LONG.search(detail) and not re.search("response_format|schema", detail))


def _wait(error: Exception) -> bool | float:
    if not isinstance(error, _Transient):
        return False
    return True if error.wait is None else error.wait


def _retry_after(header: str | None) -> float | None:
    """Seconds to wait by the header (a number, or a date), at most LONGEST_WAIT; None when it says nothing."""
    try:
        wait = float(header or "")
    except ValueError:
        try:
            wait = parsedate_to_datetime(header or "").timestamp() - time.time()
        except ValueError:
            return None
    return min(max(wait, 0.0), LONGEST_WAIT)


def _poorer(dialect: Dialect, error: _Misunderstood, max_tokens: int) -> Dialect | None:
    """The next dialect to try; None when nothing is left. Raises CallFailed when the text itself is too long."""
    said = f"{error.param} {error}"
    if dialect.limit == "max_tokens" and "max_completion_tokens" in said:
        return replace(dialect, limit="max_completion_tokens")
    for name in ("temperature", "seed"):
        if name in said and name not in dialect.without:
            return replace(dialect, without=dialect.without | {name})
    if error.too_long:
        most = (dialect.most or max_tokens) // 2
        if most < LEAST_ROOM:
            raise CallFailed(Why.TOO_LONG, str(error))
        return replace(dialect, most=most)
    step = _NEXT.get(dialect.format)
    return None if step is None else replace(dialect, format=step)


def _body(wire: Wire, dialect: Dialect, form: Form, max_tokens: int) -> dict[str, Any]:
    body: dict[str, Any] = {"temperature": 0, "seed": wire.seed, dialect.limit: dialect.most or max_tokens}
    for name in dialect.without:
        body.pop(name, None)
    if dialect.format is Format.SCHEMA:
        schema = {"name": form.name, "schema": form.schema, "strict": True}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif dialect.format is Format.OBJECT:
        body["response_format"] = {"type": "json_object"}
    return body


def _reply(answer: Any, messages: Sequence[tuple[str, str]], seconds: float) -> Reply:  # noqa: ANN401 - servers send what they like
    choices = getattr(answer, "choices", None)
    if not choices or getattr(choices[0], "message", None) is None:
        raise _Transient("no choices in it")
    text = choices[0].message.content or ""
    usage = getattr(answer, "usage", None)
    sent = getattr(usage, "prompt_tokens", None)
    received = getattr(usage, "completion_tokens", None)
    return Reply(
        text=text if isinstance(text, str) else str(text),
        cut=choices[0].finish_reason == "length",
        tokens_in=sent if isinstance(sent, int) else sum(estimate(t) for _, t in messages),
        tokens_out=received if isinstance(received, int) else estimate(text),
        seconds=seconds,
    )
