"""The page of why, on hand-made graphs: words in context, who confirmed them, what speaks against each, and what a scan says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from graph import verdicts
from graph.memory import MemoryStore
from graph.model import Artifact, Carries, Claim, Document, EdgeType, Overlap, Reading, Relation, edge_id
from stemma.cli import render_exposure
from stemma.explaining import why

TIME = datetime(2026, 1, 2, tzinfo=UTC)
A, B, SRC, QUIZ = "hf:o/a", "hf:o/b", "hf:o/src", "benchmark:quiz"


def read(
    store: MemoryStore, downstream: str, upstream: str, sentence: str, relation: Relation = Relation.SUBSET, *, rows: int | None = None
) -> None:
    """A card with one sentence in it that says where the artifact is from."""
    text = f"# A card\n\nBefore it. {sentence} After it."
    document = Document(
        id=f"{downstream}#{relation}", url="https://x.test/card", text=text, revision="rev-1", fetched_at=TIME, artifact=downstream
    )
    start = text.index(sentence)
    said = Claim(
        document_id=document.id,
        document_sha=document.sha256,
        downstream=downstream,
        upstream=upstream,
        mention=upstream,
        relation=relation,
        quote=sentence,
        start=start,
        end=start + len(sentence),
        raw_confidence=0.8,
        confidence=0.8,
        reader="local@1",
        rows_taken=rows,
        read_at=TIME,
    )
    store.propose([Reading(artifact=Artifact(id=downstream, revision="rev-1"), documents=(document,), claims=(said,), time=TIME)])


@pytest.fixture
def store() -> MemoryStore:
    """B of A of SRC, which holds the quiz; A of SRC confirmed; B claims to be decontaminated."""
    found = MemoryStore()
    found.carry([Carries(dataset=SRC, benchmark=QUIZ, split="test", items=5000, source="https://x.test/src")])
    read(found, A, SRC, "We took 412 rows of src.", rows=412)
    read(found, B, A, "Filtered from a.", Relation.FILTERED)
    read(found, B, SRC, "We removed what matches src.", Relation.DECONTAMINATED_AGAINST)
    verdicts.confirm(found, edge_id(A, SRC, EdgeType.DERIVED_FROM), actor="ann", reason="seen on the card", clock=lambda: TIME)
    return found


def test_each_hop_has_its_words_its_verdict_and_its_doubts(store: MemoryStore) -> None:
    found = why(store, B, "quiz")
    (one,) = found.explained
    first, second = one.steps
    assert first.confirmed_by is not None
    assert (first.confirmed_by.actor, first.confirmed_by.reason) == ("ann", "seen on the card")
    assert first.doubts == ("no document says which split was taken", f"one document alone says so ({A}#subset)")
    assert second.confirmed_by is None
    assert second.doubts[0] == "no person has confirmed it; it holds with probability 0.80 by its readers' calibration"
    quote = second.quotes[0]
    assert (quote.line, quote.before, quote.after, quote.revision) == (3, "# A card\n\nBefore it. ", " After it.", "rev-1")
    assert [step.quotes[0].claim.quote for step in one.claims] == ["We removed what matches src."]
    assert one.doubts == ("at most 412 of 5,000 items can have come along",)


def test_the_page_reads_from_the_carrier_down(store: MemoryStore, capsys: pytest.CaptureFixture[str]) -> None:
    render_exposure.page(why(store, B, "quiz"))
    said = capsys.readouterr().out
    wanted = [
        "decontaminated, p 0.32 (best path 0.32), split unknown, at most 412 of 5,000 items",
        "0. hf:o/src holds the items",
        "1. hf:o/a <- hf:o/src",
        "412 rows",
        ">>We took 412 rows of src.<<",
        "confirmed by ann on 2026-01-02: seen on the card",
        "2. hf:o/b <- hf:o/a",
        "but: no person has confirmed it",
        'weakens: hf:o/b is claimed to be decontaminated, proposed, keeps 0.40: "We removed what matches src."',
        "on the whole: at most 412 of 5,000 items",
    ]
    places = [said.find(words) for words in wanted]
    assert -1 not in places, wanted[places.index(-1)]
    assert places == sorted(places)


@pytest.mark.parametrize(("share", "says"), [(0.0, "all rows of revision rev-1 were scanned"), (0.25, "measured in revision rev-1")])
def test_a_scan_is_told_with_its_revision(store: MemoryStore, share: float, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    scan = Overlap(
        dataset=B,
        benchmark=QUIZ,
        version="rev-1",
        share=share,
        low=share / 2,
        high=share + 0.01,
        items=5000,
        clean=share == 0,
        method="scan@1",
        measured_at=TIME,
    )
    store.measure([scan])
    found = why(store, B, "quiz")
    assert says in found.explained[0].doubts[0]
    render_exposure.page(found)
    assert f"{share:.1%} of its items ({share / 2:.1%}-{share + 0.01:.1%}), revision rev-1" in capsys.readouterr().out


def test_no_path_is_unknown_and_not_clean(store: MemoryStore, capsys: pytest.CaptureFixture[str]) -> None:
    store.carry([Carries(dataset="hf:o/far", benchmark="benchmark:riddle", source="s")])
    found = why(store, B, "riddle")
    assert (found.explained, found.ancestors) == ((), 2)
    render_exposure.page(found)
    assert "2 works above it were read; unknown is not clean" in capsys.readouterr().out


def test_every_flag_that_a_review_sets_is_explained() -> None:
    from graph.rounds import FLAGS
    from stemma.explaining import FAULTS

    assert FAULTS.keys() >= FLAGS
