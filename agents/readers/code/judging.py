"""What a named source is to the thing that is made: the relation, and how sure code can be of it (set by hand)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from agents.readers.code.purpose import Purpose, says_check, says_evaluation
from agents.readers.code.uses import Fate, Use
from graph.model import Relation

PUBLISHED, OWN, MIXED, KEPT, NAMED, LOST, EXAMPLE = 0.92, 0.85, 0.8, 0.65, 0.5, 0.4, 0.25
"""Priors by what is known of the rows: published under an id; in the data set's own repository; mixed; written; only named;
in a file that writes other rows; in an example."""
OTHERWISE = 0.75
"""Prior of what is no derivation."""


class Judged(NamedTuple):
    """A relation and the reader's own confidence in it."""

    relation: Relation
    confidence: float


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for a whole file.

    `trains`, `evaluates`: it trains or evaluates a model. `configured`: it is a configuration. `saves`: it writes or publishes
    rows. `own`: it lies in a data set's repository. `known`: it is known of which data set it speaks.
    """

    purpose: Purpose
    trains: bool
    evaluates: bool
    configured: bool
    saves: bool
    own: bool
    known: bool


def judge(use: Use, setting: Setting, *, published: bool) -> Judged:
    """The verdict on one use; `published`: its downstream is what the file publishes."""
    other = _otherwise(use, setting)
    if other is not None:
        return Judged(other, EXAMPLE if setting.purpose.example else OTHERWISE)
    return Judged(_derivation(use, setting), _confidence(use, setting, published=published))


def _otherwise(use: Use, setting: Setting) -> Relation | None:
    """What it is when it is no source."""
    purpose, fates = setting.purpose, use.fates
    if Fate.REMOVED in fates:
        return Relation.REMOVED_COMPONENT
    if Fate.PUBLISHED in fates:
        return None
    arrives = Fate.KEPT in fates
    if not arrives and (Fate.CHECKED in fates or says_check(use.names) or purpose.checks):
        return Relation.DECONTAMINATED_AGAINST
    if setting.configured and (setting.evaluates or (setting.trains and re.match("test|eval|valid|dev", use.split or "", re.I))):
        return Relation.EVALUATED_ON
    if (
        (Fate.EVALUATED in fates and not arrives)
        or (not arrives and says_evaluation(use.names))
        or (purpose.evaluates and not purpose.checks)
    ):
        return Relation.EVALUATED_ON
    trains = setting.trains and not (setting.own and setting.purpose.mixes)
    if Fate.TRAINED in fates or ((trains or purpose.trains) and not arrives):
        return Relation.TRAINED_MODEL_ON
    return None


def _derivation(use: Use, setting: Setting) -> Relation:
    fates, told = use.fates, setting.purpose.relation
    if told in (Relation.SEED_PROMPTS, Relation.TRANSLATED):
        return told
    if Fate.MIXED in fates:
        return Relation.MIXTURE_COMPONENT
    if Fate.FILTERED in fates:
        return Relation.FILTERED
    if Fate.SLICED in fates:
        return Relation.SUBSET
    if told is not None:
        return told
    return Relation.DIRECT_INCLUSION if Fate.KEPT in fates and Fate.CHANGED not in fates else Relation.OTHER


def _confidence(use: Use, setting: Setting, *, published: bool) -> float:
    if setting.purpose.example:
        return EXAMPLE
    if Fate.PUBLISHED in use.fates:
        return PUBLISHED if published or setting.known else KEPT
    if setting.saves and Fate.KEPT not in use.fates:
        return LOST
    if setting.own:
        return OWN
    if Fate.MIXED in use.fates:
        return MIXED if setting.known or published or setting.purpose.mixes else KEPT
    if Fate.KEPT in use.fates or published or setting.known:
        return KEPT
    return NAMED
