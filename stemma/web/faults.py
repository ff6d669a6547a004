"""What went wrong, as a page, as a fragment for htmx, or as problem+json below /api: what happened, and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from graph import errors
from stemma.errors import BadTime, StemmaError
from stemma.web.security.headers import HEADERS


class Fault(NamedTuple):
    """A status, a title, what happened, and what to do; `retry_after` in seconds where waiting helps."""

    status: int
    title: str
    detail: str
    mend: str = ""
    retry_after: int | None = None


ApiAnswer = Callable[[Request, Fault], Response]

_OF_ERRORS: tuple[tuple[type[Exception], int, str, str], ...] = (
    (errors.UnknownArtifact, 404, "Not in this graph", "Search for it, or crawl it: stemma crawl ID."),
    (errors.UnknownEdge, 404, "No such edge", "Go to the review queue, or search for one of its ends."),
    (errors.UnknownDocument, 404, "No such text", "Go to the artifact, which lists its documents."),
    (errors.UnknownRun, 404, "No such run", "Go to the leaderboard, which lists runs."),
    (errors.UnknownBenchmark, 404, "No such benchmark", "Search for it, or add it: STEMMA_CATALOGUE."),
    (errors.InvalidId, 422, "Not an id", "Correct the address, or search."),
    (errors.BadCursor, 422, "Not a page of this", "Begin with the first page."),
    (errors.StaleDecision, 409, "Somebody was faster", "Look at what was decided, then decide again if you still disagree."),
    (errors.NeedsOverride, 409, "A written reason is needed", "Confirm it with a reason, or reject it."),
    (errors.NotAmendable, 409, "This cannot be corrected so", "Accept or reject it as it is, or correct it otherwise."),
    (errors.AnotherReader, 409, "Another reader is needed", "Leave it to somebody else."),
    (errors.NothingToUndo, 409, "Nothing to undo", "Look at the decisions on this edge."),
    (errors.QueryRefused, 422, "The query was refused", "Ask something that only reads."),
    (errors.StoreUnavailable, 503, "The graph does not answer", "Run stemma doctor; then load this page again."),
    (errors.GraphError, 500, "The graph is in trouble", "Run stemma doctor."),
    (BadTime, 422, "Not a date", "Write 2026-01-31, or 2026-01-31T12:00."),
    (StemmaError, 422, "This cannot be done", ""),
)


def fault_of(error: Exception) -> Fault:
    """What an error of the domain means to who asked; the first fitting line of the table, errors in their order."""
    for kind, status, title, mend in _OF_ERRORS:
        if isinstance(error, kind):
            return Fault(status, title, str(error), mend, 5 if status == 503 else None)
    raise error


def type_of(title: str) -> str:
    """The address that names a kind of fault; `kinds` lists them there."""
    return f"/api/v1/problems#{re.sub(r'[^a-z]+', '-', title.lower()).strip('-')}"


def kinds() -> list[Fault]:
    """One fault of every kind that errors of the domain and of routing come to, without what happened."""
    routing = [Fault(status, title, "", mend) for status, (title, _, mend) in _ROUTING.items()]
    return [*(Fault(status, title, "", mend) for _, status, title, mend in _OF_ERRORS), *routing, _PARAMETERS, _DEFECT._replace(detail="")]


def problem(request: Request, fault: Fault) -> Response:
    """The fault as problem+json (RFC 9457)."""
    body = {
        "type": type_of(fault.title),
        "title": fault.title,
        "status": fault.status,
        "detail": fault.detail,
        "instance": quote(request.url.path, safe="/:"),
    }
    if fault.mend:
        body["mend"] = fault.mend
    return JSONResponse(body, fault.status, headers=_headers(fault), media_type="application/problem+json")


def answer(request: Request, fault: Fault) -> Response:
    """The fault in the form that fits who asked."""
    from stemma.web.pages import Renderer

    if request.url.path.startswith("/api/"):
        api: ApiAnswer = request.app.state.api_answer if "app" in request.scope else problem
        return api(request, fault)
    fragment = request.headers.get("hx-request") == "true" or "application/json" in request.headers.get("accept", "")
    if fragment and "application/json" in request.headers.get("accept", ""):
        return problem(request, fault)
    template = "faults/fragment.html" if fragment else "faults/page.html"
    return Renderer(request)(template, fault.status, headers=_headers(fault), fault=fault)


def register(app: FastAPI, api: ApiAnswer = problem) -> None:
    """Handle the errors of the domain, of routing and of parameters; `api` answers below /api."""
    app.state.api_answer = api

    def domain(request: Request, error: Exception) -> Response:
        return answer(request, fault_of(error))

    def routing(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        said = error.detail if error.detail != HTTPStatus(error.status_code).phrase else ""
        fault = Fault(
            error.status_code, *_ROUTING.get(error.status_code, ("This did not work", "The server refused the request.", "Go back."))
        )
        made = answer(request, fault._replace(detail=said or fault.detail))
        made.headers.update(error.headers or {})
        return made

    def parameters(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        said = "; ".join(f"{'.'.join(str(part) for part in e['loc'][1:])}: {e['msg']}" for e in error.errors())
        return answer(request, _PARAMETERS._replace(detail=said))

    def defect(request: Request, error: Exception) -> Response:
        del error  # The server's log has it: it is raised again after this answer.
        made = answer(request, _DEFECT)
        made.headers.update({**HEADERS, "Cache-Control": "no-store"})
        return made

    app.add_exception_handler(Exception, defect)
    for kind in (errors.GraphError, StemmaError):
        app.add_exception_handler(kind, domain)
    app.add_exception_handler(HTTPException, routing)
    app.add_exception_handler(RequestValidationError, parameters)


def _headers(fault: Fault) -> dict[str, str]:
    return {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}


_PARAMETERS = Fault(422, "Not understood", "", "Correct what is named, in the address or the form.")
_DEFECT = Fault(
    500,
    "A defect of Stemma",
    "The page could not be made; the server's log says where.",
    "Load it again; if it stays, report it with the log.",
)
_ROUTING = {
    404: ("No such page", "There is nothing at this address.", "Go to the start, or search."),
    405: ("Read only", "This address cannot be written to; nothing was changed.", "Verdicts are given on the review screen."),
}
