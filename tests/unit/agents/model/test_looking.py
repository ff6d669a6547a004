"""Where a second look pays, what it does to a claim's confidence, and that both sides of a disagreement stay to be seen."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.ensemble import Ensemble
from agents.extract import extract
from agents.joining import Statement, joined, statements
from agents.looking import UNSURE, Second
from agents.readers import Context
from agents.readers.local.page import parse
from agents.second_look import SecondLook
from fixtures.model_server import ModelServer, Said, refused
from graph.calibration import LOOK, Calibration, Table, shipped
from graph.model import Claim, Document, Opinion, Relation, SecondOpinion
from prompts.llm import LLM

from .conftest import NOW

TEXT = "# Mine\n\n" + "\n".join(f"It was filtered from Set{n} in spring." for n in range(4)) + "\n"
PAGE = Document(id="hf:me/mine", url="", text=TEXT, fetched_at=NOW, artifact="hf:me/mine")
PLAIN = Table(intercept=0.0, weights={"local": 1.0, "model": 1.0})
LOOKS = Table(intercept=0.0, weights={"first": 1.0, "seconded": 2.0, "denied": -2.0, "elsewhere": -1.0, "denied_model": -1.0})
TABLE = Calibration(version=1, tables=dict.fromkeys(("local", "model", "both"), PLAIN) | {f"{w}{LOOK}": LOOKS for w in ("local", "both")})


def claim(n: int, sure: float, reader: str = "local@1", relation: Relation = Relation.FILTERED) -> Claim:
    quote = f"It was filtered from Set{n} in spring."
    start = TEXT.index(quote)
    return Claim(
        document_id=PAGE.id, document_sha=PAGE.sha256, downstream=PAGE.artifact, upstream=f"hf:org/set{n}", mention=f"Set{n}",
        relation=relation, quote=quote, start=start, end=start + len(quote), raw_confidence=sure, confidence=sure, reader=reader,
        read_at=NOW,
    )  # fmt: skip


def made(*claims: Claim) -> list[Statement]:
    return statements(claims, parse(TEXT), PAGE.artifact)


class Judge:
    """Says the same of every claim, and remembers which it was shown."""

    name = "second_look@1:judge"

    def __init__(self, opinion: Opinion = Opinion.AGREE) -> None:
        self.opinion, self.seen = opinion, list[str]()

    def look(self, document: Document, claims: Sequence[Claim]) -> list[SecondOpinion]:
        assert document == PAGE
        self.seen += [c.mention for c in claims]
        sure = None if self.opinion is Opinion.ABSTAIN else 0.9
        return [SecondOpinion(opinion=self.opinion, raw_confidence=sure, reason="so it reads", verifier=self.name) for _ in claims]


def test_only_derivations_that_are_neither_sure_nor_hopeless_are_looked_at() -> None:
    judge = Judge()
    said = made(claim(0, 0.95), claim(1, 0.5), claim(2, 0.04), claim(3, 0.5, relation=Relation.EVALUATED_ON))
    found = Second(judge, at_models=True).at(PAGE, said, ("local@1",), TABLE)
    assert judge.seen == ["Set1"]
    assert [bool(one.opinions) for one in found] == [one.said.best.mention == "Set1" for one in found]


@pytest.mark.parametrize(("at_models", "seen"), [(False, ["Set0"]), (True, ["Set0", "Set1"])])
def test_what_a_model_says_is_looked_at_by_another_model_only(*, at_models: bool, seen: list[str]) -> None:
    judge = Judge()
    Second(judge, at_models=at_models).at(PAGE, made(claim(0, 0.5), claim(1, 0.5, "llm@1:m")), ("local@1", "llm@1:m"), TABLE)
    assert judge.seen == seen


def test_a_page_that_no_calibrated_reader_read_is_not_looked_at() -> None:
    judge = Judge()
    Second(judge, at_models=True).at(PAGE, made(claim(0, 0.5, "code@1")), ("code@1",), TABLE)
    assert judge.seen == []


@pytest.mark.parametrize(
    ("opinion", "moves"),
    [(Opinion.AGREE, 1), (Opinion.DISAGREE, -1), (Opinion.REVERSED, -1), (Opinion.ELSEWHERE, -1), (Opinion.ABSTAIN, 0)],
)
def test_agreement_raises_denial_lowers_and_the_opinion_stays_with_the_claim(opinion: Opinion, moves: int) -> None:
    said = made(claim(0, 0.5))
    (before,) = joined(said, ("local@1",), TABLE)
    (after,) = joined(Second(Judge(opinion), at_models=False).at(PAGE, said, ("local@1",), TABLE), ("local@1",), TABLE)
    assert (after.confidence > before.confidence) - (after.confidence < before.confidence) == moves
    assert before.opinions == ()
    assert [o.opinion for o in after.opinions] == [opinion]
    assert after.id == before.id


def test_without_a_fitted_table_an_opinion_is_kept_and_moves_nothing() -> None:
    bare = Calibration(version=1, tables={"local": PLAIN})
    said = made(claim(0, 0.5))
    (after,) = joined(Second(Judge(Opinion.DISAGREE), at_models=False).at(PAGE, said, ("local@1",), bare), ("local@1",), bare)
    assert after.confidence == joined(said, ("local@1",), bare)[0].confidence
    assert after.opinions


WEIGHTS = st.fixed_dictionaries({n: st.floats(0, 4) for n in ("first", "seconded", "seconded_model")}) | st.fixed_dictionaries(
    {n: st.floats(-4, 0) for n in ("denied", "elsewhere", "denied_model")}
)


@given(st.floats(-3, 3), WEIGHTS, st.floats(0.01, 0.99), st.floats(0.01, 0.99), st.sampled_from(["", "_model"]))
def test_whatever_is_fitted_looks_are_monotone(intercept: float, weights: dict[str, float], one: float, other: float, whose: str) -> None:
    table = Calibration(version=1, tables={"both" + LOOK: Table(intercept=intercept, weights=weights)})
    low, high = sorted((one, other))
    agreed, denied = {f"seconded{whose}": 1.0}, {f"denied{whose}": 1.0}
    assert table.looked("both", low, denied) <= low <= table.looked("both", low, agreed)
    for opinion in (agreed, denied, {"elsewhere": 1.0}, {}):
        assert table.looked("both", low, opinion) <= table.looked("both", high, opinion)


@given(st.sampled_from(["local", "model", "both"]), st.floats(*UNSURE), st.sampled_from([o for o in Opinion if o is not Opinion.AGREE]))
def test_the_shipped_tables_are_monotone(way: str, before: float, opinion: Opinion) -> None:
    found = made(claim(0, 0.5))[0]._replace(opinions=tuple(Judge(opinion).look(PAGE, [claim(0, 0.5)])))
    assert shipped().looked(way, before, found.opinion) <= before
    assert shipped().looked(way, before, {"seconded": 1.0}) >= before


class Rules:
    """A local reader that is unsure of everything."""

    name = "local@1"

    def read(self, document: Document, context: Context) -> list[Claim]:
        del document, context
        return [claim(n, sure) for n, sure in enumerate((0.5, 0.95, 0.5, 0.5))]


def proposals(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in body["messages"][1]["content"].splitlines() if line.startswith("{")]


def verdicts(body: dict[str, Any]) -> Said:
    kinds = {"Set0": "filtered", "Set2": "reverse", "Set3": "model"}
    found = [
        {"number": p["number"], "derivation": p["mention"] == "Set0", "relation": kinds[p["mention"]], "confidence": 0.9, "why": "so"}
        for p in proposals(body)
    ]
    return Said(json.dumps({"verdicts": found}))


def read(llm: LLM, calibration: Calibration = TABLE) -> list[Claim]:
    ensemble = Ensemble(Rules(), second=Second(SecondLook(llm), at_models=False))
    return list(extract([PAGE], ensemble, calibration=calibration))


def test_extract_looks_at_what_is_unsure_and_says_what_it_found(llm: LLM, server: ModelServer) -> None:
    server.mind = verdicts
    found = {c.mention: c for c in read(llm)}
    assert len(server.asked) == 1
    assert {m: [o.opinion.value for o in c.opinions] for m, c in found.items()} == {
        "Set0": ["agree"], "Set1": [], "Set2": ["reversed"], "Set3": ["disagree"],
    }  # fmt: skip
    assert found["Set0"].confidence > 0.8
    assert found["Set2"].confidence == found["Set3"].confidence < 0.2
    assert read(llm) == list(found.values())
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "fault",
    [
        lambda: refused("slow down", status=429, retry_after="0"),
        lambda: refused("oops", status=503),
        lambda: Said("Sure! Here you are."),
        lambda: Said('{"verdicts": "none"}'),
        lambda: Said('{"verdicts": [', finish="length"),
        lambda: Said("{}", cut=True),
    ],
)
def test_faults_and_garbage_change_no_claim(llm: LLM, server: ModelServer, fault: Callable[[], Said]) -> None:
    server.says(fault())
    server.mind = verdicts
    assert {c.mention: c.confidence > 0.5 for c in read(llm)} == {"Set0": True, "Set1": True, "Set2": False, "Set3": False}
    assert len(server.asked) == 2


def test_a_verifier_that_is_not_there_leaves_the_readers_word(llm: LLM, server: ModelServer) -> None:
    server.mind = lambda _: refused("no recorded answer", status=404)
    silent = read(llm)
    assert [c.confidence for c in silent] == [c.confidence for c in extract([PAGE], Rules(), calibration=TABLE)]
    assert {o.opinion for c in silent for o in c.opinions} == {Opinion.ABSTAIN}
