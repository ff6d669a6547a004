"""Where a second look pays: at statements whose calibrated confidence is neither high nor low.

A second look by an equal model adds nothing to a strong reader's claims, much to the candidates that rules alone weigh: so a
model's own claims are looked at by another model only.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from agents.joining import Statement, first, way_of
from agents.readers.pieces import Piece
from graph.calibration import Calibration
from graph.model import Claim, Document, SecondOpinion

UNSURE = (0.1, 0.8)
"""Calibrated confidences between which a statement is looked at: above, nine in ten are right; below, next to none."""


class Look(Protocol):
    """Whoever judges claims a second time."""

    name: str

    def look(self, document: Document, claims: Sequence[Claim]) -> list[SecondOpinion]:
        """One opinion for each claim of one document, in their order."""
        ...


class Second:
    """A second look at the unsure statements of documents. Threads may share it."""

    def __init__(self, look: Look, *, at_models: bool) -> None:
        """`at_models`: whether a model's own statements are looked at too; they should be when `look` is another model's."""
        self.look, self.at_models = look, at_models

    def pays(self, statement: Statement, probability: float) -> bool:
        """Whether one statement, held with a calibrated `probability`, is worth it."""
        if not statement.derives or (statement.said.model and not self.at_models):
            return False
        return UNSURE[0] <= probability < UNSURE[1]

    def at(
        self,
        document: Document,
        found: Sequence[Statement],
        readers: Collection[str],
        calibration: Calibration,
        pieces: Collection[Piece] | None = None,
    ) -> list[Statement]:
        """All statements of a document, with the opinions on those it was worth to look at; see `agents.joining.joined`."""
        ways = [way_of(one, readers, pieces) for one in found]
        wanted = [way is not None and self.pays(one, first(one, way, calibration)) for one, way in zip(found, ways, strict=True)]
        return self.judged(document, found, wanted)

    def judged(self, document: Document, found: Sequence[Statement], wanted: Sequence[bool]) -> list[Statement]:
        """All statements of a document, with the opinions on those that are wanted."""
        chosen = [one for one, asked in zip(found, wanted, strict=True) if asked]
        opinions = iter(self.look.look(document, [one.said.best for one in chosen]) if chosen else [])
        return [one._replace(opinions=(next(opinions),)) if asked else one for one, asked in zip(found, wanted, strict=True)]
