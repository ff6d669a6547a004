"""Fields that name works, wherever the YAML stands, and the YAML that must not harm."""

import time

import pytest

from agents.readers.local.front_matter import upstream_id
from agents.readers.local.page import parse


def values(text: str) -> list[tuple[str, str]]:
    page = parse(text)
    assert all(text[f.start : f.end] == f.value for f in page.fields)
    return [(f.key, f.value) for f in page.fields]


def test_lists_scalars_and_places() -> None:
    text = "---\nlicense: mit\nsource_datasets:\n- acme/alpha\n- extended|beta\ndatasets: acme/gamma\ntags:\n- x\n---\nHello."
    assert values(text) == [("source_datasets", "acme/alpha"), ("source_datasets", "extended|beta"), ("datasets", "acme/gamma")]


def test_front_matter_at_the_end_of_a_card() -> None:
    assert values("# Card\n\nHello.\n\n---\nsource_datasets: [acme/alpha]\n---\n") == [("source_datasets", "acme/alpha")]


def test_a_repeated_value_is_found_at_each_of_its_places() -> None:
    page = parse("---\ndatasets:\n- a/b\n- a/b\n---\n")
    assert len({f.start for f in page.fields}) == 2


@pytest.mark.parametrize(
    "bad", ["source_datasets: [a, ", "source_datasets: &a [*a]", "source_datasets: {x: 1}", "source_datasets: 7", "source_datasets:\n\t- x"]
)
def test_bad_or_odd_yaml_says_nothing(bad: str) -> None:
    assert values(f"---\n{bad}\n---\n") == []


def test_alias_bombs_and_deep_nesting_are_not_loaded() -> None:
    began = time.perf_counter()
    bomb = "source_datasets:\n- &a [x, x]\n" + "".join(f"- &b{i} [*a, *a]\n" for i in range(2000))
    assert values(f"---\n{bomb}---\n") == []
    assert values("---\nsource_datasets: " + "[" * 200_000 + "\n---\n") == []
    assert time.perf_counter() - began < 4


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("original", None),
        ("extended", None),
        ("extended|snli", "hf:snli"),
        ("acme/alpha", "hf:acme/alpha"),
        ("some free text", None),
        ("datasets/a/b", "hf:a/b"),
    ],
)
def test_what_a_value_names(value: str, expected: str | None) -> None:
    assert upstream_id(value) == expected
