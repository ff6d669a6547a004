"""How long the local reader takes a document, over the miniature hub's cards and a long one made of them."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from agents.readers import Context
from agents.readers.local.reader import LocalReader
from fixtures.shelf import ROOT
from graph.model import Document


def milliseconds(text: str, rounds: int = 5) -> float:
    """Best time of reading one text."""
    document = Document(id="hf:a/b", url="https://example.org", text=text, fetched_at=datetime.now(UTC), artifact="hf:a/b")
    reader, best = LocalReader(), float("inf")
    for _ in range(rounds):
        began = time.perf_counter()
        reader.read(document, Context())
        best = min(best, time.perf_counter() - began)
    return best * 1000


def main() -> None:
    """Print the figures."""
    cards = [p.read_text(encoding="utf-8") for p in sorted(ROOT.glob("hf/*/*/README.md"))]
    times = sorted(milliseconds(card) for card in cards)
    size = sum(map(len, cards))
    long = "\n\n".join(cards)[:30_000]
    median = times[len(times) // 2]
    print(f"reading: {len(cards)} cards, median {median:.1f} ms, {size / sum(times):.0f} characters/ms; 30 kB {milliseconds(long):.0f} ms")
