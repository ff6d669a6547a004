"""The Cypher script makes the same graph on an empty server. It cannot hold the texts of documents: they lie in a home's archive."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.bolt_slice import Transaction
from graph.cypher import schema
from graph.exports.cypher import lines, literal, statements
from graph.exports.jsonl import records
from graph.memory import MemoryStore
from graph.model import Artifact, State
from graph.store import BoltStore

from .builders import at, dump
from .conftest import KINDS
from .test_load import fill
from .test_runs import metric, run

SERVERS = pytest.mark.parametrize("store", [kind for kind in KINDS if kind != "memory"], indirect=True)


def origin() -> MemoryStore:
    found = MemoryStore(clock=lambda: at(9))
    fill(found)
    found.record_runs([run(metric(), metric(None, on="benchmark:math", se=None)), run(seed=None, datasets=("name:The B set",))])
    found.load([Artifact(id="hf:o/odd", title='it\'s \\ "odd"; // $rows\n\t\u2028 {x: 1} 数 \U0001f600 `b`', state=State.READ)])
    return found


def _run(statement: str, tx: Transaction) -> None:
    list(tx.run(statement))


@SERVERS
def test_the_script_makes_the_same_graph_and_run_twice_changes_nothing(store: BoltStore) -> None:
    script = list(statements(records(origin())))
    for document in origin().documents():
        store._texts.put(document.text)
    for _ in range(2):
        for statement in script:
            store._write(partial(_run, statement))
        assert dump(store, times=True) == dump(origin(), times=True)
    assert store.canonical(["name:The B set"]) == origin().canonical(["name:The B set"])
    assert store.counts() == origin().counts()


@SERVERS
@settings(max_examples=30, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    value=st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.integers(-(2**53), 2**53) | st.floats(0, 1) | st.booleans()
)
def test_a_literal_is_the_value_it_stands_for(store: BoltStore, value: object) -> None:
    assert store.query(f"RETURN {literal(value)} AS v").rows == [[value]]


def test_the_script_is_the_schema_and_then_the_rows() -> None:
    text = list(lines(records(origin())))
    assert text[1 : len(schema()) + 1] == [statement + ";" for statement in schema()]
    assert all(line.endswith(";") for line in text[1:])
    assert not any("$rows" in line.replace("// $rows", "") for line in text)
    assert list(lines(records(MemoryStore()))) == text[: len(schema()) + 1]


def test_what_no_property_holds_is_refused() -> None:
    for value in (float("nan"), float("inf"), object()):
        with pytest.raises(TypeError):
            literal(value)
