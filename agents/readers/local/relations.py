"""Which derivation it is, when the words beside the mention do not settle it: the verb before, the names of both works, their number."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from agents.readers.local import cues
from agents.readers.local.identity import folded
from graph.ids import short
from graph.model import DERIVATIONS, Claim, Relation

MANY = 3
"""From this many sources on, one of which nothing more precise is said is a component of a mixture."""
_LIKELY = 0.4
_GIVES_WAY = {
    "translated": ("mixture", "uses", "based", "seed", "version"),
    "distilled": ("mixture", "uses", "based", "seed"),
    "seed": ("mixture", "uses", "based"),
}
_SEED = re.compile(r"\bseed(?:s|ed)?\b|种子", re.I)
_SIEVED = re.compile(r"\b(?:de-?dup\w*|filter(?:ed)?|clean(?:ed|er)?|curated|refined|pruned)\b[^.;]{0,30}\b(?:sub-?set|version)\b", re.I)
_RESHAPED = re.compile(r"\b(?:re-?format\w*|(?:light|minor|some) formatting|re-?structur\w*|convert\w*|binari[sz]\w*)\b", re.I)
_LANGUAGE = (
    r"zh|cn|ko|kr|ja|jp|fr|de|es|it|pt|vi|tr|ar|ru|hi|nl|pl|th|id|uk|cs|sv"
    r"|chinese|korean|japanese|french|german|spanish|italian|portuguese|vietnamese|turkish|arabic|russian|hindi|dutch|polish|thai"
)
_TEACHER = r"gpt-?[345]o?|chatgpt|claude|gemini|orca|r1|deepseek|qwq|llama|mixtral"
"""What the answers of a set are named for, where its prompts are another's."""
_HANDLED = (
    (Relation.TRANSLATED, re.compile(rf"translat|(?:\A|[-_.])(?:{_LANGUAGE})(?:[-_.]|\Z)", re.I)),
    (Relation.DISTILLED, re.compile(rf"distill|regenerated|rewritten|(?:\A|[-_.])(?:{_TEACHER})(?:[-_.\d]|\Z)", re.I)),
    (Relation.FILTERED, re.compile(r"clean|filter|dedup|curated|refined|uncensored|decontaminat", re.I)),
    (Relation.FORMAT_CONVERSION, re.compile(r"binari[sz]ed|format|sharegpt|chatml|parquet|jsonl|convert|processed|standardi[sz]ed", re.I)),
    (Relation.SUBSET, re.compile(r"subset|sample|mini|tiny|(?:\A|[-_.])\d+k(?:[-_.]|\Z)", re.I)),
)


def precise(name: str, left: str, right: str) -> Relation | None:
    """The relation of a more telling verb near a cue that gives way to it: "seed prompts taken from" are seeds, no subset."""
    for cue in cues.LEFT_YES:
        if name in _GIVES_WAY.get(cue.name, ()) and cue.pattern.search(left):
            return cue.relation
    if name != "subset":
        return None
    if _SEED.search(left):
        return Relation.SEED_PROMPTS
    if _SIEVED.search(left):
        return Relation.FILTERED
    return Relation.FORMAT_CONVERSION if _RESHAPED.search(right) else None


def settled(claims: Sequence[Claim]) -> list[Claim]:
    """Claims whose relation nothing near them tells, by their company: one of many sources is a component of a mixture.

    Of few sources (and of one no mixture is made), what the name of the work has and that of its source lacks tells how it was
    handled ("-cleaned", "-10k", "-fr"); a work of the very name of its source is the same rows in another shape.
    """
    sources: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        if claim.relation in DERIVATIONS and claim.confidence >= _LIKELY:
            sources[claim.downstream].add(claim.upstream.lower())
    return [
        claim.model_copy(update={"relation": _settled(claim, len(sources[claim.downstream]))})
        if claim.relation is Relation.OTHER or (claim.relation is Relation.MIXTURE_COMPONENT and len(sources[claim.downstream]) == 1)
        else claim
        for claim in claims
    ]


def _settled(claim: Claim, sources: int) -> Relation:
    if sources >= MANY:
        return Relation.MIXTURE_COMPONENT
    own, other = short(claim.downstream), short(claim.upstream)
    for relation, handled in _HANDLED:
        if handled.search(own) and not handled.search(other):
            return relation
    return Relation.FORMAT_CONVERSION if len(folded(other)) > 2 and folded(own) == folded(other) else claim.relation
