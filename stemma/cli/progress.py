"""The progress of a crawl on stderr: a live line on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections import Counter
from types import TracebackType
from typing import Self

from agents.events import Committed, Event, Finished, Planned, Requested

EVERY_S = 2.0
"""Seconds between plain lines; a terminal is repainted every 0.1 s."""


class Progress:
    """Folds events into one line. Called from any thread; a torn count is repaired by the next event."""

    def __init__(self) -> None:
        self._start = self._shown = time.monotonic()
        self._live = sys.stderr.isatty()
        self._requests: Counter[str] = Counter()
        self._found = self._done = self._failed = self._documents = self._claims = self._edges = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._done:
            self._show(end="\n")

    def __call__(self, event: Event) -> None:
        """Take one event in, and repaint when it is time."""
        if isinstance(event, Planned):
            self._found = event.found
        elif isinstance(event, Requested):
            self._requests[event.service] += 1
        elif isinstance(event, Finished):
            self._done += 1
            self._failed += bool(event.failed)
            self._documents += event.documents
            self._claims += event.claims
        elif isinstance(event, Committed):
            self._edges += event.edges
        now = time.monotonic()
        if now - self._shown >= (0.1 if self._live else EVERY_S):
            self._shown = now
            self._show(end="" if self._live else "\n")

    def line(self) -> str:
        """The state in words."""
        elapsed = max(time.monotonic() - self._start, 0.001)
        asked = " ".join(f"{service} {n}" for service, n in sorted(self._requests.items())) or "none"
        return (
            f"{self._done} of {max(self._found, self._done)} artifacts, {self._failed} with failures, {self._documents} documents, "
            f"{self._claims} claims, {self._edges} edges; "
            f"requests: {asked} ({sum(self._requests.values()) / elapsed:.0f}/s); {elapsed:.0f} s"
        )

    def _show(self, end: str) -> None:
        prefix = "\r\x1b[K" if self._live else ""
        sys.stderr.write(prefix + self.line() + end)
        sys.stderr.flush()
