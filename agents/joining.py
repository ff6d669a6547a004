"""What several readers say of one document -> one claim per statement, with one calibrated confidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from agents.readers.local.blocks import BlockKind
from agents.readers.local.identity import twins
from agents.readers.local.page import Page
from agents.readers.pieces import Piece
from graph.calibration import Calibration, log_odds
from graph.confidence import same_words
from graph.conflicts import PARTS, WHOLES
from graph.ids import Kind, kind_of
from graph.model import DERIVATIONS, Claim, EdgeType, Opinion, Relation, SecondOpinion

LEAST = 0.05
"""Claims less sure than this are not written."""
BETWEEN = 0.5
"""Raw confidence from which a work between two others counts as stated."""
_MODEL = ("llm@", "model@")
_PARTS = frozenset({Relation.DIRECT_INCLUSION, Relation.SUBSET})
_AGREED = frozenset({Opinion.AGREE})
_DENIED = frozenset({Opinion.DISAGREE, Opinion.REVERSED})
_ELSEWHERE = frozenset({Opinion.ELSEWHERE})


class Said(NamedTuple):
    """One statement (downstream, upstream, relationship type) of one document: each reader's claims of it, surest first."""

    local: tuple[Claim, ...]
    model: tuple[Claim, ...]

    @property
    def all(self) -> tuple[Claim, ...]:
        """Claims of all readers, surest first."""
        return tuple(sorted((*self.local, *self.model), key=_surest))

    @property
    def best(self) -> Claim:
        """The claim whose quote is shown."""
        return self.all[0]


class Statement(NamedTuple):
    """A statement with what is known of it: the features of its calibration, and what a second look made of it."""

    said: Said
    features: dict[str, float]
    readers: tuple[str, ...]
    opinions: tuple[SecondOpinion, ...] = ()

    @property
    def derives(self) -> bool:
        """Whether it states a derivation: only these are calibrated."""
        return self.said.best.relation in DERIVATIONS

    @property
    def opinion(self) -> dict[str, float]:
        """The features of its second look; all 0 when nobody looked, or had no answer."""
        of_model = bool(self.said.model)
        counted = {
            "seconded_model" if of_model else "seconded": _AGREED,
            "denied_model" if of_model else "denied": _DENIED | _ELSEWHERE if of_model else _DENIED,
            "elsewhere": frozenset() if of_model else _ELSEWHERE,
        }
        return {name: float(sum(o.opinion in those for o in self.opinions)) for name, those in counted.items()}


Key = tuple[str, str, str]


def is_model(reader: str) -> bool:
    """Whether a reader's name is a language model's."""
    return reader.startswith(_MODEL)


def statements(claims: Iterable[Claim], page: Page, home: str) -> list[Statement]:
    """The statements of one document's resolved claims, by key; `home` is the work the document presents."""
    said = _said(claims)
    above = _stated_above(said)
    found = []
    for key in sorted(said):
        one = said[key]
        readers = tuple(sorted({c.reader for c in one.all}))
        turned = key[2] == EdgeType.DERIVED_FROM and (key[1], key[0], key[2]) in said
        found.append(Statement(one, _features(one, page, home, above, turned=turned), readers))
    return found


def table_of(readers: Collection[str]) -> str | None:
    """The calibration's table for a document that these readers read; None when only code was read, for which no gold is held."""
    model, local = any(map(is_model, readers)), any(r.startswith("local@") for r in readers)
    return "both" if model and local else "model" if model else "local" if local else None


def way_of(statement: Statement, readers: Collection[str], pieces: Collection[Piece] | None) -> str | None:
    """The calibration's table for one statement: what a model read in `pieces` only, it is silent on nowhere else."""
    start = statement.said.best.start
    if pieces is not None and not statement.said.model and not any(piece.start <= start < piece.end for piece in pieces):
        readers = [r for r in readers if not is_model(r)]
    return table_of(readers)


def joined(
    found: Sequence[Statement], readers: Collection[str], calibration: Calibration, pieces: Collection[Piece] | None = None
) -> list[Claim]:
    """One claim per statement, and one more for each that cannot be true beside it; in order of place.

    `readers` read the document, a model of them only `pieces` of it where these are given.
    """
    claims: list[Claim] = []
    for statement in found:
        way = way_of(statement, readers, pieces) or ""
        sure = first(statement, way, calibration)
        if statement.derives:
            sure = calibration.looked(way, sure, statement.opinion)
        if sure >= LEAST:
            claims += _claims(statement, round(sure, 4))
    return sorted(claims, key=lambda c: (c.start, c.end, c.upstream, c.relation, c.downstream))


def first(statement: Statement, way: str, calibration: Calibration) -> float:
    """How sure a statement is before a second look: calibrated by the table `way`, as its reader says where there is none."""
    table = calibration.tables.get(way)
    return table.probability(statement.features) if table is not None and statement.derives else statement.said.best.raw_confidence


def corroborated(by_document: Mapping[str, Sequence[Statement]]) -> dict[str, list[Statement]]:
    """The statements of many documents, those marked that another document makes too, in other words (a copy is no second witness)."""
    said: dict[Key, set[tuple[str, str]]] = defaultdict(set)
    for document, found in by_document.items():
        for one in found:
            said[_key(one.said.best)] |= {(document, c.quote) for c in one.said.all}
    return {
        document: [
            one._replace(features=one.features | {"corroborated": 1.0}) if _witnessed(one, document, said[_key(one.said.best)]) else one
            for one in found
        ]
        for document, found in by_document.items()
    }


def _witnessed(one: Statement, document: str, said: set[tuple[str, str]]) -> bool:
    mine = {c.quote for c in one.said.all}
    return any(other != document and not any(same_words(quote, own) for own in mine) for other, quote in said)


def _said(claims: Iterable[Claim]) -> dict[Key, Said]:
    groups: dict[Key, list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[_key(claim)].append(claim)
    return {
        key: Said(
            tuple(sorted((c for c in group if not is_model(c.reader)), key=_surest)),
            tuple(sorted((c for c in group if is_model(c.reader)), key=_surest)),
        )
        for key, group in groups.items()
    }


def _stated_above(said: Mapping[Key, Said]) -> dict[str, set[str]]:
    """Downstream -> the upstreams that the document states as surely as not."""
    above: dict[str, set[str]] = defaultdict(set)
    for (downstream, upstream, kind), one in said.items():
        if kind == EdgeType.DERIVED_FROM and one.best.raw_confidence >= BETWEEN:
            above[downstream].add(upstream)
    return above


def _features(one: Said, page: Page, home: str, above: Mapping[str, set[str]], *, turned: bool) -> dict[str, float]:
    best = one.best
    downstream, upstream, _ = _key(best)
    own = twins(best.downstream, home)
    unit = page.unit_at(best.start)
    return {
        "local": log_odds(one.local[0].raw_confidence) if one.local else 0.0,
        "local_said": float(bool(one.local)),
        "model": log_odds(one.model[0].raw_confidence) if one.model else 0.0,
        "model_said": float(bool(one.model)),
        "agree": float(bool(one.local and one.model)),
        "own": float(own),
        "nameless": float(not own and kind_of(best.downstream) is not Kind.DATASET),
        "turned": float(turned),
        "shortcut": float(any(upstream in above[middle] for middle in above[downstream] - {upstream} if middle in above)),
        "code": float(unit is not None and unit.kind is BlockKind.CODE),
        "repository": float(kind_of(best.upstream) is Kind.REPOSITORY),
    }


def _claims(statement: Statement, sure: float) -> list[Claim]:
    said, best = statement.said, statement.said.best
    reader = "+".join(statement.readers)
    shared = {"confidence": sure, "reader": reader, "opinions": statement.opinions}
    split, config, rows = (_first(said.all, name) for name in ("split", "config", "rows_taken"))
    first = best.model_copy(update=shared | {"split": split, "config": config, "rows_taken": rows, "relation": relation_of(said)})
    return [first, *(c.model_copy(update=shared) for c in _otherwise(said, first))]


def _first(claims: Sequence[Claim], name: str) -> str | int | None:
    """The first value of a field that is stated."""
    return next((value for c in claims if (value := getattr(c, name)) is not None), None)


def _otherwise(said: Said, first: Claim) -> list[Claim]:
    """Claims of the same statement that cannot be true beside the first: of another row count, of the whole where it is a part."""
    return [*_other_counts(said, first), *_other_extent(said, first)]


def _other_counts(said: Said, first: Claim) -> list[Claim]:
    """Another row count at another place, of the same split and part."""
    seen, found = {first.rows_taken}, []
    for claim in said.all:
        same = (claim.split or first.split) == first.split and (claim.config or first.config) == first.config
        if same and _apart(claim, first) and claim.rows_taken is not None and claim.rows_taken not in seen and first.rows_taken is not None:
            seen.add(claim.rows_taken)
            found.append(claim.model_copy(update={"relation": first.relation}))
    return found


def _other_extent(said: Said, first: Claim) -> list[Claim]:
    """The whole where the first is a part, or the reverse: where one reader states both, at two places and as sure as not.

    Two readers that take one sentence differently are two guesses at a relation, no contradiction of the document.
    """
    other = PARTS if first.relation in WHOLES else WHOLES if first.relation in PARTS else frozenset()
    for claims in (said.model, said.local):
        stated = [c for c in claims if c.raw_confidence >= BETWEEN]
        same = [c for c in stated if c.relation in PARTS | WHOLES and c.relation not in other]
        found = next((c for c in stated if c.relation in other and any(_apart(c, one) for one in same)), None)
        if found is not None and _apart(found, first):
            return [found]
    return []


def _apart(one: Claim, other: Claim) -> bool:
    return one.start >= other.end or one.end <= other.start


def relation_of(said: Said) -> Relation:
    """A model's relation, but for what the local rules see better: one of several sources, and prompts that were seeds."""
    if not said.model:
        return said.local[0].relation
    stated = said.model[0].relation
    local = said.local[0].relation if said.local else None
    if local is Relation.MIXTURE_COMPONENT and stated in _PARTS:
        return local
    if local is Relation.SEED_PROMPTS and stated is Relation.DISTILLED:
        return local
    return stated


def _key(claim: Claim) -> Key:
    return claim.downstream.lower(), claim.upstream.lower(), str(claim.relation.edge_type or claim.relation)


def _surest(claim: Claim) -> tuple[float, bool, int, int, str]:
    return -claim.raw_confidence, is_model(claim.reader), claim.start, claim.end, claim.relation
