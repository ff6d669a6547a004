"""Mentions become ids only by evidence: a link beside them, the document's own legend, the works seen, an exact id; else `name:`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from agents.readers import Context
from agents.readers.local.bibliography import Work, works_cited
from agents.readers.local.candidates import gather, legend_of
from agents.readers.local.identity import folded, twins
from agents.readers.local.names import NameIndex, fold, gazetteer, known_entries
from agents.readers.local.page import Page, parse
from agents.readers.local.subjects import Subject, is_card, subject_of
from agents.works import HOMES, Works, home_of_paper, is_file, is_self
from graph.ids import Kind, kind_of, short
from graph.model import DERIVATIONS, Claim, Document


def resolve(claims: Iterable[Claim], document: Document, works: Works, reached_from: tuple[str, ...] = ()) -> list[Claim]:
    """Claims with both ends resolved as far as the evidence goes, and no further.

    A source's `name:` becomes an id by a link beside it (in the same quote, with it in the anchor), by the document's own legend
    (it is linked under that very name elsewhere), or by a name that the works seen, or the shipped list, give to one work only; a
    paper becomes the data set it presents, a repository the Hub set of its name and owner; else it stays. A benchmark or a model as
    the source of a derivation becomes a name, never a data set. A downstream in words, a repository or a paper becomes the Hub set
    that the page is about, or the part of that name. "This dataset" is the page's own. Claims of one id on both ends are left out.
    """
    evidence = _Evidence(document, works, reached_from)
    resolved = (_resolved(part, evidence) for claim in claims for part in _parts(claim, evidence))
    return [c for c in resolved if not twins(c.downstream, c.upstream)]


def home_of(document: Document, works: Works, reached_from: tuple[str, ...] = ()) -> str:
    """The work a document presents: a card's own, another page's subject."""
    return _Evidence(document, works, reached_from).home


class _Evidence:
    """What one document and the works seen say of names; the document is parsed only when a name asks."""

    def __init__(self, document: Document, works: Works, reached_from: tuple[str, ...]) -> None:
        self.document, self.works, self.reached_from = document, works, reached_from

    @cached_property
    def page(self) -> Page:
        return parse(self.document.text)

    @cached_property
    def cited(self) -> dict[str, Work]:
        return works_cited(self.page)

    @cached_property
    def legend(self) -> dict[str, str]:
        return {fold(name): target for name, target in legend_of(self.page).items()}

    @cached_property
    def subject(self) -> Subject:
        """What the document is about, as the local reader sees it."""
        index = NameIndex([*gazetteer(), *known_entries(self.works)])
        ids = frozenset(i.lower() for i in [*(e.id for e in gazetteer()), *self.works.values()] if i.startswith("hf:"))
        mentions = gather(self.page, index, ids, card=is_card(self.document), home=self.document.artifact)
        return subject_of(self.document, self.page, Context(self.reached_from, self.works), mentions)

    @cached_property
    def home(self) -> str:
        """The work the document presents: a card's own, another page's subject.

        Of a repository or a paper that names no set: the set of its people, or of its title.
        """
        if is_card(self.document):
            return self.document.artifact
        if kind_of(self.subject.id) is Kind.PAPER:
            return self.works.headed(self.document.title or self.page.title) or self.subject.id
        return self.works.of_its_people(self.subject.id) or self.subject.id

    def source(self, claim: Claim, name: str, near: str) -> str | None:
        """The id of a source's name; None when nothing but likeness speaks for one."""
        if is_self(name):
            return self.home
        wanted = fold(name)
        beside = {
            link.id
            for link in self.page.links
            if claim.start <= link.start < claim.end and link.id.startswith(HOMES) and not link.asset and wanted == fold(link.anchor)
        }
        if len(beside) == 1:
            return beside.pop()
        return self.legend.get(wanted) or self.works.named(name) or self.works.likened(name, near)

    def made(self, name: str) -> str | None:
        """The id of what was made, from its name on this page."""
        own = self.document.artifact
        if is_self(name) or (is_card(self.document) and (is_file(name) or _same_words(name, own))):
            return self.home
        if is_card(self.document):
            return None
        part = self.works.part_of(own, name)
        if part is not None or not _speaks_of(name, self.home, own):
            return part
        return self.home if self.home != own else self.works.part_of(own, short(own))


def _same_words(name: str, own: str) -> bool:
    """Whether a name is the card's own, or ends with it where the card has no Hub id."""
    wanted, mine = folded(name), folded(short(own))
    return wanted == mine or (kind_of(own) is Kind.NAME and len(mine) > 7 and wanted.endswith(mine))


def _speaks_of(name: str, home: str, own: str) -> bool:
    """Whether a name shares a telling word with the work a page presents, or with its repository."""
    words = {w for w in fold(name).split() if len(w) >= 4}
    about = folded(short(home)) + " " + folded(short(own))
    return folded(name) in about or any(w in about for w in words)


_MARK = re.compile(r"\W*(?:[\d\s,;\[\]()–-]+|\\cite.*|@.*|[A-Z][\w’'-]+(?: et al\.?| (?:and|&) [A-Z][\w’'-]+)?,? \(?\d{4}[a-z]?\)?)\W*\Z")
_OWNER_PAGE = re.compile(r"(?:huggingface\.co|hf\.co)/(?!datasets/)([\w.-]{2,96})/?(?![\w./-])", re.I)
_LISTED = re.compile(r"[(（]([^()（）]{3,200})[)）]")
_BETWEEN = re.compile(r"\s*(?:,|;|、|，|&|/|\band\b)\s*")


def _parts(claim: Claim, evidence: _Evidence) -> list[Claim]:
    """One claim for each set that a passage lists in brackets beside its owner's page: `Notes (hills, rivers) by https://host/owner`."""
    if kind_of(claim.upstream) is not Kind.NAME:
        return [claim]
    owners = {m.group(1) for m in _OWNER_PAGE.finditer(claim.quote)}
    if len(owners) != 1:
        return [claim]
    who, name = owners.pop(), claim.upstream.partition(":")[2]
    listed = _LISTED.search(name)
    names = _BETWEEN.split(listed.group(1)) if listed else [name]
    found = [evidence.works.owned(who, n) for n in names]
    if not found or any(f is None for f in found):
        return [claim]
    return [claim.model_copy(update={"upstream": f}) for f in found if f is not None]


def _resolved(claim: Claim, evidence: _Evidence) -> Claim:
    downstream = _downstream(claim.downstream, evidence)
    upstream = _upstream(claim, downstream, evidence)
    if claim.relation in DERIVATIONS and kind_of(upstream) in (Kind.BENCHMARK, Kind.MODEL, Kind.PAPER):
        upstream = f"name:{_called(claim) or _headed(claim, evidence)[:200] or short(upstream)}"
    if (upstream, downstream) == (claim.upstream, claim.downstream):
        return claim
    return claim.model_copy(update={"upstream": upstream, "downstream": downstream})


def _downstream(artifact: str, evidence: _Evidence) -> str:
    own = evidence.document.artifact
    if artifact.partition(":")[0] == own.partition(":")[0] and twins(artifact, own):
        return own if is_card(evidence.document) else evidence.home
    if kind_of(artifact) is Kind.NAME:
        return evidence.made(artifact.partition(":")[2]) or artifact
    return artifact


def _upstream(claim: Claim, downstream: str, evidence: _Evidence) -> str:
    artifact, own = claim.upstream, evidence.document.artifact
    if artifact.partition(":")[0] == own.partition(":")[0] and twins(artifact, own):
        return own
    kind = kind_of(artifact)
    if kind is Kind.NAME:
        return evidence.source(claim, artifact.partition(":")[2], downstream) or artifact
    if kind is Kind.DATASET:
        return evidence.works.known_id(artifact) or artifact
    if kind is Kind.REPOSITORY:
        return evidence.works.hub_of(artifact) or artifact
    if kind is Kind.PAPER and claim.relation in DERIVATIONS:
        return _of_paper(claim, evidence) or artifact
    if kind is Kind.MODEL:
        return evidence.works.known_id(f"hf:{artifact.partition(':')[2]}") or artifact
    return artifact


def _of_paper(claim: Claim, evidence: _Evidence) -> str | None:
    """The data set that a cited paper presents: by the name the text or the paper's title gives it, else by the card that presents it."""
    works, title = evidence.works, _title(claim, evidence)
    names = [n for n in (_called(claim), _headed(claim, evidence)) if n]
    for name in names:
        if (found := works.named(name) or works.likened(name, claim.downstream) or home_of_paper(name)) is not None:
            return found
    cards = works.cards_of(claim.upstream)
    if len(cards) > 1:
        cards = tuple(c for c in cards if any(folded(short(c)) == folded(name) for name in names))
    return cards[0] if len(cards) == 1 and _speaks_of(f"{claim.mention} {title}", cards[0], "name:") else None


def _called(claim: Claim) -> str:
    """What a text calls its source; '' for a bare citation mark, which is no name."""
    return "" if _MARK.match(claim.mention) else " ".join(claim.mention.split())[:200]


def _headed(claim: Claim, evidence: _Evidence) -> str:
    """The name before the colon of a cited work's title, else the title; '' for none."""
    work = evidence.cited.get(claim.upstream.lower())
    return (work.head or work.title) if work is not None else ""


def _title(claim: Claim, evidence: _Evidence) -> str:
    work = evidence.cited.get(claim.upstream.lower())
    return work.title if work is not None else ""
