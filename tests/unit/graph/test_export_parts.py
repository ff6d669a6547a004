"""A large export in parts: checked whole before the first, each part whole or not at all, and resumed."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest

from graph.contract import Record
from graph.errors import InvalidRecord, StoreUnavailable
from graph.exports import jsonl, parts
from graph.memory import MemoryStore
from tests.contract.builders import dump
from tests.contract.test_load import fill


class Failing(MemoryStore):
    """Gives up at a given part."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.left = at

    def load(self, records: Iterable[Record]) -> None:
        self.left -= 1
        if self.left == 0:
            raise StoreUnavailable("gone")
        super().load(records)


@pytest.fixture
def origin() -> MemoryStore:
    found = MemoryStore()
    fill(found)
    return found


def lines_of(store: MemoryStore) -> list[str]:
    # The quotes of these claims stand in texts of their own, that the file does not have.
    return [json.dumps(line) + "\n" for line in jsonl.dump(store)]


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_parts_make_the_graph_that_one_transaction_makes(origin: MemoryStore, size: int) -> None:
    lines = lines_of(origin)
    assert parts.check(lines) == len(lines)
    store = MemoryStore()
    assert list(parts.load(store, lines, part=size))[-1] == len(lines)
    assert dump(store, times=True) == dump(origin, times=True)


@pytest.mark.parametrize("at", [1, 2, 4])
def test_what_was_cut_off_goes_on_from_the_last_part(origin: MemoryStore, at: int) -> None:
    lines = lines_of(origin)
    noted = [0]
    store = Failing(at)
    with pytest.raises(StoreUnavailable):
        list(parts.load(store, lines, part=5, note=noted.append))
    assert noted[-1] == 5 * (at - 1)
    assert next(parts.load(store, lines, done=noted[-1], part=5)) == 5 * at
    list(parts.load(store, lines, done=5 * at, part=5))
    assert dump(store, times=True) == dump(origin, times=True)


def test_a_bad_line_is_named_before_anything_is_written(origin: MemoryStore) -> None:
    lines = lines_of(origin)
    with pytest.raises(InvalidRecord, match=f"line {len(lines) + 2} is no record"):
        parts.check([*lines, "\n", '{"type": "artifact", "id": "no prefix"}'])


def test_a_quote_is_held_against_its_text_also_when_that_comes_later(origin: MemoryStore) -> None:
    claims = [json.loads(line) for line in lines_of(origin) if '"type": "claim"' in line]
    texts = [json.loads(line) for line in lines_of(origin) if '"type": "document"' in line]
    text = next(t for t in texts if t["id"] == claims[0]["document_id"])
    claim = {**claims[0], "document_sha": text["sha256"], "quote": "x" * len(claims[0]["quote"])}
    for order in ([claim, text], [text, claim]):
        with pytest.raises(InvalidRecord, match="the quote does not stand at"):
            parts.check(json.dumps(line) for line in order)
