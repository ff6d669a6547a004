"""Against DNS rebinding: on loopback only requests that name a loopback host are answered."""

from __future__ import annotations

import ipaddress
import re

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from stemma.web.faults import Fault, answer

_NAME = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[^:\[\]]+)(?::\d{1,5})?\Z", re.I)
_WRONG = Fault(
    421,
    "Not this host",
    "This server answers on the loopback address alone, and the request names another host.",
    "Use the link that stemma serve printed.",
)


def loopback(host: str) -> bool:
    """Whether a host, as one binds or names it, is this machine's loopback."""
    name = host.strip("[]").lower()
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


class LoopbackHosts:
    """Refuses (421) every request whose Host header is missing or names anything but loopback."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the class."""
        if scope["type"] == "http":
            named = Headers(scope=scope).getlist("host")
            found = _NAME.match(named[0]) if len(named) == 1 else None
            if found is None or not loopback(found["name"]):
                await answer(Request(scope), _WRONG)(scope, receive, send)
                return
        await self.app(scope, receive, send)
