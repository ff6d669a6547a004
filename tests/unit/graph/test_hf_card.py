"""A card gets the sources that people confirmed, and keeps every other word.

A card's `source_datasets` cannot hold sources outside the Hub, the relation, splits, rows, or who confirmed them.
"""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import BadCard, NothingConfirmed, UnknownArtifact
from graph.exports.hf_card import diff, front_matter, patched, stated
from graph.model import Document, Status
from stemma.exporting import Wanted, lines

from .lineage import TIME, edge, graph

CARD = """---
license: apache-2.0  # ours
source_datasets:
- o/Kept
- original

language:
  - en
dataset_info:
  features: [{name: source_datasets, dtype: string}]
---
# The Mix

source_datasets: not this one
"""


def value(card: str) -> object:
    front = front_matter(card)
    return front.fields["source_datasets"] if front else None


def test_missing_sources_are_added_and_all_else_stays() -> None:
    after = patched(CARD, ["o/kept", "o/New"])
    assert value(after) == ["o/Kept", "original", "o/New"]
    assert after.replace("- o/New\n", "").replace("\n\n", "\n") == CARD.replace("\n\n", "\n")
    changed = [line for line in diff(CARD, after) if line[0] in "+-" and line[:3] not in ("+++", "---")]
    assert "+- o/New\n" in changed
    assert len(changed) <= 2


@pytest.mark.parametrize(
    ("card", "kept"),
    [
        ("# no front matter\n", []),
        ("---\nlicense: mit\n---\ntext", []),
        ("---\n---\ntext", []),
        ("---\r\nlicense: mit\r\nsource_datasets: [a/b, 'c/d']\r\ntags: [x]\r\n---\r\ntext", ["a/b", "c/d"]),
        ("---\nsource_datasets:   a/b\ntags:\n- x\n---\n", ["a/b"]),
        ("---\ntags:\n- x\nsource_datasets:\n  - a/b\n  - c/d\n---\n", ["a/b", "c/d"]),
        ("---\nsource_datasets:\n---\ntext", []),
        ("---\nsource_datasets: [\n  a/b,\n  c/d ]\n---\ntext", ["a/b", "c/d"]),
        ("\ufeff---\nlicense: mit\n---\n", []),
    ],
)
def test_every_form_of_the_field_is_patched(card: str, kept: list[str]) -> None:
    after = patched(card, ["o/New"])
    assert value(after) == [*kept, "o/New"]
    before, now = front_matter(card), front_matter(after)
    assert now is not None
    assert {k: v for k, v in now.fields.items() if k != "source_datasets"} == (
        {k: v for k, v in before.fields.items() if k != "source_datasets"} if before else {}
    )
    assert after.endswith(card[-4:])
    assert patched(after, ["o/New"]) == after


@given(st.lists(st.from_regex(r"[A-Za-z0-9]{1,5}/[A-Za-z0-9._-]{1,8}", fullmatch=True), min_size=1, max_size=4, unique_by=str.lower))
def test_what_is_patched_reads_back(sources: list[str]) -> None:
    front = front_matter(patched("---\na: 1\n---\n", sources))
    assert stated(front) == sources


@pytest.mark.parametrize("card", ["---\na: [\n---\n", "---\n- a\n---\n", "---\na: &x 1\nb: *x\n---\n"])
def test_a_card_that_cannot_be_read_is_refused(card: str) -> None:
    with pytest.raises(BadCard, match="front matter"):
        patched(card, ["o/New"])


def test_only_confirmed_sources_on_the_hub_are_exported_as_a_diff() -> None:
    document = Document(id="hf:o/mix", url="https://x.test", text=CARD, fetched_at=TIME, artifact="hf:o/mix")
    ends = [edge("mix", "new", 0.1, Status.CONFIRMED), edge("mix", "guess", 0.99), edge("mix", "github:o/r", status=Status.CONFIRMED)]
    store = graph(document, *ends)
    text = "".join(lines(store, "hf-card", Wanted(root="o/mix")))
    assert "+- o/new\n" in text
    assert "guess" not in text
    assert "github" not in text
    with pytest.raises(NothingConfirmed, match="review"):
        lines(graph(document, ends[1]), "hf-card", Wanted(root="o/mix"))
    with pytest.raises(UnknownArtifact, match="--card"):
        lines(graph(*ends), "hf-card", Wanted(root="o/mix"))
    assert "".join(lines(graph(*ends), "hf-card", Wanted(root="o/mix", card="# x\n"))).startswith("--- README.md")


def test_the_yaml_is_safe() -> None:
    with pytest.raises(BadCard):
        front_matter("---\na: !!python/object/apply:os.system ['true']\n---\n")
    assert yaml.safe_load("a: 1") == {"a": 1}


LINES = st.sampled_from(
    [
        "---",
        "source_datasets:",
        "- o/a",
        "  - o/b",
        "source_datasets: [a, b",
        "]",
        "source_datasets: 3",
        "\r",
        "a: &x 1",
        "# T",
        "license: mit",
        "- null",
        "- 2024-01-01",
        "\ufeff---",
        "'source_datasets': x",
        "- {k: v}",
        "|",
    ]
)


@given(st.lists(LINES, max_size=12).map("\n".join), st.lists(st.sampled_from(["o/New", "o/a"]), unique=True))
def test_any_card_is_patched_right_or_refused(text: str, sources: list[str]) -> None:
    try:
        before, after = front_matter(text), front_matter(patched(text, sources))
    except BadCard:
        return
    assert set(map(str.lower, sources)) <= {value.lower() for value in stated(after)}
    kept = {k: v for k, v in before.fields.items() if k != "source_datasets"} if before else {}
    assert kept == ({k: v for k, v in after.fields.items() if k != "source_datasets"} if after else {})


def test_a_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(BadCard, match="write it once"):
        patched("---\nsource_datasets:\nsource_datasets:\n---\n", ["o/New"])
