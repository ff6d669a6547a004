"""What the oracle does beyond the contract: names resolved again, and writes that wait for one another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Thread

from graph.memory import MemoryStore
from graph.model import Artifact, Carries, Claim, EdgeType, Reading, Relation, Status

TIME = datetime(2026, 1, 1, tzinfo=UTC)
CLAIM = Claim(
    document_id="hf:o/A",
    document_sha="0",
    downstream="hf:o/A",
    upstream="name:b",
    mention="b",
    relation=Relation.SUBSET,
    quote="b",
    start=0,
    end=1,
    raw_confidence=0.5,
    confidence=0.5,
    reader="local@1",
    read_at=TIME,
)


def test_the_last_resolution_of_a_name_stands() -> None:
    store = MemoryStore(clock=lambda: TIME)
    store.propose([Reading(artifact=Artifact(id="hf:o/A"), claims=(CLAIM,), time=TIME)])
    store.resolve("name:b", "hf:o/B")
    store.resolve("name:b", "hf:o/C")
    found = {(e.upstream, e.status) for e in store.all_edges(types=[EdgeType.DERIVED_FROM])}
    assert found == {("name:b", Status.WITHDRAWN), ("hf:o/B", Status.WITHDRAWN), ("hf:o/C", Status.PROPOSED)}
    ties = {(e.upstream, e.status) for e in store.all_edges(types=[EdgeType.RESOLVED_TO])}
    assert ties == {("hf:o/B", Status.WITHDRAWN), ("hf:o/C", Status.PROPOSED)}
    assert store.artifacts(["hf:o/B"])["hf:o/B"].aliases == ()
    assert store.artifacts(["name:b"])["name:b"].aliases == ("name:b",)


def test_resolutions_never_go_round() -> None:
    store = MemoryStore(clock=lambda: TIME)
    store.resolve("hf:o/a", "hf:o/b")
    store.resolve("hf:o/b", "hf:o/a")
    store.resolve("hf:o/b", "hf:o/b")
    assert store.canonical(["hf:o/a"]) == {"hf:o/a": "hf:o/b"}


def test_a_write_in_the_middle_of_another_is_not_lost() -> None:
    store = MemoryStore(clock=lambda: TIME)
    fact = Carries(dataset="hf:o/B", benchmark="benchmark:x", source="s")
    other = Thread(target=store.carry, args=([fact],))

    class Interrupted(list[Reading]):
        def __iter__(self) -> Iterator[Reading]:
            if not other.ident:
                other.start()
                other.join(timeout=0.05)
            return super().__iter__()

    store.propose(Interrupted([Reading(artifact=Artifact(id="hf:o/A"), time=TIME)]))
    other.join(timeout=10)
    assert set(store.artifacts()) == {"hf:o/A", "hf:o/B", "benchmark:x"}
