"""A claim is kept only when the text bears it."""

from datetime import UTC, datetime

import pytest

from agents.verifier import verify
from graph.model import Claim, Document, Relation

TEXT = "Sampled from acme/alpha. Nothing else."
DOCUMENT = Document(id="hf:acme/garden", url="", text=TEXT, fetched_at=datetime(2026, 1, 1, tzinfo=UTC), artifact="hf:acme/garden")
CLAIM = Claim(
    document_id=DOCUMENT.id,
    document_sha=DOCUMENT.sha256,
    downstream="hf:acme/garden",
    upstream="hf:acme/alpha",
    mention="acme/alpha",
    relation=Relation.SUBSET,
    quote="Sampled from acme/alpha.",
    start=0,
    end=24,
    raw_confidence=0.9,
    confidence=0.9,
    reader="test@1",
    read_at=DOCUMENT.fetched_at,
)


def test_a_claim_that_holds_is_kept() -> None:
    assert verify([CLAIM], DOCUMENT) == ([CLAIM], [])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"start": 1, "end": 25}, "not verbatim"),
        ({"quote": "Sampled from acme/beta."}, "not verbatim"),
        ({"quote": "", "end": 0}, "not verbatim"),
        ({"mention": "acme/beta"}, "mention not in the quote"),
        ({"upstream": "hf:acme/Garden"}, "names itself"),
        ({"upstream": "github:acme/garden"}, "names itself"),
        ({"upstream": "hf-model:acme/alpha"}, "no data set upstream"),
        ({"upstream": "benchmark:alpha"}, "no data set upstream"),
        ({"downstream": "hf-model:acme/garden"}, "not about a data set"),
        ({"downstream": "hf:acme/park"}, "about another work"),
        ({"document_id": "hf:acme/other"}, "another document"),
        ({"document_sha": "0" * 64}, "another document"),
    ],
)
def test_every_fault_is_named(change: dict[str, object], reason: str) -> None:
    broken = CLAIM.model_copy(update=change)
    assert verify([broken], DOCUMENT) == ([], [(broken, reason)])


def test_a_model_may_be_what_was_evaluated_on_nothing_derived() -> None:
    other = CLAIM.model_copy(update={"upstream": "benchmark:alpha", "relation": Relation.EVALUATED_ON})
    assert verify([other], DOCUMENT).kept == [other]


def test_another_downstream_must_be_in_the_text() -> None:
    inner = CLAIM.model_copy(update={"downstream": "hf:acme/alpha", "upstream": "hf:acme/garden"})
    assert verify([inner], DOCUMENT).kept == [inner]


def test_whitespace_inside_a_mention_may_differ() -> None:
    document = DOCUMENT.model_copy(update={"text": "Sampled from Meadow\nNotes."})
    claim = CLAIM.model_copy(
        update={
            "document_sha": document.sha256,
            "mention": "Meadow Notes",
            "quote": document.text,
            "end": len(document.text),
            "upstream": "name:Meadow Notes",
        }
    )
    assert verify([claim], document).kept == [claim]


@pytest.mark.parametrize(
    "text",
    ["This dataset was used to construct the acme/alpha set.", "acme/alpha is derived from this dataset."],
)
def test_a_statement_of_the_other_direction_is_dropped(text: str) -> None:
    document = DOCUMENT.model_copy(update={"text": text})
    claim = CLAIM.model_copy(update={"document_sha": document.sha256, "quote": text, "end": len(text)})
    assert [reason for _, reason in verify([claim], document).dropped] == ["wrong direction"]
    turned = claim.model_copy(update={"downstream": "hf:acme/alpha", "upstream": "hf:acme/garden"})
    assert verify([turned], document).kept == [turned]
