"""The shipped facts hold together, a user's own are read strictly, and names mean one benchmark."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph.catalogue import benchmarks, canonical, facts, family, near, read, shipped
from graph.errors import InvalidId, InvalidRecord
from graph.ids import Kind, kind_of, parse

ROW = {"dataset": "hf:o/quiz", "benchmark": "benchmark:quiz", "split": "test", "items": 10, "source": "https://x.test"}


def test_shipped_facts_are_well_formed_and_many() -> None:
    found = shipped()
    assert len(found) >= 150
    assert len({f.benchmark for f in found}) >= 60
    assert all(parse(f.dataset) == f.dataset and kind_of(f.benchmark) is Kind.BENCHMARK for f in found)
    assert all(f.source.startswith("https://") for f in found)
    keys = [(f.benchmark, f.dataset.lower(), f.split, f.window) for f in found]
    assert len(set(keys)) == len(keys)


def test_every_fact_is_about_a_listed_benchmark_and_every_member_exists() -> None:
    known = benchmarks()
    assert {f.benchmark for f in shipped()} <= known.keys()
    assert {member for one in known.values() for member in one.members} <= known.keys()


def test_no_spelling_means_two_benchmarks() -> None:
    spelled = [(canonical(name), one.id) for one in benchmarks().values() for name in (one.id, *one.aliases)]
    assert [pair for pair in spelled if pair[0] != pair[1]] == []


@pytest.mark.parametrize(
    ("dataset", "benchmark", "split", "items"),
    [
        ("hf:openai/gsm8k", "benchmark:gsm8k", "test", 1319),
        ("hf:gsm8k", "benchmark:gsm8k", "test", 1319),
        ("hf:EleutherAI/hendrycks_math", "benchmark:math", "test", 5000),
        ("github:openai/prm800k", "benchmark:math", "train", 4500),
        ("hf:cais/mmlu", "benchmark:mmlu", "test", 14042),
        ("hf:openai/openai_humaneval", "benchmark:humaneval", "test", 164),
        ("hf:KbsdJames/Omni-MATH", "benchmark:omni-math", "test", 4428),
    ],
)
def test_well_known_facts(dataset: str, benchmark: str, split: str, items: int) -> None:
    assert [f.items for f in shipped() if (f.dataset, f.benchmark, f.split) == (dataset, benchmark, split)] == [items]


def test_a_train_split_of_gsm8k_is_no_benchmark() -> None:
    assert {f.split for f in shipped() if f.benchmark == "benchmark:gsm8k" and "gsm8k" in f.dataset} == {"test"}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("MATH", "benchmark:math"),
        ("benchmark:hendrycks-math", "benchmark:math"),
        ("GSM8K", "benchmark:gsm8k"),
        ("AIME'24", "benchmark:aime-2024"),
        ("AIME 2025", "benchmark:aime-2025"),
        ("HumanEval+", "benchmark:humaneval-plus"),
        ("ARC-C", "benchmark:arc-challenge"),
        ("benchmark:nobody-knows", "benchmark:nobody-knows"),
        ("Nobody Knows", "benchmark:nobody-knows"),
    ],
)
def test_canonical(name: str, meant: str) -> None:
    assert canonical(name) == meant


def test_canonical_refuses_what_can_be_no_name() -> None:
    with pytest.raises(InvalidId, match="benchmark:NAME"):
        canonical("???")


def test_a_family_holds_its_years_and_a_year_only_itself() -> None:
    assert family("benchmark:aime") >= {"benchmark:aime", "benchmark:aime-2024", "benchmark:aime-2025"}
    assert family("benchmark:aime-2024") == {"benchmark:aime-2024"}
    assert family("benchmark:nobody-knows") == frozenset()


def test_livecodebench_has_one_fact_a_window() -> None:
    windows = [f.window for f in shipped() if f.dataset == "hf:livecodebench/code_generation_lite"]
    assert len(windows) == len(set(windows)) >= 5


def test_near_names() -> None:
    assert near("benchmark:gsm8")[0] == "benchmark:gsm8k"
    assert near("quizz", ["benchmark:quiz"])[0] == "benchmark:quiz"
    assert near("zzzzzzzz") == []


def test_read_takes_the_fields_of_the_shipped_file(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(json.dumps(ROW) + "\n\n" + json.dumps(ROW | {"benchmark": "benchmark:GSM8K", "items": None}) + "\n")
    first, second = read(path)
    assert (first.dataset, first.benchmark, first.items) == ("hf:o/quiz", "benchmark:quiz", 10)
    assert (second.benchmark, second.items, second.window) == ("benchmark:gsm8k", None, None)
    assert facts(path) == [*shipped(), first, second]
    assert facts() == shipped()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "Expecting"),
        ("[]", "dict"),
        (json.dumps({k: v for k, v in ROW.items() if k != "source"}), "source"),
        (json.dumps(ROW | {"rows": 3}), "rows"),
        (json.dumps(ROW | {"items": -1}), "items"),
        (json.dumps(ROW | {"items": "many"}), "items"),
        (json.dumps(ROW | {"benchmark": "hf:o/quiz"}), "benchmark:NAME"),
        (json.dumps(ROW | {"dataset": "quiz of o"}), "prefix"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(json.dumps(ROW) + "\n" + line + "\n")
    with pytest.raises(InvalidRecord, match=r"own\.jsonl, line 2") as error:
        read(path)
    assert said in str(error.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidRecord, match=r"none\.jsonl cannot be read"):
        read(tmp_path / "none.jsonl")
