"""A crawled graph behind a test client, behind a live server, and in a real browser.

`graph` is that crawl in memory, new for each test, so that tests may write. `engine` is the crawl's own store, for what only a
server can show.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient
from typer.testing import CliRunner

from fixtures.server import Hub
from graph import host
from graph.contract import Store
from graph.exports import jsonl
from graph.memory import MemoryStore
from graph.store import BoltStore
from stemma import wiring
from stemma.cli import app as cli
from stemma.settings import Settings
from stemma.web.app import create_app, door_of
from stemma.web.opened import Opened
from stemma.web.security.door import Door
from stemma.web.server import bound, configured

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

SEEDS = ("argilla/dpo-mix-7k", "teknium/OpenHermes-2.5")
CHROMIUM = "/usr/bin/chromium"
LOOPBACK = "http://127.0.0.1"


@pytest.fixture(scope="session")
def engine(hub: Hub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoltStore]:
    """The store of a real crawl of the miniature hub; not to be written."""
    home = tmp_path_factory.mktemp("web")
    env = {**hub.settings, "STEMMA_HOME": str(home), "STEMMA_WEB": "off"}
    made = CliRunner().invoke(cli, ["crawl", *SEEDS, "--depth", "6"], env=env)
    assert made.exit_code == 0, made.output
    with wiring.store(Settings(stemma_home=home)) as store:
        yield store
    host.stop(home)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def records(engine: BoltStore) -> list[dict[str, object]]:
    """The crawl as the lines of an export."""
    return list(jsonl.dump(engine))


@pytest.fixture
def graph(records: list[dict[str, object]]) -> Store:
    """The crawled graph in memory, of this test alone."""
    store = MemoryStore()
    jsonl.load(store, records)
    return store


@pytest.fixture
def settings(home: Path) -> Settings:
    """Settings over an empty home; the graph of a test is not in it."""
    return Settings(stemma_home=home)


@pytest.fixture
def door() -> Door:
    """The door of the test's server, open to `ada` by its link."""
    return door_of("ada")


@pytest.fixture
def app(settings: Settings, graph: Store, door: Door) -> FastAPI:
    """The application over `graph`."""
    return create_app(settings, opened=Opened(reads=graph, store=graph), door=door)


@dataclass
class Site:
    """A test client inside a session; `post` carries its token."""

    http: TestClient
    token: str

    def get(self, path: str, **headers: str) -> str:
        """The text of a page that must be there."""
        answer = self.http.get(path, headers=headers)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:2000]}"
        return answer.text


def client_of(app: FastAPI, **more: object) -> TestClient:
    """A client without a session, on the loopback host."""
    return TestClient(app, base_url=LOOPBACK, raise_server_exceptions=True, **more)  # type: ignore[arg-type]


def let_in(app: FastAPI, door: Door) -> Site:
    """A client that took the link."""
    from stemma.web.security.csrf import token_of

    http = client_of(app)
    assert http.get("/enter", params={"token": door.link_token()}).status_code == 200
    session = door.sessions.find(http.cookies.get("stemma-80"))
    assert session is not None
    return Site(http, token_of(session))


@pytest.fixture
def site(app: FastAPI, door: Door) -> Site:
    """A client in a session of `ada`."""
    return let_in(app, door)


@dataclass
class Live:
    """A server on loopback."""

    url: str
    door: Door

    def link(self, actor: str | None = None) -> str:
        """A new one-time link; who takes it decides as `actor`."""
        if actor is not None:
            self.door.actor = actor
        return f"{self.url}/enter?token={self.door.link_token()}"


@contextmanager
def running(app: FastAPI) -> Iterator[Live]:
    """Serve an app on a free port of loopback, in a thread."""
    with bound("127.0.0.1", 0) as listening:
        server = uvicorn.Server(configured(app))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield Live(f"http://127.0.0.1:{listening.getsockname()[1]}", app.state.door)
        finally:
            server.should_exit = True
            thread.join(timeout=10)


@pytest.fixture
def live(app: FastAPI) -> Iterator[Live]:
    """The application, served on loopback."""
    with running(app) as served:
        yield served


@pytest.fixture(scope="module")
def browser(engine: BoltStore) -> Iterator[Browser]:
    """Chromium without a window, for one file of tests: while it lives no other event loop may run here, so the crawl comes before."""
    del engine
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


Contexts = Callable[..., "BrowserContext"]


@pytest.fixture
def contexts(browser: Browser, live: Live) -> Iterator[Contexts]:
    """Makes browsers of their own: `contexts("bob", color_scheme="dark")` is in a session of bob."""
    with ExitStack() as opened:

        def make(actor: str = "ada", **options: object) -> BrowserContext:
            context = browser.new_context(base_url=live.url, viewport={"width": 1280, "height": 800}, **options)  # type: ignore[arg-type]
            opened.callback(context.close)
            name = f"stemma-{live.url.rpartition(':')[2]}"
            context.add_cookies([{"name": name, "value": live.door.sessions.begin(actor), "url": live.url}])
            return context

        yield make


@pytest.fixture
def page(contexts: Contexts) -> Page:
    """A page of a browser that is let in as ada."""
    made = contexts().new_page()
    made.set_default_timeout(8_000)
    return made
