"""Cycles, chronology and conflicts: found, named, flagged, and cleared again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from graph.conflicts import ConflictKind
from graph.contract import LIVE
from graph.integrity import Report, check, mark
from graph.memory import MemoryStore
from graph.model import Artifact, Claim, Edge, EdgeType, Reading, Relation, State, Status, edge_id

TIME = datetime(2026, 1, 1, tzinfo=UTC)


def edge(downstream: str, upstream: str, *, confidence: float = 0.5, status: Status = Status.PROPOSED, flags: tuple[str, ...] = ()) -> Edge:
    ends = f"hf:o/{downstream}", f"hf:o/{upstream}"
    return Edge(
        id=edge_id(*ends, EdgeType.DERIVED_FROM),
        downstream=ends[0],
        upstream=ends[1],
        relation=Relation.SUBSET,
        status=status,
        confidence=confidence,
        flags=flags,
        first_seen=TIME,
        last_seen=TIME,
    )


def public(name: str, day: int | None) -> Artifact:
    return Artifact(id=f"hf:o/{name}", state=State.READ, first_public=None if day is None else TIME + timedelta(days=day))


def store(*records: Edge | Artifact) -> MemoryStore:
    found = MemoryStore(clock=lambda: TIME)
    found.load(records)
    return found


def claim(rows: int, confidence: float, start: int) -> Claim:
    return Claim(
        document_id="hf:o/A",
        document_sha="0",
        downstream="hf:o/A",
        upstream="hf:o/B",
        mention="B",
        relation=Relation.SUBSET,
        quote="B",
        start=start,
        end=start + 1,
        raw_confidence=confidence,
        confidence=confidence,
        reader="local@1",
        rows_taken=rows,
        read_at=TIME,
    )


def flags(found: MemoryStore) -> dict[str, tuple[str, ...]]:
    """Flags by the short names of an edge's ends."""
    return {f"{e.downstream[-1]}{e.upstream[-1]}": e.flags for e in found.all_edges() if e.flags}


def test_a_healthy_graph_is_an_empty_report() -> None:
    found = store(edge("A", "B"), edge("A", "C"), edge("B", "D"), edge("C", "D"))
    assert check(found) == mark(found) == Report()
    assert check(MemoryStore()) == Report()
    assert flags(found) == {}


def test_a_ring_names_its_works_and_the_least_sure_edge() -> None:
    weak = edge("C", "A", confidence=0.2)
    found = store(edge("A", "B"), edge("B", "C", confidence=0.9), weak, edge("Z", "A"), edge("C", "D"))
    (cycle,) = mark(found).cycles
    assert (cycle.nodes, cycle.cut) == (("hf:o/A", "hf:o/B", "hf:o/C"), (weak.id,))
    assert flags(found) == {"CA": ("cycle",)}


def test_what_a_person_confirmed_is_cut_last() -> None:
    sure = edge("A", "B", confidence=0.1, status=Status.CONFIRMED)
    doubtful = edge("B", "A", confidence=0.9)
    assert check(store(sure, doubtful)).cycles[0].cut == (doubtful.id,)


def test_rejected_and_withdrawn_edges_take_no_part_and_their_flags_go() -> None:
    stale = edge("B", "A", status=Status.REJECTED, flags=("chronology", "cycle"))
    gone = edge("C", "B", status=Status.WITHDRAWN, flags=("conflict",))
    found = store(edge("A", "B", flags=("claims_withdrawn", "cycle")), stale, gone, edge("B", "C"))
    assert check(found) == Report()
    assert mark(found) == Report()
    assert flags(found) == {"AB": ("claims_withdrawn",)}
    versions = [e.version for e in found.all_edges()]
    mark(found)
    assert [e.version for e in found.all_edges()] == versions


def test_a_source_younger_than_what_was_made_from_it_is_flagged() -> None:
    dates = [public("A", 1), public("B", 2), public("C", 1), public("D", None), public("E", 0)]
    found = store(*dates, edge("A", "B"), edge("A", "C"), edge("A", "D"), edge("D", "B"), edge("A", "E"), edge("A", "X"))
    assert mark(found).chronology == (edge("A", "B").id,)
    assert flags(found) == {"AB": ("chronology",)}
    found.load([public("B", 1)])
    assert mark(found).chronology == ()
    assert flags(found) == {}


def test_only_derivations_have_chronology_and_cycles() -> None:
    tested = edge("A", "B").model_copy(update={"relation": Relation.EVALUATED_ON, "id": edge_id("hf:o/a", "hf:o/b", EdgeType.EVALUATED_ON)})
    assert check(store(public("A", 1), public("B", 2), tested, edge("B", "A"))) == Report()


def test_a_pair_that_derives_both_ways_is_a_conflict_and_a_cycle() -> None:
    found = store(edge("A", "B"), edge("B", "A"))
    report = mark(found)
    (conflict,) = report.conflicts
    assert (conflict.kind, set(conflict.edges)) == (ConflictKind.BOTH_WAYS, {edge("A", "B").id, edge("B", "A").id})
    assert len(report.cycles[0].cut) == 1
    assert sorted(flags(found).values()) == [("conflict",), ("conflict", "cycle")]


def test_the_report_is_plain_json_in_the_agreed_fields() -> None:
    found = store(edge("A", "B"), edge("B", "A"))
    found.resolve("name:x", "hf:o/x")
    found.load([Artifact(id="name:y"), Artifact(id="name:z")])
    data = check(found).model_dump(mode="json")
    assert list(data) == ["cycles", "chronology", "conflicts", "unresolved"]
    assert data["unresolved"] == 2
    assert list(data["cycles"][0]) == ["nodes", "cut"]


def test_contradicting_claims_are_shown_side_by_side() -> None:
    said = [claim(10, 0.5, 0), claim(10, 0.7, 9), claim(20, 0.4, 30)]
    contradiction = MemoryStore(clock=lambda: TIME)
    contradiction.propose([Reading(artifact=public("A", None), claims=tuple(said), time=TIME)])
    (conflict,) = mark(contradiction).conflicts
    assert conflict.kind is ConflictKind.ROWS
    assert [claim.confidence for claim in conflict.claims] == [0.7, 0.4]
    assert [claim.rows_taken for claim in conflict.claims] == [10, 20]
    (marked,) = contradiction.all_edges()
    assert marked.flags == ("conflict", "conflict_claims")


edges = st.lists(
    st.builds(
        edge,
        st.sampled_from("ABCDEFG"),
        st.sampled_from("ABCDEFG"),
        confidence=st.sampled_from([0.2, 0.5, 0.9]),
        status=st.sampled_from([Status.PROPOSED, Status.PROPOSED, Status.CONFIRMED, Status.REJECTED, Status.WITHDRAWN]),
        flags=st.sampled_from([(), ("cycle",)]),
    ),
    max_size=16,
    unique_by=lambda e: e.id,
)


@given(edges)
def test_cutting_what_is_named_leaves_no_cycle_and_exactly_that_is_flagged(found: list[Edge]) -> None:
    graph = store(*found)
    named = {i for cycle in mark(graph).cycles for i in cycle.cut}
    live = graph.all_edges(statuses=LIVE)
    assert named <= {e.id for e in live}
    kept = [e for e in live if e.id not in named]
    assert not any(round_trip(e, kept) for e in kept)
    assert {e.id for e in graph.all_edges() if "cycle" in e.flags} == named
    assert named <= {e.id for e in live if round_trip(e, live)}


def round_trip(start: Edge, among: list[Edge]) -> bool:
    """Whether the edge's downstream is reached from its upstream."""
    seen, open_nodes = {start.upstream}, [start.upstream]
    while open_nodes:
        node = open_nodes.pop()
        new = {e.upstream for e in among if e.downstream == node} - seen
        seen |= new
        open_nodes += new
    return start.downstream in seen
