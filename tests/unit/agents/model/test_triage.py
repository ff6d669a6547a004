from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.ensemble import Ensemble
from agents.extract import extract
from agents.joining import joined, statements
from agents.readers import Context
from agents.readers.llm import LlmReader
from agents.readers.local.page import parse
from agents.readers.pieces import Piece
from agents.triage import Means, Task, Triage, within
from fixtures.model_server import ModelServer, Said
from graph.calibration import Calibration, Table
from graph.model import Claim, Document, Relation
from prompts.llm import LLM

from .conftest import NOW

PLAIN = Calibration(
    version=1,
    tables={
        "local": Table(intercept=0.0, weights={"local": 1.0}),
        "both": Table(intercept=-3.0, weights={"local": 1.0, "model": 1.0}),
    },
)
LINE = "It was filtered from Set{n} in spring."


def document(name: str, text: str, artifact: str | None = None) -> Document:
    return Document(id=name, url="https://x", text=text, fetched_at=NOW, artifact=artifact or name)


def claims(held: Document, *confidences: float, relation: Relation = Relation.FILTERED) -> list[Claim]:
    found = []
    for n, confidence in enumerate(confidences):
        quote = LINE.format(n=n)
        start = held.text.index(quote)
        found.append(
            Claim(
                document_id=held.id, document_sha=held.sha256, downstream=held.artifact, upstream=f"hf:org/set{n}", mention=f"Set{n}",
                relation=relation, quote=quote, start=start, end=start + len(quote), raw_confidence=confidence, confidence=confidence,
                reader="local@1", read_at=NOW,
            )
        )  # fmt: skip
    return found


def text(lines: int, filler: int = 0) -> str:
    return "# Mine\n\n" + "\n\n".join(LINE.format(n=n) for n in range(lines)) + "\n\n" + "Nothing to see here. " * filler


def tasks(*read: tuple[Document, Sequence[Claim]], piece: int = 24_000, overlap: int = 1_500) -> list[Task]:
    return Triage(piece=piece, overlap=overlap).tasks(read)


def test_what_is_sure_or_says_nothing_is_not_asked_about() -> None:
    sure, silent = document("hf:a/sure", text(2)), document("hf:a/silent", text(0, filler=30))
    assert tasks((sure, claims(sure, 0.99, 0.99)), (silent, [])) == []


def test_doubt_is_asked_about_and_why_is_said() -> None:
    unsure, unheard = document("hf:a/unsure", text(1)), document("hf:a/unheard", text(1))
    readme = document("gh:a/b:README.md", text(1), "github:a/b")
    found = {
        t.document: t for t in tasks((unsure, claims(unsure, 0.5)), (unheard, []), (readme, claims(readme, 0.95))) if t.means is Means.READ
    }
    assert found["hf:a/unsure"].reasons == ("unsure claims",)
    assert found["hf:a/unheard"].reasons == ("words of derivation, no source",)
    assert found["gh:a/b:README.md"].reasons == ("unsure claims", "unsure subject")


def test_the_best_gain_per_token_comes_first() -> None:
    short, long = document("hf:a/short", text(1)), document("hf:a/long", text(1, filler=700))
    found = tasks((long, claims(long, 0.5)), (short, claims(short, 0.5)))
    reads = [t for t in found if t.means is Means.READ]
    assert [t.document for t in reads] == ["hf:a/short", "hf:a/long"]
    assert [t.rate for t in found] == sorted((t.rate for t in found), reverse=True)


def test_a_long_text_with_one_doubt_is_looked_at_before_it_is_read() -> None:
    long = document("hf:a/long", text(1, filler=700))
    look, read = tasks((long, claims(long, 0.5)))
    assert (look.means, read.means) == (Means.LOOK, Means.READ)
    assert look.claims == tuple(c.id for c in claims(long, 0.5))
    assert look.tokens < read.tokens
    assert look.gain + read.gain < 0.5


def test_only_the_pieces_with_something_to_gain_are_read() -> None:
    half = document("hf:a/half", text(0, filler=300) + "\n\n" + text(1) + "\n\n" + "Nothing to see here. " * 300)
    (read,) = tasks((half, []), piece=2000, overlap=100)
    at = half.text.index("It was filtered")
    assert 1 <= len(read.pieces) <= 2
    assert all(p.start <= at < p.end for p in read.pieces)


def test_other_relations_are_no_doubt() -> None:
    held = document("hf:a/b", text(1))
    assert all(t.means is Means.READ for t in tasks((held, claims(held, 0.5, relation=Relation.EVALUATED_ON))))


@pytest.mark.parametrize(("reads", "looks", "means"), [(True, False, {Means.READ}), (False, True, {Means.LOOK}), (False, False, set())])
def test_only_what_somebody_can_do_is_planned(*, reads: bool, looks: bool, means: set[Means]) -> None:
    long = document("hf:a/long", text(1, filler=700))
    found = Triage(piece=24_000, overlap=1_500, reads=reads, looks=looks).tasks([(long, claims(long, 0.5))])
    assert {t.means for t in found} == means
    if looks is False and reads:
        assert found[0].gain == max(t.gain for t in tasks((long, claims(long, 0.5)))) + min(
            t.gain for t in tasks((long, claims(long, 0.5)))
        )


class Rules:
    """Says what it is told to say of a document."""

    name = "local@1"

    def __init__(self, said: dict[str, list[Claim]]) -> None:
        self.said = said

    def read(self, document: Document, context: Context) -> list[Claim]:
        del context
        return self.said[document.id]


def test_under_a_budget_documents_and_pieces_are_read_that_promise_most(llm: LLM, server: ModelServer) -> None:
    server.mind = lambda _: Said('{"claims": []}')
    half = document("hf:a/half", text(0, filler=300) + "\n\n" + text(1) + "\n\n" + "Nothing to see here. " * 300)
    sure, silent = document("hf:a/sure", text(2)), document("hf:a/silent", text(0, filler=30))
    rules = Rules({half.id: [], sure.id: claims(sure, 0.99, 0.99), silent.id: []})
    reader = LlmReader(llm, piece=2000, overlap=100)
    ensemble = Ensemble(rules, reader, triage=Triage(piece=reader.piece, overlap=reader.overlap, looks=False))
    found = list(extract([half, sure, silent], ensemble, calibration=PLAIN, tokens=100_000))
    assert 1 <= len(server.asked) <= 2
    assert all("It was filtered from" in server.text(at) for at in range(len(server.asked)))
    assert {c.reader for c in found} == {"local@1"}
    server.asked.clear()
    list(extract([half, sure, silent], ensemble, calibration=PLAIN, tokens=10))
    assert server.asked == []


def test_a_model_is_silent_only_where_it_read() -> None:
    held = document("hf:a/b", text(3))
    said = statements(claims(held, 0.6, 0.6, 0.6), parse(held.text), held.artifact)
    second = held.text.index("It was filtered from Set1")
    found = joined(said, ("local@1", "llm@1:m"), PLAIN, [Piece(second, second + 5)])
    assert [c.confidence > 0.5 for c in found] == [True, False, True]


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 500)), max_size=30), st.none() | st.integers(0, 3000))
def test_a_budget_is_kept_and_nothing_that_fits_is_left(sizes: list[tuple[float, int]], budget: int | None) -> None:
    offered = [Task(document=f"hf:a/d{n}", means=Means.READ, gain=gain, tokens=tokens) for n, (gain, tokens) in enumerate(sizes)]
    taken = within(offered, budget)
    spent = sum(t.tokens for t in taken)
    if budget is None:
        assert taken == offered
    else:
        assert spent <= budget
        assert all(t.tokens > budget - spent for t in offered if t not in taken)
