"""The reader by a model, over the wire: what it believes of an answer, and what it lets go."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.readers import Context
from agents.readers.llm import LlmReader
from agents.verifier import verify
from fixtures.model_server import ModelServer, Said, refused
from graph.model import Claim, Relation
from prompts.errors import Why
from prompts.llm import LLM

from .conftest import Page

CARD = """# Mine

Mine is a filtered version of [Theirs](https://huggingface.co/datasets/org/theirs), and
holds 3,000 rows of `team/other-set` (train split).

| source | rows |
|---|---|
| [Third](https://github.com/who/third) | 12 |

We thank FLAN for inspiration.
"""


def claim(**said: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"link": None, "split": None, "config": None, "rows_taken": None, "relation": "filtered", "confidence": 0.9}
    return {
        "downstream": "hf:me/mine",
        "mention": "Theirs",
        "upstream": "name:Theirs",
        "quote": "a filtered version of [Theirs]",
        **empty,
        **said,
    }


def answers(server: ModelServer, *claims: dict[str, Any], about: tuple[str, ...] = ("hf:me/mine",)) -> None:
    server.mind = lambda _: Said(json.dumps({"about": about, "claims": claims}))


def read(llm: LLM, server: ModelServer, page: Page, *claims: dict[str, Any], text: str = CARD, **context: Any) -> list[Claim]:
    answers(server, *claims)
    return LlmReader(llm).read(page(text), Context(**context))


def test_a_claim_keeps_what_was_stated_with_exact_offsets(llm: LLM, server: ModelServer, page: Page) -> None:
    stated = claim(
        mention="team/other-set", upstream="hf:team/other-set", relation="subset", split="train", rows_taken="3,000", confidence=0.77,
        quote="holds 3,000 rows of `team/other-set`   (train split).",
    )  # fmt: skip
    (found,) = read(llm, server, page, stated)
    assert (found.downstream, found.upstream, found.relation) == ("hf:me/mine", "hf:team/other-set", Relation.SUBSET)
    assert (found.split, found.rows_taken, found.raw_confidence) == ("train", 3000, 0.77)
    assert CARD[found.start : found.end] == found.quote == "holds 3,000 rows of `team/other-set` (train split)."
    assert found.reader == "llm@1:tiny"
    assert verify([found], page(CARD)).dropped == []


def test_a_quote_that_is_not_there_is_dropped_and_counted(llm: LLM, server: ModelServer, page: Page) -> None:
    answers(server, claim(quote="a filtered copy of Theirs"), claim())
    reader = LlmReader(llm)
    assert len(reader.read(page(CARD), Context())) == 1
    assert reader.dropped == {"quote not in the document": 1}


@pytest.mark.parametrize(
    ("said", "upstream"),
    [
        ({"upstream": "hf:org/theirs"}, "hf:org/theirs"),
        ({"upstream": "hf:ORG/Theirs"}, "hf:org/theirs"),
        ({"link": "https://huggingface.co/datasets/org/theirs"}, "hf:org/theirs"),
        ({}, "hf:org/theirs"),
        ({"upstream": "hf:famous/theirs"}, "hf:org/theirs"),
        ({"mention": "FLAN", "quote": "We thank FLAN for inspiration.", "upstream": "hf:Muennighoff/flan"}, "name:FLAN"),
        ({"mention": "FLAN", "quote": "We thank FLAN for inspiration.", "upstream": "hf:flan"}, "name:FLAN"),
        ({"mention": "FLAN", "quote": "We thank FLAN for inspiration.", "upstream": "name:the Flan Collection 2022"}, "name:FLAN"),
        ({"mention": "team/other-set", "quote": "rows of `team/other-set`", "upstream": "name:other set"}, "name:team/other-set"),
        (
            {"mention": "Third", "quote": "| [Third](https://github.com/who/third) | 12 |", "upstream": "github:who/third"},
            "github:who/third",
        ),
        ({"mention": "Theirs", "upstream": "not an id: \u0000 at all"}, "hf:org/theirs"),
    ],
)
def test_an_id_is_taken_only_where_the_document_shows_it(
    llm: LLM, server: ModelServer, page: Page, said: dict[str, Any], upstream: str
) -> None:
    (found,) = read(llm, server, page, claim(**said))
    assert found.upstream == upstream


def test_a_link_to_the_work_itself_is_no_link_of_its_source(llm: LLM, server: ModelServer, page: Page) -> None:
    text = "We reannotated it: [me/mine-theirs](https://huggingface.co/datasets/me/mine-theirs) comes from Theirs."
    stated = claim(downstream="hf:me/mine-theirs", mention="Theirs", quote=text)
    (found,) = read(llm, server, page, stated, text=text)
    assert (found.downstream, found.upstream) == ("hf:me/mine-theirs", "name:Theirs")


@pytest.mark.parametrize(
    ("artifact", "about", "reached", "downstream"),
    [
        ("hf:me/mine", "name:Mine", (), "hf:me/mine"),
        ("hf:me/mine", "hf:ME/Mine", (), "hf:me/mine"),
        ("github:me/code", "name:Mine", ("hf:me/mine",), "hf:me/mine"),
        ("github:me/code", "name:Mine", ("hf:me/mine", "hf:me/other"), "name:Mine"),
        ("github:me/code", "hf:me/mine", ("hf:me/mine",), "hf:me/mine"),
        ("github:me/code", "hf:nobody/wrote-this", (), "name:wrote-this"),
        ("arxiv:2401.00001", "name:Mine", ("hf:me/mine",), "hf:me/mine"),
    ],
)
def test_the_downstream_is_what_the_page_is_about(
    llm: LLM, server: ModelServer, page: Page, artifact: str, about: str, reached: tuple[str, ...], downstream: str
) -> None:
    answers(server, claim(downstream=about), about=(about,))
    (found,) = LlmReader(llm).read(page(CARD, artifact), Context(reached_from=reached))
    assert found.downstream == downstream


def test_a_row_that_holds_the_mention_is_quoted_whole(llm: LLM, server: ModelServer, page: Page) -> None:
    (found,) = read(llm, server, page, claim(mention="Third", quote="| 12 |", upstream="github:who/third"))
    assert found.quote == "| [Third](https://github.com/who/third) | 12 |"


def test_long_documents_are_read_in_pieces_and_merged_by_quote(llm: LLM, server: ModelServer, page: Page) -> None:
    lines = [f"- Part {n} was taken from org/set-{n}." for n in range(60)]
    text = "# Mine\n\n" + "\n".join(lines) + "\n"

    def reads(body: dict[str, Any]) -> Said:
        seen = re.findall(r"Part \d+ was taken from (org/set-\d+)", body["messages"][1]["content"])
        claims = [claim(mention=i, upstream=f"hf:{i}", quote=f"taken from {i}.", relation="mixture_component") for i in seen]
        return Said(json.dumps({"about": ["hf:me/mine"], "claims": claims}))

    server.mind = reads
    reader = LlmReader(llm, piece=600, overlap=100)
    found = reader.read(page(text), Context())
    assert len(server.asked) > 3
    assert [c.upstream for c in found] == [f"hf:org/set-{n}" for n in range(60)]
    assert found == LlmReader(llm).read(page(text), Context())


def test_a_piece_that_is_too_long_for_the_model_is_halved(llm: LLM, server: ModelServer, page: Page) -> None:
    text = "\n\n".join(f"Paragraph {n} says nothing of any source." for n in range(200))

    def small(body: dict[str, Any]) -> Said:
        room = len(body["messages"][1]["content"]) < 3000
        return Said('{"claims": []}') if room else refused("too many", code="context_length_exceeded")

    server.mind = small
    reader = LlmReader(llm)
    assert reader.read(page(text), Context()) == []
    assert reader.abstained == []
    read_texts = "".join(b["messages"][1]["content"] for b in server.asked if len(b["messages"][1]["content"]) < 3000)
    assert all(f"Paragraph {n} says" in read_texts for n in range(200))


def test_a_document_without_an_answer_is_said_not_empty(llm: LLM, server: ModelServer, page: Page) -> None:
    server.mind = lambda _: refused("no recorded answer", status=404)
    reader = LlmReader(llm)
    reading = reader.reading(page(CARD), Context())
    assert reading.claims == ()
    assert [(a.document, a.why) for a in reading.abstained] == [("hf:me/mine", Why.NOT_RECORDED)]
    assert reader.abstained == list(reading.abstained)


def test_no_text_is_no_question(llm: LLM, server: ModelServer, page: Page) -> None:
    assert LlmReader(llm).read(page(""), Context()) == []
    assert server.asked == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(max_size=80),
    quote=st.text(min_size=1, max_size=20),
    upstream=st.text(min_size=1, max_size=30),
    downstream=st.sampled_from(["hf:me/mine", "hf:", "name:", "::", "\ud800", " "]) | st.text(min_size=1, max_size=10),
)
def test_whatever_is_answered_claims_are_verbatim_and_nothing_is_raised(
    llm: LLM, server: ModelServer, page: Page, text: str, quote: str, upstream: str, downstream: str
) -> None:
    said = claim(quote=quote, mention=quote, upstream=upstream, downstream=downstream)
    server.mind = lambda _: Said(json.dumps({"about": [downstream, upstream], "claims": [said]}))
    document = page(text + "\ud800" + quote)
    for found in LlmReader(llm).read(document, Context()):
        assert document.text[found.start : found.end] == found.quote
