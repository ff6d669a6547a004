"""How long a crawl takes, against the floor that the latency of its services sets.

The floor of a crawl of n requests at latency L and width 16 is max(longest chain of dependent requests x L, n x L / 16).
A request depends on those of the artifact that led to it, and on earlier ones of its own artifact that it did not overlap.

    python -m bench.crawl [--url http://127.0.0.1:8399 --seed ORG/NAME --latency-ms 100]
"""

from __future__ import annotations

import argparse
import heapq
import re
import resource
import shutil
import sqlite3
import tempfile
from collections import defaultdict
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

import agents.crawl
import agents.sources.endpoints  # noqa: F401  (likewise)
from agents.trace import FOLLOWED
from fixtures.server import serving
from graph import host
from graph.model import EdgeType
from stemma import crawling, wiring
from stemma.settings import Settings

WIDTH = 16


def own_chains(ledger: Path) -> dict[str, int]:
    """For each artifact asked for, how many of its requests had to wait for one another; keys `org/name` or an arXiv id."""
    spans: dict[str, list[tuple[float, float]]] = defaultdict(list)
    with sqlite3.connect(ledger) as connection:
        for url, sent, seconds in connection.execute("SELECT url, sent_at, seconds FROM requests"):
            start = datetime.fromisoformat(sent).timestamp()
            spans[artifact_of(url)].append((start, start + seconds))
    return {key: longest(found) for key, found in spans.items()}


def artifact_of(url: str) -> str:
    """Which artifact a request was for."""
    if found := re.search(r"(?:api/datasets|datasets|repos)/([^/?]+/[^/?]+)", url):
        return found.group(1).lower()
    found = re.search(r"(\d{4}\.\d{4,5})", url)
    return found.group(1) if found else url


def longest(spans: list[tuple[float, float]]) -> int:
    """The most of these spans that follow one another without overlap."""
    count, free = 0, float("-inf")
    for start, end in sorted(spans, key=lambda s: s[1]):
        if start >= free:
            count, free = count + 1, end
    return count


def longest_chain(seeds: list[str], pairs: list[tuple[str, str]], own: dict[str, int]) -> int:
    """Requests on the longest of the shortest ways by which artifacts were reached."""
    above: dict[str, set[str]] = defaultdict(set)
    for downstream, upstream in pairs:
        above[downstream].add(upstream)
    reached: dict[str, int] = {}
    queue = [(own.get(s, 0), s) for s in seeds]
    while queue:
        length, node = heapq.heappop(queue)
        if node in reached:
            continue
        reached[node] = length
        for upstream in above[node]:
            if upstream in own and upstream not in reached:
                heapq.heappush(queue, (length + own[upstream], upstream))
    return max(reached.values(), default=0)


def measure(settings: Settings, seed: str, latency: float) -> str:
    """One crawl to depth 6 from an empty home, as a line."""
    with wiring.store(settings):
        wiring.reader()
    result = crawling.crawl(settings, [seed], depth=6)
    with wiring.store(settings) as store:
        edges = store.all_edges(types=[EdgeType.DERIVED_FROM, EdgeType.DOCUMENTED_BY])
    edges = [e for e in edges if e.confidence >= FOLLOWED]
    bare = [(e.downstream.partition(":")[2].lower(), e.upstream.partition(":")[2].lower()) for e in edges]
    chain = longest_chain([seed.lower()], bare, own_chains(settings.stemma_home / "ledger.sqlite"))
    asked = sum(result.requests.values())
    floor = max(chain * latency, asked * latency / WIDTH)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"crawl {seed}: {result.seconds:.2f} s, {result.seconds / floor:.2f} x the floor of {floor:.2f} s "
        f"(chain {chain}, {asked} requests, {latency * 1000:.0f} ms); {result.edges} edges, peak {peak:.0f} MB"
    )


def main(arguments: list[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="a server of the three services; the miniature hub when not given")
    parser.add_argument("--seed", default="argilla/dpo-mix-7k")
    parser.add_argument("--latency-ms", type=float, default=100)
    options = parser.parse_args(arguments or [])
    latency = options.latency_ms / 1000
    home = Path(tempfile.mkdtemp(prefix="stemma-bench-"))
    try:
        with nullcontext() if options.url else serving(latency=latency) as hub:
            url = options.url or (hub.url if hub else "")
            endpoints = {"hf_endpoint": url, "github_api_url": f"{url}/github", "arxiv_api_url": f"{url}/arxiv"}
            settings = Settings.model_validate({"stemma_home": home, "stemma_graph": None, "stemma_web": "off", **endpoints})
            print(measure(settings, options.seed, latency))
    finally:
        host.stop(home)
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
