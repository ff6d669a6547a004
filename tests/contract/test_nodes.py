"""Nodes, documents and claims: spelling, case, what is kept, what is asked for."""

from __future__ import annotations

from itertools import permutations

from graph.contract import Store
from graph.model import Artifact, State

from .builders import at, claim, document, edge, pairs, reading

A, B = "hf:Org/Alpha", "hf:Org/Beta"


def test_ids_differ_by_nothing_but_letters_case_are_one_work(store: Store) -> None:
    store.propose([reading(A, claim(A, B)), reading("hf:org/ALPHA", claim("hf:org/ALPHA", "hf:org/beta"))])
    assert len(store.artifacts()) == 2
    assert len(store.all_edges()) == 1
    assert len(store.claims(documents=["hf:ORG/alpha"])) == 1
    asked = ["hf:ORG/alpha", "hf:org/nobody"]
    assert store.canonical(asked) == {"hf:ORG/alpha": "hf:org/ALPHA", "hf:org/nobody": "hf:org/nobody"}
    assert list(store.artifacts(asked)) == ["hf:ORG/alpha"]
    assert pairs(store.edges_of(["hf:ORG/alpha"], "upstream")) == [("hf:org/ALPHA", "hf:Org/Beta")]


def test_the_source_spells_an_id_and_mentions_never_do(store: Store) -> None:
    for number, order in enumerate(permutations([State.READ, State.UNREAD, None])):
        name = f"hf:Org/Data{number}"
        for how in order:
            if how is None:
                store.propose([reading(A, claim(A, name.swapcase().replace("HF:", "hf:"), doc=f"web:{number}"))])
            else:
                store.propose([reading(Artifact(id=name if how is State.READ else name.lower(), state=how))])
        assert store.canonical([name.lower()]) == {name.lower(): name}, order


def test_of_mere_mentions_the_smallest_spelling_stands(store: Store) -> None:
    for number, spellings in enumerate(permutations(["beta", "BETA", "Beta"])):
        for place, spelling in enumerate(spellings):
            store.propose([reading(A, claim(A, f"hf:x{number}/{spelling}", doc=f"web:{number}{place}"))])
        assert store.canonical([f"hf:x{number}/beta"]) == {f"hf:x{number}/beta": f"hf:x{number}/BETA"}


def test_an_upsert_never_loses_what_is_known(store: Store) -> None:
    known = Artifact(id=A, title="Alpha", state=State.GATED, aliases=("Alpha v1", "α"), first_public=at(5), revision="abc")
    store.propose([reading(known)])
    store.propose([reading(Artifact(id=A.lower(), aliases=("Alfa",), first_public=at(9)))])
    wanted = known.model_copy(update={"aliases": ("Alfa", "Alpha v1", "α")})
    assert store.artifacts([A])[A] == wanted
    store.propose([reading(Artifact(id=A, title="Alpha 2", state=State.READ, first_public=at(1), revision="def"))])
    assert store.artifacts()[A] == wanted.model_copy(
        update={"title": "Alpha 2", "state": State.READ, "first_public": at(1), "revision": "def"}
    )


def test_an_edge_is_spelled_as_its_nodes_are(store: Store) -> None:
    store.propose([reading("hf:org/alpha", claim("hf:org/alpha", "hf:org/beta"))])
    store.propose([reading(A), reading(B)])
    found = edge(store, A, B)
    assert (found.downstream, found.upstream, found.version) == (A, B, 1)


def test_both_revisions_of_a_document_are_kept(store: Store) -> None:
    old, new, other = document(A, "made from B"), document(A, "made from nothing", hour=3), document("abs:2401.00001", "x", hour=1)
    store.propose([reading(A, documents=[new, other]), reading(A, documents=[old])])
    assert store.documents([A.lower()]) == [old, new]
    assert store.documents() == [other, old, new]
    assert store.documents([]) == []
    assert store.documents(["hf:org/none"]) == []
    assert store.counts().documents == 3


def test_claims_are_found_by_id_and_by_document(store: Store) -> None:
    one, two = claim(A, B), claim(A, B, doc="abs:2401.00001", quote="from B")
    store.propose([reading(A, one, two)])
    assert store.claims() == sorted([one, two], key=lambda c: c.id)
    assert store.claims(ids=[two.id, "c:none"]) == [two]
    assert store.claims(documents=[A.lower(), "abs:none"]) == [one]
    assert store.claims(ids=[]) == store.claims(documents=[]) == []
