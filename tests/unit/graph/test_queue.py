"""The order of a review: grouped by document, filtered, and the same while others decide."""

from __future__ import annotations

import pytest

from graph.live_edges import LiveEdges
from graph.memory import MemoryStore
from graph.model import Carries, Relation, Status
from graph.queue import Filters, Line, items, line, queue
from graph.undoing import undo
from graph.verdicts import confirm, reject, second

from .reviewing import edge, graph, said

REVIEWED = (
    said("A", "B", 0.5, start=40),
    said("C", "D", 0.6),
    said("A", "E", 0.9, start=10, relation=Relation.FILTERED),
    said("C", "F", 0.95, start=5, reader="llm@2+local@1"),
    said("G", "H", 0.7, doc="A", start=20),
)


def ends(made: Line, store: MemoryStore) -> list[str]:
    return [i.edge.downstream[-1] + i.edge.upstream[-1] for i in items(store, [p.edge for p in made.places], line=made)]


def test_a_reader_stays_in_one_document_and_goes_down_it() -> None:
    store = graph(*REVIEWED)
    made = line(store)
    assert ends(made, store) == ["AE", "GH", "AB", "CD", "CF"]
    assert [p.document for p in made.places] == ["hf:o/A"] * 3 + ["hf:o/C"] * 2
    assert made.of_document("HF:o/c") == (edge("CD"), edge("CF"))
    assert ends(line(LiveEdges(store)), store) == ends(made, store)


def test_the_line_holds_while_others_decide() -> None:
    store = graph(*REVIEWED)
    made = line(store)
    assert (made.position(edge("GH")), len(made), made.position("e:none"), made.place("e:none")) == (2, 5, None, None)
    confirm(store, edge("GH"), actor="bob")
    assert made.after(edge("AE")) == edge("GH")
    (item,) = items(store, [edge("GH")], line=made)
    assert (item.edge.status, item.position, item.total) == (Status.CONFIRMED, 2, 5)
    assert made.after(edge("AE"), skip={edge("GH")}) == edge("AB")
    assert (made.after(None), made.after(edge("CF")), made.before(edge("AE"))) == (edge("AE"), None, None)
    assert made.before(edge("AB"), skip={edge("GH")}) == edge("AE")
    assert line(store).position(edge("GH")) is None
    assert items(store, ["e:none", edge("AB")])[0].position is None


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        (Filters(relation=Relation.FILTERED), ["AE"]),
        (Filters(reader="llm"), ["CF"]),
        (Filters(reader="local"), ["CD", "CF", "AE", "GH", "AB"]),
        (Filters(low=0.6, high=0.7), ["CD", "GH"]),
        (Filters(document="hf:O/c"), ["CD", "CF"]),
        (Filters(downstream="hf:o/a"), ["AE", "AB"]),
        (Filters(upstream="hf:o/H"), ["GH"]),
        (Filters(flag="chronology"), ["CD"]),
        (Filters(benchmark="b"), ["CD"]),
        (Filters(waiting=True), ["AB"]),
        (Filters(upstream="hf:o/none"), []),
    ],
)
def test_filters(filters: Filters, wanted: list[str]) -> None:
    store = graph(*REVIEWED)
    store.flag({edge("CD"): ("chronology",)})
    store.carry([Carries(dataset="hf:o/D", benchmark="benchmark:b", source="x")])
    second(store, edge("AB"), actor="ann")
    assert ends(line(store, filters=filters), store) == wanted


def test_a_flagged_edge_that_is_confirmed_is_found_by_its_flag() -> None:
    store = graph(*REVIEWED)
    confirm(store, edge("CD"), actor="ann")
    store.flag({edge("CD"): ("conflict",)})
    assert ends(line(store, filters=Filters(flag="conflict")), store) == ["CD"]


def test_what_a_reviewer_decided_and_what_is_theirs_to_decide() -> None:
    store = graph(*REVIEWED)
    confirm(store, edge("CD"), actor="ann")
    reject(store, edge("AB"), actor="bob")
    reject(store, edge("AE"), actor="ann")
    undo(store, edge("AE"), actor="ann")
    second(store, edge("GH"), actor="ann")
    assert ends(line(store, filters=Filters(reviewer="ann")), store) == ["CD"]
    assert "GH" not in ends(line(store, actor="ann"), store)
    assert "GH" in ends(line(store, actor="bob"), store)


def test_a_limit_is_the_head_of_the_line() -> None:
    store = graph(*REVIEWED)
    assert [i.edge.id for i in queue(store, limit=2)] == [p.edge for p in line(store).places[:2]]
    assert (len(line(MemoryStore())), queue(store, limit=0)) == (0, [])
