"""Every page of the explorer in a browser: nothing for assistive software to stumble over, nothing refused, nothing wider than a phone."""

from __future__ import annotations

import gzip
import re

import pytest
from playwright.sync_api import ConsoleMessage, Error, Page, expect

from graph.contract import Store
from graph.exports import jsonl
from graph.model import EdgeType, edge_id
from graph.runs import Metric, Run, RunKind
from stemma import answers

from .conftest import Contexts, Site
from .test_explorer_states import harmful
from .test_serve import serious

ROOT = "hf:argilla/dpo-mix-7k"
HERMES = "hf:teknium/OpenHermes-2.5"
EDGE = edge_id(ROOT, "hf:argilla/distilabel-intel-orca-dpo-pairs", EdgeType.DERIVED_FROM)
RUN = Run(
    kind=RunKind.EVALUATION,
    datasets=(HERMES,),
    source="https://example.org/board",
    metrics=(Metric(on="benchmark:math", name="accuracy", value=0.3, n=5000),),
)
SCREENS = (
    "/",
    f"/artifact/{ROOT}?depth=2&show=rejected",
    f"/edge/{EDGE}",
    f"/why/{HERMES}?benchmark=math",
    "/benchmark/math",
    f"/document/{ROOT}",
    f"/run/{RUN.id}",
    "/leaderboard?benchmark=math",
    "/search?q=ultrafeedback",
    "/changes",
    f"/artifact/{ROOT}?as_of=2020-01-31",
    "/artifact/hf:nobody/nothing",
)
MOST_SCRIPT = 300_000
CONTRAST = "axe.run({runOnly: ['color-contrast']}).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => n.html + n.failureSummary)))"
"""What colours change, of the page that axe-core is already in."""


def _settled(page: Page, path: str) -> list[str]:
    """Opens a page, waits until its parts are in, and gives what the console said."""
    said: list[str] = []

    def console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            said.append(message.text)

    def failed(error: Error) -> None:
        said.append(str(error))

    page.on("console", console)
    page.on("pageerror", failed)
    page.goto(path)
    expect(page.locator("[aria-busy=true], section[data-graph]:not([data-drawn])")).to_have_count(0)
    page.remove_listener("console", console)
    page.remove_listener("pageerror", failed)
    return said


@pytest.mark.browser
def test_every_page_is_clean_in_light_in_dark_and_on_a_phone(page: Page, graph: Store) -> None:
    graph.record_runs([RUN])
    wrong: list[tuple[str, object]] = []
    for path in SCREENS:
        page.set_viewport_size({"width": 1280, "height": 800})
        wrong += [(path, line) for line in _settled(page, path) if "404" not in line]
        page.emulate_media(color_scheme="light")
        wrong += [(path, fault) for fault in serious(page)]
        page.emulate_media(color_scheme="dark")
        wrong += [(f"{path} dark", fault) for fault in page.evaluate(CONTRAST)]
        page.set_viewport_size({"width": 360, "height": 740})
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 360:
            wrong.append((path, f"{width} pixels wide"))
    assert wrong == []


@pytest.mark.browser
def test_what_somebody_wrote_to_do_harm_does_none(page: Page, graph: Store) -> None:
    jsonl.load(graph, jsonl.dump(harmful()))
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    edge = next(edge.id for edge in graph.all_edges() if edge.downstream == "hf:evil/set")
    for path in ("/artifact/hf:evil/set", f"/edge/{edge}", "/document/web:javascript:alert(1)", "/search?q=<script>alert(9)</script>"):
        assert _settled(page, path) == [], path
    assert asked == []


@pytest.mark.browser
def test_a_quote_is_scrolled_to_by_its_address(page: Page, graph: Store) -> None:
    claim = answers.document(graph, ROOT).marks[-1].claim.id
    page.set_viewport_size({"width": 1000, "height": 300})
    page.goto(f"/document/{ROOT}?claim={claim}#{claim}")
    expect(page.locator(f"[id='{claim}']")).to_be_in_viewport()
    first = answers.document(graph, ROOT).marks[0].claim.id
    page.locator(f"[data-claim='{first}']").click()
    expect(page.locator(f"[id='{first}']")).to_be_in_viewport()
    expect(page.locator(".read-here li[aria-current]")).to_contain_text("mixes in")


@pytest.mark.browser
def test_the_whole_artifact_page_can_be_walked_by_the_keyboard(page: Page) -> None:
    _settled(page, f"/artifact/{ROOT}")
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.dataset.export ?? document.activeElement.id ?? ''"))
        # A date field hands the focus to its parts, which a page cannot ask.
        seen_now = page.evaluate("document.activeElement.matches(':focus-visible, [type=date]')")
        assert seen_now, page.evaluate("document.activeElement.outerHTML")[:300]
    assert {"depth", "min", "png", "svg", "csv", "json", "mermaid"} <= seen


@pytest.mark.browser
def test_nothing_moves_for_who_wants_no_motion(contexts: Contexts) -> None:
    page = contexts(reduced_motion="reduce").new_page()
    page.goto(f"/artifact/{ROOT}")
    page.wait_for_selector("section[data-graph][data-drawn]")
    running = page.evaluate("document.getAnimations().filter((one) => one.playState === 'running').length")
    assert running == 0
    assert page.evaluate("document.querySelector('section[data-graph]').explorer.picture.cy.elements().some((e) => e.animated())") is False


def test_no_page_loads_more_script_than_a_phone_likes(site: Site, graph: Store) -> None:
    graph.record_runs([RUN])
    for path in SCREENS[:-1]:
        page = site.get(path)
        later = re.findall(r'data-scripts="([^"]+)"', page)
        scripts = [*re.findall(r'<script src="([^"]+)"', page), *(script for said in later for script in said.split())]
        size = 0
        for script in _with_imports(site, scripts):
            size += len(gzip.compress(site.get(script).encode(), 9))
        assert size < MOST_SCRIPT, (path, size)
        assert ("cytoscape" in page.replace("__________cytoscape", "")) == path.startswith("/artifact"), path
        assert all(" defer" in tag or 'type="module"' in tag or "theme.js" in tag for tag in re.findall(r"<script[^>]*>", page)), path


def _with_imports(site: Site, scripts: list[str]) -> set[str]:
    found = set(scripts)
    for script in scripts:
        folder = script.rpartition("/")[0]
        found |= {f"{folder}/{name}" for name in re.findall(r'from "\./([\w.-]+)"', site.get(script))}
    return found
