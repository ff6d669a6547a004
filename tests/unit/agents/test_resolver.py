"""Mentions become ids only by evidence; what is not known stays a name."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.readers.local.names import fold
from agents.resolver import resolve
from agents.works import Works as Known
from graph.model import Claim, Document, Relation

HUB = "https://huggingface.co/datasets"


def doc(text: str, artifact: str = "hf:acme/garden") -> Document:
    return Document(id=artifact, url="", text=text, fetched_at=datetime(2026, 1, 1, tzinfo=UTC), artifact=artifact)


def claim(document: Document, upstream: str, quote: str, relation: Relation = Relation.SUBSET, downstream: str = "hf:acme/garden") -> Claim:
    start = document.text.index(quote)
    return Claim(
        document_id=document.id,
        document_sha=document.sha256,
        downstream=downstream,
        upstream=upstream,
        mention=upstream.partition(":")[2],
        relation=relation,
        quote=quote,
        start=start,
        end=start + len(quote),
        raw_confidence=0.9,
        confidence=0.9,
        reader="test@1",
        read_at=document.fetched_at,
    )


def upstream(text: str, name: str, quote: str, known: Known | None = None) -> str:
    document = doc(text)
    return resolve([claim(document, name, quote)], document, known or Known())[0].upstream


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Taken from [Meadow Notes]({HUB}/acme/meadow).", "hf:acme/meadow"),
        (f"Taken from Meadow Notes. Later on: [Meadow Notes]({HUB}/acme/meadow).", "hf:acme/meadow"),
        (f"Taken from Meadow Notes. And [park]({HUB}/acme/park).", "name:Meadow Notes"),
        ("Taken from Meadow Notes.", "name:Meadow Notes"),
    ],
)
def test_a_name_is_resolved_by_the_documents_own_links(text: str, expected: str) -> None:
    assert upstream(text, "name:Meadow Notes", text.split(". ")[0]) == expected


def test_a_name_is_resolved_by_the_works_seen_and_the_shipped_list() -> None:
    assert (
        upstream("From Meadow Notes.", "name:Meadow Notes", "From Meadow Notes.", Known([("meadow-notes", "hf:acme/Meadow-Notes")]))
        == "hf:acme/Meadow-Notes"
    )
    assert upstream("From UltraFeedback.", "name:UltraFeedback", "From UltraFeedback.") == "hf:openbmb/UltraFeedback"
    assert upstream("From WizardLM.", "name:WizardLM", "From WizardLM.") == "name:WizardLM"


def test_a_model_or_benchmark_is_no_source_of_a_derivation() -> None:
    assert upstream("From a model x/y.", "hf-model:x/y", "From a model x/y.") == "name:x/y"
    document = doc("Tested on alpha.")
    kept = claim(document, "benchmark:alpha", "Tested on alpha.", Relation.EVALUATED_ON)
    assert resolve([kept], document, Known()) == [kept]


def test_own_work_under_another_spelling_is_folded_and_itself_left_out() -> None:
    document = doc(f"Sampled from {HUB}/other/beta.")
    (found,) = resolve([claim(document, "hf:other/beta", document.text, downstream="hf:Acme/Garden_")], document, Known())
    assert found.downstream == "hf:acme/garden"
    assert resolve([claim(document, "name:Garden", document.text)], document, Known([("garden", "hf:acme/garden")])) == []


def test_ambiguous_names_mean_nothing_and_a_hub_set_wins_over_its_repository() -> None:
    known = Known(
        [
            ("rows", "hf:a/rows"),
            ("rows", "hf:b/rows"),
            ("seeds", "hf:a/seeds"),
            ("seeds", "github:c/seeds"),
            ("x-1", "hf:ehartford/x-1"),
            ("x_1", "hf:QuixiAI/x_1"),
        ]
    )
    assert "rows" not in known
    assert known["Seeds"] == "hf:a/seeds"
    assert known["x 1"] in ("hf:ehartford/x-1", "hf:QuixiAI/x_1")


def test_titles_make_works_known() -> None:
    card = doc("Hello", "hf:acme/meadow-v1").model_copy(update={"title": "Dataset Card for Meadow Notes"})
    assert Known.of([card]).get("meadow notes") == "hf:acme/meadow-v1"
    assert Known.of([card, doc("", "hf:b/meadow-notes")]).get("meadow notes") is None
    plain = doc("Hello", "hf:acme/rows").model_copy(update={"title": "Dataset Description"})
    assert Known.of([plain]).get("dataset description") is None


IDS = st.sampled_from(["hf:a/one", "hf:b/one", "github:a/one", "hf:a/two", "hf:A/Two"])


@given(st.lists(st.tuples(st.sampled_from(["one", "One", "two", "T-W-O", ""]), IDS)))
def test_known_does_not_depend_on_order(names: list[tuple[str, str]]) -> None:
    forward, backward = Known(names), Known(reversed(names))
    assert dict(forward) == dict(backward)
    assert all(fold(name) == name for name in forward)
