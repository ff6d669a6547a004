"""Any text: no exception, exact quotes, one answer, and time that grows with the text only."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.readers import Context
from agents.readers.local import LocalReader
from agents.readers.local.reader import LONGEST_QUOTE
from agents.readers.local.subjects import companions
from agents.verifier import verify
from graph.model import Document

HUB = "https://huggingface.co/datasets"
PIECES = st.sampled_from(
    [
        f"[a]({HUB}/acme/alpha)",
        f"{HUB}/other/beta",
        "GSM8K",
        "UltraChat",
        "subset of ",
        "translated from ",
        "- ",
        "| ",
        "\n",
        "\n\n",
        "# ",
        "```\n",
        "---\n",
        "---\nsource_datasets:\n- a/b\n---\n",
        "acme/garden",
        "used to construct ",
        "Original README",
        "<tr><td>",
        "[[",
        "]](",
        "来自",
        "\u2028",
        "\x00",
        "\ufeff",
        "𝔸",
        "e\u0301",
        'load_dataset("x/y")',
        "@misc{a,\n",
    ]
)
TEXT = st.lists(PIECES | st.text(max_size=6), max_size=40).map("".join)
READER = LocalReader()


def doc(text: str, artifact: str = "hf:acme/garden", id: str = "hf:acme/garden") -> Document:
    return Document(id=id, url="", text=text, fetched_at=datetime(2026, 1, 1, tzinfo=UTC), artifact=artifact)


@pytest.mark.parametrize(
    ("artifact", "id"),
    [
        ("hf:acme/garden", "hf:acme/garden"),
        ("github:acme/garden", "gh:acme/garden:README.md"),
        ("name:x", "hf:x"),
        ("url:a.org", "web:a.org"),
    ],
)
@settings(deadline=2000)
@given(text=TEXT)
def test_any_text_is_read_and_every_claim_holds(artifact: str, id: str, text: str) -> None:
    document = doc(text, artifact, id)
    found = READER.read(document, Context())
    assert verify(found, document).dropped == []
    assert all(len(c.quote) <= max(LONGEST_QUOTE, len(c.mention)) and 0.05 <= c.confidence <= 0.98 for c in found)
    assert READER.read(document, Context()) == found
    companions(document)


@pytest.mark.parametrize(
    "bomb",
    [
        "[",
        "](",
        "[](",
        "[a](",
        "(",
        "<",
        "<a href=",
        "|",
        "`",
        "```\n",
        "*",
        "_",
        "/",
        "a",
        " ",
        "\n",
        "- x\n",
        "# x\n",
        "---\nx: y\n",
        "<tr><td>",
        "@misc{a,\n",
        "http://",
        f"{HUB}/",
        "a-b/c-d ",
        "subset of ",
        "used to construct ",
        "GSM8K ",
        "1,000 ",
        "来自",
        "<br>",
        ". A",
    ],
)
def test_a_megabyte_of_anything_takes_no_time(bomb: str) -> None:
    document = doc((bomb * (1_000_000 // len(bomb) + 1))[:1_000_000])
    began = time.process_time()
    READER.read(document, Context())
    assert time.process_time() - began < 4


def test_threads_may_share_a_reader() -> None:
    document = doc("Sampled from Meadow Notes.")
    contexts = [Context(known={"meadow notes": f"hf:a/m{i}"}) for i in range(8)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda c: READER.read(document, c)[0].upstream, contexts * 5))
    assert found == [f"hf:a/m{i}" for i in range(8)] * 5


def test_what_lies_past_the_cap_is_not_read_and_offsets_still_hold() -> None:
    text = f"Sampled from {HUB}/acme/alpha .\n" + "x" * 400_000 + f"\nSampled from {HUB}/other/beta ."
    document = doc(text)
    assert [c.upstream for c in READER.read(document, Context())] == ["hf:acme/alpha"]
