"""A file of documents read as an application does it: readers, budget, the books, and progress on stderr."""

from __future__ import annotations

import secrets
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from stemma import wiring
from stemma.settings import Settings
from stemma.wiring import How

if TYPE_CHECKING:
    from agents.ensemble import Ensemble
    from graph.model import Claim, Document

MODEL_CALLS = 8
"""Documents that a model reads at once."""


def claims(settings: Settings, documents: Sequence[Document], how: How) -> Iterator[Claim]:
    """The claims of documents, in their order. A model's calls are booked in the ledger of this home. Raises ModelNotSet."""
    from agents.ensemble import Ensemble
    from agents.extract import extract

    if how.readers == "local" and settings.stemma_llm_verifier is None:
        yield from extract(documents, Ensemble(wiring.reader(settings)), calibration=wiring.calibration(settings))
        return
    run = f"extract-{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    with closing(wiring.ledger(settings)) as book, wiring.readers(settings, how, book, run) as ensemble:
        tokens = wiring.tokens_within(settings, how)
        held, done = wiring.calibration(settings), Counted(len(documents))
        yield from extract(documents, ensemble, calibration=held, workers=MODEL_CALLS, tokens=tokens, done=done)
        spent = book.tokens(run)
        sys.stderr.write(f"{spent.calls} calls of {ensemble.asks}, {spent.tokens_in + spent.tokens_out} tokens{_unread(ensemble)}\n")


def _unread(ensemble: Ensemble) -> str:
    """What the model had no answer on, in words."""
    missing = getattr(ensemble.model, "abstained", [])
    if not missing:
        return ""
    first, documents = missing[0], {m.document for m in missing}
    return f"; no answer on {len(missing)} parts of {len(documents)} documents, first: {first.why}: {first.detail}"


class Counted:
    """Counts documents on a line of stderr, when it is a terminal. Called from any thread."""

    def __init__(self, total: int) -> None:
        self._total, self._done = total, 0
        self._lock = threading.Lock()
        self._live = sys.stderr.isatty()

    def __call__(self, document: str) -> None:
        """One document was read."""
        with self._lock:
            self._done += 1
            if self._live:
                end = "\n" if self._done == self._total else ""
                sys.stderr.write(f"\r\x1b[K{self._done} of {self._total} documents read; {document[:60]}{end}")
                sys.stderr.flush()
