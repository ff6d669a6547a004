"""What a reader can learn from: every pair it considers in the documents of a gold folder, and whether gold states it."""

from __future__ import annotations

from dataclasses import dataclass

from agents.readers.local.features import table
from agents.readers.local.reader import LocalReader
from agents.readers.local.rules import conclude
from agents.resolver import resolve
from evaluation.gold import Gold
from evaluation.reading import contexts

NEGATIVE = 2.0
"""How much a listed trap counts beside another wrong pair: it is what readers get wrong."""
_LONG, _POWER = 4.0, 0.4


@dataclass(frozen=True)
class Example:
    """One pair. `weight` 0: the gold does not say whether it is right. `counted`: the gold judges every pair of its document."""

    document: str
    family: str
    row: tuple[float, ...]
    right: bool
    weight: float
    counted: bool = True


def examples(gold: Gold) -> list[Example]:
    """The pairs of all documents, in their order, under the ids that the resolver gives them.

    A document of n pairs gives each the weight (4 / n)^0.4, so that long lists do not rule (`reader.md` section 4); a pair that
    partial gold does not list weighs nothing, a listed trap twice.
    """
    reader = LocalReader.by_rules()
    found: list[Example] = []
    for document, context, works in contexts(gold):
        held = reader.candidates(document, context)
        share = (_LONG / len(held.pairs)) ** _POWER if held.pairs else 0.0
        about = gold.documents[document.id]
        for pair, row in zip(held.pairs, table(held.pairs, held.setting), strict=True):
            claim = reader.claim(document, pair.best, conclude(pair.best.weighed, 1.0))
            ends = next(((c.downstream, c.upstream) for c in resolve([claim], document, works, context.reached_from)), None)
            right, weight = _label(gold, document.id, ends)
            found.append(Example(document.id, about.family, tuple(row), right, share * weight, about.counted))
    return found


def _label(gold: Gold, document_id: str, ends: tuple[str, str] | None) -> tuple[bool, float]:
    """Whether gold states a resolved pair, and how much that counts; None when it is one work under two names."""
    if ends is None:
        return False, 0.0
    names, (downstream, upstream) = gold.names, ends
    if names.match((names.one(downstream), names.one(upstream)), gold.of(document_id)) is not None:
        return True, 1.0
    traps = gold.negatives.get(document_id, ())
    if any(names.same(upstream, n.upstream) and names.same(downstream, n.downstream) for n in traps):
        return False, NEGATIVE
    return False, 1.0 if gold.documents[document_id].counted else 0.0
