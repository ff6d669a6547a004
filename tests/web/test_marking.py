"""Text in numbered lines with every quote marked where it stands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stemma.web.marking import Leaf, Span, leaf, line_of


def _text(found: Leaf) -> str:
    return "\n".join("".join(piece.text for piece in line.pieces) for line in found.lines)


def test_overlapping_quotes_are_cut_where_one_begins_or_ends() -> None:
    found = leaf("abcdef", [Span("c:1", 1, 4), Span("c:2", 2, 6)])
    said = [(piece.text, piece.ids, piece.opens) for piece in found.lines[0].pieces]
    assert said == [("a", (), ()), ("b", ("c:1",), ("c:1",)), ("cd", ("c:1", "c:2"), ("c:2",)), ("ef", ("c:2",), ())]


def test_a_quote_over_lines_is_marked_on_each_and_opens_once() -> None:
    found = leaf("one\n\ntwo\nthree", [Span("c:1", 1, 12)])
    assert [line.number for line in found.lines] == [1, 2, 3, 4]
    marked = [piece for line in found.lines for piece in line.pieces if piece.ids]
    assert [piece.text for piece in marked] == ["ne", "two", "thr"]
    assert [piece.opens for piece in marked] == [("c:1",), (), ()]


def test_a_long_text_is_cut_in_leaves_that_follow_one_another() -> None:
    text = "\n".join(f"line {n}" for n in range(1, 11))
    middle = leaf(text, [], at=5, lines=4)
    assert (middle.first, middle.last, middle.before, middle.after, middle.total) == (5, 8, 1, 9, 10)
    assert leaf(text, [], at=99, lines=4).last == 10
    assert leaf(text, [], at=-3, lines=4).before is None
    assert leaf(text, [], lines=9, characters=20).after == 3


def test_one_endless_line_and_no_text_at_all() -> None:
    assert leaf("x" * 50, [Span("c:1", 10, 12)], characters=20).lines[0].pieces[1].text == "xx"
    assert leaf("", []).lines == ((1, ()),)


_SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6)


@given(st.text(alphabet="ab\n<", max_size=30), _SPANS, st.integers(1, 5))
def test_no_character_is_lost_and_each_quote_is_marked_whole(text: str, said: list[tuple[int, int]], lines: int) -> None:
    spans = [Span(f"c:{n}", *pair) for n, pair in enumerate(said) if 0 <= pair[0] < pair[1] <= len(text)]
    leaves, at = [leaf(text, spans, lines=lines)], 1
    while (after := leaves[-1].after) is not None:
        at = after
        leaves.append(leaf(text, spans, at=at, lines=lines))
    assert "\n".join(map(_text, leaves)) == text
    for span in spans:
        quoted = [p.text for one in leaves for line in one.lines for p in line.pieces if span.id in p.ids]
        assert "".join(quoted) == text[span.start : span.end].replace("\n", "")
        opens = [line.number for one in leaves for line in one.lines for p in line.pieces if span.id in p.opens]
        assert len(opens) <= 1
        if text[span.start] != "\n":
            assert opens == [line_of(text, span.start)]
