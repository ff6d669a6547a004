"""What stands around an artifact: one hop at a time, bounded, and nothing left out unsaid."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.asof import AsOf
from graph.contract import Reads
from graph.errors import UnknownArtifact
from graph.memory import MemoryStore
from graph.model import Artifact, Edge, Relation, Status
from graph.neighbourhood import FAN, Neighbourhood, neighbourhood
from tests.unit.graph.lineage import TIME, edge, graph, hf


def _ids(found: Neighbourhood) -> list[str]:
    return [place.id.removeprefix("hf:o/") for place in found.places]


def _nodes(*edges: Edge) -> list[Artifact]:
    return [Artifact(id=i) for i in sorted({end for e in edges for end in (e.downstream, e.upstream)})]


def _graph(*edges: Edge) -> Reads:
    return graph(*_nodes(*edges), *edges)


CHAIN = (edge("b", "a", 0.9), edge("c", "b", 0.8), edge("d", "c", 0.7), edge("e", "d", 0.6))


def test_opens_at_one_hop_on_both_sides_and_counts_what_lies_beyond() -> None:
    found = neighbourhood(_graph(*CHAIN), "hf:o/c")
    assert _ids(found) == ["b", "c", "d"]
    by_id = {place.id: place for place in found.places}
    assert by_id["hf:o/b"].up is not None
    assert (by_id["hf:o/b"].up.shown, by_id["hf:o/b"].up.known, by_id["hf:o/b"].down) == (0, 1, None)
    assert by_id["hf:o/d"].more == 1
    assert by_id["hf:o/c"].more == 0
    assert (found.shown, found.known) == (3, 5)


def test_one_node_opens_by_one_hop() -> None:
    found = neighbourhood(_graph(*CHAIN, edge("f", "e")), "hf:o/c", opened=["hf:O/D"])
    assert _ids(found) == ["b", "c", "d", "e"]
    assert next(p for p in found.places if p.id == "hf:o/e").more == 1


def test_depth_opens_all_of_a_level_and_no_more() -> None:
    assert _ids(neighbourhood(_graph(*CHAIN), "hf:o/a", direction="downstream", depth=3)) == ["a", "b", "c", "d"]
    assert _ids(neighbourhood(_graph(*CHAIN), "hf:o/c", depth=0)) == ["c"]


def test_a_hub_shows_its_surest_and_says_how_many_it_has() -> None:
    spokes = [edge(f"u{n:03}", "hub", n / 200) for n in range(100)] + [edge("sure", "hub", 0.0, Status.CONFIRMED)]
    found = neighbourhood(_graph(*spokes), "hf:o/hub")
    assert found.shown == 1 + FAN
    assert found.known == 102
    assert "sure" in _ids(found)
    assert "u099" in _ids(found)
    assert "u001" not in _ids(found)
    twice = neighbourhood(_graph(*spokes), "hf:o/hub", opened=["hf:o/hub"])
    assert twice.shown == 1 + 2 * FAN


def test_never_more_than_the_limit_and_says_so() -> None:
    spokes = [edge(f"u{n:03}", "hub") for n in range(100)]
    found = neighbourhood(_graph(*spokes), "hf:o/hub", opened=["hf:o/hub"] * 9, limit=40)
    assert (found.shown, found.full, found.known) == (40, True, 101)


def test_unsure_edges_go_but_what_a_person_confirmed_stays() -> None:
    edges = (edge("r", "weak", 0.2), edge("r", "strong", 0.8), edge("r", "sworn", 0.1, Status.CONFIRMED))
    found = neighbourhood(_graph(*edges), "hf:o/r", minimum=0.5)
    assert _ids(found) == ["strong", "sworn", "r"]
    assert found.below == 1


def test_rejected_and_withdrawn_edges_are_hidden_counted_and_shown_when_asked() -> None:
    edges = (edge("r", "a"), edge("r", "no", status=Status.REJECTED), edge("r", "gone", status=Status.WITHDRAWN))
    store = _graph(*edges)
    found = neighbourhood(store, "hf:o/r")
    assert _ids(found) == ["a", "r"]
    assert found.hidden == {Status.REJECTED: 1, Status.WITHDRAWN: 1}
    assert _ids(neighbourhood(store, "hf:o/r", statuses=list(Status))) == ["a", "gone", "no", "r"]


def test_every_edge_between_two_that_are_shown_is_shown() -> None:
    edges = (edge("r", "a"), edge("d", "r"), edge("d", "a"), edge("d", "elsewhere"))
    found = neighbourhood(_graph(*edges), "hf:o/r")
    assert {e.id for e in found.edges} == {e.id for e in edges[:3]}


def test_a_diamond_stands_once_and_a_cycle_ends() -> None:
    edges = (edge("r", "a"), edge("r", "b"), edge("a", "top"), edge("b", "top"), edge("top", "r"))
    found = neighbourhood(_graph(*edges), "hf:o/r", depth=6)
    assert sorted(_ids(found)) == ["a", "b", "r", "top"]
    assert {e.id for e in found.edges} == {e.id for e in edges}


def test_what_a_model_was_trained_on_is_followed() -> None:
    edges = (edge("hf-model:o/m", "data", relation=Relation.TRAINED_MODEL_ON), edge("data", "source"))
    assert _ids(neighbourhood(_graph(*edges), "hf-model:o/m")) == ["data", "hf-model:o/m"]


def test_as_it_was_known_then() -> None:
    later = edge("r", "later").model_copy(update={"first_seen": TIME + timedelta(days=9)})
    store = _graph(edge("r", "a"), later)
    assert _ids(neighbourhood(AsOf(store, TIME + timedelta(days=1)), "hf:o/r")) == ["a", "r"]


def test_an_edge_from_before_its_end_was_resolved_keeps_that_end() -> None:
    before = edge("r", "name:the source", status=Status.WITHDRAWN)
    store = graph(*_nodes(before), Artifact(id="hf:o/source"), before, edge("r", "source"))
    store.resolve("name:the source", "hf:o/source")
    found = neighbourhood(store, "hf:o/r", statuses=list(Status))
    ends = {end for e in found.edges for end in (e.downstream, e.upstream)}
    assert ends <= {place.id for place in found.places}
    assert len({place.id for place in found.places}) == found.shown


def test_an_unknown_artifact_is_refused() -> None:
    with pytest.raises(UnknownArtifact):
        neighbourhood(MemoryStore(), "hf:o/none")


_EDGES = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(0, 1), st.sampled_from(Status)).filter(lambda t: t[0] != t[1]),
    max_size=30,
    unique_by=lambda t: t[:2],
)


@given(_EDGES, st.integers(0, 4), st.floats(0, 1), st.lists(st.integers(0, 9), max_size=4), st.integers(1, 12))
def test_counts_add_up_whatever_the_graph(
    said: list[tuple[int, int, float, Status]], depth: int, minimum: float, opened: list[int], limit: int
) -> None:
    edges = [edge(str(a), str(b), p, status) for a, b, p, status in said]
    store = graph(Artifact(id=hf("0")), *_nodes(*edges), *edges)
    found = neighbourhood(store, hf("0"), depth=depth, minimum=minimum, opened=[hf(str(n)) for n in opened], limit=limit)
    ids = {place.id for place in found.places}
    sure = [e for e in edges if e.status is Status.CONFIRMED or (e.status is Status.PROPOSED and e.confidence >= minimum)]
    assert len(ids) == found.shown <= min(limit, found.known)
    assert {e.id for e in found.edges} == {e.id for e in sure if {e.downstream, e.upstream} <= ids}
    for place in found.places:
        for share in (place.up, place.down):
            assert share is None or 0 <= share.shown <= share.known
    assert found.full or found.shown == found.known or any(place.more for place in found.places)
