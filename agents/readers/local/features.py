"""What is measured of a pair for the trained model: the rules' groups, how it is written, where it stands, and its company.

No feature holds a name or a word of the text. The order of `NAMES` is the order of the numbers.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from statistics import fmean

from agents.readers.local.blocks import BlockKind
from agents.readers.local.identity import folded
from agents.readers.local.mentions import Mention, MentionKind
from agents.readers.local.pairs import Pair, Seen
from agents.readers.local.place import Setting
from agents.readers.local.rules import logistic
from graph.ids import owner, short

_KINDS = ("link", "bare", "name", "front", "code")
_AS = {MentionKind.CITED: "name"}
"""Kinds too rare in any gold to be learnt from count as what they are most like."""
_LABELS = ("", "benchmark", "corpus", "dataset", "evaluation", "known", "preference", "front source", "linked method", "no data")
_SCHEMES = ("hf", "github", "url", "name")
_GROUPS = ("score", "prior", "heading", "column", "left", "lead", "right", "place")
_STANDING = (
    "reversed",
    "head of item",
    "items of list",
    "company",
    "same owner",
    "upstream in name",
    "shared words",
    "card",
    "paper",
    "length",
)
_TOGETHER = (
    "mentions",
    "units",
    "second score",
    "mean score",
    "least score",
    "denied",
    "share denied",
    "linked",
    "in heading",
    "in front",
    "labelled",
)
_DOCUMENT = ("pairs", "sure pairs", "share surer", "sibling mean", "siblings")
NAMES = (
    *_GROUPS,
    *(f"kind {k}" for k in _KINDS),
    *(f"label {k or 'none'}" for k in _LABELS),
    *(f"scheme {s}" for s in _SCHEMES),
    *_STANDING,
    *_TOGETHER,
    *_DOCUMENT,
)
SCORE = NAMES.index("score")
_SOURCE_FIELDS = frozenset({"source_datasets", "duplicated_from", "base_dataset", "original_dataset"})
_SURE = 0.4


def table(pairs: Sequence[Pair], setting: Setting) -> list[list[float]]:
    """A row of `NAMES` for each pair of one document."""
    surest = [logistic(pair.best.weighed.score) for pair in pairs]
    ranked = sorted(surest)
    sure = math.log1p(len(ranked) - bisect_left(ranked, _SURE))
    together = _together_by_group(pairs, surest)
    rows = []
    for at, pair in enumerate(pairs):
        others, total = together.get(pair.best.mention.unit.group, (1, surest[at]))
        document = [
            math.log(len(pairs)),
            sure,
            (len(ranked) - bisect_right(ranked, surest[at])) / len(ranked),
            (total - surest[at]) / (others - 1) if others > 1 else 0.0,
            math.log(others),
        ]
        rows.append([*_groups(pair.best), *_written(pair.best.mention), *_standing(pair.best, setting), *_together(pair), *document])
    return rows


def _together_by_group(pairs: Sequence[Pair], surest: Sequence[float]) -> dict[int, tuple[int, float]]:
    """List or table -> how many pairs have a mention in it, and the sum of what the rules find them."""
    found: dict[int, tuple[int, float]] = {}
    for pair, score in zip(pairs, surest, strict=True):
        for group in {s.mention.unit.group for s in pair.seen if s.mention.unit.group}:
            n, total = found.get(group, (0, 0.0))
            found[group] = (n + 1, total + score)
    return found


def _groups(seen: Seen) -> list[float]:
    w = seen.weighed
    return [w.score, w.prior, w.heading, w.column, w.left, w.lead, w.right, w.place]


def _written(mention: Mention) -> list[float]:
    label, scheme = _label(mention), mention.id.partition(":")[0].replace("arxiv", "name")
    kind = _AS.get(mention.kind, mention.kind.value)
    return [
        *(float(kind == k) for k in _KINDS),
        *(float(label == k) for k in _LABELS),
        *(float(scheme == s) for s in _SCHEMES),
    ]


def _label(mention: Mention) -> str:
    if mention.kind is MentionKind.FRONT:
        return "front source" if mention.label in _SOURCE_FIELDS else ""
    if mention.label.endswith(" link"):
        return "linked method"
    return "no data" if mention.label in ("model", "method", "tool") else mention.label


def _standing(seen: Seen, setting: Setting) -> list[float]:
    unit = seen.mention.unit
    down, up = short(seen.downstream), short(seen.upstream)
    mine, theirs = _words(down), _words(up)
    inside = len(folded(up)) > 3 and folded(up) in folded(down) and folded(up) != folded(down)
    return [
        float(seen.weighed.turned is not None),
        float(seen.leads),
        math.log1p(setting.lists.get(unit.group, 0)) if unit.group else 0.0,
        math.log(max(1, seen.company)),
        float(folded(owner(seen.upstream) or "-") == folded(owner(seen.downstream) or "")),
        float(inside),
        len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0,
        float(setting.card),
        float(setting.paper),
        math.log1p(setting.body),
    ]


def _words(name: str) -> set[str]:
    parts = re.split(r"[^a-z0-9]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", name).lower())
    return {p for p in parts if len(p) > 1}


def _together(pair: Pair) -> list[float]:
    seen = pair.seen
    scores = [s.weighed.score for s in seen]
    denied = sum(s.denied for s in seen)
    return [
        math.log(len(seen)),
        math.log(len({s.mention.unit.start for s in seen})),
        scores[1] if len(scores) > 1 else scores[0] - 2.0,
        fmean(scores),
        min(scores),
        math.log1p(denied),
        denied / len(seen),
        float(any(s.mention.kind is MentionKind.LINK for s in seen)),
        float(any(s.mention.unit.kind is BlockKind.HEADING for s in seen)),
        float(any(s.mention.kind is MentionKind.FRONT for s in seen)),
        float(any(s.weighed.labelled for s in seen)),
    ]
