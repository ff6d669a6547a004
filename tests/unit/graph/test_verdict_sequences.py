"""Any sequence of verdicts and undos ends where a simple model says: a stack of what each edge was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph.amendments import flip, retarget, set_relation
from graph.errors import NothingToUndo
from graph.memory import MemoryStore
from graph.model import DERIVATIONS, Relation, Status
from graph.undoing import undo
from graph.verdicts import confirm, note, reject, reopen, second

from .reviewing import edge, graph, said

AB = edge("AB")
STATES = tuple[Status, Relation, tuple[str, ...]]
steps = st.lists(st.sampled_from(["confirm", "reject", "reopen", "note", "second", "undo", *sorted(DERIVATIONS)]), max_size=14)


def state(store: MemoryStore) -> STATES:
    (found,) = store.edges([AB])
    return found.status, found.relation, found.flags


def expected(now: STATES, step: str) -> STATES:
    """What one verdict makes of an edge."""
    status, relation, _ = now
    if step == "note":
        return now
    if step == "second":
        return status, relation, ("second_reader",)
    if step in DERIVATIONS:
        return (Status.CONFIRMED, Relation(step), ()) if step != relation else now
    return {"confirm": Status.CONFIRMED, "reject": Status.REJECTED, "reopen": Status.PROPOSED}[step], relation, ()


def do(store: MemoryStore, step: str, now: STATES) -> bool:
    """Take one step; whether it was one."""
    if step in DERIVATIONS:
        if step == now[1]:
            return False
        set_relation(store, AB, Relation(step), actor="ann")
    elif step == "note":
        note(store, AB, actor="ann", text="hm")
    else:
        {"confirm": confirm, "reject": reject, "reopen": reopen, "second": second}[step](store, AB, actor="ann")
    return True


@given(steps)
def test_one_edge_is_as_a_stack_of_states_says(found: list[str]) -> None:
    store = graph(said("A", "B"))
    stack = [state(store)]
    for step in found:
        if step != "undo":
            now = state(store)
            if do(store, step, now):
                stack.append(expected(now, step))
        elif len(stack) > 1:
            undo(store, AB, actor="bob")
            stack.pop()
        else:
            try:
                undo(store, AB, actor="bob")
            except NothingToUndo:
                continue
            raise AssertionError("there was nothing to undo")
        assert state(store) == stack[-1]
    assert store.edges([AB])[0].version == 1 + len(store.decisions(AB))


@given(st.lists(st.sampled_from(["flip", "retarget", "confirm"]), max_size=4))
def test_whatever_was_amended_everything_undone_leaves_the_edge_as_it_was_read(ways: list[str]) -> None:
    store = graph(said("A", "B"), said("A", "C", 0.3, start=9))
    before = state(store)
    for way in ways:
        if way == "flip":
            flip(store, AB, actor="ann", override="whatever")
        elif way == "retarget":
            retarget(store, AB, "o/C", actor="ann", override="whatever")
        else:
            confirm(store, AB, actor="ann", override="whatever")
    for _ in ways:
        undo(store, AB, actor="bob", override="whatever")
    assert state(store) == before
    left = {e.id: e.status for e in store.all_edges()}
    assert left.pop(edge("BA"), Status.WITHDRAWN) is Status.WITHDRAWN
    assert left == {AB: Status.PROPOSED, edge("AC"): Status.PROPOSED}
    assert not [c for c in store.claims() if c.by_person and c.status is Status.PROPOSED]
