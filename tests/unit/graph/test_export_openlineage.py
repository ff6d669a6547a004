"""OpenLineage: events in the published shape, one per derivation, and every derivation reads back.

Not held: edges that are no derivation, decisions but who stands by the verdict, texts of documents, facts, runs.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from graph.exports.openlineage import event
from stemma.exporting import Wanted, lines

from .exported import CONFIRMED, QUOTES, derivations, filled, told

URI = re.compile(r"[a-z][a-z0-9+.-]*:\S+\Z")
STATES = {"START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"}


def events() -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines(filled(), "openlineage")]


def check(found: dict[str, Any]) -> None:
    """RunEvent of the published schema: required fields, formats, facets with producer and schema."""
    assert found.keys() == {"eventType", "eventTime", "producer", "schemaURL", "run", "job", "inputs", "outputs"}
    assert found["eventType"] in STATES
    assert datetime.fromisoformat(found["eventTime"]).tzinfo is not None
    assert URI.match(found["producer"])
    assert found["schemaURL"].endswith("/OpenLineage.json#/$defs/RunEvent")
    assert UUID(found["run"]["runId"])
    named = [found["job"], *found["inputs"], *found["outputs"]]
    for one in named:
        assert one["namespace"]
        assert one["name"]
    for facets in [found["run"]["facets"], *(one["facets"] for one in named)]:
        for name, facet in facets.items():
            assert re.fullmatch(r"[a-zA-Z]+(_[a-zA-Z]+)?", name)
            assert URI.match(facet["_producer"])
            assert URI.match(facet["_schemaURL"])


def read_back(found: dict[str, Any]) -> tuple[object, ...]:
    (up,), (down,) = found["inputs"], found["outputs"]
    held = found["run"]["facets"]["stemma_confidence"]
    return (
        held["edge"],
        f"{down['namespace']}:{down['name']}",
        f"{up['namespace']}:{up['name']}",
        held["relation"],
        held["status"],
        held["confidence"],
        set(held["splits"]),
        held["rowsTaken"],
        set(held["flags"]),
        held["version"],
        datetime.fromisoformat(held["firstSeen"]),
        datetime.fromisoformat(found["eventTime"]),
    )


def test_every_event_has_the_published_shape() -> None:
    assert len(events()) == 3
    for found in events():
        check(found)


@pytest.mark.parametrize("broken", [{"eventType": "DONE"}, {"eventTime": "2026-01-01T00:00:00"}, {"producer": "stemma"}, {"more": 1}])
def test_the_check_of_the_shape_can_fail(broken: dict[str, object]) -> None:
    with pytest.raises(AssertionError):
        check(events()[0] | broken)


def test_every_derivation_reads_back() -> None:
    assert [read_back(found) for found in events()] == [told(one.edge) for one in derivations(filled())]


def test_an_event_says_who_confirmed_and_on_which_quotes() -> None:
    (found,) = [one for one in events() if one["run"]["facets"]["stemma_confidence"]["edge"] == CONFIRMED.id]
    assert found["run"]["facets"]["stemma_confidence"]["reviewer"] == "ann"
    claims = found["run"]["facets"]["stemma_evidence"]["claims"]
    assert [(c["quote"], c["document"], c["start"], c["end"]) for c in claims] == [(q.quote, q.document_id, q.start, q.end) for q in QUOTES]


def test_a_changed_edge_is_another_run_of_the_same_job() -> None:
    (one,) = [e for e in derivations(filled()) if e.edge.id == CONFIRMED.id]
    later = one._replace(edge=one.edge.model_copy(update={"version": 4}))
    assert event(one) == event(one)
    assert event(later)["run"]["runId"] != event(one)["run"]["runId"]
    assert event(later)["job"] == event(one)["job"]


def test_a_root_gives_only_what_lies_above_it() -> None:
    found = [json.loads(line) for line in lines(filled(), "openlineage", Wanted(root="o/a"))]
    assert [one["outputs"][0]["name"] for one in found] == ["o/a"]
