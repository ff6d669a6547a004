"""The reader by a language model: its claims are believed only as far as the document's own text bears them out."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agents.readers import Context
from agents.readers.llm_ids import Identities
from agents.readers.local.page import Page, parse
from agents.readers.locate import Located
from agents.readers.pieces import Piece, of_page
from graph.model import Claim, Document, Frozen, Relation
from prompts.errors import Why
from prompts.llm import LLM
from prompts.prompt import Prompt, load
from prompts.responses import Lineage, StatedClaim

PIECE = 24_000
"""Code points of a piece, about 6,000 tokens."""
OVERLAP = 1_500
SMALLEST_PIECE = 1_000
"""A piece that a model calls too long is halved down to this."""


class Abstained(Frozen):
    """A document, or a part of it, that has no answer, and why."""

    document: str
    why: Why
    detail: str


@dataclass(frozen=True)
class LlmReading:
    """What a model read in one document.

    `about`: the ids it takes the document to present, as far as they are ids. `dropped`: how many answered claims fell, by
    reason. `abstained`: the parts without an answer.
    """

    claims: tuple[Claim, ...]
    about: tuple[str, ...]
    dropped: dict[str, int]
    abstained: tuple[Abstained, ...]


class LlmReader:
    """Reads by one question for each piece of a document. Threads may share it; `dropped` and `abstained` add up over all."""

    def __init__(self, llm: LLM, *, prompt: Prompt | None = None, piece: int = PIECE, overlap: int = OVERLAP) -> None:
        self.llm = llm
        self.prompt = prompt or load("read_lineage")
        self.name = f"llm@{self.prompt.version}:{llm.model}"
        self.dropped: Counter[str] = Counter()
        self.abstained: list[Abstained] = []
        self.piece, self.overlap = piece, min(overlap, piece // 3)
        self._lock = threading.Lock()

    def read(self, document: Document, context: Context) -> list[Claim]:
        """The claims of one document, in order of place; none where the model has no answer (`abstained` says so)."""
        return list(self.reading(document, context).claims)

    def reading(self, document: Document, context: Context, pieces: Sequence[Piece] | None = None) -> LlmReading:
        """The claims with what else the model said, and what became of it; of some pieces of the document only, when they are given."""
        page = parse(document.text)
        text = Located(page.text)  # what is hidden, or speaks to its reader, is blank in it: neither sent nor found
        dropped: Counter[str] = Counter()
        abstained: list[Abstained] = []
        about: dict[str, None] = {}
        claims: list[Claim] = []
        chosen = list(pieces) if pieces is not None else of_page(page, self.piece, self.overlap)
        for piece, answer in self._answers(document, page, chosen, abstained):
            ids = Identities(document, page, context, answer.about)
            about |= dict.fromkeys(ids.about)
            for stated in answer.claims:
                claim = self._claim(document, ids, text, stated, piece)
                if isinstance(claim, str):
                    dropped[claim] += 1
                else:
                    claims.append(claim)
        merged = _merged(claims)
        with self._lock:
            self.dropped += dropped
            self.abstained.extend(abstained)
        return LlmReading(tuple(merged), tuple(about), dict(dropped), tuple(abstained))

    def _answers(self, document: Document, page: Page, pieces: list[Piece], abstained: list[Abstained]) -> Iterator[tuple[Piece, Lineage]]:
        waiting = list(reversed(pieces))
        while waiting:
            piece = waiting.pop()
            # A lone surrogate cannot be sent; it is replaced by one code point, so that offsets stay.
            text = page.text[piece.start : piece.end].encode("utf-8", "replace").decode("utf-8")
            whole = piece == (0, len(page.text))
            part = "whole" if whole else f"characters {piece.start} to {piece.end} of {len(page.text)}"
            question = self.prompt.fill({"document": " ".join(document.id.split())[:200], "part": part, "text": text}, document=document.id)
            answer = self.llm.ask(question, Lineage, purpose="read")
            if answer.value is not None:
                yield piece, answer.value
            elif answer.why is Why.TOO_LONG and piece.end - piece.start >= 2 * SMALLEST_PIECE:
                middle = (piece.start + piece.end) // 2
                waiting += [Piece(middle - SMALLEST_PIECE // 4, piece.end), Piece(piece.start, middle + SMALLEST_PIECE // 4)]
            else:
                abstained.append(Abstained(document=document.id, why=answer.why or Why.UNUSABLE, detail=answer.detail))

    def _claim(self, document: Document, ids: Identities, text: Located, stated: StatedClaim, piece: Piece) -> Claim | str:
        """The claim that the document bears out, or why it does not."""
        span = text.find(stated.quote, piece.start, piece.end)
        if span is None:
            return "quote not in the document"
        start, end = ids.widened(stated.mention, *span)
        downstream = ids.downstream(stated)
        upstream = ids.upstream(stated, downstream, start, end) if downstream else None
        if upstream is None or downstream is None:
            return "no name"
        return Claim(
            document_id=document.id,
            document_sha=document.sha256,
            downstream=downstream,
            upstream=upstream,
            mention=" ".join(stated.mention.split()),
            relation=Relation(stated.relation),
            quote=document.text[start:end],
            start=start,
            end=end,
            raw_confidence=round(stated.confidence, 4),
            confidence=round(stated.confidence, 4),
            reader=self.name,
            split=stated.split or None,
            config=stated.config or None,
            rows_taken=stated.rows,
            read_at=document.fetched_at,
        )


def _merged(claims: list[Claim]) -> list[Claim]:
    """One claim where overlapping pieces give the same one: same quote, pair and relation; the surest of them."""
    best: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        key = (claim.start, claim.end, claim.downstream.lower(), claim.upstream.lower(), claim.relation)
        if key not in best or claim.raw_confidence > best[key].raw_confidence:
            best[key] = claim
    return sorted(best.values(), key=lambda c: (c.start, c.end, c.upstream, c.relation, c.downstream))
