"""The demo: a crawl of the miniature hub, a few verdicts, one contamination question."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from graph import host, review
from graph.exposure import exposures
from graph.walk import walk
from stemma import crawling, wiring
from stemma.cli import render
from stemma.settings import Settings

SEED = "argilla/dpo-mix-7k"
BENCHMARK = "benchmark:truthfulqa"


def run(say: Callable[[str], None]) -> None:
    """Run the demo in a home of its own, which is removed at the end."""
    from fixtures.server import serving

    folder = Path(tempfile.mkdtemp(prefix="stemma-demo-"))
    try:
        with serving() as hub:
            settings = Settings.model_validate(
                {"stemma_home": folder, "stemma_graph": None, "stemma_web": "off", **_endpoints(hub.settings)}
            )
            _show(settings, say)
    finally:
        host.stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _endpoints(settings: dict[str, str]) -> dict[str, str]:
    return {name.lower(): url for name, url in settings.items() if name in ("HF_ENDPOINT", "GITHUB_API_URL", "ARXIV_API_URL")}


def _show(settings: Settings, say: Callable[[str], None]) -> None:
    say(f"$ stemma crawl {SEED} --depth 6      (a miniature hub, served on this machine)\n")
    render.crawl_summary(crawling.crawl(settings, [SEED], depth=6))
    with wiring.store(settings) as store:
        say(f"\n$ stemma upstream {SEED}\n")
        render.tree(walk(store, f"hf:{SEED}", "upstream", 6), upward=True)
        say("\n$ stemma review confirm ...      (the surest edges of the tree, confirmed by you in life)\n")
        for item in sorted(review.queue(store, limit=200), key=lambda i: (-i.probability, i.edge.id))[:4]:
            render.decision(review.confirm(store, item.edge.id, actor="demo", reason="the quote says so"))
        say(f"\n$ stemma exposures {BENCHMARK}\n")
        render.exposure_table(exposures(store, BENCHMARK))
