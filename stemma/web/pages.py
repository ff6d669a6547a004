"""Pages and fragments out of templates: everything escaped, nothing undefined, nothing cached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from urllib.parse import urlencode

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from stemma.web import assets, links, words
from stemma.web.screens import Screen
from stemma.web.security.csrf import token_of

NAV = (("home", "Home"), ("review", "Review"), ("leaderboard", "Leaderboard"), ("changes", "Changes"))


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates of this package, for a server."""
    return made_of(PackageLoader("stemma.web"), asset=assets.load().href, served=True)


def made_of(loader: BaseLoader, *, asset: Callable[[str], str], served: bool) -> Environment:
    """An environment: every value is escaped, an undefined one is an error; `asset` names static files, `served`: a server answers."""
    made = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(words.FILTERS)
    made.globals.update(asset=asset, served=served, href=links.href, path_of=words.path_of, nav=NAV)
    return made


class Renderer:
    """Renders for one request: `page("explore/edge.html", shown=...)`.

    Every template sees `request_path`, `query` (a dict of the URL's), `asked` (its pairs without the date), `undated` (this
    address without the date), `session` (None before login), `csrf` (a token), `as_of` (the date in the URL, or empty) and
    what it is given; `href` names pages. `dated=True` shows the date picker in the header.
    """

    def __init__(self, request: Request) -> None:
        self._request = request

    def __call__(
        self, template: str, status: int = 200, *, headers: dict[str, str] | None = None, dated: bool = False, **given: object
    ) -> HTMLResponse:
        """A response with the rendered template."""
        return HTMLResponse(self.text(template, dated=dated, **given), status_code=status, headers=headers)

    def screen(self, shown: Screen) -> HTMLResponse:
        """A response with the rendered page."""
        return HTMLResponse(self._rendered(shown.template, shown.dated, shown.given))

    def text(self, template: str, *, dated: bool = False, **given: object) -> str:
        """The rendered template."""
        return self._rendered(template, dated, given)

    def _rendered(self, template: str, dated: bool, given: Mapping[str, object]) -> str:
        request = self._request
        session = getattr(request.state, "session", None)
        as_of = request.query_params.get("as_of", "")
        asked = [pair for pair in request.query_params.multi_items() if pair[0] != "as_of"]
        with links.by(links.Served(as_of)):
            return (
                environment()
                .get_template(template)
                .render(
                    request_path=request.url.path,
                    query=dict(request.query_params),
                    asked=asked,
                    undated=request.url.path + (f"?{urlencode(asked)}" if asked else ""),
                    session=session,
                    csrf=token_of(session) if session else "",
                    as_of=as_of,
                    dated=dated,
                    **given,
                )
            )
