"""Find a model's quotes in a document: whitespace folded for matching, exact offsets handed back."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SPACES = re.compile(r"\s+")


class Located:
    """A text that can be searched by quotes whose line breaks and runs of spaces were lost."""

    def __init__(self, text: str) -> None:
        self.text = text
        folded: list[str] = []
        self._at: list[int] = []
        done = 0
        for gap in _SPACES.finditer(text):
            folded.append(text[done : gap.start()])
            self._at.extend(range(done, gap.start()))
            folded.append(" ")
            self._at.append(gap.start())
            done = gap.end()
        folded.append(text[done:])
        self._at.extend(range(done, len(text)))
        self._folded = "".join(folded)

    def spans(self, quote: str) -> Iterator[tuple[int, int]]:
        """All places (start, end) where a quote stands, in order; its outer spaces do not count."""
        wanted = _SPACES.sub(" ", quote).strip()
        if not wanted:
            return
        at = self._folded.find(wanted)
        while at >= 0:
            yield self._at[at], self._at[at + len(wanted) - 1] + 1
            at = self._folded.find(wanted, at + 1)

    def find(self, quote: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
        """The first place of a quote inside `text[start:end]`; None when it is not there."""
        last = len(self.text) if end is None else end
        return next((span for span in self.spans(quote) if span[0] >= start and span[1] <= last), None)
