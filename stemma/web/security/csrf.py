"""Against forged requests: a token of the session on every POST, and the browser's own word on where it came from.

The token goes out masked anew each time (mask, then secret xor mask), so that no two pages hold the same bytes.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stemma.web.faults import Fault, answer
from stemma.web.security.sessions import Session

HEADER, FIELD = "x-csrf-token", "csrf_token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_BYTES = 1 << 20


def token_of(session: Session) -> str:
    """A token for a page of this session, other each time."""
    mask = secrets.token_bytes(len(session.secret))
    return base64.urlsafe_b64encode(mask + bytes(a ^ b for a, b in zip(mask, session.secret, strict=True))).decode()


def holds(token: str, session: Session) -> bool:
    """Whether a token is one of this session's."""
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii", "replace"))
    except (binascii.Error, ValueError):
        return False
    size = len(session.secret)
    if len(raw) != 2 * size:
        return False
    return hmac.compare_digest(bytes(a ^ b for a, b in zip(raw[:size], raw[size:], strict=True)), session.secret)


def foreign(headers: Mapping[str, str]) -> bool:
    """Whether the browser says that another origin sends this: by Sec-Fetch-Site, or an Origin that is not the Host.

    Pages without a referrer send their own forms with the Origin `null`: then Sec-Fetch-Site alone tells.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site != "same-origin":
        return True
    if origin is None or (origin == "null" and site is not None):
        return False
    return urlsplit(origin).netloc.lower() != (headers.get("host") or "").lower()


class Csrf:
    """Refuses (403) every unsafe request from another origin, or without the session's token in its header or form."""

    def __init__(self, app: ASGIApp, *, free: frozenset[str]) -> None:
        """`free`: paths that check for themselves (the login), where only the origin is looked at here."""
        self.app = app
        self.free = free

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the class."""
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        fault = _FOREIGN if foreign(headers) else None
        if fault is None and scope["path"] not in self.free:
            fault, receive = await self._checked(scope, headers, receive)
        if fault is not None:
            await answer(Request(scope), fault)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _checked(self, scope: Scope, headers: Headers, receive: Receive) -> tuple[Fault | None, Receive]:
        body = await _body(receive)
        if body is None:
            return _TOO_LONG, receive
        token = headers.get(HEADER)
        if token is None and headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            token = parse_qs(body.decode("utf-8", "replace")).get(FIELD, [""])[0]
        session = scope["state"].get("session")
        if session is None or token is None or not holds(token, session):
            return _NO_TOKEN, receive
        return None, _again(body, receive)


async def _body(receive: Receive) -> bytes | None:
    """The whole body; None when it is longer than any of ours."""
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return b""
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        more = message.get("more_body", False)
        if size > MOST_BYTES:
            return None
    return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """Gives the body that was read once more, then what follows it."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return left.pop() if left else await receive()

    return replay


_FOREIGN = Fault(
    403,
    "This came from another site",
    "The browser says that another page sent this request, so nothing was done.",
    "Open the page here and try again.",
)
_NO_TOKEN = Fault(
    403,
    "This page is out of date",
    "The request carried no token of your session, so nothing was done.",
    "Load the page again and repeat what you did.",
)
_TOO_LONG = Fault(413, "Too much at once", "The request is longer than a megabyte, so nothing was done.", "Send less at once.")
