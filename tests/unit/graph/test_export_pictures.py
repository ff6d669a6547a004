"""mermaid, dot and csv: every label is escaped, statuses differ in line and word, confidence is shown."""

from __future__ import annotations

import csv as reader
import re
from collections.abc import Callable, Iterator

import pytest

from graph.exports import csv, dot, mermaid
from graph.model import Artifact, State, Status
from graph.walk import Walk, walk, whole

from .lineage import carries, edge, graph, hf

EVIL = 'name:a "quoted" [set] {x} <b> | 数据; end \\N #35; `q`'
STATUSES = {"a": Status.CONFIRMED, "b": Status.PROPOSED, "c": Status.REJECTED, "d": Status.WITHDRAWN}


def view() -> Walk:
    edges = [edge("down", up, 0.25, status, splits=("train",)) for up, status in STATUSES.items()]
    store = graph(*edges, edge("down", EVIL), edge("down", "github:o/r"), carries("a"), Artifact(id=hf("a"), state=State.GATED))
    return whole(store, statuses=list(Status))


@pytest.mark.parametrize("write", [mermaid.lines, dot.lines, csv.lines])
def test_equal_views_give_equal_lines_and_no_line_holds_a_newline(write: Callable[[Walk], Iterator[str]]) -> None:
    found = list(write(view()))
    assert found == list(write(view()))
    assert not [line for line in found if "\n" in line]


def test_mermaid_draws_every_node_and_edge() -> None:
    found = list(mermaid.lines(view()))
    assert found[0] == "flowchart TD"
    assert f'["{"hf:o/down"}"]' in next(line for line in found if "hf:o/down" in line)
    assert '["hf:o/a<br/>(gated)"]' in next(line for line in found if "hf:o/a" in line)
    assert "[[" in next(line for line in found if "benchmark:quiz" in line)
    arrows = [line for line in found if "|" in line]
    assert sorted(re.sub(r"n\d+", "n", line.strip()) for line in arrows if "(train)" in line) == [
        'n -->|"subset (train)<br/>proposed 0.25"| n',
        'n -.->|"subset (train)<br/>rejected 0.25"| n',
        'n -.->|"subset (train)<br/>withdrawn 0.25"| n',
        'n ==>|"subset (train)<br/>confirmed 0.25"| n',
    ]


def test_mermaid_leaves_no_markup_of_an_id_alive() -> None:
    (line,) = [line for line in mermaid.lines(view()) if "数据" in line]
    label = re.fullmatch(r'  n\d+\(\["(.*)"\]\)', line)
    assert label
    assert re.fullmatch(r"(?:[\w .,:/()-]|#\d+;)*", label[1])
    assert re.sub(r"#(\d+);", lambda m: chr(int(m[1])), label[1]) == EVIL


def test_the_root_stands_out() -> None:
    store = graph(edge("b", "a"))
    seen = walk(store, hf("b"), "upstream", 3)
    assert list(mermaid.lines(seen))[-1] == "  style n0 stroke-width:3px"
    assert "penwidth=3" in next(line for line in dot.lines(seen) if line.startswith('  "hf:o/b" ['))


def test_dot_escapes_and_styles() -> None:
    found = list(dot.lines(view()))
    assert (found[0], found[-1]) == ("digraph stemma {", "}")
    strings = [re.findall(r'"((?:[^"\\]|\\.)*)"', line) for line in found]
    assert EVIL in [re.sub(r"\\(.)", r"\1", text) for line in strings for text in line]
    styles = {m[1]: m[2] for line in found if (m := re.search(r'"hf:o/([abcd])" -> .*style=(\w+),', line))}
    assert styles == {"a": "bold", "b": "solid", "c": "dotted", "d": "dotted"}
    assert any(r"subset (train)\nrejected 0.25" in line for line in found)


def test_csv_reads_back() -> None:
    table = list(reader.DictReader(csv.lines(view())))
    assert len(table) == 6
    rows = {row["upstream"]: row for row in table}
    assert rows[EVIL]["downstream"] == hf("down")
    assert (rows[hf("a")]["status"], rows[hf("a")]["confidence"], rows[hf("a")]["splits"]) == ("confirmed", "0.25", "train")
    assert (rows[hf("a")]["rows_taken"], rows[hf("a")]["type"], rows[hf("a")]["claims"]) == ("", "DERIVED_FROM", "0")


def test_an_empty_graph_is_a_valid_empty_picture() -> None:
    nothing = whole(graph())
    assert list(mermaid.lines(nothing)) == ["flowchart TD"]
    assert list(dot.lines(nothing)) == ["digraph stemma {", "  rankdir=TB;", "}"]
    assert list(csv.lines(nothing)) == [",".join(csv.COLUMNS)]
