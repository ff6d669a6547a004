"""Hand rules: one mention in its surroundings -> derivation or not, direction, relation, and an additive score.

The score is a sum of round weights; `confidence` is its logistic. Nothing here is fitted to a document or name.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from agents.readers.local import cues, direction, headings
from agents.readers.local.blocks import BlockKind
from agents.readers.local.details import Details, details
from agents.readers.local.identity import folded
from agents.readers.local.mentions import Company, Mention, MentionKind
from agents.readers.local.page import Page
from agents.readers.local.place import Setting, column, describes_head, heading, names_of, place_of, prior
from agents.readers.local.relations import MANY, precise
from agents.readers.local.window import Window, window_of
from graph.ids import short
from graph.model import DERIVATIONS, Relation

_TAKEN_OUT = -4.0
"""What the words say that take a whole source out, whatever else stands before it."""
UNLIKELY = 0.3
"""Below this confidence of a derivation, a cue that says what else a mention is decides."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of one mention. `reversed`: the mention is made from the subject."""

    relation: Relation
    confidence: float
    reversed: bool
    details: Details


@dataclass(frozen=True, slots=True)
class Weighed:
    """What speaks for and against one mention, by rule group, in units of the logistic.

    `relation`: which derivation it is if it is one. `against`: what else it is, and how sure the cue makes that. `turned`: None,
    or whether the words that make the subject the source also say that something was made from it.
    """

    prior: float
    heading: float
    column: float
    left: float
    lead: float
    right: float
    place: float
    relation: Relation
    against: tuple[Relation, float] | None
    turned: bool | None
    labelled: bool
    details: Details

    @property
    def score(self) -> float:
        """All groups together; a reversed statement counts only when something was made from the subject."""
        penalty = 0.0 if self.turned is None else 1.0 if self.turned else 4.0
        return self.prior + self.heading + self.column + self.left + self.lead + self.right + self.place - penalty


def decide(page: Page, mention: Mention, company: Company, setting: Setting) -> Verdict:
    """The verdict on a mention; `company` are all mentions of its unit, itself among them."""
    return conclude(weigh(page, mention, company, setting))


def conclude(weighed: Weighed, confidence: float | None = None) -> Verdict:
    """The verdict on what was weighed; `confidence` of a derivation as a model has it, else as the rules have it."""
    confidence = logistic(weighed.score) if confidence is None else confidence
    if weighed.turned is not None:
        return Verdict(Relation.OTHER, confidence, True, weighed.details)
    if weighed.against is not None and confidence < UNLIKELY:
        return Verdict(weighed.against[0], min(weighed.against[1], 1.0 - confidence), False, weighed.details)
    return Verdict(weighed.relation, confidence, False, weighed.details)


def weigh(page: Page, mention: Mention, company: Company, setting: Setting) -> Weighed:
    """What the rules see around a mention; `company` are all mentions of its unit, itself among them."""
    window = window_of(page, mention, company)
    yes, no = _nearest(cues.LEFT_YES, window.left), _nearest(cues.LEFT_NO, window.left)
    lead_yes, lead_no = _lead(mention, cues.LEFT_YES), _lead(mention, cues.LEAD_NO)
    if describes_head(mention, company):
        lead_yes = None
    right = [c for c in cues.RIGHT if c.pattern.search(window.right)]
    turned = _reversed(mention, window, setting)
    out = not turned and bool(direction.TAKEN_OUT_AFTER.search(window.right) or direction.TAKEN_OUT_BEFORE.search(window.left[-120:]))
    return Weighed(
        prior=prior(mention, setting),
        heading=heading(mention),
        column=column(mention, window, setting),
        left=_weighed(yes, no) if not out else min(_TAKEN_OUT, _weighed(yes, no)),
        lead=0.8 * _weighed(lead_yes, lead_no),
        right=sum(c.weight for c in right if not out or c.weight < 0),
        place=place_of(mention, company, window, setting),
        relation=Relation.OTHER if turned else _relation(mention, window, setting, yes, lead_yes, right),
        against=None if turned else (Relation.REMOVED_COMPONENT, 0.9) if out else _against(mention, no, lead_no, right),
        turned=bool(direction.REVERSED_KEPT.search(turned)) if turned else None,
        labelled=bool(headings.LABEL_SOURCE.search(window.left)),
        details=Details(None, None, None) if turned else details(window.whole, window.number_cells, alone=window.alone),
    )


def logistic(score: float) -> float:
    """The fixed curve from score to confidence, kept inside 0.02-0.98."""
    return min(max(1.0 / (1.0 + math.exp(-score)), 0.02), 0.98)


_Signal = tuple[cues.Cue, float, int] | None


_WHOLE_SENTENCE = frozenset({"advice", "applied in", "command", "page", "planned", "decontaminated"})


def _weighed(yes: _Signal, no: _Signal) -> float:
    """Both cues together; the one nearer to the mention counts in full, the other by half."""
    if yes is None or no is None:
        return (yes[1] if yes else 0.0) + (no[1] if no else 0.0)
    if no[0].name in _WHOLE_SENTENCE:
        return 0.5 * yes[1] + no[1]
    if yes[0].name in ("mixture", "uses") or yes[2] <= no[2]:
        return 0.5 * yes[1] + no[1]
    return yes[1] + 0.5 * no[1]


def _nearest(table: tuple[cues.Cue, ...], left: str) -> _Signal:
    """The cue that ends nearest to the mention, its weight fading with distance."""
    tail = left[-170:]
    best: _Signal = None
    best_key = (-1.0, -1)
    for cue in table:
        matches = list(cue.pattern.finditer(tail))
        if not matches:
            continue
        last = matches[-1]
        distance = len(tail) - last.end()
        weight = cue.weight * (1.0 if distance < 45 else 0.7 if distance < 95 else 0.4)
        key = (abs(weight), last.end())
        if key > best_key:
            best, best_key = (cue, weight, last.end()), key
    return best


def _lead(mention: Mention, table: tuple[cues.Cue, ...]) -> _Signal:
    """What the sentence that a list or table hangs from says of its items; names later in a bullet are not its items."""
    if mention.unit.kind not in (BlockKind.BULLET, BlockKind.ROW, BlockKind.CODE):
        return None
    return _nearest(table, _ASIDE.sub(" ", mention.unit.lead))


def _reversed(mention: Mention, window: Window, setting: Setting) -> str | None:
    """The words that make the subject the source; "part of X" in the card of an "X something" says the opposite."""
    near = window.left[-70:]
    found = direction.REVERSED.search(near)
    if found is None or mention.kind is MentionKind.FRONT:
        return None
    own = folded(short(setting.subject))
    if "part of" in found.group() and any(len(n) > 3 and n in own for n in names_of(mention)):
        return None
    return near[found.start() :]


_ASIDE = re.compile(r"[(（][^()（）]{0,200}[)）]")
_BEHIND = frozenset({"merged behind", "sieved behind"})
_TOLD_AFTER = frozenset((Relation.TRANSLATED, Relation.FORMAT_CONVERSION, Relation.DISTILLED))
_PLAIN_LEADS = frozenset((Relation.FILTERED, Relation.FORMAT_CONVERSION, Relation.DIRECT_INCLUSION, Relation.OTHER))


def _relation(mention: Mention, window: Window, setting: Setting, yes: _Signal, lead: _Signal, right: list[cues.Cue]) -> Relation:
    """The relation of the nearest cue; a word that only lists ("including") gives way to a verb before it."""
    listed = setting.lists.get(mention.unit.group, 0) >= MANY
    for after in right:
        if after.relation in _TOLD_AFTER or (after.name in _BEHIND and not listed):
            return after.relation
    if yes is not None and (told := precise(yes[0].name, window.left[-170:], window.right[:170])) is not None:
        return told
    if yes is not None and yes[0].relation is not Relation.OTHER and yes[1] >= 0.8:
        return yes[0].relation
    if lead is not None and lead[1] >= 0.8 and not (lead[0].relation in _PLAIN_LEADS and (listed or lead[0].relation is Relation.OTHER)):
        return lead[0].relation
    if mention.unit.kind in (BlockKind.BULLET, BlockKind.ROW) and setting.lists.get(mention.unit.group, 0) >= 2:
        return Relation.MIXTURE_COMPONENT
    if mention.kind is MentionKind.FRONT and mention.label == "duplicated_from":
        return Relation.DIRECT_INCLUSION
    # What a method's own repository gives to other data is what it starts from.
    return Relation.SEED_PROMPTS if mention.label in ("method", "method link") else Relation.OTHER


def _against(mention: Mention, no: _Signal, lead: _Signal, right: list[cues.Cue]) -> tuple[Relation, float] | None:
    """What the mention is when it is no source, by the strongest cue against it, and how sure that cue alone makes it."""
    signals = [s for s in (no, lead) if s is not None] + [(c, c.weight, 0) for c in right if c.weight < 0]
    signals = [s for s in signals if s[0].relation not in DERIVATIONS]
    if signals:
        strongest = min(signals, key=lambda s: s[1])
        return strongest[0].relation, logistic(-strongest[1] - 1.0)
    if mention.label == "evaluation" and re.search(r"evaluation|result|benchmark|performance|评测", mention.unit.heading, re.I):
        return Relation.EVALUATED_ON, 0.6
    return None
