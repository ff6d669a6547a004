"""What a second look is worth: opinions on the unsure statements of a gold folder, and the table that turns them into probabilities.

A statement's probability before the look is by a table that has not seen its document. An opinion moves its log odds by a weight of
evidence, fitted on these: nothing else is, so that where an opinion tells nothing (a model's of its equal's claims) nothing moves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agents.joining import Statement
from agents.looking import Second
from evaluation.confidence_fit import Example, evidence
from graph.calibration import Table, log_odds
from graph.model import Document

FEWEST = 40
"""Opinions that a table rests on at least."""


@dataclass(frozen=True)
class Held:
    """A statement with its held-out probability before a look (None: not of a kind that is calibrated) and what gold says of it."""

    document: str
    family: str
    statement: Statement
    before: float | None
    right: bool | None


def opinions(held: Sequence[Held], documents: Sequence[Document], second: Second) -> list[Held]:
    """The same statements, those that are worth it with their opinions."""
    found: list[Held] = []
    by_document: dict[str, list[Held]] = {}
    for one in held:
        by_document.setdefault(one.document, []).append(one)
    for document in documents:
        of = by_document.get(document.id, [])
        wanted = [one.before is not None and second.pays(one.statement, one.before) for one in of]
        judged = second.judged(document, [one.statement for one in of], wanted)
        found += [Held(o.document, o.family, s, o.before, o.right) for o, s in zip(of, judged, strict=True)]
    return found


def fitted(held: Sequence[Held], held_out: Sequence[frozenset[str]]) -> Table | None:
    """The table of second looks; None where there are too few opinions, or all are right or all wrong."""
    found = [
        Example(o.document, o.family, features(o), o.right)
        for o in held
        if o.right is not None and o.before is not None and any(o.statement.opinion.values())
    ]
    if len(found) < FEWEST or len({e.right for e in found}) < 2:
        return None
    return evidence(found, held_out, "first")


def features(one: Held) -> Mapping[str, float]:
    """What the table sees of a statement that was looked at."""
    assert one.before is not None
    return {"first": log_odds(one.before), **one.statement.opinion}
