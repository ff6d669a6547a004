"""What scans measured: upserted by what was scanned, found from both ends, kept through renames."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from graph.contract import Store
from graph.exports import jsonl
from graph.memory import MemoryStore
from graph.model import Overlap

from .builders import overlap

A, B, NAME = "hf:o/A", "hf:o/B", "name:the B set"
GSM, MATH = "benchmark:gsm8k", "benchmark:math"


def test_a_scan_is_found_from_both_ends_and_the_later_of_one_thing_stands(store: Store) -> None:
    store.measure([overlap(A, GSM, 0.5), overlap(B, MATH, 0.25), overlap(A, GSM, 0.0, version="v2"), overlap(A, GSM, 0.5, split="train")])
    store.measure([overlap(A, GSM, 0.75, hour=1)])
    assert [(o.split, o.version, o.share) for o in store.overlaps(datasets=[A.lower()])] == [
        (None, "v1", 0.75),
        (None, "v2", 0.0),
        ("train", "v1", 0.5),
    ]
    assert store.overlaps(benchmark=MATH.upper().replace("BENCHMARK", "benchmark")) == [overlap(B, MATH, 0.25)]
    assert len(store.overlaps()) == 4
    assert store.overlaps(datasets=["hf:o/none"]) == store.overlaps(datasets=[]) == []
    assert set(store.artifacts()) == {A, B, GSM, MATH}
    store.measure([])


def test_a_scan_of_an_id_that_moved_is_one_of_what_it_answers_as(store: Store) -> None:
    store.measure([overlap(NAME, GSM, 0.5), overlap(B, GSM, 0.25)])
    store.resolve(NAME, B)
    assert store.overlaps(datasets=[NAME]) == [overlap(B, GSM, 0.25)]
    store.measure([overlap(NAME, GSM, 0.5, version="v0")])
    assert [(o.dataset, o.version) for o in store.overlaps()] == [(B, "v0"), (B, "v1")]


def test_scans_are_exported_as_lines_and_load_back(store: Store) -> None:
    store.measure([overlap(A, GSM, 0.5), overlap(A, GSM, 0.0, version=None)])
    lines = [line for line in jsonl.dump(store) if line["type"] == "overlap"]
    assert [(line["version"], line["share"], line["clean"]) for line in lines] == [(None, 0.0, True), ("v1", 0.5, False)]
    other = MemoryStore()
    jsonl.load(other, jsonl.dump(store))
    assert other.overlaps() == store.overlaps()


@pytest.mark.parametrize("wrong", [{"low": 0.6}, {"high": 0.4}, {"clean": True}, {"share": 0.0, "low": 0.0}, {"share": 1.5, "high": 1.5}])
def test_a_share_outside_its_interval_or_clean_with_hits_is_no_scan(wrong: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Overlap.model_validate(overlap(A, GSM, 0.5).model_dump() | wrong)
