"""What is worth a model's money: which pieces to read and which claims to look at again, by expected gain per token.

A local reader has read everything already. What a model can change is where that reading is unsure, where it found little in a text
that speaks of sources, and where it could not know what the page is about. Gains are in statements put right, each worth less the
more its document states (so that one long list does not take the whole budget).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from agents.looking import UNSURE
from agents.readers.local.blocks import BlockKind
from agents.readers.local.cues import LEFT_YES
from agents.readers.local.page import Page, parse
from agents.readers.local.subjects import is_card
from agents.readers.pieces import Piece, of_page
from graph.model import DERIVATIONS, Claim, Document, Frozen
from prompts.prompt import Prompt, load
from prompts.wire import estimate

_SAID = frozenset({BlockKind.PROSE, BlockKind.BULLET, BlockKind.ROW})
_UNSEEN = 0.5
"""Chance that a statement with a derivation's words, in which nothing was found, names a source after all."""
_ELSEWHERE = 0.4
"""Chance that a page that is no card speaks of another data set than was taken (its subject is found in two of three)."""
_LOOK_SETTLES = 0.7
"""Share of a claim's doubt that a second look takes away; a whole reading takes all, and finds what was not seen."""
_CLAIM_TOKENS, _VERDICT_TOKENS, _PROPOSAL_TOKENS = 110, 90, 220
_LEAST_GAIN = 0.02


class Means(StrEnum):
    """How a model is asked."""

    READ = "read"
    LOOK = "look"


class Task(Frozen):
    """One thing to ask about one document, with what it should gain and cost.

    `pieces`: the parts to read. `claims`: the ids of the claims to look at. `tokens`: sent and received, estimated. `reasons`: why it
    is worth it. A READ after a LOOK on the same document counts only what it gains beyond it.
    """

    document: str
    means: Means
    pieces: tuple[Piece, ...] = ()
    claims: tuple[str, ...] = ()
    gain: float
    tokens: int
    reasons: tuple[str, ...] = ()

    @property
    def rate(self) -> float:
        """Gain per thousand tokens."""
        return 1000 * self.gain / self.tokens


class Triage:
    """Rates documents by the claims that were found in them without a model."""

    def __init__(
        self,
        *,
        piece: int,
        overlap: int,
        reads: bool = True,
        looks: bool = True,
        read: Prompt | None = None,
        look: Prompt | None = None,
    ) -> None:
        """`piece` and `overlap`: how the model's reader cuts long texts, in code points. `reads`, `looks`: what can be asked for."""
        self._piece, self._overlap, self._reads, self._looks = piece, overlap, reads, looks
        self._read_tokens = estimate((read or load("read_lineage")).text)
        self._look_tokens = estimate((look or load("second_look")).text)

    def tasks(self, read: Iterable[tuple[Document, Sequence[Claim]]]) -> list[Task]:
        """What to ask about these documents, best rate first; documents that nothing speaks for are left out.

        The confidences of the claims are calibrated ones: how sure a document without a model's reading would leave them.
        """
        found = [task for document, claims in read for task in self._of(document, claims)]
        return sorted(found, key=lambda t: (-t.rate, t.document, t.means))

    def _of(self, document: Document, claims: Sequence[Claim]) -> Iterator[Task]:
        page = parse(document.text)
        stated = [c for c in claims if c.relation in DERIVATIONS]
        unsure = [c for c in stated if UNSURE[0] <= c.confidence < UNSURE[1]]
        scale = 1.0 / (1.0 + math.fsum(c.confidence for c in stated))
        look = self._look(document, unsure, scale) if self._looks else None
        read = self._read(document, page, stated, scale) if self._reads else None
        if look is not None and read is not None and look.rate > read.rate:
            yield look
            if read.gain - look.gain >= _LEAST_GAIN:
                yield read.model_copy(update={"gain": round(read.gain - look.gain, 6)})
        elif read is not None:
            yield read
        elif look is not None:
            yield look

    def _look(self, document: Document, unsure: list[Claim], scale: float) -> Task | None:
        gain = scale * _LOOK_SETTLES * _doubt(unsure)
        if gain < _LEAST_GAIN:
            return None
        tokens = self._look_tokens + len(unsure) * (_PROPOSAL_TOKENS + _VERDICT_TOKENS)
        ids = tuple(c.id for c in unsure)
        return Task(document=document.id, means=Means.LOOK, claims=ids, gain=round(gain, 6), tokens=tokens, reasons=("unsure claims",))

    def _read(self, document: Document, page: Page, stated: list[Claim], scale: float) -> Task | None:
        places = _unheard(page, stated)
        pieces, tokens, gain = [], 0, 0.0
        reasons: set[str] = set()
        for piece in of_page(page, self._piece, self._overlap):
            inside = [c for c in stated if piece.start <= c.start < piece.end]
            unheard = sum(piece.start <= at < piece.end for at in places)
            parts = {
                "unsure claims": _doubt(inside),
                "words of derivation, no source": _UNSEEN * (1 - math.exp(-unheard / 2)),
                "unsure subject": 0.0 if is_card(document) else _ELSEWHERE * min(1.0, math.fsum(c.confidence for c in inside)),
            }
            if scale * math.fsum(parts.values()) >= _LEAST_GAIN:
                pieces.append(piece)
                gain += scale * math.fsum(parts.values())
                reasons |= {name for name, value in parts.items() if value > 0}
                tokens += self._read_tokens + estimate(page.text[piece.start : piece.end]) + _CLAIM_TOKENS * (1 + len(inside))
        if not pieces:
            return None
        return Task(
            document=document.id,
            means=Means.READ,
            pieces=tuple(pieces),
            gain=round(gain, 6),
            tokens=tokens,
            reasons=tuple(sorted(reasons)),
        )


def within(tasks: Iterable[Task], tokens: int | None) -> list[Task]:
    """The tasks that fit a budget of tokens, taken in order; one that does not fit is passed over. None: all."""
    left = math.inf if tokens is None else tokens
    taken = []
    for task in tasks:
        if task.tokens <= left:
            taken.append(task)
            left -= task.tokens
    return taken


def _doubt(claims: Sequence[Claim]) -> float:
    """Expected number of claims on the wrong side of one half."""
    return math.fsum(min(c.confidence, 1.0 - c.confidence) for c in claims)


def _unheard(page: Page, stated: list[Claim]) -> list[int]:
    """Where a sentence, bullet or row has the words of a derivation and no claim was found, sorted."""
    spans = [(c.start, c.end) for c in stated]
    return [
        unit.start
        for unit in page.units
        if unit.kind in _SAID
        and any(cue.pattern.search(page.text, unit.start, unit.end) for cue in LEFT_YES)
        and not any(start < unit.end and unit.start < end for start, end in spans)
    ]
