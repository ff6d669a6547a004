"""Known names in text: whole, spelled, longest; and a shipped list that holds what it promises."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.readers.local.names import Entry, NameIndex, fold, gazetteer, known_entries
from graph.ids import parse

INDEX = NameIndex(
    [
        Entry("Alpaca", "hf:a/alpaca", "dataset", exact=True),
        Entry("Alpaca GPT4", "hf:a/gpt4", "dataset", exact=True),
        Entry("MATH", "hf:a/math", "benchmark", exact=True),
        Entry("UltraSeed", "hf:a/ultraseed", "dataset", exact=True),
        Entry("Acme HH", "hf:a/hh", "preference", exact=True),
        Entry("流萤", "hf:a/firefly", "dataset", exact=True),
    ]
)


def found(text: str) -> list[str]:
    return [h.entry.id.partition("/")[2] for h in INDEX.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from Alpaca and MATH", ["alpaca", "math"]),
        ("from Alpaca-GPT4, alpaca_gpt4", ["gpt4", "gpt4"]),
        ("an alpaca does math", []),
        ("ultraseed and ULTRASEED", ["ultraseed", "ultraseed"]),
        ("French-Alpaca and Alpaca-Turbo and alpaca/x", []),
        ("Alpaca-style data, Alpaca's rows", ["alpaca", "alpaca"]),
        ("Acme's HH and Acme HH", ["hh", "hh"]),
        ("数据用了流萤 的", []),
        ("数据 流萤 很好", ["firefly"]),
        ("Alpacas, MATHEMATICS, s/Alpaca/b", []),
    ],
)
def test_names_are_whole_spelled_and_longest(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_more_names_for_one_page_leave_the_index_as_it_was() -> None:
    more = INDEX.with_more([Entry("Alpaca Zed", "hf:a/zed", "known", exact=True)])
    assert [h.entry.id for h in more.find("Alpaca Zed")] == ["hf:a/zed"]
    assert found("Alpaca Zed") == ["alpaca"]


@given(st.text(max_size=200))
def test_hits_are_inside_in_order_and_apart(text: str) -> None:
    last = 0
    for hit in INDEX.find(text):
        assert last <= hit.start < hit.end <= len(text)
        assert fold(text[hit.start : hit.end]) == fold(hit.entry.name)
        last = hit.end


def test_known_names_that_mean_nothing_are_left_out() -> None:
    kept = known_entries(
        {
            "data": "hf:a/data",
            "p3": "hf:a/p3",
            "train instruct": "hf:a/train-instruct",
            "garden rows": "hf:a/garden-rows",
            "model": "hf-model:a/model",
        }
    )
    assert [e.name for e in kept] == ["garden rows"]


def test_the_shipped_list_is_true_to_its_form() -> None:
    entries = gazetteer()
    assert len({(e.id, e.label) for e in entries}) >= 500
    assert {e.label for e in entries} == {"dataset", "benchmark", "evaluation", "preference", "corpus", "model", "method", "tool"}
    assert all(parse(e.id) == e.id for e in entries)
    assert [n for n, c in Counter(e.name for e in entries).items() if c > 1] == []


def test_a_name_counts_with_its_parts_apart_or_together_only_as_people_capitalise_it() -> None:
    index = NameIndex(gazetteer())

    def ids(text: str) -> set[str]:
        return {h.entry.id for h in index.find(text)}

    assert ids("from Wiki QA and WikiQA") == {"hf:microsoft/wiki_qa"}
    assert ids("from CosmosQA and Cosmos QA") == {"hf:allenai/cosmos_qa"}
    assert ids("a wild guard mix") == set()
