from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agents.readers.locate import Located
from agents.readers.pieces import pieces_of

TEXTS = st.text(alphabet=st.sampled_from("ab \n\t\u3000é集"), max_size=60)


@given(TEXTS, st.data())
def test_a_quote_is_found_whatever_became_of_its_spaces(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    quote = re.sub(r"\s+", " ", text[start:end])
    spans = list(Located(text).spans(quote))
    if not quote.strip():
        assert spans == []
        return
    assert all(re.sub(r"\s+", " ", text[s:e]) == quote.strip() for s, e in spans)
    assert any(s >= start and e <= end for s, e in spans)


def test_spans_are_exact_and_bounded() -> None:
    text = "A  b\nc. A b c."
    located = Located(text)
    assert list(located.spans(" A b c. ")) == [(0, 7), (8, 14)]
    assert located.find("A b c.", 1) == (8, 14)
    assert located.find("A b c.", 0, 6) is None
    assert located.find("a b c.") is None


@given(st.integers(0, 300), st.lists(st.integers(0, 300)), st.integers(12, 80), st.integers(0, 5))
def test_pieces_cover_a_text_in_order_and_overlap(length: int, borders: list[int], size: int, overlap: int) -> None:
    pieces = pieces_of(length, sorted(b for b in borders if b < length), size, overlap)
    assert {at for p in pieces for at in range(p.start, p.end)} == set(range(length))
    assert all(0 < p.end - p.start <= size for p in pieces)
    for before, after in pairwise(pieces):
        assert before.start < after.start <= before.end - overlap
        assert before.end < after.end


def test_pieces_end_where_a_block_begins() -> None:
    first, *_ = pieces_of(100, [0, 30, 45, 80], 50, 5)
    assert first == (0, 45)
