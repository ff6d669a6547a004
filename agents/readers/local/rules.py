"""Hand rules: one mention in its surroundings -> derivation or not, direction, relation, and an additive score.

The score is a sum of round weights; `confidence` is its logistic. Nothing here is fitted to a document or name.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from agents.readers.local import cues
from agents.readers.local.blocks import BlockKind
from agents.readers.local.candidates import Company, Mention, MentionKind
from agents.readers.local.details import Details, details
from agents.readers.local.identity import folded
from agents.readers.local.page import Page
from agents.readers.local.relations import precise
from agents.readers.local.structure import cells, plain
from graph.ids import owner, short
from graph.model import DERIVATIONS, Relation

MASK = "§"
_TAKEN_OUT = -4.0
"""What the words say that take a whole source out, whatever else stands before it."""
UNLIKELY = 0.3
"""Below this confidence of a derivation, a cue that says what else a mention is decides."""
_CLAUSE = re.compile(r"[;；]|,?\s\b(?:but|while|whereas|however|unlike)\b")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of one mention. `reversed`: the mention is made from the subject."""

    relation: Relation
    confidence: float
    reversed: bool
    details: Details


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for a whole document: its kind, how short it is, how many Hub sets it links, and the siblings of each list."""

    card: bool
    body: int
    sources: int
    paper: bool
    lists: dict[int, int]
    comparisons: frozenset[int]
    subject: str


@dataclass(slots=True)
class _Window:
    left: str
    right: str
    whole: str
    alone: bool
    column: str
    first_column: bool
    number_cells: list[str]


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
    window = _window(page, mention, company)
    yes, no = _nearest(cues.LEFT_YES, window.left), _nearest(cues.LEFT_NO, window.left)
    lead_yes, lead_no = _lead(mention, cues.LEFT_YES), _lead(mention, cues.LEAD_NO)
    if _describes_head(mention, company):
        lead_yes = None
    right = [c for c in cues.RIGHT if c.pattern.search(window.right)]
    turned = _reversed(mention, window, setting)
    out = not turned and bool(cues.TAKEN_OUT_AFTER.search(window.right) or cues.TAKEN_OUT_BEFORE.search(window.left[-120:]))
    return Weighed(
        prior=_prior(mention, setting),
        heading=_heading(mention),
        column=_column(mention, window, setting),
        left=_weighed(yes, no) if not out else min(_TAKEN_OUT, _weighed(yes, no)),
        lead=0.8 * _weighed(lead_yes, lead_no),
        right=sum(c.weight for c in right if not out or c.weight < 0),
        place=_place(mention, company, window, setting),
        relation=Relation.OTHER if turned else _relation(mention, window, setting, yes, lead_yes, right),
        against=None if turned else (Relation.REMOVED_COMPONENT, 0.9) if out else _against(mention, no, lead_no, right),
        turned=bool(cues.REVERSED_KEPT.search(turned)) if turned else None,
        labelled=bool(cues.LABEL_SOURCE.search(window.left)),
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
    if yes[0].name in ("mixture", "uses") or yes[2] < no[2]:
        return 0.5 * yes[1] + no[1]
    return yes[1] + 0.5 * no[1]


def _describes_head(mention: Mention, company: Company) -> bool:
    """Whether a bullet starts with another name, so that this one only describes it."""
    first = company.first
    return mention.unit.kind is BlockKind.BULLET and first.start - mention.unit.start < 6 and mention is not first


def _names_of(mention: Mention) -> tuple[str, str]:
    anchor = _ANCHOR.match(mention.text)
    written = mention.text if mention.kind is MentionKind.NAME else anchor.group(1) if anchor else ""
    return folded(short(mention.id)), folded(written)


def _place(mention: Mention, company: Company, window: _Window, setting: Setting) -> float:
    """Where the mention stands in its unit: a later name in a bullet describes its head; a label says what a link is."""
    unit, score = mention.unit, 0.0
    first = company.first
    if _describes_head(mention, company):
        score -= 1.5
    head = mention is first and mention.start - unit.start < 6
    if head and setting.lists.get(unit.group, 0) >= 3 and not cues.HEADING_NO.search(unit.heading):
        score += 0.9 if setting.lists[unit.group] < 8 else 1.4
    own = folded(short(setting.subject))
    if len(own) > 4 and any(len(n) > 3 and n in own and n != own for n in _names_of(mention)):
        score += 1.0
    bare_repository = mention.id.startswith("github:") and mention.label in ("", "known")
    if bare_repository and not _DATA_NOUN.search(f"{unit.lead} {window.whole} {unit.heading}"):
        score -= 1.0
    if cues.LABEL_SIBLING.search(window.left):
        score -= 2.5
    elif cues.LABEL_SOURCE.search(window.left):
        score += 1.5
    return score


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
    return _nearest(table, mention.unit.lead)


_FILE_HEADING = re.compile(r"\w\.(?:jsonl?|parquet|csv|tsv|arrow)\b", re.I)
_CODE_FILE = re.compile(r"/(?:blob|tree)/[^\s)]{1,200}\.(?:py|txt|sh|ipynb|yaml|yml|toml|cfg)\b", re.I)
_ANCHOR = re.compile(r"\[([^\[\]]{1,60})\]\(")
_DATA_NOUN = re.compile(
    r"data|corpus|corpora|instruction|prompt|question|sample|example|problem|conversation|dialog|pairs|subset|collection|数据|指令", re.I
)
_RESULTS_NAME = re.compile(
    r"(?:\A|[-_.])(?:eval|evaluations?|results?|leaderboard|details|logs|outputs|images?|assets?|badges?)(?:[-_.]|\Z)", re.I
)
_LABEL_PRIOR = {
    "dataset": -0.6,
    "preference": -0.6,
    "benchmark": -1.2,
    "corpus": -1.6,
    "evaluation": -2.0,
    "known": -0.8,
    "model": -4.0,
    "method": -2.6,
    "tool": -4.0,
    "tool link": -3.5,
    "model link": -3.5,
    "method link": -1.0,
    "evaluation link": -1.0,
    "benchmark link": -0.2,
}
_TOOL_NAME = re.compile(
    r"(?:train|handbook|eval|harness|megatron|trl|transformers|factory|axolotl|toolkit|llm-|benchmark|leaderboard|vllm|deepspeed|sdk"
    r"|framework|accelerate)",
    re.I,
)


def _prior(mention: Mention, setting: Setting) -> float:
    """How likely a mention of this make is a source before anything is read around it."""
    if mention.kind is MentionKind.FRONT:
        return 1.5 if mention.label in ("source_datasets", "duplicated_from", "base_dataset", "original_dataset") else 0.5
    score = -0.6 + _make(mention)
    linked = mention.kind in (MentionKind.LINK, MentionKind.BARE)
    if setting.card and setting.body < 900 and setting.sources <= 3 and linked:
        score += 1.2
    if setting.card and mention.start < 1200 and mention.kind is MentionKind.LINK:
        score += 0.3
    if not setting.card:
        score -= 0.5
    if mention.hidden:
        score -= 1.5
    if mention.unit.kind is BlockKind.HEADING and not mention.unit.heading:
        score -= 1.5
    if setting.subject.startswith("github:") and mention.id.startswith("hf:") and _kin(mention.id, setting.subject):
        score -= 1.5
    return score


def _make(mention: Mention) -> float:
    score = 0.0
    if mention.kind is MentionKind.LINK and (_RESULTS_NAME.search(short(mention.id)) or _CODE_FILE.search(mention.text)):
        score -= 1.5
    if mention.label:
        return score + _LABEL_PRIOR.get(mention.label, -1.0)
    if mention.id.startswith("github:"):
        return score - (2.0 if _TOOL_NAME.search(mention.id) else 0.5)
    return score - {MentionKind.BARE: 0.2, MentionKind.CODE: 1.0}.get(mention.kind, 0.0)


def _kin(a: str, b: str) -> bool:
    """Whether a set's owner is a repository's, or named for it."""
    who, repository = folded(owner(a) or ""), folded(short(b))
    return bool(who) and (who == folded(owner(b) or "") or (len(repository) > 3 and repository in who))


def _heading(mention: Mention) -> float:
    heading = mention.unit.heading
    last = heading.rpartition(" / ")[2]
    score = 0.0
    if cues.HEADING_YES.search(last) or _FILE_HEADING.search(last):
        score += 1.3
    elif cues.HEADING_YES.search(heading):
        score += 0.5
    if cues.HEADING_BAD.search(last):
        score -= 2.0
    elif cues.HEADING_NO.search(last):
        score -= 1.0
    elif cues.HEADING_BAD.search(heading):
        score -= 0.7
    return score


def _column(mention: Mention, window: _Window, setting: Setting) -> float:
    unit = mention.unit
    if unit.kind is not BlockKind.ROW:
        return 0.0
    if unit.caption:
        return -1.5
    titles = " | ".join(unit.header)
    score = 0.0
    if unit.group in setting.comparisons:
        score -= 3.0
    if len(cues.COLUMN_SCORE.findall(titles)) >= 2:
        score -= 2.5
    if cues.COLUMN_YES.search(window.column):
        score += 1.2
    if cues.COLUMN_ROWS.search(titles):
        score += 1.0 if len(cues.COLUMN_SCORE.findall(titles)) >= 2 else 1.8
    if not window.first_column and not cues.COLUMN_YES.search(window.column):
        score -= 0.8
    return score


def _reversed(mention: Mention, window: _Window, setting: Setting) -> str | None:
    """The words that make the subject the source; "part of X" in the card of an "X something" says the opposite."""
    near = window.left[-70:]
    found = cues.REVERSED.search(near)
    if found is None or mention.kind is MentionKind.FRONT:
        return None
    own = folded(short(setting.subject))
    if "part of" in found.group() and any(len(n) > 3 and n in own for n in _names_of(mention)):
        return None
    return near[found.start() :]


_TOLD_AFTER = frozenset((Relation.TRANSLATED, Relation.FORMAT_CONVERSION, Relation.DISTILLED))
_PLAIN_LEADS = frozenset((Relation.FILTERED, Relation.FORMAT_CONVERSION, Relation.DIRECT_INCLUSION, Relation.OTHER))


def _relation(mention: Mention, window: _Window, setting: Setting, yes: _Signal, lead: _Signal, right: list[cues.Cue]) -> Relation:
    """The relation of the nearest cue; a word that only lists ("including") gives way to a verb before it."""
    for after in right:
        if after.relation in _TOLD_AFTER:
            return after.relation
    if yes is not None and (told := precise(yes[0].name, window.left[-170:], window.right[:170])) is not None:
        return told
    if yes is not None and yes[0].relation is not Relation.OTHER and yes[1] >= 0.8:
        return yes[0].relation
    listed = setting.lists.get(mention.unit.group, 0) >= 3
    if lead is not None and lead[1] >= 0.8 and not (lead[0].relation in _PLAIN_LEADS and (listed or lead[0].relation is Relation.OTHER)):
        return lead[0].relation
    if mention.unit.kind in (BlockKind.BULLET, BlockKind.ROW):
        return Relation.MIXTURE_COMPONENT
    if mention.kind is MentionKind.FRONT and mention.label == "duplicated_from":
        return Relation.DIRECT_INCLUSION
    return Relation.OTHER


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


def _window(page: Page, mention: Mention, company: Company) -> _Window:
    """The text left and right of the mention in its unit (its cell's row for tables), the others masked."""
    text, unit = page.text, mention.unit
    start, end = max(unit.start, mention.start - 400), min(unit.end, mention.end + 300)
    left, right = _masked(text, start, mention.start, company), _masked(text, mention.end, end, company)
    left, right = plain(left), plain(right)
    column, first, numbers = "", True, []
    if unit.kind is BlockKind.ROW:
        for at, (a, b) in enumerate(cells(text, unit)):
            if a <= mention.start < b:
                column, first = (unit.header[at] if at < len(unit.header) else ""), at == 0
            elif at < len(unit.header) and cues.COLUMN_ROWS.search(unit.header[at]):
                numbers.append(text[a:b].strip())
    whole = f"{left} {MASK} {right}"
    left = _CLAUSE.split(left)[-1] if unit.kind is not BlockKind.ROW else left
    right = _CLAUSE.split(right)[0]
    others = company.ids - {mention.id.lower()}
    return _Window(left, right, whole, not others, column, first, numbers)


def _masked(text: str, start: int, end: int, company: Company) -> str:
    parts, at = [], start
    for other in company.within(start, end):
        if other.start < at:
            continue
        parts += [text[at : other.start], MASK]
        at = min(other.end, end)
    parts.append(text[at:end])
    return "".join(parts)
