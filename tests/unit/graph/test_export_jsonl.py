"""jsonl: equal graphs give equal lines, what is written loads back the same, and a bad line loads nothing."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.contract import STRUCTURAL
from graph.errors import InvalidRecord
from graph.exports import jsonl
from graph.memory import MemoryStore
from graph.model import Artifact, Carries, Claim, Decision, Document, Edge, Reading, Relation, State, Status, Verdict

from .lineage import TIME, carries, edge, graph, hf

NAMES = st.sampled_from([hf("a"), hf("b"), "github:o/r", "name:a set, 数据 \"q\" 'q'\u2028", "url:x.test/a?b=[c]"])
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """A reading whose quotes stand where they say."""
    artifact = draw(NAMES)
    document = Document(id=f"web:{artifact}", url="https://x.test", text=draw(TEXT) + "made from it", fetched_at=TIME, artifact=artifact)
    start = draw(st.integers(0, len(document.text) - 1))
    made = [
        Claim(
            document_id=document.id,
            document_sha=document.sha256,
            downstream=artifact,
            upstream=upstream,
            mention="it",
            relation=draw(st.sampled_from([r for r in Relation if r not in STRUCTURAL])),
            quote=document.text[start:],
            start=start,
            end=len(document.text),
            raw_confidence=0.5,
            confidence=draw(st.floats(0, 1)),
            reader="local@1",
            split=draw(st.none() | TEXT),
            rows_taken=draw(st.none() | st.integers(0, 9)),
            read_at=TIME,
        )
        for upstream in draw(st.lists(NAMES.filter(lambda n: n != artifact), max_size=2, unique=True))
    ]
    node = Artifact(id=artifact, title=draw(st.none() | TEXT), state=draw(st.sampled_from(State)))
    return Reading(artifact=node, documents=(document,), claims=tuple(made), time=TIME)


facts = st.lists(st.builds(carries, NAMES, st.none() | TEXT, items=st.none() | st.integers(0, 99)), max_size=2)


def lines(store: MemoryStore) -> list[str]:
    return [json.dumps(line) for line in jsonl.dump(store)]


@given(st.lists(readings(), max_size=3), facts, st.booleans(), st.booleans())
def test_export_import_export_is_the_same(found: list[Reading], held: list[Carries], resolved: bool, decided: bool) -> None:
    store = MemoryStore(clock=lambda: TIME)
    store.propose(found)
    store.carry(held)
    if resolved:
        store.resolve("name:another name", hf("a"))
    for number, one in enumerate(store.all_edges(statuses=[Status.PROPOSED]) if decided else []):
        store.decide(verdict(one, number), expected_version=one.version)
    written = lines(store)
    again = MemoryStore()
    assert jsonl.load(again, written) == len(written)
    assert lines(again) == written
    assert jsonl.load(again, jsonl.dump(store)) == len(written)
    assert lines(again) == written


def verdict(one: Edge, number: int) -> Decision:
    return Decision(
        id=f"d:{number}",
        edge=one.id,
        verdict=Verdict.CONFIRM,
        actor="ann",
        time=TIME,
        reason=None,
        before=one.status,
        after=Status.CONFIRMED,
        version=one.version + 1,
    )


def test_lines_do_not_depend_on_the_order_of_writing() -> None:
    records: list[jsonl.Record] = [
        edge("b", "a"),
        edge("c", "a"),
        carries("a"),
        carries("a", "dev"),
        Artifact(id=hf("A2")),
        Artifact(id=hf("a1")),
    ]
    assert list(jsonl.dump(graph(*records))) == list(jsonl.dump(graph(*records[::-1])))


def test_an_edge_line_has_the_fields_of_the_format() -> None:
    (line,) = [line for line in jsonl.dump(graph(edge("b", "a", rows=3))) if line["type"] == "edge"]
    wanted = (
        "type id downstream upstream relation status confidence splits rows_taken flags claims first_seen last_seen withdrawn_at version "
        "changed_at run"
    )
    assert list(line) == wanted.split()
    assert (line["first_seen"], line["relation"], line["splits"], line["rows_taken"]) == ("2026-01-01T00:00:00Z", "subset", [], 3)


DOCUMENT = Document(id="web:x", url="https://x.test", text="b is made from a", fetched_at=TIME, artifact=hf("b"))
CLAIM = {
    "type": "claim",
    "document_id": "web:x",
    "document_sha": DOCUMENT.sha256,
    "downstream": hf("b"),
    "upstream": hf("a"),
    "mention": "a",
    "relation": "subset",
    "quote": "made from a",
    "start": 5,
    "end": 16,
    "raw_confidence": 0.5,
    "confidence": 0.5,
    "reader": "local@1",
    "read_at": "2026-01-01T00:00:00Z",
}
EDGE = {"type": "edge", **edge("b", "a").model_dump(mode="json")}
RUN = {"type": "run", "kind": "training", "datasets": [hf("a")], "source": "https://x.test/board"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "Expecting"),
        ("[1]", "JSON object"),
        ('{"id": "hf:o/a"}', "type is None"),
        ('{"type": "ratio", "id": "o:1"}', "type is 'ratio'"),
        (json.dumps(RUN | {"id": "r:0"}), "id is 'r:0'"),
        (json.dumps(RUN | {"metrics": [{"on": "benchmark:math", "name": "accuracy"}]}), "reason"),
        (json.dumps(RUN | {"datasets": ["o/a"]}), "prefix"),
        ('{"type": ["edge"]}', "type is"),
        ('{"type": "artifact", "id": "what is this"}', "prefix"),
        ('{"type": "artifact", "id": "hf:o/a", "kind": "Model"}', "kind is 'Model'"),
        ('{"type": "artifact", "id": "hf:o/a", "stars": 1}', "stars"),
        (json.dumps(EDGE | {"id": "e:0"}), "id is 'e:0'"),
        (json.dumps(EDGE | {"relation": "planned"}), "never an edge"),
        (json.dumps(EDGE | {"confidence": 1.5}), "confidence"),
        (json.dumps(EDGE | {"first_seen": "2026-01-01T00:00:00"}), "first_seen"),
        (json.dumps(CLAIM | {"id": "c:0"}), "id is 'c:0'"),
        (json.dumps(CLAIM | {"end": 15}), "span 10"),
        (json.dumps(CLAIM | {"start": 4, "end": 15}), "does not stand at 4:15"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_loaded(line: str, said: str) -> None:
    store = MemoryStore()
    good = json.dumps({"type": "document", **DOCUMENT.model_dump(mode="json")})
    with pytest.raises(InvalidRecord, match="line 3 ") as error:
        jsonl.load(store, [good, "", line, good])
    assert said in str(error.value)
    assert not any(store.counts())


def test_a_good_claim_loads_beside_its_document_and_a_claim_without_it_too() -> None:
    for given_ in ([{"type": "document", **DOCUMENT.model_dump(mode="json"), "sha256": DOCUMENT.sha256}, CLAIM], [CLAIM]):
        store = MemoryStore()
        assert jsonl.load(store, given_) == len(given_)
        assert store.counts().claims == 1


def test_a_text_that_was_changed_by_hand_is_noticed() -> None:
    line: dict[str, Any] = {"type": "document", **DOCUMENT.model_dump(mode="json"), "sha256": DOCUMENT.sha256, "text": "another"}
    with pytest.raises(InvalidRecord, match=re.escape("sha256 is")):
        jsonl.load(MemoryStore(), [line])
