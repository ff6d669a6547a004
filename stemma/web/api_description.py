"""The description of the HTTP API: OpenAPI with response models, problems, how to be let in, and an example of every answer."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from fastapi.openapi.utils import get_openapi
from pydantic import Field
from starlette.routing import BaseRoute

from graph.model import Frozen
from stemma.web import faults

ABOUT = """\
The family tree of training data, read only: the same answers as the command line's `--json`.

A `proposed` edge is a claim that was read in a document and no fact; `confidence` is the calibrated probability that it holds.
Only a person, or a measured overlap, confirms. **An empty answer means unknown, never "no" or "clean"**: what no document states is
not in the graph. `null` is not zero. `partial`, `more` and `truncated` say when an answer was cut short.

Long answers come in pages: `next` holds the cursor of the page after this one, and a `Link` header its address. `as_of` asks what
was known at a date. Every answer has a weak `ETag`; send it back as `If-None-Match`. Errors are `application/problem+json` (RFC 9457).
"""

TEXTS = {
    "artifact": "an artifact: hf:ORG/NAME or ORG/NAME (a dataset), hf-model:ORG/NAME, github:OWNER/REPO, arxiv:2402.10176, benchmark:NAME, "
    "url:HOST/PATH, name:FREE TEXT, or a URL",
    "benchmark": "a benchmark: an id, a name or an alias; a family (aime) means all its members, NAME@2024-08.. a time of one",
    "minimum": "leave out proposed edges below this confidence; confirmed ones stay",
    "budget": "round trips to the graph; what they do not reach is named in `cut`",
    "most": "entries at most; `truncated` says how many were left out",
}


class Problem(Frozen):
    """What went wrong (RFC 9457)."""

    type: str = Field(description="names the kind of problem; the address lists those that questions come to")
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    instance: str
    mend: str | None = Field(default=None, description="what to do about it")


class ProblemKind(Frozen):
    """A kind of problem: what its `type` is, and what can be done about it."""

    type: str
    title: str
    status: int
    mend: str


class ProblemKinds(Frozen):
    """Every kind of problem that a question comes to."""

    problems: tuple[ProblemKind, ...]


def kinds_of_problem() -> ProblemKinds:
    """The kinds, as `stemma.web.faults` knows them."""
    found = faults.kinds()
    return ProblemKinds(
        problems=tuple(ProblemKind(type=faults.type_of(one.title), title=one.title, status=one.status, mend=one.mend) for one in found)
    )


def problems() -> dict[int | str, dict[str, Any]]:
    """The errors that every address may answer with."""
    said = {
        401: "not let in",
        404: "not in this graph",
        406: "only JSON is spoken",
        422: "a parameter cannot be understood",
        503: "the graph does not answer",
    }
    return {status: {"description": text, "model": Problem} for status, text in said.items()}


def described(routes: Sequence[BaseRoute]) -> dict[str, Any]:
    """The OpenAPI description of these routes; made anew each time."""
    from stemma.web.api_examples import examples

    made = get_openapi(title="Stemma", version=version("stemma"), description=ABOUT, routes=routes)
    made["servers"] = [{"url": "/"}]
    made["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "the token that `stemma serve` prints"},
        "session": {"type": "apiKey", "in": "cookie", "name": "stemma-PORT", "description": "the session of a browser"},
    }
    made["security"] = [{"token": []}, {"session": []}]
    shown = examples()
    for path in made["paths"].values():
        for operation in path.values():
            _finish(operation, shown.get(operation["operationId"]))
    return made


def _finish(operation: dict[str, Any], example: object) -> None:
    """Give an operation its example, and its errors their media type."""
    for status, response in operation["responses"].items():
        if status == "200" and example is not None:
            response["content"]["application/json"]["example"] = example
        elif status != "200":
            response["content"] = {"application/problem+json": response["content"]["application/json"]}
