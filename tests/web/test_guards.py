"""What a browser cannot be made to do: forged requests, foreign hosts, framing, caching, writing where one reads."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from neo4j.exceptions import Neo4jError
from pydantic import SecretStr

from graph.errors import StoreUnavailable, UnknownArtifact
from graph.model import Carries
from graph.readonly import ReadOnly
from graph.store import BoltStore
from stemma.errors import BadSetting
from stemma.settings import Settings
from stemma.web import access, assets, routes
from stemma.web.faults import Fault, fault_of
from stemma.web.security import csrf, passwords
from stemma.web.security.hosts import loopback
from stemma.web.security.sessions import Session
from stemma.web.server import Address, bound, serve

from .conftest import Site, client_of

HERE = "http://127.0.0.1"


def post(site: Site, path: str = "/logout", **headers: str) -> int:
    return site.http.post(path, headers={"accept": "text/html", **headers}, follow_redirects=False).status_code


def test_a_post_needs_the_token_of_the_session(site: Site) -> None:
    assert post(site) == 403
    assert post(site, **{"x-csrf-token": "AAAA"}) == 403
    assert post(site, **{"x-csrf-token": csrf.token_of(Session("mallory", 0, 0))}) == 403
    assert site.http.get("/").status_code == 200
    assert post(site, **{"x-csrf-token": site.token}) == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:9"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
    ],
)
def test_another_origin_is_refused_even_with_the_token(site: Site, headers: dict[str, str]) -> None:
    assert post(site, **{"x-csrf-token": site.token}, **headers) == 403


@pytest.mark.parametrize(
    "headers", [{"origin": HERE}, {"sec-fetch-site": "same-origin"}, {"origin": "null", "sec-fetch-site": "same-origin"}]
)
def test_the_same_origin_passes(site: Site, headers: dict[str, str]) -> None:
    assert post(site, **{"x-csrf-token": site.token}, **headers) == 303


def test_tokens_differ_each_time_and_hold(site: Site) -> None:
    held = Session("ada", 0, 0)
    made = {csrf.token_of(held) for _ in range(20)}
    assert len(made) == 20
    assert all(csrf.holds(token, held) for token in made)
    assert not any(csrf.holds(token, Session("eve", 0, 0)) for token in made)
    assert not csrf.holds("ö", held)
    assert site.get("/").count(site.token) == 0


def test_a_form_field_carries_the_token_too_and_its_form_still_arrives(site: Site) -> None:
    assert site.http.post("/logout", data={"csrf_token": site.token}, follow_redirects=False).status_code == 303


def test_a_body_beyond_a_megabyte_is_refused(site: Site) -> None:
    made = site.http.post("/logout", content=b"x" * (csrf.MOST_BYTES + 1), headers={"x-csrf-token": site.token})
    assert made.status_code == 413


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1", "", "localhost@evil.example", "evil.example:127"])
def test_on_loopback_other_hosts_are_refused(app: FastAPI, host: str) -> None:
    assert client_of(app).get("/login", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:1", "LOCALHOST", "[::1]", "[::1]:8000"])
def test_names_of_loopback_are_answered(app: FastAPI, host: str) -> None:
    assert client_of(app).get("/login", headers={"host": host}).status_code == 200


def test_every_answer_carries_the_headers(site: Site) -> None:
    told = [site.http.get("/"), site.http.get("/nowhere"), site.http.get(assets.load().href("app.css")), site.http.post("/")]
    assert [t.status_code for t in told] == [200, 404, 200, 403]
    for answer in told:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert "camera=()" in answer.headers["permissions-policy"]
    assert [t.headers["cache-control"] for t in told[:2]] == ["no-store", "no-store"]


def test_a_defect_is_a_page_with_the_headers(app: FastAPI, site: Site) -> None:
    @app.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError

    quiet = client_of(app)
    quiet._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    quiet.cookies.update(site.http.cookies)
    answer = quiet.get("/broken")
    assert answer.status_code == 500
    assert "defect" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_static_files_are_kept_for_ever_under_their_content_and_packed(site: Site, app: FastAPI) -> None:
    held = assets.load()
    for path in ("app.css", "vendor/htmx-2.0.11.min.js"):
        answer = client_of(app).get(held.href(path), headers={"accept-encoding": "gzip"})
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.content == held.files[path].body
    assert client_of(app).get("/static/old/app.css").headers["cache-control"] == "no-cache"
    assert site.http.get("/static/x/../../app.py").status_code == 404
    assert site.http.get(f"/static/{held.version}/%2e%2e/app.py").status_code == 404


def test_pages_are_packed(site: Site) -> None:
    assert site.http.get("/", headers={"accept-encoding": "gzip"}).headers["content-encoding"] == "gzip"


def all_routes() -> list[APIRoute]:
    """Every route of every file of the package, as `create_app` includes them."""
    modules = [importlib.import_module(f"{routes.__name__}.{found.name}") for found in pkgutil.iter_modules(routes.__path__)]
    found = [route for module in modules if hasattr(module, "router") for route in module.router.routes]
    assert len(found) > 5
    assert all(isinstance(route, APIRoute) for route in found)
    return found


def filled(path: str) -> str:
    return re.sub(r"\{[^}]+\}", "x", path)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_no_address_that_is_read_can_be_written(site: Site, method: str) -> None:
    writable = {route.path for route in all_routes() if "POST" in (route.methods or ())}
    read = [route for route in all_routes() if "GET" in (route.methods or ()) and route.path not in writable]
    assert "/" in {route.path for route in read}
    for route in read:
        answer = site.http.request(method, filled(route.path), headers={"x-csrf-token": site.token})
        assert answer.status_code == 405, f"{method} {route.path}: {answer.status_code}"


def depends_on(route: APIRoute, asked: object) -> bool:
    waiting = [route.dependant]
    while waiting:
        found = waiting.pop()
        if found.call is asked:
            return True
        waiting += found.dependencies
    return False


def test_only_posts_of_the_review_are_handed_the_store() -> None:
    writing = [route for route in all_routes() if depends_on(route, access.writes)]
    assert all(route.methods == {"POST"} for route in writing)
    assert all(route.endpoint.__module__.startswith("stemma.web.routes.review") for route in writing)


def test_a_route_that_asks_for_the_store_on_a_read_is_refused_at_run_time(app: FastAPI, site: Site) -> None:
    @app.get("/sly")
    def sly(store: access.Writes) -> None:
        raise AssertionError(store)

    with pytest.raises(PermissionError, match="may not write"):
        site.http.get("/sly")


def test_the_view_of_pages_has_no_way_to_write_and_its_sessions_are_refused_by_the_server(engine: BoltStore) -> None:
    view = engine.reading()
    assert isinstance(view, ReadOnly)
    before = view.counts()
    assert before.edges > 10
    for write in ("propose", "resolve", "carry", "measure", "decide", "flag", "record_runs", "load", "close"):
        assert hasattr(engine, write)
        with pytest.raises(AttributeError):
            getattr(view, write)
    fact = Carries(dataset="hf:a/b", benchmark="benchmark:x", source="test")
    with pytest.raises((Neo4jError, StoreUnavailable)):
        view._store.carry([fact])
    assert engine.counts() == before


def test_reads_answer_the_same_through_the_view(engine: BoltStore) -> None:
    view = engine.reading()
    edges = engine.all_edges()
    assert view.all_edges() == edges
    assert view.claims(ids=edges[0].claims) == engine.claims(ids=edges[0].claims)
    assert view.decisions() == engine.decisions()
    assert view.artifacts([edges[0].upstream]) == engine.artifacts([edges[0].upstream])


def test_errors_of_the_domain_become_pages_fragments_and_problems(app: FastAPI, site: Site) -> None:
    @app.get("/lost")
    @app.get("/api/v1/lost")
    def lost() -> None:
        raise UnknownArtifact("no <b>node</b> hf:a/b")

    page = site.http.get("/lost")
    assert page.status_code == 404
    assert "no &lt;b&gt;node" in page.text
    assert "stemma crawl" in page.text
    assert "<html" in page.text
    fragment = site.http.get("/lost", headers={"hx-request": "true"})
    assert fragment.status_code == 404
    assert "<html" not in fragment.text
    assert "&lt;b&gt;" in fragment.text
    problem = site.http.get("/api/v1/lost")
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["status"] == 404
    assert "hf:a/b" in problem.json()["detail"]


def test_a_store_that_is_away_says_when_to_come_back() -> None:
    assert fault_of(StoreUnavailable("no server at bolt://x")) == Fault(
        503, "The graph does not answer", "no server at bolt://x", "Run stemma doctor; then load this page again.", 5
    )
    with pytest.raises(ZeroDivisionError):
        fault_of(ZeroDivisionError())


def test_a_bad_date_is_told_as_such(site: Site, app: FastAPI) -> None:
    @app.get("/dated")
    def dated(graph: access.Graph) -> dict[str, int]:
        return {"edges": len(graph.all_edges())}

    assert site.http.get("/dated", params={"as_of": "yesterday"}).status_code == 422
    assert site.http.get("/dated", params={"as_of": "1999-01-01"}).json() == {"edges": 0}
    assert site.http.get("/dated").json()["edges"] > 10


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost"])
def test_what_loopback_is(host: str) -> None:
    assert loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "example.org", "localhost.example.org"])
def test_what_loopback_is_not(host: str) -> None:
    assert not loopback(host)


def refused(settings: Settings, address: Address) -> str:
    with pytest.raises(BadSetting) as caught:
        serve(settings, address, actor="ada", say=print, open_=print)
    return str(caught.value)


def test_other_addresses_need_the_flag_and_a_password(settings: Settings) -> None:
    assert "--allow-remote" in refused(settings, Address("0.0.0.0", 0))
    assert "--set-password" in refused(settings, Address("0.0.0.0", 0, remote=True))
    passwords.keep(settings.stemma_home, "correct horse")
    assert "--allow-remote" in refused(settings, Address("0.0.0.0", 0))


def test_a_taken_port_is_told(settings: Settings) -> None:
    with bound("127.0.0.1", 0) as held:
        assert "--port 0" in refused(settings, Address("127.0.0.1", held.getsockname()[1]))


def test_the_password_is_kept_as_argon2id_for_its_owner_alone(settings: Settings) -> None:
    place = passwords.keep(settings.stemma_home, "correct horse")
    assert place.stat().st_mode & 0o777 == 0o600
    hashed = passwords.stored(settings)
    assert hashed is not None
    assert hashed.startswith("$argon2id$")
    assert "horse" not in Path(place).read_text()
    assert passwords.fits(hashed, "correct horse")
    assert not passwords.fits(hashed, "correct horsf")
    assert not passwords.fits("$argon2id$broken", "correct horse")
    with pytest.raises(BadSetting, match="at least"):
        passwords.keep(settings.stemma_home, "short")


def test_a_setting_that_is_no_hash_is_told(settings: Settings) -> None:
    with pytest.raises(BadSetting, match="STEMMA_WEB_PASSWORD_HASH"):
        passwords.stored(settings.model_copy(update={"stemma_web_password_hash": SecretStr("plain")}))
