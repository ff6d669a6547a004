"""Decisions as a file: written from one graph, taken by another of the same documents, on every store."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from graph.amendments import flip, retarget, set_relation
from graph.contract import Store
from graph.errors import InvalidRecord
from graph.exports import jsonl
from graph.exports.annotation import LABEL_CONFIG, argilla, label_studio
from graph.exports.verdicts import dump as dump_verdicts
from graph.imports.verdicts import take
from graph.memory import MemoryStore
from graph.model import Cause, Reading, Relation, Status
from graph.queue import queue
from graph.undoing import undo
from graph.verdicts import confirm, confirm_all, note, reject, second

from .builders import at, claim, document, dump, edge, reading

A, B, C, D, E, F = (f"hf:o/{letter}" for letter in "ABCDEF")


def readings() -> list[Reading]:
    text = "made from B, and more"
    said = [claim(A, x, confidence=0.6) for x in (B, C, D, E, F)]
    page = document(A, text)
    return [reading(A, *(c.model_copy(update={"document_sha": page.sha256}) for c in said), documents=[page])]


def reviewed() -> MemoryStore:
    """A graph in which everything was done once."""
    store = MemoryStore()
    store.propose(readings())
    hours = iter(range(1, 99))

    def clock() -> datetime:
        return at(next(hours))

    confirm(store, edge(store, A, B).id, actor="ann", reason="the card says so", clock=clock)
    set_relation(store, edge(store, A, C).id, Relation.FILTERED, actor="ann", note="it says filtered", clock=clock)
    flip(store, edge(store, A, D).id, actor="bob", clock=clock)
    undo(store, edge(store, A, D).id, actor="bob", clock=clock)
    retarget(store, edge(store, A, D).id, "o/new", actor="bob", clock=clock)
    second(store, edge(store, A, E).id, actor="ann", clock=clock)
    reject(store, edge(store, A, E).id, actor="cyd", cause=Cause.CITED_ONLY, clock=clock)
    note(store, edge(store, A, E).id, actor="cyd", text="see section 2", clock=clock)
    confirm_all(store, {edge(store, A, F).id: 1}, actor="ann", clock=clock)
    return store


def decided(store: Store) -> list[tuple[object, ...]]:
    return [(e.id, e.status, e.relation, e.flags) for e in store.all_edges() if e.status is not Status.WITHDRAWN]


def test_decisions_are_taken_as_they_were_made_and_twice_is_as_once(store: Store) -> None:
    origin = reviewed()
    lines = [json.dumps(line) for line in dump_verdicts(origin)]
    assert len(lines) == len(origin.decisions()) == 12
    store.propose(readings())
    store.flag({edge(store, A, B).id: ("conflict",)})
    store.flag({edge(store, A, B).id: ()})
    first = take(store, lines)
    assert (first.applied, first.known, first.stale) == (12, 0, ())
    assert decided(store) == decided(origin)
    assert [d.model_copy(update={"version": 0}) for d in store.decisions()] == [
        d.model_copy(update={"version": 0}) for d in origin.decisions()
    ]
    kept = dump(store, times=True)
    assert take(store, lines).known == 12
    assert dump(store, times=True) == kept
    undo(store, edge(store, A, D).id, actor="dan")
    assert edge(store, A, D).status is Status.PROPOSED


def test_what_does_not_fit_is_told_and_not_taken(store: Store) -> None:
    lines = [json.dumps(line) for line in dump_verdicts(reviewed())]
    store.propose(readings())
    reject(store, edge(store, A, B).id, actor="zoë")
    confirm(store, edge(store, A, D).id, actor="zoë")
    taken = take(store, lines)
    why = {stale.edge: stale.why for stale in taken.stale}
    assert why.keys() >= {edge(store, A, B).id, edge(store, A, D).id}
    assert "rejected here, and was proposed when ann decided" in why[edge(store, A, B).id]
    assert [d.actor for d in store.decisions(edge(store, A, B).id)] == ["zoë"]
    assert edge(store, A, D).status is Status.CONFIRMED
    assert [e for e in store.all_edges() if e.upstream == "hf:o/new"] == []


def test_a_graph_that_lacks_the_edges_takes_only_what_people_stated(store: Store) -> None:
    taken = take(store, [json.dumps(line) for line in dump_verdicts(reviewed())])
    assert [(e.downstream, e.upstream, e.relation, e.status) for e in store.all_edges()] == [(A, C, Relation.FILTERED, Status.CONFIRMED)]
    assert (taken.applied, len(taken.stale)) == (1, 11)
    assert all("crawl" in stale.why for stale in taken.stale)


@pytest.mark.parametrize("line", ["{}", "[]", "no json", '{"type": "verdict"}', '{"type": "decision", "id": "d:1"}'])
def test_a_bad_line_is_named_and_nothing_is_taken(line: str) -> None:
    store = MemoryStore()
    store.propose(readings())
    good = [json.dumps(one) for one in dump_verdicts(reviewed())]
    with pytest.raises(InvalidRecord, match="line 13"):
        take(store, [*good, line])
    assert store.decisions() == []


def test_a_whole_export_keeps_all_that_people_did(store: Store) -> None:
    origin = reviewed()
    jsonl.load(store, [json.dumps(line) for line in jsonl.dump(origin)])
    assert dump(store, times=True) == dump(origin, times=True)
    undo(store, edge(store, A, C).id, actor="dan")
    assert (edge(store, A, C).status, edge(store, A, C).relation) == (Status.PROPOSED, Relation.SUBSET)


def test_tasks_for_annotation_tools_mark_the_quote() -> None:
    store = MemoryStore()
    store.propose([*readings(), reading(B, claim(B, C), documents=[])])
    items = queue(store)
    tasks, records = label_studio(store, items), argilla(store, items)
    assert len(tasks) == len(records) == 5
    for task in tasks:
        (made,) = task["predictions"]
        span = made["result"][0]["value"]
        assert task["data"]["text"][span["start"] : span["end"]] == span["text"] == "made from B"
        assert (made["score"], made["model_version"]) == (0.6, "local@1")
        named = {part["from_name"] for part in made["result"]}
        assert all(f'name="{name}"' in LABEL_CONFIG for name in named)
        assert f'value="{made["result"][1]["value"]["choices"][0]}"' in LABEL_CONFIG
    first = records[0]
    assert set(first) == {"id", "fields", "metadata", "suggestions", "responses", "vectors"}
    assert first["suggestions"]["quote"] == {"value": [{"start": 0, "end": 11, "label": "evidence"}], "score": 0.6, "agent": "local@1"}
    json.dumps([tasks, records])
