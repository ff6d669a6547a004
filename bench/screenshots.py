"""Every screen of the web pages as a picture, in light, in dark and at a phone's width, over a crawl of the miniature hub.

    python -m bench.screenshots [--out docs/screenshots]

The results on the leaderboard are made up, and say so. `docs/screens.md` names each picture.
"""

from __future__ import annotations

import argparse
import base64
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench.pages import CHROMIUM, served
from fixtures.server import serving
from graph import host, verdicts
from graph.memory import MemoryStore
from graph.model import Cause, EdgeType, edge_id
from graph.runs import Metric, Run, RunKind
from stemma import crawling, wiring
from stemma.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from graph.store import BoltStore

MIX = "hf:argilla/dpo-mix-7k"
HERMES = "hf:teknium/OpenHermes-2.5"
ORCA = "hf:argilla/distilabel-intel-orca-dpo-pairs"
PLATYPUS = "hf:garage-bAInd/Open-Platypus"
EDGE = edge_id(MIX, ORCA, EdgeType.DERIVED_FROM)
MOST_BYTES = 150_000
QUALITY = 78


class Look(NamedTuple):
    """A way to look at a screen."""

    name: str
    width: int
    height: int
    scheme: str


LOOKS = (Look("light", 1280, 860, "light"), Look("dark", 1280, 860, "dark"), Look("phone", 360, 740, "light"))


def made_up() -> list[Run]:
    """Results that nobody measured, to show what a leaderboard looks like."""
    values = ((PLATYPUS, 0.35), (HERMES, 0.31), (MIX, 0.305), ("hf:LDJnr/Capybara", 0.22))
    return [
        Run(
            kind=RunKind.EVALUATION,
            datasets=(data,),
            model=f"hf-model:example/model-{number}",
            base="hf-model:mistralai/Mistral-7B-v0.1",
            recipe="example",
            protocol="0-shot",
            source="made up for this picture",
            metrics=(
                Metric(on="benchmark:math", name="accuracy", value=value, n=5000),
                Metric(on="benchmark:truthfulqa", name="mc2", value=None, why="not run"),
            ),
        )
        for number, (data, value) in enumerate(values, start=1)
    ]


def screens(run: str, claim: str) -> dict[str, str]:
    """A name and an address for each screen."""
    return {
        "start": "/",
        "search": "/search?q=ultrafeedback",
        "artifact": f"/artifact/{HERMES}",
        "artifact-opened": f"/artifact/{MIX}?x=hf:argilla/ultrafeedback-binarized-preferences-cleaned&show=rejected#family",
        "artifact-then": f"/artifact/{MIX}?as_of=2026-01-31",
        "why": f"/why/{HERMES}?benchmark=benchmark:math",
        "edge": f"/edge/{EDGE}",
        "benchmark": "/benchmark/truthfulqa",
        "document": f"/document/{MIX}?claim={claim}#{claim}",
        "run": f"/run/{run}",
        "leaderboard": "/leaderboard?benchmark=benchmark:math",
        "changes": "/changes",
        "review": "/review",
        "fault": "/artifact/hf:argilla/dpo-mix",
    }


def prepared(store: BoltStore) -> dict[str, str]:
    """A few verdicts and results over the crawl; the screens of it."""
    for pair in ((MIX, ORCA), (HERMES, PLATYPUS)):
        verdicts.confirm(store, edge_id(*pair, EdgeType.DERIVED_FROM), actor="ada", reason="its card says so")
    other = edge_id("hf:argilla/distilabel-capybara-dpo-7k-binarized", MIX, EdgeType.DERIVED_FROM)
    if store.edges([other]):
        verdicts.reject(store, other, actor="ada", cause=Cause.WRONG_DIRECTION)
    runs = made_up()
    store.record_runs(runs)
    claim = next(claim for claim in store.claims(ids=store.edges([EDGE])[0].claims) if claim.document_id == MIX)
    return screens(runs[1].id, claim.id)


@contextmanager
def crawled() -> Iterator[BoltStore]:
    """The store of a crawl of the miniature hub, in a home of its own that is removed at the end."""
    home = Path(tempfile.mkdtemp(prefix="stemma-screens-"))
    try:
        with serving() as hub:
            ends = {name.lower(): url for name, url in hub.settings.items()}
            settings = Settings.model_validate({**ends, "stemma_home": home, "stemma_web": "off"})
            crawling.crawl(settings, [MIX, HERMES], depth=6)
        with wiring.store(settings) as store:
            yield store
    finally:
        host.stop(home)
        shutil.rmtree(home, ignore_errors=True)


def take(page: Page, url: str, out: Path) -> int:
    """A picture of a page once nothing is awaited any more; its size in bytes."""
    page.goto(url)
    page.wait_for_load_state("networkidle")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    session = page.context.new_cdp_session(page)
    shot = base64.b64decode(session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})["data"])
    session.detach()
    out.write_bytes(shot)
    return len(shot)


def pictures(browser: Browser, link: str, ways: dict[str, str], out: Path) -> Iterator[tuple[str, int]]:
    """Every screen in every look, let in by one link; name and size of each file."""
    origin = link.partition("/enter")[0]
    entry = browser.new_context()
    entry.new_page().goto(link)
    held = entry.storage_state()
    entry.close()
    for look in LOOKS:
        size = {"width": look.width, "height": look.height}
        context = browser.new_context(
            storage_state=held,
            viewport=size,  # type: ignore[arg-type]
            color_scheme=look.scheme,  # type: ignore[arg-type]
            has_touch=look.name == "phone",
            reduced_motion="reduce",
        )
        page = context.new_page()
        for name, path in ways.items():
            file = f"{name}-{look.name}.webp"
            yield file, take(page, origin + path, out / file)
        context.close()


def main() -> None:
    """Write the pictures."""
    from playwright.sync_api import sync_playwright

    asked = argparse.ArgumentParser()
    asked.add_argument("--out", type=Path, default=Path("docs/screenshots"))
    out: Path = asked.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    with crawled() as store, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        ways = prepared(store)
        with served(store) as link:
            _told(pictures(browser, link, ways, out))
        with served(MemoryStore()) as link:
            _told(pictures(browser, link, {"empty": "/"}, out))
        browser.close()


def _told(taken: Iterator[tuple[str, int]]) -> None:
    for file, size in taken:
        print(f"{file} {size / 1000:.0f} KB{'  too large' if size > MOST_BYTES else ''}")


if __name__ == "__main__":
    main()
