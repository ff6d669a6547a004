"""The queue's order, verdicts with and without an override, undo."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from graph import integrity, verdicts
from graph.errors import NeedsOverride, NothingToUndo, StaleDecision, UnknownEdge
from graph.impact import impacts
from graph.memory import MemoryStore
from graph.model import Artifact, Claim, EdgeType, Reading, Relation, State, Status, Verdict, edge_id
from graph.queue import queue
from graph.undoing import undo

TIME = datetime(2026, 1, 1, tzinfo=UTC)


def claim(downstream: str, upstream: str, confidence: float = 0.5, *, start: int = 0, relation: Relation = Relation.SUBSET) -> Claim:
    return Claim(
        document_id=f"hf:o/{downstream}",
        document_sha="0",
        downstream=f"hf:o/{downstream}",
        upstream=f"hf:o/{upstream}",
        mention=upstream,
        relation=relation,
        quote=upstream,
        start=start,
        end=start + 1,
        raw_confidence=confidence,
        confidence=confidence,
        reader="local@1",
        read_at=TIME,
    )


def store(*claims: Claim, dates: dict[str, int] | None = None) -> MemoryStore:
    """A marked graph of claims, all of one reading; `dates` are days of first appearance."""
    found = MemoryStore(clock=lambda: TIME)
    found.propose([Reading(artifact=Artifact(id="hf:o/A", state=State.READ), claims=claims, time=TIME)])
    found.load([Artifact(id=f"hf:o/{name}", first_public=TIME + timedelta(days=day)) for name, day in (dates or {}).items()])
    integrity.mark(found)
    return found


def identity(pair: str) -> str:
    return edge_id(f"hf:o/{pair[0]}", f"hf:o/{pair[1]}", EdgeType.DERIVED_FROM)


def status(found: MemoryStore, pair: str) -> Status:
    return found.edges([identity(pair)])[0].status


def confirm(found: MemoryStore, *pairs: str, override: str | None = None) -> None:
    for pair in pairs:
        verdicts.confirm(found, identity(pair), actor="ann", override=override)


def test_the_queue_asks_first_where_a_verdict_is_unsure_and_touches_most() -> None:
    unsure = [claim("A", "B", 0.5), claim("B", "C", 0.7), claim("Z", "C", 0.9), claim("Y", "C", 0.4)]
    found = store(*unsure, claim("X", "B", relation=Relation.EVALUATED_ON))
    items = queue(found, limit=10)
    ends = [(i.edge.downstream[-1], i.edge.upstream[-1], i.impact, i.probability) for i in items]
    assert ends == [("B", "C", 2, 0.7), ("A", "B", 1, 0.5), ("Y", "C", 1, 0.4), ("Z", "C", 1, 0.9)]
    assert [c.quote for c in items[0].claims] == ["C"]
    assert [i.edge.id for i in queue(found, limit=2)] == [i.edge.id for i in items[:2]]
    assert queue(found, limit=0) == queue(MemoryStore(), limit=5) == []
    assert set(items[0].model_dump(mode="json")) > {"edge", "claims", "probability", "impact", "flags"}


def test_impact_is_weighed_among_the_least_certain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.queue.CANDIDATES", 1)
    found = store(claim("B", "C", 0.6), claim("A", "B", 0.5), claim("E", "B", 0.95))
    assert [(i.probability, i.impact) for i in queue(found)] == [(0.5, 1), (0.6, 1), (0.95, 1)]


def test_what_was_decided_leaves_the_queue_and_claims_come_surest_first() -> None:
    found = store(claim("A", "B", 0.4), claim("A", "B", 0.7, start=5), claim("A", "C"), claim("A", "D"))
    confirm(found, "AC")
    verdicts.reject(found, identity("AD"), actor="ann")
    (item,) = queue(found)
    assert [c.confidence for c in item.claims] == [0.7, 0.4]


def test_impact_is_counted_through_diamonds_and_rings_within_bounds() -> None:
    found = store(claim("B", "A"), claim("C", "A"), claim("D", "B"), claim("D", "C"), claim("A", "D"), claim("E", "D"))
    assert impacts(found, ["hf:o/A", "hf:o/E"]) == {"hf:o/a": 5, "hf:o/e": 1}
    assert impacts(found, ["hf:o/A"], reach=3) == {"hf:o/a": 3}
    assert impacts(found, ["hf:o/A"], nodes=1) == {"hf:o/a": 3}
    assert impacts(found, []) == {}


def test_a_verdict_is_kept_with_who_when_and_why() -> None:
    found = store(claim("A", "B"))
    made = verdicts.confirm(found, identity("AB"), actor="ann", reason="its card says so", clock=lambda: TIME)
    assert (made.verdict, made.actor, made.time, made.reason) == (Verdict.CONFIRM, "ann", TIME, "its card says so")
    assert (made.before, made.after, made.version, made.undoes) == (Status.PROPOSED, Status.CONFIRMED, 2, None)
    assert found.decisions(identity("AB")) == [made]
    assert found.edges([identity("AB")])[0].version == made.version


def test_of_two_who_saw_one_version_the_second_is_told_who_was_first() -> None:
    found = store(claim("A", "B"))
    verdicts.reject(found, identity("AB"), actor="zoe", version=1)
    with pytest.raises(StaleDecision, match=r"zoe decided reject"):
        verdicts.confirm(found, identity("AB"), actor="ann", version=1)
    with pytest.raises(StaleDecision, match=r"zoe decided reject"):
        undo(found, identity("AB"), actor="ann", version=1)
    assert status(found, "AB") is Status.REJECTED


def test_being_late_comes_before_needing_an_override() -> None:
    found = store(claim("A", "B"), claim("B", "A"))
    with pytest.raises(StaleDecision):
        verdicts.confirm(found, identity("AB"), actor="ann", version=1)


def test_a_ring_of_proposals_alone_that_no_check_marked_confirms_up_to_its_last() -> None:
    found = MemoryStore()
    found.propose([Reading(artifact=Artifact(id="hf:o/A"), claims=(claim("A", "B"), claim("B", "A")), time=TIME)])
    confirm(found, "AB")
    with pytest.raises(NeedsOverride, match="hf:o/B <- hf:o/A <- hf:o/B"):
        confirm(found, "BA")


@pytest.mark.parametrize("act", [verdicts.confirm, verdicts.reject, undo])
def test_an_unknown_edge_is_named(act: object) -> None:
    with pytest.raises(UnknownEdge, match="e:none"):
        act(store(), "e:none", actor="ann")  # type: ignore[operator]


def test_an_edge_whose_end_was_resolved_is_not_confirmed_but_its_successor_named() -> None:
    found = store(claim("A", "Old"))
    found.resolve("hf:o/Old", "hf:o/New")
    with pytest.raises(UnknownEdge, match="hf:o/A <- hf:o/New"):
        verdicts.confirm(found, edge_id("hf:o/A", "hf:o/Old", EdgeType.DERIVED_FROM), actor="ann")
    verdicts.confirm(found, edge_id("hf:o/A", "hf:o/New", EdgeType.DERIVED_FROM), actor="ann")


def test_the_edge_that_closes_a_cycle_needs_a_written_override_and_the_sound_ones_do_not() -> None:
    found = store(claim("A", "B", 0.9), claim("B", "C", 0.9), claim("C", "A", 0.2))
    for override in (None, "", "  "):
        with pytest.raises(NeedsOverride, match="cycle"):
            verdicts.confirm(found, identity("CA"), actor="ann", override=override)
    assert status(found, "CA") is Status.PROPOSED
    confirm(found, "AB", "BC")
    with pytest.raises(NeedsOverride, match="cycle"):
        confirm(found, "CA")
    verdicts.reject(found, identity("CA"), actor="ann")
    assert [e.flags for e in found.all_edges()] == [(), (), ()]


def test_a_source_that_came_later_needs_a_written_override() -> None:
    found = store(claim("A", "B"), claim("A", "C"), dates={"A": 1, "B": 2, "C": 1})
    with pytest.raises(NeedsOverride, match="first public"):
        confirm(found, "AB")
    confirm(found, "AC")
    made = verdicts.confirm(found, identity("AB"), actor="ann", reason="card", override="the date is a re-upload's")
    assert made.reason == "card; override: the date is a re-upload's"
    assert status(found, "AB") is Status.CONFIRMED


def test_faults_that_no_check_marked_yet_are_found() -> None:
    found = store(claim("A", "B"), claim("B", "C"), claim("C", "D"))
    confirm(found, "AB", "BC")
    found.propose([Reading(artifact=Artifact(id="hf:o/C"), claims=(claim("C", "A"), claim("C", "D")), time=TIME)])
    found.load([Artifact(id="hf:o/C", first_public=TIME), Artifact(id="hf:o/D", first_public=TIME + timedelta(1))])
    with pytest.raises(NeedsOverride, match="hf:o/C <- hf:o/A <- hf:o/B <- hf:o/C"):
        confirm(found, "CA")
    with pytest.raises(NeedsOverride, match="first public"):
        confirm(found, "CD")
    assert not any(e.flags for e in found.all_edges())
    confirm(found, "CA", override="they feed one another, by release")
    assert status(found, "CA") is Status.CONFIRMED


def test_a_rejected_edge_closes_no_cycle_of_confirmed_ones() -> None:
    found = store(claim("A", "B"), claim("B", "A"))
    verdicts.reject(found, identity("BA"), actor="ann")
    confirm(found, "AB")
    with pytest.raises(NeedsOverride, match="cycle"):
        confirm(found, "BA")
    undo(found, identity("BA"), actor="ann")
    assert {e.id: e.flags for e in found.all_edges()} == {identity("AB"): ("conflict",), identity("BA"): ("conflict", "cycle")}


def test_undo_restores_step_by_step_and_names_what_it_undoes() -> None:
    found = store(claim("A", "B"))
    first = verdicts.confirm(found, identity("AB"), actor="ann")
    second = verdicts.reject(found, identity("AB"), actor="bob")
    back = undo(found, identity("AB"), actor="cyd")
    assert (back.undoes, back.verdict, back.before, back.after) == (second.id, Verdict.CONFIRM, Status.REJECTED, Status.CONFIRMED)
    more = undo(found, identity("AB"), actor="cyd", reason="too soon")
    assert (more.undoes, more.verdict, more.after, more.reason) == (first.id, Verdict.REOPEN, Status.PROPOSED, "too soon")
    with pytest.raises(NothingToUndo, match=identity("AB")):
        undo(found, identity("AB"), actor="cyd")
    again = verdicts.confirm(found, identity("AB"), actor="ann")
    assert undo(found, identity("AB"), actor="ann").undoes == again.id
    assert len(found.decisions()) == 6
    assert status(found, "AB") is Status.PROPOSED


def test_undo_does_not_bring_a_confirmed_cycle_back_unasked() -> None:
    found = store(claim("A", "B"))
    confirm(found, "AB")
    verdicts.reject(found, identity("AB"), actor="ann")
    found.propose([Reading(artifact=Artifact(id="hf:o/B"), claims=(claim("B", "A"),), time=TIME)])
    confirm(found, "BA")
    with pytest.raises(NeedsOverride, match="cycle"):
        undo(found, identity("AB"), actor="ann")
    undo(found, identity("AB"), actor="ann", override="both hold")
    assert status(found, "AB") is Status.CONFIRMED


def test_undo_follows_claims_that_went_or_came_meanwhile() -> None:
    found = store(claim("A", "B"))
    said = found.claims()[0]
    confirm(found, "AB")
    found.load([said.model_copy(update={"status": Status.WITHDRAWN})])
    gone = found.edges([identity("AB")])[0].model_copy(update={"claims": (), "flags": ("claims_withdrawn",)})
    found.load([gone])
    undo(found, identity("AB"), actor="ann")
    assert status(found, "AB") is Status.WITHDRAWN
    confirm(found, "AB")
    found.propose([Reading(artifact=Artifact(id="hf:o/A"), claims=(said,), time=TIME)])
    undo(found, identity("AB"), actor="ann")
    assert status(found, "AB") is Status.PROPOSED
