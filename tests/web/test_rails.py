"""A neighbourhood on rails: every artifact in a row of its own, every edge between two that are shown, n of m counted."""

from __future__ import annotations

from datetime import UTC, datetime

from graph.memory import MemoryStore
from graph.model import Edge, EdgeType, Relation, Status, edge_id
from stemma.web.rails import rails

_SEEN = datetime(2026, 1, 1, tzinfo=UTC)


def edge(made: str, source: str, *, sure: float = 0.5, status: Status = Status.PROPOSED) -> Edge:
    down, up = f"hf:o/{made}", f"hf:o/{source}"
    return Edge(
        id=edge_id(down, up, EdgeType.DERIVED_FROM),
        downstream=down,
        upstream=up,
        relation=Relation.FILTERED,
        status=status,
        confidence=sure,
        first_seen=_SEEN,
        last_seen=_SEEN,
    )


def test_layers_run_from_sources_to_what_was_made() -> None:
    store, here = MemoryStore(), edge("made", "source")
    store.load([here, edge("source", "above"), edge("made", "beside"), edge("cousin", "source"), edge("below", "made")])
    drawn = rails(store, here)
    layers = {dot.id.partition("/")[2]: dot.layer for dot in drawn.dots}
    assert layers == {"above": 0, "source": 1, "cousin": 2, "beside": 1, "made": 2, "below": 3}
    assert len({dot.y for dot in drawn.dots}) == len(drawn.dots)
    assert {dot.id.partition("/")[2] for dot in drawn.dots if dot.end} == {"source", "made"}
    assert [stroke.id for stroke in drawn.strokes if stroke.at_hand] == [here.id]
    assert len(drawn.strokes) == 5
    assert (drawn.shown, drawn.known) == (6, 6)


def test_only_the_surest_are_shown_and_the_rest_is_counted() -> None:
    store, here = MemoryStore(), edge("made", "source")
    others = [edge("made", f"s{n}", sure=n / 20) for n in range(9)]
    store.load([here, *others, edge("made", "low", sure=0.01, status=Status.CONFIRMED)])
    drawn = rails(store, here, fan=3)
    assert {dot.id for dot in drawn.dots} == {"hf:o/made", "hf:o/source", "hf:o/low", "hf:o/s8", "hf:o/s7"}
    assert (drawn.shown, drawn.known) == (5, 12)
    ends = {dot.id for dot in drawn.dots}
    assert all({stroke.downstream, stroke.upstream} <= ends for stroke in drawn.strokes)


def test_the_other_way_round_is_drawn_too() -> None:
    store, here = MemoryStore(), edge("a", "b")
    store.load([here, edge("b", "a")])
    drawn = rails(store, here)
    assert (len(drawn.dots), len(drawn.strokes)) == (2, 2)
