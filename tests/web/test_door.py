"""Who gets in: the link once, the password slowly, sessions that end, and nobody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI

from stemma.settings import Settings
from stemma.web.app import create_app, door_of
from stemma.web.opened import Opened
from stemma.web.security import passwords
from stemma.web.security.door import Door
from stemma.web.security.sessions import Sessions
from stemma.web.security.throttle import Throttle

from .conftest import Site, client_of, let_in

PAGES = ["/", "/review", "/search?q=x", "/nowhere", "/api/v1/artifacts", "/enter/", "/login/../review", "/static/../review"]


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("path", PAGES)
def test_without_a_session_a_page_says_how_to_get_in(app: FastAPI, path: str) -> None:
    answer = client_of(app).get(path)
    assert answer.status_code == 401
    assert "stemma serve" in answer.text
    assert "WWW-Authenticate" in answer.headers


def test_the_link_lets_one_browser_in_once(app: FastAPI, door: Door) -> None:
    token = door.link_token()
    first, second = client_of(app), client_of(app)
    entered = first.get("/enter", params={"token": token})
    cookie = entered.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert first.get("/").status_code == 200
    assert second.get("/enter", params={"token": token}).status_code == 401
    assert second.get("/").status_code == 401


@pytest.mark.parametrize("token", ["", "x", "ö\ud800".encode("utf-8", "surrogatepass").decode("latin-1")])
def test_a_wrong_token_lets_nobody_in_and_spends_nothing(app: FastAPI, door: Door, token: str) -> None:
    right = door.link_token()
    assert client_of(app).get("/enter", params={"token": token}).status_code == 401
    assert door.take(right)


def test_a_new_link_ends_the_one_before(door: Door) -> None:
    before, after = door.link_token(), door.link_token()
    assert not door.take(before)
    assert door.take(after)


def test_leaving_ends_the_session_on_the_server(site: Site) -> None:
    kept = dict(site.http.cookies)
    assert site.http.post("/logout", data={"csrf_token": site.token}, follow_redirects=False).status_code == 303
    site.http.cookies.update(kept)
    assert site.http.get("/").status_code == 401


def test_sessions_end_when_idle_and_when_old() -> None:
    clock = Clock()
    sessions = Sessions(idle=60, life=600, clock=clock)
    idle, busy = sessions.begin("ada"), sessions.begin("bob")
    for _ in range(11):
        clock.now += 50
        assert sessions.find(busy) is not None
    assert sessions.find(idle) is None
    clock.now += 51
    assert sessions.find(busy) is None
    assert sessions.find("made up") is None
    assert sessions.find(None) is None


def test_sessions_are_bounded_and_the_longest_unseen_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stemma.web.security.sessions.MOST", 3)
    clock = Clock()
    sessions = Sessions(idle=1e6, life=1e6, clock=clock)
    values = []
    for name in "abcd":
        clock.now += 1
        values.append(sessions.begin(name))
    assert [sessions.find(v) is not None for v in values] == [False, True, True, True]


@pytest.fixture
def guarded(settings: Settings, graph: object) -> tuple[FastAPI, Door]:
    passwords.keep(settings.stemma_home, "correct horse")
    clock = Clock()
    door = door_of("host", hashed=passwords.stored(settings), remote=True)
    door.throttle = Throttle(clock)
    app = create_app(settings, opened=Opened(reads=graph, store=graph), door=door, remote=True)  # type: ignore[arg-type]
    app.state.clock = clock
    return app, door


def attempt(app: FastAPI, password: str, *, name: str = "bob") -> tuple[int, dict[str, str], str]:
    http = client_of(app)
    form = http.get("/login").text
    token = form.split('name="csrf_token" value="')[1].split('"')[0]
    made = http.post("/login", data={"password": password, "name": name, "csrf_token": token}, follow_redirects=False)
    return made.status_code, dict(made.headers), made.text


def test_the_password_lets_in_under_the_name_given(guarded: tuple[FastAPI, Door]) -> None:
    app, door = guarded
    status, headers, _ = attempt(app, "correct horse")
    assert (status, headers["location"]) == (303, "/")
    cookie = headers["set-cookie"].split(";")[0].split("=", 1)[1]
    found = door.sessions.find(cookie)
    assert found is not None
    assert found.actor == "bob"


def test_guesses_are_slowed_down_by_address_and_a_right_one_waits_too(guarded: tuple[FastAPI, Door]) -> None:
    app, _ = guarded
    assert [attempt(app, f"wrong {n}")[0] for n in range(3)] == [401, 401, 401]
    status, headers, text = attempt(app, "correct horse")
    assert (status, headers["retry-after"]) == (429, "2")
    assert "Wait 2 s" in text
    app.state.clock.now += 3
    assert attempt(app, "correct horse")[0] == 303


def test_guesses_at_once_count_one_after_another(guarded: tuple[FastAPI, Door]) -> None:
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda n: attempt(guarded[0], f"wrong {n}")[0], range(8)))
    assert sorted(told) == [401] * 3 + [429] * 5


def test_the_wait_doubles_up_to_a_quarter_of_an_hour_and_is_forgotten() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    waits = []
    for _ in range(14):
        throttle.failed("192.0.2.1")
        waits.append(throttle.wait("192.0.2.1"))
    assert waits[:6] == [0, 0, 2, 4, 8, 16]
    assert max(waits) == waits[-1] == 900
    assert throttle.wait("192.0.2.2") == 0
    clock.now += 3700
    assert throttle.wait("192.0.2.1") == 0


def test_one_ipv6_network_counts_as_one_address() -> None:
    throttle = Throttle(Clock())
    for last in range(4):
        throttle.failed(f"2001:db8::{last}")
    assert throttle.wait("2001:db8::ffff") > 0
    assert throttle.wait("2001:db8:1::1") == 0


def test_a_login_without_its_own_form_is_refused(guarded: tuple[FastAPI, Door]) -> None:
    http = client_of(guarded[0])
    http.get("/login")
    made = http.post("/login", data={"password": "correct horse", "name": "x", "csrf_token": "made up"}, follow_redirects=False)
    assert made.status_code == 403


def test_without_a_password_the_form_says_so(app: FastAPI) -> None:
    http = client_of(app)
    assert "no password" in http.get("/login").text
    assert attempt_without_form(app) == 403


def attempt_without_form(app: FastAPI) -> int:
    return client_of(app).post("/login", data={"password": ""}).status_code


def test_a_link_from_elsewhere_asks_the_browser_again_instead_of_shutting_it_out(app: FastAPI, door: Door) -> None:
    entered = let_in(app, door)
    cookies = dict(entered.http.cookies)
    entered.http.cookies.clear()  # As a browser does with a strict cookie when another site links here.
    asked = entered.http.get("/review?x=1", headers={"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"})
    assert 'content="0;url=/review?x=1"' in asked.text
    assert "queue" not in asked.text
    entered.http.cookies.update(cookies)
    assert entered.http.get("/", headers={"sec-fetch-site": "same-origin"}).status_code == 200


def test_a_script_reads_the_api_with_the_token_and_nothing_else(app: FastAPI, door: Door) -> None:
    http = client_of(app)
    bearer = {"authorization": f"Bearer {door.api_token}"}
    assert http.get("/api/v1/no-such-thing", headers=bearer).status_code == 404
    assert http.get("/api/v1/no-such-thing", headers={"authorization": "Bearer x"}).status_code == 401
    assert http.get("/", headers=bearer).status_code == 401
    assert http.post("/api/v1/no-such-thing", headers=bearer).status_code == 401


def test_cookies_of_two_ports_do_not_meet(app: FastAPI, door: Door) -> None:
    http = client_of(app)
    http.get("http://127.0.0.1:8001/enter", params={"token": door.link_token()})
    assert "stemma-8001" in http.cookies
