"""Scripts, configurations and notebooks that imitate real ones: what they state is found, with its split, and nothing else."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from graph.model import Claim, Relation

CUT = 0.3
Key = tuple[str, str, str]


class Score(NamedTuple):
    """Counts over all cases, and what went wrong, by words."""

    found: int
    missed: int
    extra: int
    split: list[str]
    relation: list[str]
    detail: list[str]
    misses: list[str]


def kind(relation: str) -> str:
    return str(Relation(relation).edge_type or relation)


def wanted(case: Any) -> dict[Key, dict[str, Any]]:
    return {(g.get("down", case.document.artifact).lower(), g["up"].lower(), kind(g["rel"])): g for g in case.gold}


def claimed(case: Any) -> dict[Key, list[Claim]]:
    found: dict[Key, list[Claim]] = {}
    for claim in case.claims:
        if claim.confidence >= CUT:
            found.setdefault((claim.downstream.lower(), claim.upstream.lower(), kind(claim.relation)), []).append(claim)
    return found


def splits(names: list[str | None]) -> set[str]:
    return {part for name in names for part in (name or "").split("+") if part}


@pytest.fixture(scope="module")
def score(all_cases: list[Any]) -> Score:
    score = Score(0, 0, 0, [], [], [], [])
    for case in all_cases:
        gold, claims = wanted(case), claimed(case)
        matched = gold.keys() & claims.keys()
        missed, extra = sorted(gold.keys() - matched), sorted(claims.keys() - matched)
        score = score._replace(found=score.found + len(matched), missed=score.missed + len(missed), extra=score.extra + len(extra))
        score.misses.extend(f"{case.name} {what}" for what in (*missed, *extra))
        for key in sorted(matched):
            row, about = gold[key], claims[key]
            if splits([c.split for c in about]) != splits([row.get("split")]):
                score.split.append(f"{case.name} {key}")
            if {c.relation for c in about} != {row["rel"]}:
                score.relation.append(f"{case.name} {key}")
            if (about[0].rows_taken, about[0].config) != (row.get("rows"), row.get("config")):
                score.detail.append(f"{case.name} {key}")
    return score


def test_there_are_enough_of_them(all_cases: list[Any]) -> None:
    assert len(all_cases) >= 25
    assert sum(len(c.gold) for c in all_cases) >= 60
    assert {c.document.id.rpartition(".")[2] for c in all_cases} >= {"py", "yaml", "yml", "json", "sh", "ipynb"}


def test_recall_is_at_least_nine_tenths(score: Score) -> None:
    assert score.found / (score.found + score.missed) >= 0.9, score.misses


def test_precision_is_at_least_95_percent(score: Score) -> None:
    assert score.found / (score.found + score.extra) >= 0.95, score.misses


def test_every_split_is_right(score: Score) -> None:
    assert score.split == []


def test_relations_rows_and_configs_are_right(score: Score) -> None:
    assert score.relation == []
    assert score.detail == []


def test_quotes_are_verbatim_and_hold_the_mention(all_cases: list[Any]) -> None:
    for case in all_cases:
        for claim in case.claims:
            assert case.document.text[claim.start : claim.end] == claim.quote
            assert claim.mention in claim.quote
            assert len(claim.quote) <= 300
            assert claim.reader == "code@1"


def test_claims_have_ids_of_their_own(all_cases: list[Any]) -> None:
    for case in all_cases:
        ids = [c.id for c in case.claims]
        assert len(set(ids)) == len(ids), case.name


def test_reading_twice_gives_the_same(all_cases: list[Any]) -> None:
    for case in all_cases:
        assert case.claims == case.claims
