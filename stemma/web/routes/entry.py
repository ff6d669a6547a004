"""The ways in and out: the printed link, the password, and the end of a session."""

from __future__ import annotations

import hmac
import secrets
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from stemma.web.access import Render
from stemma.web.faults import Fault, answer
from stemma.web.security import passwords
from stemma.web.security.csrf import FIELD
from stemma.web.security.door import Door, cookie_name, set_cookie

router = APIRouter(include_in_schema=False)
_PRE = "-login"


@router.get("/enter")
def enter(request: Request, page: Render, token: str = "") -> Response:
    """Let in whoever holds the one-time link."""
    door = _door(request)
    if not door.take(token):
        fault = Fault(
            401,
            "This link lets nobody in",
            "It was used before, or belongs to an earlier start of the server.",
            "Use the link printed last.",
        )
        return answer(request, fault)
    return _let_in(request, page("entry/again.html", target="/"), door.actor)


@router.get("/login")
def form(request: Request, page: Render) -> Response:
    """The form for the password."""
    return _form(request, page, "", 200)


@router.post("/login")
def login(
    request: Request,
    page: Render,
    password: Annotated[str, Form(max_length=1000)] = "",
    name: Annotated[str, Form(max_length=80)] = "",
    csrf_token: Annotated[str, Form(alias=FIELD, max_length=200)] = "",
) -> Response:
    """Let in whoever knows the password; guesses are slowed down (429)."""
    door, address = _door(request), request.client.host if request.client else ""
    held = request.cookies.get(cookie_name(request) + _PRE, "")
    if not held or not hmac.compare_digest(held.encode(), csrf_token.encode()):
        return _form(request, page, "The form was out of date; try again.", 403)
    with door.checking:  # One check at a time: each takes 64 MB, and counts before the next.
        if wait := door.throttle.wait(address):
            fault = Fault(429, "Too many tries", f"The password was wrong several times. Wait {wait} s.", "Then try again.", wait)
            return answer(request, fault)
        right = door.hashed is not None and passwords.fits(door.hashed, password)
        if not right:
            door.throttle.failed(address)
    if not right:
        return _form(request, page, "That is not the password.", 401)
    door.throttle.passed(address)
    return _let_in(request, RedirectResponse("/", 303), " ".join(name.split()) or door.actor)


@router.post("/logout")
def logout(request: Request) -> Response:
    """End the session."""
    _door(request).sessions.end(request.cookies.get(cookie_name(request)))
    response = RedirectResponse("/login", 303)
    response.delete_cookie(cookie_name(request), path="/")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _door(request: Request) -> Door:
    found: Door = request.app.state.door
    return found


def _let_in(request: Request, response: Response, actor: str) -> Response:
    door = _door(request)
    door.sessions.end(request.cookies.get(cookie_name(request)))
    set_cookie(request, response, door.sessions.begin(actor))
    return response


def _form(request: Request, page: Render, said: str, status: int) -> Response:
    token = secrets.token_urlsafe(32)
    door = _door(request)
    response = page("entry/login.html", status, said=said, token=token, possible=door.hashed is not None, actor=door.actor)
    response.set_cookie(
        cookie_name(request) + _PRE, token, path="/login", httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )
    return response
