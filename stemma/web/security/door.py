"""The door of a server: who gets in, by the printed link or by the password, and the gate that asks at every request."""

from __future__ import annotations

import hmac
import secrets
import threading
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from stemma.web.faults import Fault, answer
from stemma.web.security.sessions import Sessions
from stemma.web.security.throttle import Throttle

FREE = frozenset({"/enter", "/login"})
FREE_UNDER = "/static/"
API = "/api/"
_LINK = "Open the link that `stemma serve` printed; it lets one browser in, once. For another, stop the server and start it again"


@dataclass
class Door:
    """How one gets in: `hashed` is the password's hash (None: by the link alone), `actor` who decides after the link."""

    sessions: Sessions
    actor: str
    hashed: str | None = field(default=None, repr=False)
    throttle: Throttle = field(default_factory=Throttle)
    checking: threading.Lock = field(default_factory=threading.Lock, repr=False)
    api_token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    _token: str | None = field(default=None, repr=False)

    def link_token(self) -> str:
        """A new one-time token; the one before no longer fits."""
        self._token = secrets.token_urlsafe(32)
        return self._token

    def take(self, token: str) -> bool:
        """Whether this is the one-time token, which from now on fits no more."""
        with self.checking:
            held = self._token
            if held is None or not hmac.compare_digest(held.encode(), token.encode("utf-8", "surrogatepass")):
                return False
            self._token = None
            return True

    def script(self, request: Request) -> bool:
        """Whether this is a script that reads the API with the server's token (`Authorization: Bearer`)."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        reads = request.method in ("GET", "HEAD") and request.url.path.startswith(API)
        return (
            reads and scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode("utf-8", "replace"), self.api_token.encode())
        )


def cookie_name(request: Request) -> str:
    """The session cookie's name: cookies know no ports, and one machine may serve two graphs."""
    server = request.scope.get("server") or ("", 0)
    return f"stemma-{server[1]}"


def set_cookie(request: Request, response: Response, value: str) -> None:
    """Hand a session to the browser: HttpOnly, SameSite=Strict, Secure over TLS, until the browser ends."""
    response.set_cookie(cookie_name(request), value, path="/", httponly=True, samesite="strict", secure=request.url.scheme == "https")


class Gate:
    """Lets nobody but a session pass (401), save to the two ways in, to the static files, and a script with the token to the API.

    The session is kept in the request's state.
    """

    def __init__(self, app: ASGIApp, *, door: Door) -> None:
        self.app = app
        self.door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the class."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        session = self.door.sessions.find(request.cookies.get(cookie_name(request)))
        scope.setdefault("state", {})["session"] = session
        path = scope["path"]
        if session is not None or path in FREE or path.startswith(FREE_UNDER) or self.door.script(request):
            await self.app(scope, receive, send)
            return
        await self._refusal(request)(scope, receive, send)

    def _refusal(self, request: Request) -> Response:
        """The page that says how to get in. A browser keeps a strict cookie back when a link elsewhere led here: it is asked again."""
        if (
            request.method == "GET"
            and request.headers.get("sec-fetch-site") == "cross-site"
            and request.headers.get("sec-fetch-dest") == "document"
        ):
            from stemma.web.pages import Renderer

            return Renderer(request)("entry/again.html", 200, target=str(request.url.replace(scheme="", netloc="")))
        mend = "Log in with the password of this server." if self.door.hashed else f"{_LINK}."
        made = answer(
            request, Fault(401, "Not let in yet", "This page shows the graph to those who were let in, and this browser was not.", mend)
        )
        made.headers["WWW-Authenticate"] = 'Cookie realm="stemma"'
        return made
