"""What speaks for an edge and against it, what hangs on it, what stands in one sentence with it, and what happened to it."""

from __future__ import annotations

import pytest

from graph.affected import affected
from graph.amendments import alternatives, retarget, set_relation
from graph.errors import UnknownEdge
from graph.evidence import Against, evidence
from graph.history import What, history, told
from graph.live_edges import LiveEdges
from graph.model import Artifact, Carries, Cause, Document, Overlap, Reading, Relation, State
from graph.passages import sentence, together
from graph.undoing import undo
from graph.verdicts import confirm, note, reject

from .reviewing import TIME, edge, graph, said, ticking


def test_both_sides_of_an_edge() -> None:
    store = graph(
        said("A", "B", 0.9, rows=10),
        said("A", "B", 0.8, start=5, rows=20),
        said("A", "B", 0.7, start=9, relation=Relation.DIRECT_INCLUSION),
        said("A", "B", 0.6, start=15, relation=Relation.REMOVED_COMPONENT),
        said("A", "B", 0.6, start=25, relation=Relation.COMPARED_WITH),
        said("B", "A", 0.3),
        said("A", "C", 0.3, start=35, relation=Relation.PLANNED),
    )
    found = evidence(store, edge("AB"))
    assert [c.confidence for c in found.supporting] == [0.9, 0.8, 0.7]
    assert {(o.why, o.claim.start) for o in found.opposing} == {
        (Against.TAKEN_OUT, 15),
        (Against.ONLY_COMPARED, 25),
        (Against.OTHER_WAY, 0),
        (Against.ROWS_DIFFER, 5),
        (Against.WHOLE_OR_PART, 9),
    }
    assert found.other_way is not None
    assert found.other_way.id == edge("BA")


def test_a_claim_that_went_speaks_against() -> None:
    store = graph(said("A", "B", 0.9), said("A", "B", 0.8, start=5))
    store.propose(
        [
            Reading(
                artifact=Artifact(id="hf:o/A", state=State.READ),
                documents=(Document(id="hf:o/A", url="u", text="B", fetched_at=TIME, artifact="hf:o/A"),),
                claims=(said("A", "B", 0.9),),
                time=TIME,
            )
        ]
    )
    assert [(o.why, o.claim.start) for o in evidence(store, edge("AB")).opposing] == [(Against.WITHDRAWN, 5)]
    with pytest.raises(UnknownEdge):
        evidence(store, "e:none")


@pytest.mark.parametrize("live", [False, True])
def test_what_hangs_on_an_edge(live: bool) -> None:
    store = graph(said("B", "C"), said("A", "B"), said("D", "B"), said("D", "E"), said("F", "D"))
    store.carry(
        [Carries(dataset="hf:o/C", benchmark="benchmark:m", source="x"), Carries(dataset="hf:o/E", benchmark="benchmark:m", source="x")]
    )
    scan = {"split": None, "version": None, "low": 0.1, "high": 0.3, "method": "x", "measured_at": TIME}
    store.measure([Overlap(dataset="hf:o/C", benchmark="benchmark:n", share=0.2, clean=False, **scan)])
    found = affected(LiveEdges(store) if live else store, edge("BC"))
    assert found.works == 4
    assert [(t.benchmark, t.works, t.only_by_this) for t in found.benchmarks] == [("benchmark:n", 4, 4), ("benchmark:m", 4, 2)]
    assert not found.partial
    assert affected(store, edge("DE"), nodes=1).partial
    assert affected(store, edge("AB")).benchmarks[0].only_by_this == 1


def test_what_one_sentence_states_is_found_together() -> None:
    text = "# Card\nMade from B and C. Also D.\n- E\n"
    page = Document(id="hf:o/A", url="u", text=text, fetched_at=TIME, artifact="hf:o/A")
    claims = [said("A", x, start=text.index(x)).model_copy(update={"document_sha": page.sha256}) for x in "BDE"]
    claims.append(said("A", "C", start=text.index("C.")).model_copy(update={"document_sha": page.sha256}))
    store = graph(*claims, documents=(page,))
    assert together(store, edge("AB")) == {edge("AB"): 1, edge("AC"): 1}
    assert together(store, edge("AE")) == {edge("AE"): 1}
    assert together(store, edge("AB"), whole_card=True).keys() == {edge("A" + x) for x in "BCDE"}
    confirm(store, edge("AC"), actor="ann")
    assert together(store, edge("AB")) == {edge("AB"): 1}
    assert text[slice(*sentence(text, text.index("D"), text.index("D") + 1))] == "Also D.\n"


def test_alternatives_are_what_the_document_names_and_what_is_spelled_alike() -> None:
    store = graph(said("A", "B"), said("A", "C", start=5), said("X", "Bee"), said("A", "Q", start=9, relation=Relation.EVALUATED_ON))
    assert alternatives(store, edge("AB"))[:2] == ["hf:o/C", "hf:o/Q"]
    assert alternatives(store, edge("AB"), text="bee")[0] == "hf:o/Bee"
    assert alternatives(store, edge("AB"), text="new/one") == ["hf:new/one"]
    assert alternatives(store, edge("AB"), text="?") == []


def test_a_history_tells_everything_in_order() -> None:
    store = graph(said("A", "B", reader="llm@m:1234"))
    clock = ticking(5)
    clock()
    note(store, edge("AB"), actor="ann", text="odd wording", clock=clock)
    set_relation(store, edge("AB"), Relation.FILTERED, actor="ann", clock=clock)
    undo(store, edge("AB"), actor="bob", clock=clock)
    reject(store, edge("AB"), actor="bob", cause=Cause.CITED_ONLY, reason="only cited", clock=clock)
    undo(store, edge("AB"), actor="bob", clock=clock)
    moved = retarget(store, edge("AB"), "o/C", actor="cyd", clock=clock)
    found = history(store, edge("AB"))
    kinds = [What.READ, What.NOTED, What.AMENDED, What.UNDONE, What.DECIDED, What.UNDONE, What.AMENDED]
    assert [e.what for e in found.events] == kinds
    assert [e.who for e in found.events] == ["llm@m:1234", "ann", "ann", "bob", "bob", "bob", "cyd"]
    assert "subset -> filtered" in found.events[2].text
    assert "cited only; only cited" in found.events[4].text
    assert "hf:o/A <- hf:o/B became hf:o/A <- hf:o/C" in told(moved.decisions[0])
    assert [e.what for e in history(store, moved.stands).events] == [What.AMENDED]
