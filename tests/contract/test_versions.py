"""What an edge said before it changed is kept, with what changed it, and a past day answers as it did then."""

from __future__ import annotations

import pytest

from graph import integrity
from graph.asof import AsOf
from graph.contract import Store
from graph.errors import UnknownEdge
from graph.exposure import exposures
from graph.memory import MemoryStore
from graph.model import Carries, EdgeType, Reading, Relation, Status, Verdict, edge_id
from graph.past import past
from graph.versions import ChangedBy

from .builders import at, claim, decision, document, edge, overlap, reading, records

A, B, C, NAME, QUIZ = "hf:t/A", "hf:t/B", "hf:t/C", "name:the b set", "benchmark:versions"
AB = edge_id(A, B, EdgeType.DERIVED_FROM)


def of_run(run: str, *readings: Reading) -> list[Reading]:
    return [one.model_copy(update={"run": run}) for one in readings]


@pytest.fixture
def told(store: Store) -> Store:
    """A of B: a subset of train at 1; filtered and surer at 2; confirmed at 3; flagged at 4; its claims gone at 5; rejected at 6."""
    store.propose([reading(A, claim(A, B, Relation.SUBSET, split="train", rows=5, confidence=0.25), hour=1)])
    again = reading(A, claim(A, B, Relation.FILTERED, start=20, confidence=0.75, reader="llm@3:m"), hour=2)
    store.propose([again.model_copy(update={"readers": ("local@1", "llm@3:m")})])
    store.decide(decision(edge(store, A, B), hour=3), expected_version=2)
    store.propose([reading(A, documents=[document(A, "nothing", hour=5)], hour=5)])
    store.decide(decision(edge(store, A, B), Verdict.REJECT, actor="bob", hour=6), expected_version=4)
    return store


def test_every_version_is_kept_with_its_time_and_what_made_it(told: Store) -> None:
    found = past(told, AB)
    assert found.recorded
    assert [(v.version, v.known_from, v.known_to) for v in found.versions] == [
        (1, at(1), at(2)),
        (2, at(2), at(3)),
        (3, at(3), at(5)),
        (4, at(5), at(6)),
        (5, at(6), None),
    ]
    read, decided = ChangedBy.READ, ChangedBy.DECIDED
    assert [v.cause for v in found.versions] == [None, read, decided, read, decided]
    assert [v.readers for v in found.versions] == [("local@1",), ("llm@3:m",), ("llm@3:m",), (), ()]
    assert [v.decision.actor if v.decision else None for v in found.versions] == [None, None, "ann", None, "bob"]
    assert [(v.edge.relation, v.edge.confidence) for v in found.versions[:2]] == [(Relation.SUBSET, 0.25), (Relation.FILTERED, 0.75)]
    assert found.versions[-1].edge == edge(told, A, B) == found.edge
    with pytest.raises(UnknownEdge):
        past(told, "e:none")


def test_a_day_answers_with_what_the_edge_said_then(told: Store) -> None:
    def said(hour: float) -> tuple[object, ...]:
        (found,) = AsOf(told, at(hour)).edges([AB])
        return found.status, found.relation, found.confidence, found.splits, found.rows_taken, found.flags, len(found.claims), found.version

    proposed, confirmed = Status.PROPOSED, Status.CONFIRMED
    assert AsOf(told, at(0.5)).edges([AB]) == []
    assert said(1) == said(1.5) == (proposed, Relation.SUBSET, 0.25, ("train",), 5, (), 1, 1)
    assert said(2) == (proposed, Relation.FILTERED, 0.75, (), None, (), 1, 2)
    assert said(4) == (confirmed, Relation.FILTERED, 0.75, (), None, (), 1, 3)
    assert said(5) == (confirmed, Relation.FILTERED, 0.75, (), None, ("claims_withdrawn",), 0, 4)
    assert said(99)[0] is Status.REJECTED
    assert [v.version for v in past(AsOf(told, at(2.5)), AB).versions] == [1, 2]
    assert [c.status for c in AsOf(told, at(4)).claims(ids=AsOf(told, at(4)).edges([AB])[0].claims)] == [proposed]


def test_the_current_view_loses_an_edge_in_the_transaction_that_reads_the_changed_document(store: Store) -> None:
    store.propose([reading(A, claim(A, B), claim(A, C, start=20))])
    store.propose([reading(A, claim(A, C, start=20), documents=[document(A, "made of C alone", hour=2)], hour=2)])
    gone = edge(store, A, B)
    assert (gone.status, gone.claims, gone.withdrawn_at) == (Status.WITHDRAWN, (), at(2))
    assert [e.upstream for e in store.edges_of([A], "upstream")] == [C]
    assert {c.upstream: c.status for c in store.claims(documents=[A])} == {B: Status.WITHDRAWN, C: Status.PROPOSED}
    assert sorted(d.text for d in store.documents([A])) == ["made from B", "made of C alone"]


def test_of_what_one_crawl_makes_of_an_edge_only_the_outcome_is_kept(store: Store) -> None:
    store.propose(of_run("r1", reading(A, claim(A, B, confidence=0.25), hour=1)))
    store.propose(of_run("r1", reading(C, claim(A, B, doc=C, quote="other words"), hour=2)))
    assert (store.versions(), edge(store, A, B).run, edge(store, A, B).known_from) == ([], "r1", at(1))
    outcome = edge(store, A, B)
    for hour in (3, 4):
        store.propose(of_run("r2", reading(A, claim(A, B, confidence=hour / 10), hour=hour)))
    store.flag({AB: ("cycle",)}, run="r2")
    (left,) = store.versions(edges=[AB])
    assert (left.edge.model_copy(update={"last_seen": outcome.last_seen}), left.known_to) == (outcome, at(3))
    assert (edge(store, A, B).run, edge(store, A, B).known_from, edge(store, A, B).flags) == ("r2", at(3), ("cycle",))
    assert AsOf(store, at(2.5)).edges([AB])[0].confidence == outcome.confidence
    store.decide(decision(edge(store, A, B), hour=5), expected_version=edge(store, A, B).version)
    store.propose(of_run("r2", reading(A, claim(A, B, confidence=0.9), hour=6)))
    assert [(v.edge.status, v.cause) for v in store.versions(edges=[AB])][1:] == [
        (Status.PROPOSED, ChangedBy.DECIDED),
        (Status.CONFIRMED, ChangedBy.READ),
    ]


def test_a_name_resolved_later_stands_for_itself_on_a_day_before(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_clock", lambda: at(5))
    store.carry([Carries(dataset=B, benchmark=QUIZ, split="test", source="s")])
    store.propose([reading(A, claim(A, NAME, confidence=0.75), hour=1)])
    store.resolve(NAME, B)
    before, after = AsOf(store, at(4)), AsOf(store, at(5))
    assert before.canonical([NAME, B]) == {NAME: NAME, B: B}
    assert after.canonical([NAME, B]) == {NAME: B, B: B}
    (old,) = before.edges_of([NAME], "downstream")
    assert (old.downstream, old.upstream, old.status, old.confidence, old.flags) == (A, NAME, Status.PROPOSED, 0.75, ())
    assert before.edges_of([B], "downstream") == []
    assert [e.upstream for e in before.edges_of([A], "upstream")] == [NAME]
    assert [e.upstream for e in after.edges_of([A], "upstream")] == [B]
    assert before.artifacts([NAME])[NAME].id == NAME
    assert before.artifacts([B])[B].aliases == ()
    assert after.artifacts([B])[B].aliases == (NAME,)
    assert [e.upstream for e in before.all_edges(types=[EdgeType.RESOLVED_TO])] == []
    (kept,) = store.versions(at=at(4))
    assert (kept.edge.id, kept.cause, kept.by) == (edge_id(A, NAME, EdgeType.DERIVED_FROM), ChangedBy.RESOLVED, NAME)
    assert (list(before.unresolved()), list(after.unresolved()), list(AsOf(store, at(0)).unresolved())) == ([NAME], [], [])
    assert (integrity.check(before).unresolved, integrity.check(after).unresolved) == (1, 0)
    assert {(r.artifact, r.carrier) for r in exposures(before, QUIZ).rows} == {(B, B)}
    assert {(r.artifact, r.carrier) for r in exposures(after, QUIZ).rows} == {(B, B), (A, B)}


def test_facts_and_scans_stand_at_what_their_ids_answered_as(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_clock", lambda: at(5))
    store.carry([Carries(dataset=one, benchmark=QUIZ, split="test", items=n, source="s") for one, n in ((NAME, 1), (B, 2), (C, 3))])
    store.measure([overlap(NAME, QUIZ, 0.25, hour=1), overlap(NAME, QUIZ, 0.5, hour=3, version="v2")])
    store.resolve(NAME, B)
    before, after = AsOf(store, at(2)), AsOf(store, at(5))
    assert [(f.dataset, f.items) for f in before.carries()] == [(B, 2), (C, 3), (NAME, 1)]
    assert [(f.dataset, f.items) for f in after.carries()] == [(f.dataset, f.items) for f in store.carries()] == [(B, 2), (C, 3)]
    assert [(f.dataset, f.items) for f in before.carries(datasets=[NAME], benchmark=QUIZ)] == [(NAME, 1)]
    assert after.carries(datasets=[NAME]) == store.carries(datasets=[NAME])
    assert [(o.dataset, o.share) for o in before.overlaps(benchmark=QUIZ)] == [(NAME, 0.25)]
    assert [(o.dataset, o.share) for o in after.overlaps()] == [(o.dataset, o.share) for o in store.overlaps()] == [(B, 0.25), (B, 0.5)]
    assert (len(store.facts().overlaps), len(before.facts().overlaps)) == (2, 1)
    assert [f.dataset for f in store.facts().carries] == [B, C, NAME]


def test_a_name_resolved_elsewhere_and_back_answers_as_it_did_each_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.propose([reading(A, claim(A, NAME), hour=1)])
    for hour, to in ((2, B), (3, C), (4, B)):
        monkeypatch.setattr(store, "_clock", lambda hour=hour: at(hour))
        store.resolve(NAME, to)
    assert [AsOf(store, at(h)).canonical([NAME])[NAME] for h in (1, 2, 3, 4)] == [NAME, B, C, B]
    assert store.canonical([NAME]) == {NAME: B}
    assert [[e.upstream for e in AsOf(store, at(h)).edges_of([A], "upstream")] for h in (1, 2, 3, 4)] == [[NAME], [B], [C], [B]]
    other = MemoryStore()
    other.load(records(store))
    assert other.canonical([NAME]) == {NAME: B}
    assert other.versions() == store.versions()


def test_a_graph_of_before_answers_as_it_did_and_names_what_is_not_sure(store: Store) -> None:
    origin = MemoryStore()
    origin.propose([reading(A, claim(A, B, confidence=0.25), hour=1)])
    origin.decide(decision(edge(origin, A, B), hour=3), expected_version=1)
    old = edge(origin, A, B).model_copy(update={"changed_at": None, "run": None})
    store.load([*origin.decisions(), *origin.claims(), old])
    view = AsOf(store, at(2))
    assert [e.status for e in view.edges([AB])] == [Status.PROPOSED]
    assert view.unrecorded == {AB}
    assert not past(store, AB).recorded
    store.propose([reading(A, claim(A, B, confidence=0.75), hour=6)])
    assert [(v.version, v.edge.confidence) for v in past(store, AB).versions] == [(2, 0.25), (3, 0.75)]
    assert [(e.status, e.confidence) for e in AsOf(store, at(2)).edges([AB])] == [(Status.PROPOSED, 0.25)]
    fresh = AsOf(store, at(7))
    assert [e.confidence for e in fresh.edges([AB])] == [0.75]
    assert fresh.unrecorded == set()


def test_what_changed_in_a_time_is_named(told: Store) -> None:
    told.propose([reading(C, claim(C, B), hour=2)])
    other = edge_id(C, B, EdgeType.DERIVED_FROM)
    assert told.changed(at(0), at(1)) == [AB]
    assert told.changed(at(1), at(2)) == sorted([AB, other])
    assert told.changed(at(3), at(4)) == []
    assert told.changed(at(3), at(5)) == [AB]
    assert told.changed(at(6), at(99)) == []
    assert AsOf(told, at(1)).changed(at(0), at(9)) == [AB]
