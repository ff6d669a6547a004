"""What is written once for several sets, and versions by their numbers: only where the text or the ids known bear it out."""

from collections.abc import Callable

import pytest

from agents.readers.local.page import parse
from agents.readers.local.shared_names import shared_owner, versions

KNOWN = frozenset({"hf:acme/hills", "hf:acme/deep-rivers", "hf:acme/lily-v1", "hf:acme/lily-1.3"})


def ids(text: str) -> list[str]:
    return [m.id for m in shared_owner(parse(text), KNOWN)]


def test_braces_stand_for_one_set_each() -> None:
    assert ids("Composed of `poe/{ponds,lakes}` and poe/notes-{a, b}-v2.") == [
        "hf:poe/ponds",
        "hf:poe/lakes",
        "hf:poe/notes-a-v2",
        "hf:poe/notes-b-v2",
    ]


def test_brackets_beside_an_owners_page_name_its_known_sets() -> None:
    page = "https://huggingface.co/acme"
    assert ids(f"Notes (Hills, seas, Deep Rivers) by {page}") == ["hf:acme/hills", "hf:acme/deep-rivers"]
    assert ids(f"Notes (Hills, Deep Rivers) by [Acme]({page})") == ["hf:acme/hills", "hf:acme/deep-rivers"]
    assert ids("Notes (Hills, Deep Rivers) by https://huggingface.co/other") == []
    assert ids(f"Notes (Hills) by {page}") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v2 = v1 + 500 new rows.", ["hf:acme/lily-v1"]),
        ("The same as v1, without duplicates.", ["hf:acme/lily-v1"]),
        ("Based on version 0.9 of the set.", ["name:acme/lily-v0.9"]),
        ("Python 3.1 and 5 apples from 12 trees cost $1.50.", []),
        ("We use v2 here.", []),
    ],
)
def test_a_cards_other_versions_are_named_by_number(text: str, expected: list[str]) -> None:
    assert [m.id for m in versions(parse(text), "hf:acme/lily-v2", KNOWN)] == expected


def test_a_card_without_a_version_has_no_others() -> None:
    assert list(versions(parse("The same as v1."), "hf:acme/lily", KNOWN)) == []
    assert list(versions(parse("The same as v1."), "github:acme/lily-v2", KNOWN)) == []


def test_a_label_is_the_name_of_its_list_and_no_source(sources: Callable[..., dict[tuple[str, str], object]]) -> None:
    hub = "https://huggingface.co/datasets"
    listed = f"[one]({hub}/poe/one), [two]({hub}/poe/two) and [three]({hub}/poe/three)"
    text = f"# Garden\n\nMixed from:\n\n- [Pond series]({hub}/poe/all): {listed}\n"
    assert {up for _, up in sources(text)} == {"hf:poe/one", "hf:poe/two", "hf:poe/three"}
    described = f"# Garden\n\nMixed from:\n\n- [Pond]({hub}/poe/pond): questions in the style of [one]({hub}/poe/one)\n"
    assert {up for _, up in sources(described)} == {"hf:poe/pond"}
