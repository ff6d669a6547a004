"""The page of screens names every picture there is, and no other; none is large."""

from __future__ import annotations

import re
from pathlib import Path

from bench.screenshots import LOOKS, MOST_BYTES, screens

DOCS = Path(__file__).parents[3] / "docs"


def test_every_picture_is_named_and_small() -> None:
    named = set(re.findall(r"\(screenshots/([^)]+)\)", (DOCS / "screens.md").read_text()))
    taken = {f"{name}-{look.name}.webp" for name in (*screens("r:0", "c:0"), "empty") for look in LOOKS}
    there = {path.name: path.stat().st_size for path in (DOCS / "screenshots").iterdir()}
    assert named == taken == set(there)
    assert max(there.values()) < MOST_BYTES
