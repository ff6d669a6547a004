"""The demo: a crawl of the miniature hub, a few verdicts, one contamination question."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from graph import host, verdicts
from graph.exposure import exposures
from graph.model import EdgeType, edge_id
from graph.walk import walk
from stemma import crawling, wiring
from stemma.cli import render, render_exposure
from stemma.settings import Settings

SEED = "teknium/OpenHermes-2.5"
BENCHMARK = "benchmark:math"


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
    say(f"$ stemma crawl {SEED} --depth 6      (of a miniature hub, served on this machine)\n")
    render.crawl_summary(crawling.crawl(settings, [SEED], depth=6))
    with wiring.store(settings) as store:
        say(f"\n$ stemma upstream {SEED}\n")
        render.tree(walk(store, f"hf:{SEED}", "upstream", 6), upward=True)
        say(f"\n$ stemma exposures {BENCHMARK} --min 0.3\n")
        found = exposures(store, BENCHMARK, minimum=0.3)
        render_exposure.table(found)
        say("\n$ stemma review confirm ...            (the edges of that path, having read their quotes)\n")
        for hop in next((row.path for row in found.rows if row.artifact == f"hf:{SEED}"), ()):
            made = verdicts.confirm(
                store, edge_id(hop.downstream, hop.upstream, EdgeType.DERIVED_FROM), actor="demo", reason="its quote says so"
            )
            render.decision(made)
        say(f"\n$ stemma exposures {BENCHMARK} --min 0.3\n")
        render_exposure.table(exposures(store, BENCHMARK, minimum=0.3))
    say(f"\nNow yours: stemma crawl ORG/NAME, then stemma exposures {BENCHMARK}.")
