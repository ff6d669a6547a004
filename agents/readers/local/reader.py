"""The local reader: subject, candidates, rules, a small trained model -> claims with exact quotes. No key, no network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from agents.readers import Context
from agents.readers.local.blocks import BlockKind
from agents.readers.local.candidates import gather
from agents.readers.local.features import table
from agents.readers.local.mentions import Company, Mention
from agents.readers.local.names import NameIndex, gazetteer, known_entries
from agents.readers.local.page import Page, parse
from agents.readers.local.pairs import Pair, Seen, may_state, pairs_of
from agents.readers.local.place import Setting
from agents.readers.local.relations import settled
from agents.readers.local.rules import Verdict, Weighed, conclude, logistic, weigh
from agents.readers.local.structure import Unit
from agents.readers.local.subjects import Subject, is_card, presents_data, subject_of
from agents.readers.local.weights import Judge, shipped
from graph.model import DERIVATIONS, Claim, Document

LONGEST_QUOTE = 300
LEAST = 0.05
RULES_VERSION = 1


class _Learnt(NamedTuple):
    known: Mapping[str, str]
    names: NameIndex
    ids: frozenset[str]


class Candidates(NamedTuple):
    """All that a document holds of possible sources: each mention in order of place, their pairs, and the setting of the document."""

    seen: list[Seen]
    pairs: list[Pair]
    setting: Setting


class LocalReader:
    """Reads by a trained model over hand rules. Deterministic; one instance may read any number of documents."""

    def __init__(self, weights: Judge | None = None) -> None:
        """`weights` other than the shipped ones; without any in the package, the rules decide alone."""
        self._weights: Judge | None = weights or shipped()
        self.name = f"local@{self._weights.version if self._weights else RULES_VERSION}"
        self._learnt: _Learnt | None = None

    @classmethod
    def by_rules(cls) -> LocalReader:
        """A reader whose rules decide alone, uncalibrated."""
        reader = cls()
        reader._weights, reader.name = None, f"local@{RULES_VERSION}"
        return reader

    def read(self, document: Document, context: Context) -> list[Claim]:
        """The claims of one document, in order of place. Claims below 0.05 are left out."""
        sha = document.sha256
        held = self.candidates(document, context)
        sure = self._confidences(held)
        found: list[Claim] = []
        for at, seen in enumerate(held.seen):
            verdict = conclude(seen.weighed, sure.get(at))
            if _states(seen, verdict):
                found.append(self.claim(document, seen, verdict, sha))
        return settled(found)

    def candidates(self, document: Document, context: Context) -> Candidates:
        """What the reader decides on: every mention but those of the work itself, with what the rules weigh around it."""
        page = parse(document.text)
        learnt = self._learn(context.known)
        mentions = gather(page, learnt.names, learnt.ids, card=is_card(document), home=document.artifact)
        subject = subject_of(document, page, context, mentions)
        by_unit: dict[int, list[Mention]] = defaultdict(list)
        for mention in mentions:
            by_unit[mention.unit.start].append(mention)
        company = {start: Company.of(page.text, together) for start, together in by_unit.items()}
        setting = _setting(document, page, mentions, subject)
        seen = [
            _seen(mention, weigh(page, mention, company[mention.unit.start], setting), company[mention.unit.start], subject)
            for mention in mentions
            if not subject.is_own(mention.id, mention.start)
        ]
        return Candidates(seen, pairs_of(seen), setting)

    def _confidences(self, held: Candidates) -> dict[int, float]:
        """Place in `seen` -> the model's confidence; a pair's further mentions say no more than the rules find in them."""
        if self._weights is None:
            return {}
        places = {id(seen): at for at, seen in enumerate(held.seen)}
        found: dict[int, float] = {}
        for pair, row in zip(held.pairs, table(held.pairs, held.setting), strict=True):
            probability = self._weights.probability(row)
            for seen in pair.seen:
                own = probability if seen is pair.best else min(probability, logistic(seen.weighed.score))
                found[places[id(seen)]] = own
        return found

    def claim(self, document: Document, seen: Seen, verdict: Verdict, sha: str | None = None) -> Claim:
        """The claim of a verdict on a mention; `sha` of the document, when it is at hand."""
        mention = seen.mention
        start, end = quote_span(document.text, mention.unit, mention.start, mention.end)
        return Claim(
            document_id=document.id,
            document_sha=sha or document.sha256,
            downstream=seen.downstream,
            upstream=seen.upstream,
            mention=mention.text,
            relation=verdict.relation,
            quote=document.text[start:end],
            start=start,
            end=end,
            raw_confidence=round(verdict.confidence, 4),
            confidence=round(verdict.confidence, 4),
            reader=self.name,
            split=mention.split or verdict.details.split,
            config=mention.config or verdict.details.config,
            rows_taken=verdict.details.rows,
            read_at=document.fetched_at,
        )

    def _learn(self, known: Mapping[str, str]) -> _Learnt:
        """The index over the gazetteer and `known`, kept for the next document. Threads may share a reader: it is swapped whole."""
        learnt = self._learnt
        if learnt is None or learnt.known is not known:
            entries = gazetteer()
            ids = {e.id.lower() for e in entries} | {i.lower() for i in known.values()}
            index = NameIndex([*entries, *known_entries(known)])
            learnt = self._learnt = _Learnt(known, index, frozenset(i for i in ids if i.startswith("hf:")))
        return learnt


def _seen(mention: Mention, weighed: Weighed, company: Company, subject: Subject) -> Seen:
    pair = (subject.at(mention.start), mention.id)
    downstream, upstream = pair[::-1] if weighed.turned is not None else pair
    leads = mention is company.first and mention.start - mention.unit.start < 6
    return Seen(mention, weighed, downstream, upstream, leads, len(company.ids))


def _states(seen: Seen, verdict: Verdict) -> bool:
    """Whether a verdict is worth a claim; a bare name of a model, method or tool is never a source."""
    if verdict.confidence < LEAST:
        return False
    return may_state(seen) or (verdict.relation not in DERIVATIONS and not verdict.reversed)


def quote_span(text: str, unit: Unit, start: int, end: int) -> tuple[int, int]:
    """The unit, or at most 300 code points of it around the mention, cut at spaces."""
    if unit.end - unit.start <= LONGEST_QUOTE:
        return unit.start, unit.end
    room = max(0, LONGEST_QUOTE - (end - start))
    first = max(unit.start, start - room // 2)
    last = min(unit.end, max(end, first + LONGEST_QUOTE))
    if first > unit.start and (space := text.find(" ", first, start)) >= 0:
        first = space + 1
    if last < unit.end and (space := text.rfind(" ", end, last)) >= 0:
        last = space
    return first, last


def _names_own(mention: Mention, subject: Subject) -> bool:
    """Whether a row's head is the work itself: then its table compares, it lists no sources."""
    if any(start == mention.unit.start for start, _, _ in subject.scopes):
        return False
    return mention.start - mention.unit.start < 12 and subject.id == subject.at(mention.start) and subject.is_own(mention.id, mention.start)


def _setting(document: Document, page: Page, mentions: list[Mention], subject: Subject) -> Setting:
    sources = {m.id.lower() for m in mentions if m.id.startswith("hf:") and not m.label and not subject.is_own(m.id, m.start)}
    lists: dict[int, int] = defaultdict(int)
    for mention in mentions:
        if mention.unit.group and mention.start - mention.unit.start < 6:
            lists[mention.unit.group] += 1
    return Setting(
        card=is_card(document),
        body=page.body_length,
        sources=len(sources),
        paper=document.artifact.startswith("arxiv:"),
        lists=lists,
        comparisons=frozenset(
            m.unit.group for m in mentions if m.unit.kind is BlockKind.ROW and not m.unit.caption and _names_own(m, subject)
        ),
        subject=subject.id,
        presents=not subject.id.startswith("github:") or presents_data(page),
    )
