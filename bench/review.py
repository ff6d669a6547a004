"""Fifty edges reviewed in a real browser: the time of each key, from the key to the next claim painted.

    python -m bench.review [--edges 5000] [--keys 50] [--chromium /usr/bin/chromium]

The server runs in this process, the graph in the embedded engine, the browser is Chromium without a window; the time is the
browser's own. With it stand the load of the machine, and how long it took until the last decision was saved.
"""

from __future__ import annotations

import argparse
import os
import statistics
import threading
from time import perf_counter

import uvicorn
from playwright.sync_api import Page, sync_playwright

from bench.grown import grown
from stemma.settings import Settings
from stemma.web.app import create_app, door_of
from stemma.web.opened import Opened
from stemma.web.server import bound, configured

SCRIPT = ("a", "a", "x", "a", "Space", "2", "a", "x", "j", "a")
"""Keys that are pressed again and again."""


def main() -> None:
    """Grow, serve, review, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--edges", type=int, default=5_000)
    parser.add_argument("--keys", type=int, default=50)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    asked = parser.parse_args()
    with grown(asked.edges) as (home, store), bound("127.0.0.1", 0) as listening:
        door = door_of("bench")
        app = create_app(Settings(stemma_home=home), opened=Opened(reads=store.reading(), store=store), door=door)
        server = uvicorn.Server(configured(app))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=asked.chromium, args=["--no-sandbox"])
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                url = f"http://127.0.0.1:{listening.getsockname()[1]}"
                page.goto(f"{url}/enter?token={door.link_token()}")
                _review(page, url, asked.keys, store.counts().edges)
                browser.close()
        finally:
            server.should_exit = True
            thread.join(10)


def _review(page: Page, url: str, keys: int, edges: int) -> None:
    began = perf_counter()
    page.goto(f"{url}/review")
    page.wait_for_selector("#claim[data-edge]", timeout=60_000)
    first = perf_counter() - began
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime")
    page.wait_for_timeout(1500)  # As long as a reader looks at the first claim: what follows is fetched meanwhile.
    for number in range(keys):
        page.keyboard.press(SCRIPT[number % len(SCRIPT)])
        page.wait_for_timeout(250)
    pressed = perf_counter()
    while not page.locator("#unsaved").is_hidden() and perf_counter() - pressed < 30:
        page.wait_for_timeout(20)
    saved = perf_counter() - pressed
    times = sorted(page.evaluate("performance.getEntriesByName('key').map((entry) => entry.duration)"))
    waited = keys - len(times)
    print(f"{edges} edges; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"first paint {painted:.0f} ms; first claim after {1000 * first:.0f} ms, the queue planned")
    print(
        f"{len(times)} keys: median {statistics.median(times):.1f} ms, p95 {times[int(0.95 * len(times))]:.1f} ms, worst {times[-1]:.1f} ms"
    )
    print(f"{waited} keys came before their claim was fetched; all saved {1000 * saved:.0f} ms after the last key")
    print(page.inner_text("#place"), "|", page.inner_text("#pace"))


if __name__ == "__main__":
    main()
