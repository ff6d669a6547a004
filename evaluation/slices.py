"""The same figures by part: relation, reader, kind of evidence, language of the document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from agents.readers.local.blocks import BlockKind
from agents.readers.local.page import Page, parse
from evaluation.claims import Read
from evaluation.gold import Gold
from evaluation.lineage_gold import Figures, Tally, figures


@dataclass(frozen=True)
class Part:
    """One slice of the claims: pairs right and wrong, the share right, and its share of all gold pairs."""

    right: int
    wrong: int
    precision: float | None
    recall: float


@dataclass(frozen=True)
class RelationPart:
    """One relation: gold pairs of it, how many were found, named so, and how many claims name it."""

    gold: int
    found: int
    named_right: int
    claimed: int
    claimed_true: int


_LINK = re.compile(r"\]\(|https?://|<a\b|href=", re.I)
_CODE = re.compile(r"\b(?:load_dataset|snapshot_download|hf_hub_download|load_from_hub|git clone|wget|curl)\b")
_BARE = re.compile(r"[\w.-]+/[\w.-]+\Z")
_BLOCKS = {BlockKind.FRONT: "front matter", BlockKind.CODE: "code", BlockKind.ROW: "table row", BlockKind.CITATION: "citation"}


def evidence_kind(claim: Read, page: Page) -> str:
    """How a source is shown: by where its mention stands (front matter, code, table row, citation), else how it is written.

    Link, bare id or name. A claim without a place is judged by its words alone.
    """
    at = page.text.find(claim.mention, claim.start) if claim.start is not None and claim.mention else claim.start
    unit = page.unit_at(at) if at is not None and at >= 0 else None
    if unit is not None and unit.kind in _BLOCKS:
        return _BLOCKS[unit.kind]
    if _LINK.search(claim.mention):
        return "link"
    if _CODE.search(claim.quote):
        return "code"
    return "bare id" if _BARE.match(claim.mention.strip("`*_ ")) else "name"


def language(text: str) -> str:
    """`ja`, `zh` or `latin` by the share of kana and Han signs among letters: a page quotes other scripts, it does not consist of them."""
    letters = sum(c.isalpha() for c in text) or 1
    kana = sum("\u3040" <= c <= "\u30ff" for c in text)
    han = sum("\u4e00" <= c <= "\u9fff" for c in text)
    if kana / letters > 0.05:
        return "ja"
    return "zh" if han / letters > 0.10 else "latin"


def by_language(gold: Gold, tallies: Sequence[Tally]) -> dict[str, Figures]:
    """Whole figures for the documents of each language."""
    return _figures_by(tallies, lambda t: language(gold.documents[t.document].text))


def by_document_kind(gold: Gold, tallies: Sequence[Tally]) -> dict[str, Figures]:
    """Whole figures for each kind of document (card, README, abstract, paper)."""
    return _figures_by(tallies, lambda t: str(gold.documents[t.document].row["kind"]))


def by_evidence(gold: Gold, tallies: Sequence[Tally]) -> dict[str, Part]:
    """Kept pairs by how the source is shown."""
    pages: dict[str, Page] = {}

    def kind(claim: Read) -> str:
        if claim.document_id not in pages:
            pages[claim.document_id] = parse(gold.documents[claim.document_id].text)
        return evidence_kind(claim, pages[claim.document_id])

    return _parts(tallies, kind)


def by_reader(tallies: Sequence[Tally]) -> dict[str, Part]:
    """Kept pairs by the reader that states them; of several claims on a pair the last counts."""
    return _parts(tallies, lambda claim: claim.reader or "(unnamed)")


def by_relation(gold: Gold, tallies: Sequence[Tally]) -> dict[str, RelationPart]:
    """Relation -> gold and claimed, over counted documents."""
    counted = [t for t in tallies if t.counted]
    wanted = [edge.relation for t in counted for edge in gold.of(t.document).values()]
    hits = [h for t in counted for h in t.hits]
    wrong = [c.relation for t in counted for c in t.wrong]
    names = sorted({*wanted, *wrong, *(h.claim.relation for h in hits)})
    return {
        name: RelationPart(
            gold=wanted.count(name),
            found=len({(h.claim.document_id, h.wanted) for h in hits if h.relation == name}),
            named_right=sum(h.relation == name == h.claim.relation for h in hits),
            claimed=sum(h.claim.relation == name for h in hits) + wrong.count(name),
            claimed_true=sum(h.claim.relation == name for h in hits),
        )
        for name in names
    }


def _figures_by(tallies: Iterable[Tally], key: Callable[[Tally], str]) -> dict[str, Figures]:
    groups: dict[str, list[Tally]] = defaultdict(list)
    for held in tallies:
        groups[key(held)].append(held)
    return {name: figures(groups[name]) for name in sorted(groups)}


def _parts(tallies: Sequence[Tally], kind: Callable[[Read], str]) -> dict[str, Part]:
    counted = [t for t in tallies if t.counted]
    total = sum(len(t.found) + len(t.missed) for t in counted) or 1
    right: dict[str, int] = defaultdict(int)
    wrong: dict[str, int] = defaultdict(int)
    for held in counted:
        for hit in held.hits:
            right[kind(hit.claim)] += 1
        for claim in held.wrong:
            wrong[kind(claim)] += 1
    return {
        name: Part(right[name], wrong[name], right[name] / (right[name] + wrong[name]), right[name] / total)
        for name in sorted({*right, *wrong})
    }
