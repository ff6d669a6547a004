"""Claims against gold: what was found, what was taken that is no source, and whether confidence means what it says.

Counted per document, over (downstream, upstream) pairs at or above a cut. A wrong pair whose upstream is only a name, a website or
a paper is no false alarm; a gold pair of that kind is a hit when found and no miss when not. Documents whose gold is partial count
for negatives only. All figures are sums or means over `Tally`, one per document, so they can be drawn again by the bootstrap.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from evaluation.claims import Read
from evaluation.gold import Gold, GoldEdge, Negative, Pair, is_soft
from evaluation.reliability import Stated, ece


@dataclass(frozen=True)
class Hit:
    """A claimed pair that gold states: which gold pair, both relations, and whether it stands in a very long list."""

    claim: Read
    wanted: Pair
    relation: str
    bulk: bool


@dataclass(frozen=True)
class Tally:
    """One document at one cut. `statements`: every pair's best confidence at any cut, and whether gold states it."""

    document: str
    counted: bool
    empty: bool
    hits: tuple[Hit, ...] = ()
    wrong: tuple[Read, ...] = ()
    missed: tuple[Pair, ...] = ()
    missed_bulk: int = 0
    reversed: int = 0
    negatives: int = 0
    taken: tuple[Negative, ...] = ()
    statements: tuple[Stated, ...] = ()
    unverbatim: int = 0

    @property
    def found(self) -> frozenset[Pair]:
        """The gold pairs that were found."""
        return frozenset(h.wanted for h in self.hits)

    @property
    def scores(self) -> tuple[float, float, float] | None:
        """Precision, recall and F of a document with gold that counts; None for others."""
        wanted = len(self.found) + len(self.missed)
        if not self.counted or self.empty or not wanted:
            return None
        return _prf(len(self.found), len(self.wrong), len(self.missed))


@dataclass(frozen=True)
class Figures:
    """What a set of tallies adds up to; shares 0-1, None where nothing could be counted."""

    documents: int
    macro: tuple[float, float, float] | None
    micro: tuple[float, float, float]
    micro_without_long_lists: tuple[float, float, float]
    true_positives: int
    false_positives: int
    false_negatives: int
    negatives_taken: int
    negatives: int
    empty_hit: int
    empty: int
    direction_errors: int
    relation_by_pair: float | None
    relation_by_document: float | None
    ece: float | None
    unverbatim: int = 0

    def flat(self) -> dict[str, float | None]:
        """The shares that have an interval, by name."""
        macro = self.macro or (None, None, None)
        return {
            **dict(zip(("macro_precision", "macro_recall", "macro_f1"), macro, strict=True)),
            **dict(zip(("micro_precision", "micro_recall", "micro_f1"), self.micro, strict=True)),
            "negatives_taken": self.negatives_taken / self.negatives if self.negatives else None,
            "edge_free_hit": self.empty_hit / self.empty if self.empty else None,
            "relation_by_pair": self.relation_by_pair,
            "relation_by_document": self.relation_by_document,
            "ece": self.ece,
        }


@dataclass
class _Claimed:
    """Derivations of one document by canonical pair: the last at or above the cut, and the surest at any cut."""

    kept: dict[Pair, Read] = field(default_factory=dict)
    best: dict[Pair, Read] = field(default_factory=dict)
    unverbatim: int = 0


def tally(gold: Gold, claims: Iterable[Read], threshold: float = 0.5) -> list[Tally]:
    """One tally per document of the gold, in order of id. Claims of other documents are left out."""
    claimed = _claimed(gold, claims, threshold)
    return [_document(gold, document, claimed.get(document, _Claimed())) for document in sorted(gold.documents)]


def unknown(gold: Gold, claims: Iterable[Read]) -> int:
    """How many claims come from documents that the gold does not hold."""
    return sum(c.document_id not in gold.documents for c in claims)


def figures(tallies: Sequence[Tally]) -> Figures:
    """The figures of a set of documents."""
    counted = [t for t in tallies if t.counted]
    hit, wrong, missed = (sum(len(part) for part in parts) for parts in zip(*map(_sizes, counted), strict=True)) if counted else (0, 0, 0)
    scored = [s for t in counted if (s := t.scores) is not None]
    matched = [h for t in counted for h in t.hits]
    by_document = [sum(h.relation == h.claim.relation for h in t.hits) / len(t.hits) for t in counted if t.hits]
    bulk = sum(len({h.wanted for h in t.hits if h.bulk}) for t in counted)
    return Figures(
        documents=len(scored),
        macro=_mean(scored),
        micro=_prf(hit, wrong, missed),
        micro_without_long_lists=_prf(hit - bulk, wrong, missed - sum(t.missed_bulk for t in counted)),
        true_positives=hit,
        false_positives=wrong,
        false_negatives=missed,
        negatives_taken=sum(len(t.taken) for t in tallies),
        negatives=sum(t.negatives for t in tallies),
        empty_hit=sum(t.empty and bool(t.wrong) for t in counted),
        empty=sum(t.empty for t in counted),
        direction_errors=sum(t.reversed for t in counted),
        relation_by_pair=sum(h.relation == h.claim.relation for h in matched) / len(matched) if matched else None,
        relation_by_document=math.fsum(by_document) / len(by_document) if by_document else None,
        ece=ece(s for t in counted for s in t.statements),
        unverbatim=sum(t.unverbatim for t in tallies),
    )


def by_category(tallies: Sequence[Tally], gold: Gold) -> dict[str, tuple[int, int]]:
    """Trap category -> (taken, all), sorted by name."""
    total: dict[str, int] = defaultdict(int)
    taken: dict[str, int] = defaultdict(int)
    for held in tallies:
        for negative in gold.negatives.get(held.document, ()):
            total[negative.category] += 1
        for negative in held.taken:
            taken[negative.category] += 1
    return {name: (taken[name], total[name]) for name in sorted(total)}


def _claimed(gold: Gold, claims: Iterable[Read], threshold: float) -> dict[str, _Claimed]:
    found: dict[str, _Claimed] = defaultdict(_Claimed)
    texts: dict[str, str] = {}
    for claim in claims:
        document = gold.documents.get(claim.document_id)
        if document is None or not claim.derives:
            continue
        held, pair = found[claim.document_id], (gold.names.one(claim.downstream), gold.names.one(claim.upstream))
        if pair not in held.best or claim.confidence > held.best[pair].confidence:
            held.best[pair] = claim
        if claim.confidence >= threshold:
            if claim.document_id not in texts:
                texts[claim.document_id] = _fold(document.text)
            held.unverbatim += not claim.quote or _fold(claim.quote) not in texts[claim.document_id]
            held.kept[pair] = claim
    return found


def _document(gold: Gold, document_id: str, claimed: _Claimed) -> Tally:
    document, wanted = gold.documents[document_id], gold.of(document_id)
    negatives = gold.negatives.get(document_id, ())
    taken = tuple(n for n in negatives if any(gold.names.same(u, n.upstream) and gold.names.same(d, n.downstream) for d, u in claimed.kept))
    empty = not wanted and document.whole
    if not document.counted:
        return Tally(document_id, False, False, negatives=len(negatives), taken=taken, unverbatim=claimed.unverbatim)
    hits, wrong = _judged(gold, wanted, claimed.kept)
    must = {w for w in wanted if not is_soft(w[1])} | {h.wanted for h in hits}
    missed = sorted(must - {h.wanted for h in hits})
    return Tally(
        document_id,
        counted=True,
        empty=empty,
        hits=tuple(hits),
        wrong=tuple(claim for _, claim in wrong),
        missed=tuple(missed),
        missed_bulk=sum(wanted[m].bulk for m in missed),
        reversed=sum(gold.names.match((pair[1], pair[0]), wanted) is not None for pair, _ in wrong),
        negatives=len(negatives),
        taken=taken,
        statements=tuple(_statements(gold, wanted, claimed.best)),
        unverbatim=claimed.unverbatim,
    )


def _judged(gold: Gold, wanted: Mapping[Pair, GoldEdge], kept: Mapping[Pair, Read]) -> tuple[list[Hit], list[tuple[Pair, Read]]]:
    hits: list[Hit] = []
    wrong: list[tuple[Pair, Read]] = []
    for pair, claim in kept.items():
        match = gold.names.match(pair, wanted)
        if match is not None:
            hits.append(Hit(claim, match, wanted[match].relation, wanted[match].bulk))
        elif not is_soft(pair[1]) and pair not in gold.hints:
            wrong.append((pair, claim))
    return hits, wrong


def _statements(gold: Gold, wanted: Mapping[Pair, GoldEdge], best: Mapping[Pair, Read]) -> Iterable[Stated]:
    for pair, claim in best.items():
        right = gold.names.match(pair, wanted) is not None
        if right or not is_soft(pair[1]):
            yield claim.confidence, right


def _sizes(held: Tally) -> tuple[Sequence[object], Sequence[object], Sequence[object]]:
    return tuple(held.found), held.wrong, held.missed


def _fold(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()


def _prf(hit: int, wrong: int, missed: int) -> tuple[float, float, float]:
    precision = hit / (hit + wrong) if hit + wrong else 0.0
    recall = hit / (hit + missed) if hit + missed else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _mean(scored: Sequence[tuple[float, float, float]]) -> tuple[float, float, float] | None:
    if not scored:
        return None
    p, r, f = (math.fsum(column) / len(scored) for column in zip(*scored, strict=True))
    return p, r, f
