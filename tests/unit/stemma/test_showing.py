"""A quote where it stands: its context is cut between words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.memory import MemoryStore
from graph.model import Artifact, Claim, Document, Reading, Relation, State
from stemma import showing

TIME = datetime(2026, 1, 1, tzinfo=UTC)
QUOTE = "made from o/source"


def context(before: str, after: str) -> tuple[str, str]:
    """What is shown on both sides of a quote that stands between two texts."""
    store = MemoryStore()
    document = Document(id="hf:o/made", url="https://x", text=before + QUOTE + after, fetched_at=TIME, artifact="hf:o/made")
    claim = Claim(
        document_id=document.id,
        document_sha=document.sha256,
        downstream="hf:o/made",
        upstream="hf:o/source",
        mention="o/source",
        relation=Relation.FILTERED,
        quote=QUOTE,
        start=len(before),
        end=len(before) + len(QUOTE),
        raw_confidence=0.8,
        confidence=0.8,
        reader="local@1",
        read_at=TIME,
    )
    made = Artifact(id="hf:o/made", state=State.READ)
    store.propose([Reading(artifact=made, documents=(document,), claims=(claim,), time=TIME)])
    shown = showing.edge(store, store.all_edges()[0].id).quotes[0]
    assert shown.before is not None
    assert shown.after is not None
    return shown.before, shown.after


@pytest.mark.parametrize("shift", range(9))
def test_no_word_is_cut_through(shift: int) -> None:
    text = "sentence " * 40
    before, after = context(text[shift:], text[: len(text) - shift])
    assert before.split() == ["sentence"] * len(before.split())
    assert after.split()[1:-1] == ["sentence"] * (len(after.split()) - 2)
    assert after.split()[-1] == "sentence"


def test_short_context_is_whole() -> None:
    assert context("We took it, ", ", and no more.") == ("We took it, ", ", and no more.")


@given(st.text(alphabet="ab \n\u4e2d", max_size=400), st.text(alphabet="ab \n\u4e2d", max_size=400))
def test_context_is_what_stands_there(before: str, after: str) -> None:
    left, right = context(before, after)
    assert before.endswith(left)
    assert after.startswith(right)
    assert len(left) <= showing.AROUND
    assert len(right) <= showing.AROUND
    assert len(left) >= min(len(before), showing.AROUND - showing.LONGEST_WORD)
