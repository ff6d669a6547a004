"""A second look at claims by a language model that sees the passage, not the first reader's answer."""

from __future__ import annotations

import json
from collections.abc import Sequence

from agents.readers.local.identity import folded, twins
from agents.readers.local.page import Page, parse
from graph.errors import InvalidId
from graph.ids import parse as parse_id
from graph.ids import short
from graph.model import DERIVATIONS, Claim, Document, Opinion, Relation, SecondOpinion
from prompts.errors import Why
from prompts.llm import LLM
from prompts.prompt import Prompt, load
from prompts.responses import Verdict, Verdicts

BATCH = 10
LONGEST_PASSAGE = 700
_REVERSED = frozenset({"reverse", "reversed"})
_RELATIONS = frozenset(r.value for r in Relation)
_OF_SEVERAL = frozenset({Why.TOO_LONG, Why.NOT_RECORDED, Why.UNUSABLE})
"""Reasons for no answer that asking one at a time may mend."""


class SecondLook:
    """Judges claims by another prompt, and another model where one is set. Threads may share it."""

    def __init__(self, llm: LLM, *, prompt: Prompt | None = None, batch: int = BATCH) -> None:
        self.llm = llm
        self.prompt = prompt or load("second_look")
        self.name = f"second_look@{self.prompt.version}:{llm.model}"
        self._batch = batch

    def look(self, document: Document, claims: Sequence[Claim]) -> list[SecondOpinion]:
        """One opinion for each claim of one document, in their order."""
        page = parse(document.text)
        opinions: dict[int, SecondOpinion] = {}
        waiting, size = list(range(len(claims))), max(1, self._batch)
        while waiting:
            asked, waiting = waiting[:size], waiting[size:]
            found = self._ask(page, [claims[i] for i in asked])
            opinions |= {asked[at]: opinion for at, opinion in found.items()}
            left = [i for i in asked if i not in opinions]
            if left and len(asked) > 1:
                size = max(1, size // 2) if found else 1
                if not found:
                    self._batch = 1  # it judges one proposal of many, or none: it is handed one at a time from now on
                waiting = left + waiting
            for i in left if len(asked) == 1 else ():
                opinions[i] = self._abstained("the answer holds no verdict on it")
        return [opinions[i] for i in range(len(claims))]

    def _ask(self, page: Page, claims: list[Claim]) -> dict[int, SecondOpinion]:
        """Opinions by the claims' places; claims without a verdict are left out, unless the model has no answer at all."""
        lines = "\n".join(json.dumps(_proposal(page, n, c), ensure_ascii=False) for n, c in enumerate(claims, 1))
        question = self.prompt.fill({"candidates": lines}, document=claims[0].document_id)
        answer = self.llm.ask(question, Verdicts, purpose="second_look")
        if answer.value is None:
            if answer.why in _OF_SEVERAL and len(claims) > 1:
                return {}
            return {at: self._abstained(str(answer.why)) for at in range(len(claims))}
        found: dict[int, SecondOpinion] = {}
        for verdict in answer.value.verdicts:
            at = _judged(verdict, len(claims))
            if at is not None and at not in found:
                found[at] = self._opinion(claims[at], verdict)
        return found

    def _opinion(self, claim: Claim, verdict: Verdict) -> SecondOpinion:
        return SecondOpinion(
            opinion=_weighed(claim, verdict),
            relation=Relation(verdict.relation) if verdict.relation in _RELATIONS else None,
            downstream=verdict.downstream,
            raw_confidence=round(verdict.confidence, 4),
            reason=verdict.why[:500],
            verifier=self.name,
        )

    def _abstained(self, reason: str) -> SecondOpinion:
        return SecondOpinion(opinion=Opinion.ABSTAIN, reason=reason, verifier=self.name)


def _proposal(page: Page, number: int, claim: Claim) -> dict[str, str | int]:
    """What the model is shown: no relation and no confidence, so that the first reader's answer does not lead it."""
    unit = page.unit_at(claim.start)
    start, end = (min(unit.start, claim.start), max(unit.end, claim.end)) if unit else (claim.start, claim.end)
    passage = page.text[start : min(end, start + LONGEST_PASSAGE)]
    shown: dict[str, str | int] = {
        "number": number,
        "document_id": claim.document_id,
        "about": claim.downstream,
        "heading": unit.heading if unit else "",
        "mention": claim.mention,
        "upstream": claim.upstream,
        "quote": claim.quote,
    }
    context = " ".join(part for part in (unit.lead if unit else "", passage if passage != claim.quote else "") if part)
    return {k: _sendable(v) if isinstance(v, str) else v for k, v in (shown | ({"passage": context} if context else {})).items()}


def _sendable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _judged(verdict: Verdict, of: int) -> int | None:
    """Which of the claims a verdict is on: the one it numbers, or the only one. What it names instead is too vague among several."""
    if verdict.number is not None and of > 1:
        return verdict.number - 1 if 0 < verdict.number <= of else None
    return 0 if of == 1 else None


def _weighed(claim: Claim, verdict: Verdict) -> Opinion:
    claimed = claim.relation in DERIVATIONS
    if verdict.relation in _REVERSED:
        return Opinion.REVERSED if claimed else Opinion.DISAGREE
    if claimed != verdict.derivation:
        return Opinion.DISAGREE
    return Opinion.ELSEWHERE if claimed and _another(verdict.downstream, claim.downstream) else Opinion.AGREE


def _another(said: str | None, downstream: str) -> bool:
    """Whether a verdict names another work as made: an id unlike the claim's; free text is too vague to tell."""
    if not said or "/" not in said:
        return False
    try:
        other = parse_id(said)
    except InvalidId:
        return False
    return not twins(other, downstream) and folded(short(other)) != folded(short(downstream))
