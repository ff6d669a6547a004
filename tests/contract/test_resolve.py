"""Names that are resolved later and ids that moved: one work, one answer."""

from __future__ import annotations

from graph.contract import Proposed, Store
from graph.model import EdgeType, Link, Relation, State, Status, Verdict

from .builders import claim, decision, dump, edge, pairs, reading

A, B, C, NAME = "hf:o/A", "hf:o/B", "hf:o/C", "name:The B set"


def test_claims_about_a_name_count_for_what_it_is_resolved_to(store: Store) -> None:
    about = claim(A, NAME)
    store.propose([reading(A, about)])
    assert list(store.unresolved()) == [NAME]
    store.resolve(NAME.lower(), B)
    assert list(store.unresolved()) == []
    assert pairs(store.all_edges(types=[EdgeType.DERIVED_FROM], statuses=[Status.PROPOSED])) == [(A, B)]
    assert (edge(store, A, B).claims, edge(store, A, B).version) == ((about.id,), 1)
    own = edge(store, A, NAME)
    assert (own.status, own.flags, own.claims, own.version) == (Status.WITHDRAWN, ("resolved",), (), 2)
    tie = edge(store, NAME, B, EdgeType.RESOLVED_TO)
    assert (tie.downstream, tie.upstream, tie.status, tie.relation) == (NAME, B, Status.PROPOSED, Relation.RESOLVED_TO)


def test_a_resolved_id_answers_as_the_other_everywhere(store: Store) -> None:
    store.resolve(NAME, B)
    store.propose([reading(A, claim(A, NAME)), reading(C, claim(C, B.lower()))])
    assert store.canonical([NAME.upper().replace("NAME", "name"), B]) == {"name:THE B SET": B, B: B}
    node = store.artifacts([NAME])[NAME]
    assert (node.id, node.aliases) == (B, (NAME,))
    assert store.artifacts()[NAME].id == NAME
    assert pairs(store.edges_of([NAME], "downstream")) == [(A, B), (C, B)]
    assert store.edges([e.id for e in store.all_edges() if NAME in (e.downstream, e.upstream)]) == [
        edge(store, NAME, B, EdgeType.RESOLVED_TO)
    ]


def test_resolving_twice_changes_nothing(store: Store) -> None:
    store.propose([reading(A, claim(A, NAME))])
    for _ in range(2):
        store.resolve(NAME, B)
        before = dump(store, times=True)
        store.resolve(NAME.lower(), B.lower())
        store.resolve(B, B.lower())
        store.resolve(B, NAME)
        assert dump(store, times=True) == before


def test_a_chain_of_two_in_either_order(store: Store) -> None:
    for number in (0, 1):
        old, newer, newest, child = (f"hf:x{number}/{part}" for part in ("old", "newer", "newest", "child"))
        store.propose([reading(child, claim(child, old))])
        steps = [(old, newer), (newer, newest)]
        for alias, to in steps if number else steps[::-1]:
            store.resolve(alias, to)
        assert store.canonical([old, newer]) == {old: newest, newer: newest}
        assert store.artifacts([old])[old].aliases == tuple(sorted((old, newer)))
        assert pairs(store.edges_of([child], "upstream")) == [(child, newest)]
        assert len(store.edges_of([old], "downstream")) == 1


def test_both_ends_may_move_and_evidence_adds_up(store: Store) -> None:
    store.propose([reading(A, claim(A, NAME)), reading(C, claim(C, B, doc="web:c", quote="C comes of B"))])
    store.resolve(NAME, B)
    store.resolve(A, C)
    found = edge(store, C, B)
    assert len(found.claims) == 2
    assert 0.5 < found.confidence < 0.99
    assert store.propose([reading(A, claim(A, NAME))]) == Proposed(0, 0, 0, 0)
    assert edge(store, C, B).version == found.version
    store.propose([reading(A, claim(A, B, start=3), hour=1)])
    assert edge(store, C, B).version == found.version + 1


def test_a_work_resolved_to_its_own_source_is_no_cycle(store: Store) -> None:
    store.propose([reading(A, claim(A, NAME), claim(A, B))])
    store.resolve(NAME, A)
    assert pairs(store.all_edges(types=[EdgeType.DERIVED_FROM], statuses=[Status.PROPOSED])) == [(A, B)]


def test_the_verdict_on_what_it_is_resolved_to_stands(store: Store) -> None:
    store.propose([reading(A, claim(A, NAME), claim(A, B, start=50))])
    store.decide(decision(edge(store, A, B), Verdict.REJECT), expected_version=1)
    store.resolve(NAME, B)
    found = edge(store, A, B)
    assert (found.status, len(found.claims), found.version) == (Status.REJECTED, 2, 3)


def test_a_link_of_a_resolved_id_is_made_again_unless_it_was_rejected(store: Store) -> None:
    papers = ["arxiv:2401.00001", "arxiv:2401.00002"]
    store.propose([reading(A, links=[Link(downstream=A, upstream=p, relation=Relation.DOCUMENTED_BY) for p in papers])])
    store.decide(decision(edge(store, A, papers[0], EdgeType.DOCUMENTED_BY), Verdict.REJECT), expected_version=1)
    store.resolve(A, B)
    assert pairs(store.edges_of([B], "upstream", types=[EdgeType.DOCUMENTED_BY], statuses=list(Status))) == [(B, papers[1])]


def test_links_and_redirects_in_a_reading(store: Store) -> None:
    paper = "arxiv:2401.00001"
    documented = Link(downstream=A, upstream=paper, relation=Relation.DOCUMENTED_BY, confidence=0.8)
    store.propose([reading(A, claim(C, A, doc=A), links=[documented])])
    moved = Link(downstream=A, upstream=B, relation=Relation.RESOLVED_TO)
    batch = [reading(B, links=[moved])]
    store.propose(batch)
    before = dump(store)
    assert store.propose(batch) == Proposed(0, 0, 0, 0)
    assert dump(store) == before
    assert store.canonical([A]) == {A: B}
    assert store.artifacts([A])[A].state is State.READ
    assert pairs(store.edges_of([B], "downstream")) == [(C, B)]
    assert [e.confidence for e in store.edges_of([B], "upstream", types=[EdgeType.DOCUMENTED_BY])] == [0.8]
