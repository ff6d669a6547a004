"""Text into blocks and units: nothing invented, exact offsets, headings, leads and table headers."""

from hypothesis import given
from hypothesis import strategies as st

from agents.readers.local.blocks import BlockKind, blocks
from agents.readers.local.page import parse
from agents.readers.local.structure import cells, sentences

MARKS = st.sampled_from(
    [
        "# ",
        "- ",
        "* ",
        "1. ",
        "| a | b |",
        "---",
        "```",
        "> ",
        "<tr><td>",
        "</tr>",
        "@article{",
        "x: y",
        "\n",
        " ",
        "**b**",
        "来自。",
        "a. B",
    ]
)
MARKUP = st.lists(MARKS | st.text(max_size=8), max_size=40).map("".join)


@given(MARKUP)
def test_blocks_follow_one_another_inside_the_text(text: str) -> None:
    last = 0
    for block in blocks(text):
        assert last <= block.start < block.end <= len(text)
        last = block.end


@given(MARKUP)
def test_units_stay_inside_the_text_and_hold_something(text: str) -> None:
    for unit in parse(text).units:
        assert 0 <= unit.start < unit.end <= len(text)
        assert text[unit.start : unit.end].strip()


def kinds(text: str) -> list[BlockKind]:
    return [b.kind for b in blocks(text)]


def test_front_matter_is_found_at_the_start_and_at_the_end() -> None:
    assert kinds("---\nlicense: mit\n---\nHello.") == [BlockKind.FRONT, BlockKind.PROSE]
    assert kinds("Hello.\n\n---\nlicense: mit\n---\n") == [BlockKind.PROSE, BlockKind.FRONT]


def test_a_rule_between_paragraphs_is_no_front_matter() -> None:
    assert BlockKind.FRONT not in kinds("One.\n\n---\n\nTwo: three.\n\n---\n")


def test_bibtex_in_a_fence_is_a_citation_not_code() -> None:
    assert kinds("```\n@misc{a,\n title={B}}\n```\n") == [BlockKind.CITATION]
    assert kinds("```python\nload()\n```\n") == [BlockKind.CODE]


def test_references_hold_until_the_next_heading() -> None:
    assert kinds("# References\n\n[1] A. Set.\n\n# Appendix\n\nMore.") == [
        BlockKind.HEADING,
        BlockKind.CITATION,
        BlockKind.HEADING,
        BlockKind.PROSE,
    ]


def test_numbered_steps_are_bullets_and_numbered_sections_headings() -> None:
    assert kinds("3. Use the same recipe again\n4. Merge the parts") == [BlockKind.BULLET, BlockKind.BULLET]
    assert kinds("2.1 Source Data\nWe took it.") == [BlockKind.HEADING, BlockKind.PROSE]


def test_a_bullet_knows_its_heading_lead_and_parent() -> None:
    text = "# Card\n\n## Sources\n\nMixed from these:\n\n- Math\n  - alpha\n"
    inner = parse(text).units[-1]
    assert inner.kind is BlockKind.BULLET
    assert inner.heading == "Card / Sources"
    assert inner.lead == "Mixed from these: / Math"


def test_a_row_knows_the_titles_of_its_columns() -> None:
    text = "| Dataset | Rows |\n|---|---|\n| alpha | 10 |\n"
    head, row = parse(text).units
    assert head.caption
    assert not row.caption
    assert row.header == ("Dataset", "Rows")
    assert [text[a:b].strip() for a, b in cells(text, row)][:2] == ["alpha", "10"]


def test_html_rows_are_rows() -> None:
    text = "<table>\n<tr><th>Data</th><th>Rows</th></tr>\n<tr>\n<td>alpha</td>\n<td>10</td>\n</tr>\n</table>"
    rows = [u for u in parse(text).units if u.kind is BlockKind.ROW]
    assert rows[1].header == ("Data", "Rows")
    assert [text[a:b].split("<")[0] for a, b in cells(text, rows[1])] == ["alpha", "10"]


def test_sentences_end_at_stops_not_at_abbreviations() -> None:
    text = "We use sets, e.g. Alpha, by Lee et al. Then more. 数据来自甲。另有乙。"
    assert [text[a:b] for a, b in sentences(text, 0, len(text))] == [
        "We use sets, e.g. Alpha, by Lee et al. Then more.",
        "数据来自甲。",
        "另有乙。",
    ]


def test_bare_lines_under_a_colon_are_a_list_without_marks() -> None:
    text = "Made of the following:\n\nacme/one\nacme/two\n\nIt is short.\nIt is old.\n"
    units = parse(text).units
    items = [u for u in units if u.kind is BlockKind.BULLET]
    assert [text[u.start : u.end] for u in items] == ["acme/one", "acme/two"]
    assert {u.lead for u in items} == {"Made of the following:"}
    assert len({u.group for u in items}) == 1
    assert [u.kind for u in units[3:]] == [BlockKind.PROSE] * 2


def test_lines_of_sentences_and_lines_under_no_colon_are_prose() -> None:
    for text in ("Made of these:\n\nIt is one.\nIt is two.\n", "Made of these.\n\nacme/one\nacme/two\n"):
        assert not any(u.kind is BlockKind.BULLET for u in parse(text).units)


def test_a_plain_line_begins_the_references_and_an_appendix_ends_them() -> None:
    text = "Words.\n\nReferences\n[1] A. Bee. A title. 2020.\n12 Some Other Title\n\nAppendix\nMore words.\n"
    page = parse(text)
    kinds = {page.text[u.start : u.end]: u.kind for u in page.units}
    assert kinds["12 Some Other Title"] is BlockKind.CITATION
    assert kinds["More words."] is BlockKind.PROSE
