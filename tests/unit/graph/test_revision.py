"""An edge before and after its claims changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model import Claim, Edge, EdgeType, Relation, Status, edge_id
from graph.revision import link_edge, revise

TIME = datetime(2026, 1, 1, tzinfo=UTC)
LATER = TIME + timedelta(days=1)
PAIR = ("hf:o/a", "hf:o/b")


def claim(start: int = 0, confidence: float = 0.5, relation: Relation = Relation.SUBSET, rows: int | None = None) -> Claim:
    return Claim(
        document_id="hf:o/a",
        document_sha="0",
        downstream=PAIR[0],
        upstream=PAIR[1],
        mention="b",
        relation=relation,
        quote=f"from b {start}",
        start=start,
        end=start + 8,
        raw_confidence=confidence,
        confidence=confidence,
        reader="local@1",
        rows_taken=rows,
        read_at=TIME,
    )


def after(before: Edge | None, *claims: Claim, time: datetime = TIME) -> Edge:
    found = revise(before, claims, pair=PAIR, kind=EdgeType.DERIVED_FROM, time=time)
    assert found is not None
    return found


def test_nothing_of_nothing() -> None:
    assert revise(None, [], pair=PAIR, kind=EdgeType.DERIVED_FROM, time=TIME) is None


def test_a_first_claim_proposes() -> None:
    found = after(None, claim(3), claim(1))
    assert (found.id, found.status, found.version) == (edge_id(*PAIR, EdgeType.DERIVED_FROM), Status.PROPOSED, 1)
    assert found.claims == tuple(sorted((claim(3).id, claim(1).id)))


def test_seen_again_only_last_seen_moves_and_never_back() -> None:
    first = after(None, claim(), time=TIME)
    again = after(first, claim(), time=LATER)
    assert again == first.model_copy(update={"last_seen": LATER})
    assert after(again, claim(), time=TIME) == again


@pytest.mark.parametrize(
    ("status", "withdrawn", "flags"),
    [
        (Status.PROPOSED, Status.WITHDRAWN, ()),
        (Status.CONFIRMED, Status.CONFIRMED, ("claims_withdrawn",)),
        (Status.REJECTED, Status.REJECTED, ("claims_withdrawn",)),
    ],
)
def test_the_last_claim_goes_and_comes_back(status: Status, withdrawn: Status, flags: tuple[str, ...]) -> None:
    first = after(None, claim()).model_copy(update={"status": status})
    gone = after(first, time=LATER)
    assert (gone.status, gone.flags, gone.claims, gone.version, gone.last_seen) == (withdrawn, flags, (), 2, TIME)
    assert after(gone, time=LATER) == gone
    back = after(gone, claim(), time=LATER)
    assert (back.status, back.flags, back.version) == (status, (), 3)
    assert (back.first_seen, back.last_seen) == (TIME, LATER)


def test_flags_of_the_integrity_check_are_kept_and_flags_of_claims_renewed() -> None:
    marked = after(None, claim(rows=1)).model_copy(update={"flags": ("chronology", "claims_withdrawn", "cycle", "resolved")})
    assert after(marked, claim(rows=1), claim(9, rows=2)).flags == ("chronology", "conflict_claims", "cycle")
    assert after(marked.model_copy(update={"status": Status.CONFIRMED})).flags == ("chronology", "claims_withdrawn", "cycle")


steps = st.lists(
    st.lists(st.builds(claim, st.integers(0, 2), st.sampled_from([0.25, 0.5]), rows=st.sampled_from([None, 1, 2])), max_size=3), max_size=6
)


@given(steps, st.sampled_from(Status))
def test_the_version_rises_by_one_exactly_on_change(found: list[list[Claim]], status: Status) -> None:
    edge = after(None, claim()).model_copy(update={"status": status})
    for number, claims in enumerate(found):
        was, edge = edge, after(edge, *claims, time=TIME + timedelta(hours=number))
        same = edge.model_copy(update={"last_seen": was.last_seen, "version": was.version}) == was
        assert edge.version == was.version + (0 if same else 1)
        if was.status in (Status.CONFIRMED, Status.REJECTED):
            assert edge.status is was.status


def test_a_link_is_proposed_once() -> None:
    pair = ("hf:o/a", "arxiv:2401.00001")
    first = link_edge(None, pair=pair, relation=Relation.DOCUMENTED_BY, confidence=0.8, time=TIME)
    assert (first.type, first.status, first.confidence, first.claims) == (EdgeType.DOCUMENTED_BY, Status.PROPOSED, 0.8, ())
    rejected = first.model_copy(update={"status": Status.REJECTED})
    again = link_edge(rejected, pair=pair, relation=Relation.DOCUMENTED_BY, confidence=0.9, time=LATER)
    assert again == rejected.model_copy(update={"last_seen": LATER})
