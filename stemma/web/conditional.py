"""What every answer of the API shares: only JSON is spoken, HEAD answers as GET, and what is unchanged is not sent again.

The ETag is weak and a hash of the content: equal answers have equal tags, also from two servers, and a write elsewhere in the
graph changes none.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stemma.web.faults import Fault, problem

API = "/api/"
SPOKEN = ("application/json", "application/problem+json")
KEEP = "private, no-cache"
"""A client may keep an answer for itself, and asks each time whether it still stands."""
_FAULT = Fault(406, "Only JSON", "The API answers in application/json alone.", "Ask with Accept: application/json.")


class _Answer(NamedTuple):
    """A whole answer."""

    start: Message
    body: bytes


class Conditional:
    """Below `/api/`: 406 for those who take no JSON, 304 for those who have the answer already, HEAD without a body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the class."""
        if scope["type"] != "http" or not scope["path"].startswith(API):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not takes_json(headers.get("accept")):
            await problem(Request(scope), _FAULT)(scope, receive, send)
            return
        head = scope["method"] == "HEAD"
        made = await self._made({**scope, "method": "GET"} if head else scope, receive)
        told = MutableHeaders(scope=made.start)
        if head or scope["method"] == "GET":
            made = _tagged(made, told, headers.get("if-none-match"))
        if made.start["status"] == 405 and "GET" in told.get("allow", ""):
            told["Allow"] = "GET, HEAD"
        await send(made.start)
        await send({"type": "http.response.body", "body": b"" if head else made.body})

    async def _made(self, scope: Scope, receive: Receive) -> _Answer:
        parts: list[Message] = []

        async def keep(message: Message) -> None:
            parts.append(message)

        await self.app(scope, receive, keep)
        return _Answer(parts[0], b"".join(part.get("body", b"") for part in parts[1:]))


def takes_json(accept: str | None) -> bool:
    """Whether an Accept header takes JSON; the most specific range that fits decides, and one of quality 0 refuses."""
    if accept is None or not accept.strip():
        return True
    best = (-1, 0.0)
    for part in accept.split(","):
        kind, _, said = part.partition(";")
        kind = kind.strip().lower()
        if kind in SPOKEN or kind in ("application/*", "*/*"):
            best = max(best, (2 - kind.count("*"), _quality(said)))
    return best[1] > 0


def matches(asked: str, tag: str) -> bool:
    """Whether an If-None-Match header holds a tag; weak comparison."""
    tags = [one.strip().removeprefix("W/") for one in asked.split(",")]
    return "*" in tags or tag.removeprefix("W/") in tags


def _quality(parameters: str) -> float:
    for one in parameters.split(";"):
        name, _, value = one.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def _tagged(made: _Answer, told: MutableHeaders, asked: str | None) -> _Answer:
    """A good answer with its tag; without its body for who has it."""
    if made.start["status"] != 200:
        return made
    tag = f'W/"{hashlib.sha256(made.body).hexdigest()[:32]}"'
    told["ETag"], told["Cache-Control"] = tag, KEEP
    told.add_vary_header("Accept")
    if asked is None or not matches(asked, tag):
        return made
    made.start["status"] = 304
    for name in ("content-length", "content-type"):
        del told[name]
    return _Answer(made.start, b"")
