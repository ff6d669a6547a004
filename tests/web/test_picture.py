"""The picture of a neighbourhood in a real browser: it opens a hop at a time, says what the tables say, and is its address."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from graph.contract import Store
from graph.exports import csv as csv_export
from graph.exports import mermaid
from graph.neighbourhood import Neighbourhood, neighbourhood
from graph.walk import Walk, WalkNode
from stemma.web.pages import environment
from stemma.web.routes import artifact as artifact_page
from stemma.web.routes.graph import View

pytestmark = pytest.mark.browser

ROOT = "hf:argilla/dpo-mix-7k"
FED = "hf:argilla/ultrafeedback-binarized-preferences-cleaned"


def _open(page: Page, path: str = f"/artifact/{ROOT}") -> None:
    page.goto(path)
    page.wait_for_selector("section[data-graph][data-drawn]")


def _drawn(page: Page) -> tuple[set[str], set[str]]:
    """The artifacts and edges of the picture."""
    said: Any = page.evaluate(
        "(() => { const cy = document.querySelector('section[data-graph]').explorer.picture.cy;"
        " return [cy.nodes().map((n) => n.data('spelled')), cy.edges().map((e) => e.id())]; })()"
    )
    return set(said[0]), set(said[1])


def _told(page: Page) -> tuple[set[str], set[str]]:
    """The artifacts and edges of the tables."""
    said: Any = page.evaluate(
        "['node', 'edge'].map((what) => [...document.querySelectorAll(`tr[data-${what}]`)].map((row) => JSON.parse(row.dataset.record).id))"
    )
    return set(said[0]), set(said[1])


def _press(page: Page, artifact: str) -> None:
    """A press of the mouse on an artifact's box, once the page stands still."""
    page.locator("[data-graph-picture]").scroll_into_view_if_needed()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    at: Any = page.evaluate(
        "(id) => { const picture = document.querySelector('section[data-graph]').explorer.picture;"
        " const box = picture.container.getBoundingClientRect(), at = picture.cy.getElementById(id.toLowerCase()).renderedPosition();"
        " return {x: box.x + at.x, y: box.y + at.y}; }",
        artifact,
    )
    page.mouse.click(at["x"], at["y"])


def _agrees(page: Page, around: Neighbourhood) -> None:
    assert _drawn(page) == _told(page) == ({p.id for p in around.places}, {e.id for e in around.edges})


def test_it_opens_at_one_hop_and_a_press_opens_one_artifact_by_one(page: Page, graph: Store) -> None:
    _open(page)
    _agrees(page, neighbourhood(graph, ROOT))
    with page.expect_response("**/graph/**"):
        _press(page, FED)
    around = neighbourhood(graph, ROOT, opened=[FED])
    expect(page.locator("[data-graph-shown]")).to_have_text(f"{around.shown} of {around.known}")
    _agrees(page, around)
    assert "x=" in page.url
    page.reload()
    _open(page, page.url)
    _agrees(page, around)
    with page.expect_response("**/graph/**"):
        _press(page, FED)
    expect(page.locator("[data-graph-shown]")).to_have_text(f"{neighbourhood(graph, ROOT).shown} of {neighbourhood(graph, ROOT).known}")
    assert "x=" not in page.url


def test_sliders_and_switches_ask_for_a_view_and_the_address_holds_it(page: Page, graph: Store) -> None:
    _open(page)
    page.focus("#depth")
    with page.expect_response("**/graph/**"):
        page.keyboard.press("ArrowRight")
    with page.expect_response("**/graph/**"):
        page.locator("#min").fill("0.9")
    with page.expect_response("**/graph/**"):
        page.get_by_label("sources", exact=True).check()
    around = neighbourhood(graph, ROOT, direction="upstream", depth=2, minimum=0.9)
    expect(page.locator("[data-graph-shown]")).to_have_text(f"{around.shown} of {around.known}")
    _agrees(page, around)
    assert {"dir=upstream", "depth=2", "min=0.9"} <= set(page.url.partition("?")[2].split("&"))
    _open(page, page.url)
    _agrees(page, around)
    assert page.locator("output[for=min]").text_content() == "0.90"


def test_the_keyboard_goes_along_edges_and_opens(page: Page, graph: Store) -> None:
    _open(page)
    page.focus("[data-graph-picture]")
    page.keyboard.press("ArrowLeft")
    first = page.locator("[data-graph-at] a").text_content()
    assert first in {edge.upstream for edge in neighbourhood(graph, ROOT).edges}
    page.keyboard.press("ArrowDown")
    second = page.locator("[data-graph-at] a").text_content()
    assert second is not None
    assert second not in (first, ROOT)
    assert page.locator("tr[aria-current=true]").count() == 1
    with page.expect_response("**/graph/**"):
        page.keyboard.press("Enter")
    around = neighbourhood(graph, ROOT, opened=[second])
    expect(page.locator("[data-graph-shown]")).to_have_text(f"{around.shown} of {around.known}")
    expect(page.locator("[data-graph-picture]")).to_be_focused()
    before: Any = page.evaluate("document.querySelector('section[data-graph]').explorer.picture.cy.zoom()")
    page.keyboard.press("-")
    assert page.evaluate("document.querySelector('section[data-graph]').explorer.picture.cy.zoom()") < before


def test_the_tables_open_too_and_keep_the_focus(page: Page, graph: Store) -> None:
    _open(page)
    link = page.locator(f'a[data-open="{FED}"]')
    with page.expect_response("**/graph/**"):
        link.press("Enter")
    around = neighbourhood(graph, ROOT, opened=[FED])
    expect(page.locator("[data-graph-shown]")).to_have_text(f"{around.shown} of {around.known}")
    _agrees(page, around)


def test_what_is_on_the_screen_is_saved_as_it_stands(page: Page, graph: Store, tmp_path: Path) -> None:
    _open(page, f"/artifact/{ROOT}?depth=2&x={FED}")
    nodes, edges = _told(page)
    around = neighbourhood(graph, ROOT, depth=2, opened=[FED])
    saved = {}
    for name in ("PNG", "SVG", "CSV", "JSON", "Mermaid"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name, exact=True).click()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        saved[name] = path.read_bytes()
    assert saved["PNG"].startswith(b"\x89PNG")
    drawing = ET.fromstring(saved["SVG"])
    words = ["".join(text.itertext()) for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert len(words) == len(nodes) + len(edges)
    assert sum("proposed" in said for said in words) == sum(edge.status == "proposed" for edge in around.edges)
    told = json.loads(saved["JSON"])
    assert ({n["id"] for n in told["nodes"]}, {e["id"] for e in told["edges"]}) == (nodes, edges)
    by_id = {edge.id: edge for edge in around.edges}
    order = tuple(by_id[edge["id"]] for edge in told["edges"])
    places = {place.id: WalkNode(id=place.id, depth=place.depth, kind=place.kind, state=place.state) for place in around.places}
    walk = Walk(root=ROOT, nodes=tuple(places[node["id"]] for node in told["nodes"]), edges=order)
    assert saved["Mermaid"].decode().splitlines() == list(mermaid.lines(walk))
    rows = list(csv.reader(io.StringIO(saved["CSV"].decode())))
    ours = list(csv.reader(csv_export.lines(walk)))
    assert rows[0] == ours[0]
    for mine, its in zip(rows[1:], ours[1:], strict=True):
        assert [float(c) if k == "confidence" else c for k, c in zip(ours[0], mine, strict=True)] == [
            float(c) if k == "confidence" else c for k, c in zip(ours[0], its, strict=True)
        ]


def test_a_failure_is_told_and_what_was_seen_stays(page: Page, graph: Store) -> None:
    _open(page)
    page.route("**/graph/**", lambda route: route.abort())
    page.locator("#min").fill("0.5")
    expect(page.locator("[data-graph-fault]")).to_contain_text("could not be loaded")
    _agrees(page, neighbourhood(graph, ROOT))
    assert page.locator("section[data-graph]").get_attribute("aria-busy") == "false"
    page.unroute("**/graph/**")
    page.locator("#min").fill("0.55")
    expect(page.locator("[data-graph-fault]")).to_be_hidden()


def test_without_the_library_the_tables_are_there_and_it_is_said(page: Page, graph: Store) -> None:
    page.route("**/cytoscape-3*", lambda route: route.abort())
    page.goto(f"/artifact/{ROOT}")
    expect(page.locator("[data-graph-fault]")).to_contain_text("The picture cannot be drawn")
    assert _told(page)[0] == {place.id for place in neighbourhood(graph, ROOT).places}


def test_tables_sort_by_a_press_and_unknown_comes_last(page: Page) -> None:
    _open(page, f"/artifact/{ROOT}?depth=3")
    heading = page.locator("table:has(tbody[data-edges]) th").filter(has_text="Confidence")
    heading.get_by_role("button").click()
    said: Any = page.evaluate("[...document.querySelectorAll('tbody[data-edges] tr')].map((r) => JSON.parse(r.dataset.record).confidence)")
    assert said == sorted(said, reverse=True)
    assert heading.get_attribute("aria-sort") == "descending"
    heading.get_by_role("button").click()
    again: Any = page.evaluate("[...document.querySelectorAll('tbody[data-edges] tr')].map((r) => JSON.parse(r.dataset.record).confidence)")
    assert again == sorted(said)
    page.locator("table:has(tbody[data-edges]) th").filter(has_text="Rows taken").get_by_role("button").click()
    rows: Any = page.evaluate("[...document.querySelectorAll('tbody[data-edges] tr')].map((r) => JSON.parse(r.dataset.record).rows_taken)")
    known = [row for row in rows if row is not None]
    assert rows[: len(known)] == sorted(known, reverse=True)


def test_without_a_server_the_hops_of_files_are_merged(page: Page, graph: Store) -> None:
    shown = artifact_page.screen(graph, ROOT, View(), whole=True)
    frame: dict[str, object] = {
        "request_path": f"/artifact/{ROOT}",
        "query": {},
        "asked": [],
        "undated": "",
        "session": None,
        "csrf": "",
        "as_of": "",
        "dated": False,
    }
    body = environment().get_template(shown.template).render(**frame, **shown.given)

    def files(route: Route) -> None:
        route.fulfill(body=body, content_type="text/html")

    page.route(f"**/artifact/{ROOT}*", files)
    _open(page)
    _agrees(page, neighbourhood(graph, ROOT))
    _press(page, FED)
    around = neighbourhood(graph, ROOT, opened=[FED])
    expect(page.locator("tr[data-node]")).to_have_count(around.shown)
    _agrees(page, around)
    page.locator("#depth").fill("2")
    deep = neighbourhood(graph, ROOT, depth=2, opened=[FED])
    expect(page.locator("tr[data-node]")).to_have_count(deep.shown)
    _agrees(page, deep)
    page.locator("#min").fill("0.9")
    sure = neighbourhood(graph, ROOT, depth=2, opened=[FED], minimum=0.9)
    expect(page.locator("tr[data-node]")).to_have_count(sure.shown)
    _agrees(page, sure)


def test_it_repaints_when_the_theme_changes(page: Page) -> None:
    _open(page)
    paint = "document.querySelector('section[data-graph]').explorer.picture.cy.nodes()[0].style('background-color')"
    light = page.evaluate(paint)
    page.locator("#theme").click()
    page.locator("#theme").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate(paint) != light
