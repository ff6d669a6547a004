from __future__ import annotations

from datetime import UTC, datetime
from html import escape

import pytest

from agents.sources import Why
from agents.sources.arxiv import Arxiv, ArxivTransport
from agents.sources.gate import Gate, Policy, Records
from graph.model import State

from .tiny import Reply, Tiny, as_html

FEED = (
    '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
    "<id>http://arxiv.org/api/x</id><title>ArXiv Query</title>"
)


def arxiv(tiny: Tiny, records: Records) -> Arxiv:
    gate = Gate("arxiv", ArxivTransport("stemma-tests"), records, Policy(backoff=0.001, throttle=0.01, margin=0.001))
    return Arxiv(gate, records.archive, tiny.url, tiny.url)


def entry(number: str, title: str, summary: str = "We make a dataset.", published: str = "2024-02-15T10:00:00Z") -> str:
    return (
        f"<entry><id>http://arxiv.org/abs/{number}</id><updated>{published}</updated><published>{published}</published>"
        f"<title>{escape(title)}</title><summary>{escape(summary)}</summary><author><name>A</name></author></entry>"
    )


def feed(*entries: str) -> Reply:
    return Reply(200, (FEED + "".join(entries) + "</feed>").encode(), {"content-type": "application/atom+xml; charset=utf-8"})


async def test_a_paper_is_its_abstract_and_its_full_text(tiny: Tiny, records: Records) -> None:
    tiny.on("/api/query?id_list=2402.10176", feed(entry("2402.10176v7", "Open\n  Math", "  We make\n  a dataset. ")))
    tiny.on("/html/2402.10176", as_html("<article><h1>Open Math</h1><p>From GSM8K.</p></article>"))
    found = await arxiv(tiny, records).fetch("arxiv:2402.10176")
    assert found.failures == ()
    assert (found.artifact.title, found.artifact.revision) == ("Open Math", "v7")
    assert found.artifact.first_public == datetime(2024, 2, 15, 10, tzinfo=UTC)
    assert {d.id: d.text for d in found.documents} == {
        "abs:2402.10176": "Open Math\n\nWe make a dataset.",
        "full:2402.10176": "# Open Math\n\nFrom GSM8K.",
    }
    assert all(records.archive.text(d.sha256) == d.text for d in found.documents)


async def test_no_html_is_normal(tiny: Tiny, records: Records) -> None:
    tiny.on("/api/query?id_list=2402.10176", feed(entry("2402.10176v1", "T")))
    tiny.on("/html/2402.10176", as_html("no HTML", 404))
    found = await arxiv(tiny, records).fetch("arxiv:2402.10176")
    assert ([d.id for d in found.documents], found.failures) == (["abs:2402.10176"], ())


async def test_an_old_style_id(tiny: Tiny, records: Records) -> None:
    tiny.on("/api/query?id_list=cs%2F0112017", feed(entry("cs/0112017v1", "Old", published="2001-12-01T00:00:00Z")))
    found = await arxiv(tiny, records).fetch("arxiv:cs/0112017")
    assert [d.id for d in found.documents] == ["abs:cs/0112017"]
    assert found.artifact.revision == "v1"


ERROR = (
    "<entry><id>http://arxiv.org/api/errors#incorrect_id_format_for_x</id><title>Error</title>"
    "<summary>incorrect id format for x</summary><updated>2026-11-24T00:00:00Z</updated></entry>"
)


async def test_error_entry_empty_feed_and_what_is_no_feed_are_told_apart(tiny: Tiny, records: Records) -> None:
    source = arxiv(tiny, records)
    tiny.on("/api/query?id_list=1111.11111", feed(ERROR))
    tiny.on("/api/query?id_list=2222.22222", feed())
    tiny.on("/api/query?id_list=3333.33333", as_html("<p>maintenance</p>"))
    outcomes = [await source.fetch(f"arxiv:{n * 4}.{n * 5}") for n in "123"]
    assert [o.failures[0].why for o in outcomes] == [Why.UNSUPPORTED, Why.NOT_FOUND, Why.UNREACHABLE]
    assert "incorrect id format" in outcomes[0].failures[0].detail
    assert outcomes[1].artifact.state is State.UNVERIFIED


async def test_throttle_text_is_waited_for_and_never_kept(tiny: Tiny, records: Records) -> None:
    throttled = Reply(200, b"Rate exceeded.", {"content-type": "text/plain"})
    tiny.on("/api/query?id_list=2402.10176", throttled, throttled, feed(entry("2402.10176v1", "T")))
    found = await arxiv(tiny, records).fetch("arxiv:2402.10176")
    assert found.artifact.state is State.READ
    assert tiny.paths().count("/api/query?id_list=2402.10176") == 3


WANTED = "Scaling Instruction-Finetuned Language Models"
QUERY = "/api/query?search_query=ti%3Ascaling+AND+ti%3Ainstruction+AND+ti%3Afinetuned+AND+ti%3Alanguage+AND+ti%3Amodels&max_results=10"


@pytest.mark.parametrize(
    ("titles", "year", "expected"),
    [
        ([WANTED], None, "arxiv:2210.00000"),
        (["Scaling Instruction-Finetuned Vision Language Models", WANTED.upper() + "."], None, "arxiv:2210.00001"),
        (["Scaling Instruction-Finetuned Language Models for Law"], None, None),
        ([WANTED], 2023, "arxiv:2210.00000"),
        ([WANTED], 2019, None),
        ([], None, None),
    ],
)
async def test_a_title_is_taken_only_when_near_equal(
    tiny: Tiny, records: Records, titles: list[str], year: int | None, expected: str | None
) -> None:
    tiny.on(QUERY, feed(*(entry(f"2210.0000{i}v2", t, published="2022-10-20T00:00:00Z") for i, t in enumerate(titles))))
    assert await arxiv(tiny, records).search_title(WANTED, year) == expected


async def test_a_title_without_words_is_not_searched(tiny: Tiny, records: Records) -> None:
    assert await arxiv(tiny, records).search_title("...") is None
    assert tiny.asked == []
