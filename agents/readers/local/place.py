"""What a mention's make and place say of it before the words beside it: how it is written, the heading, the column, its place in a list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agents.readers.local import headings
from agents.readers.local.blocks import BlockKind
from agents.readers.local.identity import folded
from agents.readers.local.mentions import Company, Mention, MentionKind
from agents.readers.local.window import Window
from graph.ids import owner, short

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


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for a whole document: its kind, how short it is, how many Hub sets it links, and the siblings of each list.

    `presents`: whether the page is about data of its own at all.
    """

    card: bool
    body: int
    sources: int
    paper: bool
    lists: dict[int, int]
    comparisons: frozenset[int]
    subject: str
    presents: bool = True


def prior(mention: Mention, setting: Setting) -> float:
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
        score -= 0.5 if setting.presents else 2.5
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


def heading(mention: Mention) -> float:
    """What the headings above a mention say."""
    path = mention.unit.heading
    last = path.rpartition(" / ")[2]
    score = 0.0
    if headings.HEADING_YES.search(last) or _FILE_HEADING.search(last):
        score += 1.3
    elif headings.HEADING_YES.search(path):
        score += 0.5
    if headings.HEADING_BAD.search(last):
        score -= 2.0
    elif headings.HEADING_NO.search(last):
        score -= 1.0
    elif headings.HEADING_BAD.search(path):
        score -= 0.7
    return score


def column(mention: Mention, window: Window, setting: Setting) -> float:
    """What the column titles of a mention's table say."""
    unit = mention.unit
    if unit.kind is not BlockKind.ROW:
        return 0.0
    if unit.caption:
        return -1.5
    titles = " | ".join(unit.header)
    score = 0.0
    if unit.group in setting.comparisons:
        score -= 3.0
    if len(headings.COLUMN_SCORE.findall(titles)) >= 2:
        score -= 2.5
    if headings.COLUMN_YES.search(window.column):
        score += 1.2
    if headings.COLUMN_ROWS.search(titles):
        score += 1.0 if len(headings.COLUMN_SCORE.findall(titles)) >= 2 else 1.8
    if not window.first_column and not headings.COLUMN_YES.search(window.column):
        score -= 0.8
    return score


def place_of(mention: Mention, company: Company, window: Window, setting: Setting) -> float:
    """Where the mention stands in its unit: a later name in a bullet describes its head; a label says what a link is."""
    unit, score = mention.unit, 0.0
    first = company.first
    if describes_head(mention, company):
        score -= 1.5
    head = mention is first and mention.start - unit.start < 6
    if mention is first and company.items and mention.start not in company.items:
        return score - 4.0  # The name of a list whose items follow it.
    if head and setting.lists.get(unit.group, 0) >= 3 and not headings.HEADING_NO.search(unit.heading):
        score += 0.9 if setting.lists[unit.group] < 8 else 1.4
    own = folded(short(setting.subject))
    if len(own) > 4 and any(len(n) > 3 and n in own and n != own for n in names_of(mention)):
        score += 1.0
    bare_repository = mention.id.startswith("github:") and mention.label in ("", "known")
    if bare_repository and not _DATA_NOUN.search(f"{unit.lead} {window.whole} {unit.heading}"):
        score -= 1.0
    if headings.LABEL_SIBLING.search(window.left):
        score -= 2.5
    elif headings.LABEL_SOURCE.search(window.left):
        score += 1.5
    return score


def describes_head(mention: Mention, company: Company) -> bool:
    """Whether a bullet starts with another name, so that this one only describes it; not where that name labels a list, `Name: A, B`."""
    first = company.first
    if mention.unit.kind is not BlockKind.BULLET or first.start - mention.unit.start >= 6 or mention is first:
        return False
    return mention.start not in company.items


def names_of(mention: Mention) -> tuple[str, str]:
    """The last part of a mention's id and the name it is written under, both folded; '' where there is none."""
    anchor = _ANCHOR.match(mention.text)
    written = mention.text if mention.kind is MentionKind.NAME else anchor.group(1) if anchor else ""
    return folded(short(mention.id)), folded(written)
