"""The explorer as files: every link leads to a file, the answers beside them are the API's, nothing is left out unsaid."""

from __future__ import annotations

import functools
import http.server
import json
import re
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from graph.exports import jsonl
from graph.memory import MemoryStore
from graph.model import Status
from graph.search import find
from graph.snapshot import Snapshot
from stemma import answers
from stemma.errors import BadSetting
from stemma.site.build import MARKER, Built, build
from stemma.site.pages import Wanted
from stemma.site.places import Place
from stemma.web.api_examples import MIX, family

from .conftest import SEEDS
from .test_serve import serious

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Site = tuple[Path, Built]


class Links(HTMLParser):
    """Every address in a page, and what must not be in one."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inline: list[str] = []
        self.forms: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [value for name in ("href", "src", "data-hop", "data-names") if (value := given.get(name))]
        self.inline += [f"{tag} {name}" for name in given if name.startswith(("on", "hx-", "style"))]
        self.inline += [tag] if tag == "style" or (tag == "script" and "src" not in given) else []
        if tag == "form":
            self.forms.append(f"{given.get('method', 'get')} {given.get('action', '')}")


def quiet(_: str) -> None:
    """Says nothing."""


@pytest.fixture(scope="module")
def crawl(records: list[dict[str, object]]) -> MemoryStore:
    """The crawl of the miniature hub."""
    store = MemoryStore()
    jsonl.load(store, records)
    return store


@pytest.fixture(scope="module")
def site(crawl: MemoryStore, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of the crawl."""
    folder = tmp_path_factory.mktemp("site") / "public"
    return folder, build(crawl, folder, Wanted(), say=quiet)


def pages(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}


def data(folder: Path, place: Place) -> Any:
    return json.loads((folder / place.data).read_text(encoding="utf-8"))


def test_every_address_is_relative_and_leads_to_a_file(site: Site) -> None:
    folder, built = site
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    written = pages(folder)
    assert sum(built.pages.values()) == len(written)
    for name, text in written.items():
        for address in Links(text).found:
            if re.match(r"https?://", address):
                continue
            assert not address.startswith("/"), f"{name}: {address}"
            path = unquote(address.partition("#")[0].partition("?")[0])
            target = normpath(join(dirname(name), path)) if path else name
            if target.endswith(".html") or "." in target.rpartition("/")[2]:
                assert target in files, f"{name}: {address}"


def test_fragments_of_addresses_are_places_on_their_pages(site: Site) -> None:
    folder, _ = site
    written = pages(folder)
    anchors = {name: set(re.findall(r' id="([^"]+)"', text)) for name, text in written.items()}
    seen = 0
    for name, text in written.items():
        for address in Links(text).found:
            path, _, fragment = address.partition("#")
            if fragment.startswith("c:"):
                seen += 1
                assert unquote(fragment) in anchors[normpath(join(dirname(name), unquote(path.partition("?")[0]))) if path else name]
    assert seen > 50


def test_no_page_runs_inline_code_asks_a_server_or_can_send_anything(site: Site) -> None:
    for name, text in pages(site[0]).items():
        found = Links(text)
        assert not found.inline, f"{name}: {found.inline}"
        assert all(form.startswith("get ") for form in found.forms), name
        assert "htmx" not in text
        if not name.startswith("graph/"):
            assert "Content-Security-Policy" in text


def test_every_artifact_edge_and_document_has_its_page_and_its_answer(site: Site, crawl: MemoryStore) -> None:
    folder, built = site
    assert built.pages["edge"] == len(crawl.all_edges())
    assert built.pages["artifact"] + built.pages["benchmark"] == len(crawl.artifacts())
    assert built.absent == 0
    held = Snapshot(crawl)
    for edge in crawl.all_edges()[:10]:
        assert data(folder, Place("edge", edge.id)) == answers.explain_edge(held, edge.id).model_dump(mode="json")
    seed = f"hf:{SEEDS[0]}"
    assert data(folder, Place("artifact", seed)) == answers.artifact(held, seed).model_dump(mode="json")
    assert data(folder, Place("benchmark", "benchmark:math")) == answers.exposures(held, "math").model_dump(mode="json")
    edges = crawl.counts().edges
    assert f"{edges} of {edges} edges shown" in (folder / "index.html").read_text(encoding="utf-8")


def test_what_a_minimum_leaves_out_is_said_on_every_page(crawl: MemoryStore, tmp_path: Path) -> None:
    below = [edge for edge in crawl.all_edges() if edge.status is Status.PROPOSED and edge.confidence < 0.9]
    built = build(crawl, tmp_path / "site", Wanted(minimum=0.9), say=quiet)
    assert built.left_out == len(below) > 0
    assert built.edges + built.left_out == crawl.counts().edges
    for name, text in pages(tmp_path / "site").items():
        if not name.startswith("graph/"):
            assert (
                f"{built.edges} of {built.edges + built.left_out} edges shown: {built.left_out} proposals below 0.90 are left out" in text
            ), name
    assert not [edge for edge in below if (tmp_path / "site" / Place("edge", edge.id).file).exists()]


def test_quotes_only_shows_no_other_line_of_a_document(crawl: MemoryStore, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    build(crawl, folder, Wanted(quotes_only=True), say=quiet)
    shown = 0
    for document in crawl.documents():
        text = next(folder.glob(f"document/*{document.sha256[:16]}.html")).read_text()
        lines = re.findall(r'<span class="t">(.*?)</span></div>', text)
        shown += sum("<mark" in line for line in lines)
        assert all("<mark" in line or line == "…" for line in lines)
        assert json.loads(next(folder.glob(f"document/*{document.sha256[:16]}.json")).read_text())["text"] == ""
    assert shown > 50


def test_a_site_is_replaced_whole_and_nothing_else_is(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    build(family(), folder, Wanted(), say=quiet)
    (folder / "old.html").write_text("of an earlier site")
    build(family(), folder, Wanted(), say=quiet)
    assert not (folder / "old.html").exists()
    assert (folder / MARKER).exists()
    assert {path.name for path in tmp_path.iterdir()} == {"site"}
    (folder / MARKER).unlink()
    with pytest.raises(BadSetting, match="not written over"):
        build(family(), folder, Wanted(), say=quiet)
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadSetting, match="not written over"):
        build(family(), tmp_path / "file", Wanted(), say=quiet)


def test_a_failure_leaves_the_earlier_site_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "site"
    build(family(), folder, Wanted(), say=quiet)
    before = pages(folder)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("stemma.site.build._Site._file", full)
    with pytest.raises(BadSetting, match="No space left"):
        build(family(), folder, Wanted(), say=quiet)
    assert pages(folder) == before
    assert {path.name for path in tmp_path.iterdir()} == {"site"}


@pytest.fixture(scope="module")
def served(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The addresses of the crawl's site and of a small one, each served as files by the standard library."""
    small = tmp_path_factory.mktemp("small") / "public"
    build(family(), small, Wanted(), say=quiet)

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    servers = {}
    for name, folder in {"crawl": site[0], "small": small}.items():
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers[name] = server
    yield {name: f"http://127.0.0.1:{server.server_port}/" for name, server in servers.items()}
    for server in servers.values():
        server.shutdown()
        server.server_close()


@pytest.mark.browser
def test_a_browser_walks_every_link_without_a_complaint(browser: Browser, served: dict[str, str]) -> None:
    page = browser.new_page()
    complaints: list[object] = []
    page.on("console", lambda said: complaints.append((page.url, said.text)) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append((page.url, str(error))))
    page.on("response", lambda answer: complaints.append((page.url, answer.url)) if answer.status >= 400 else None)
    base = served["small"]
    ahead, seen = [base], {base}
    while ahead:
        page.goto(ahead.pop())
        assert page.locator("main h1").count() == 1, page.url
        for address in page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"):
            plain = address.partition("#")[0].partition("?")[0]
            if plain.startswith(base) and plain.endswith(".html") and plain not in seen:
                seen.add(plain)
                ahead.append(plain)
    assert len(seen) > 15
    kinds = "artifact/hf~argilla~dpo-mix-7k benchmark/benchmark~math all changes leaderboard".split()
    for name in [*kinds, "index", "search"]:
        page.goto(f"{served['crawl']}{name}.html")
        assert page.locator("main h1").count() == 1, page.url
        assert serious(page) == [], page.url
    page.close()
    assert complaints == []


@pytest.mark.browser
def test_the_picture_opens_further_without_a_server(browser: Browser, served: dict[str, str]) -> None:
    page = browser.new_page()
    page.set_default_timeout(8_000)
    page.goto(f"{served['crawl']}artifact/hf~argilla~dpo-mix-7k.html")
    rows = page.locator("[data-graph-tables] tr[data-node]")
    before = rows.count()
    page.locator("[data-graph-tables] a.open").first.click()
    rows.nth(before).wait_for()
    assert page.locator("[data-graph-fault]").is_hidden()
    page.close()


@pytest.mark.browser
def test_the_search_finds_what_the_server_finds_in_its_order(browser: Browser, served: dict[str, str], crawl: MemoryStore) -> None:
    page = browser.new_page()
    page.set_default_timeout(8_000)
    for text in ("orca", "open orca", "Open-Orca/OpenOrca", "MATH", "grade school math 8k", "dpo mix", "ultrafedback", "zzzz", "data"):
        page.goto(f"{served['crawl']}search.html?q={text}")
        page.locator("[data-found]", has_text=re.compile("shown|called so")).wait_for()
        links = page.eval_on_selector_all("[data-results] > li > .result a", "links => links.map(link => link.getAttribute('href'))")
        wanted = [Place("benchmark" if one.id.startswith("benchmark:") else "artifact", one.id).file for one in find(crawl, text).results]
        assert links == wanted, text
    page.fill("main input[name=q]", MIX)
    page.press("main input[name=q]", "Enter")
    page.locator("[data-found]", has_text=re.compile("shown|called so")).wait_for()
    assert page.locator("[data-title]").text_content() == f"“{MIX}”"
    page.close()
