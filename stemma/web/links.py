"""How pages name one another: one function for every address in a template, so that a site of files can name them its own way.

    {{ href('artifact', 'hf:org/name') }}   {{ href('document', id, at=claim.id, claim=claim.id) }}   {{ href('search', q='math') }}

The links of one rendering are those of `by(...)`; a date that the reader looks at stays in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol
from urllib.parse import quote, urlencode

from stemma.web import words

Value = str | int | float | Sequence[str] | None
TIMELESS = frozenset({"review", "login", "logout", "static"})
"""Pages that always speak of now."""


class Links(Protocol):
    """Names a page: `page` is the first part of its path (`home` for the start), `name` what it is about, `at` a place in it."""

    def __call__(self, page: str, name: str | None = None, *, at: str = "", **query: Value) -> str:
        """The address."""
        ...


class Served:
    """The addresses of a running server, as of the day the reader looks at (empty: now)."""

    def __init__(self, as_of: str = "") -> None:
        self.as_of = as_of

    def __call__(self, page: str, name: str | None = None, *, at: str = "", **query: Value) -> str:
        """See `Links`. Values that are None or empty are left out, lists are repeated; a benchmark's page is not an artifact's."""
        if page == "artifact" and name is not None:
            path = words.artifact_url(name)
        elif page == "benchmark" and name is not None:
            path = words.path_of(page, name.removeprefix("benchmark:"))
        else:
            path = "/" if page == "home" else f"/{page}" if name is None else words.path_of(page, name)
        if self.as_of and page not in TIMELESS:
            query = {**query, "as_of": self.as_of}
        said = urlencode([(key, str(one)) for key, value in query.items() for one in _each(value)], quote_via=quote, safe=":/")
        return path + (f"?{said}" if said else "") + (f"#{quote(at, safe=':')}" if at else "")


def _each(value: Value) -> Sequence[str | int | float]:
    if value is None or value == "":
        return ()
    return (value,) if isinstance(value, str | int | float) else value


_PLAIN = Served()
_links: ContextVar[Links | None] = ContextVar("links", default=None)


def href(page: str, name: str | None = None, *, at: str = "", **query: Value) -> str:
    """The address of a page by the links of this rendering; what templates call."""
    return (_links.get() or _PLAIN)(page, name, at=at, **query)


@contextmanager
def by(links: Links) -> Iterator[None]:
    """Name pages by these links while rendering."""
    token = _links.set(links)
    try:
        yield
    finally:
        _links.reset(token)
