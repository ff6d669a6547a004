"""An answer is held until something is written, and never longer."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from itertools import count

import pytest

from graph.asof import AsOf
from graph.contract import Reads
from graph.memory import MemoryStore
from graph.model import Artifact
from stemma.held import Held


def test_held_until_a_write() -> None:
    store, held, made = MemoryStore(), Held(), []

    def make() -> int:
        made.append(len(store.artifacts()))
        return made[-1]

    assert [held.answer(store, "how many", make) for _ in range(3)] == [0, 0, 0]
    store.load([Artifact(id="hf:o/a")])
    assert [held.answer(store, "how many", make) for _ in range(3)] == [1, 1, 1]
    assert made == [0, 1]


def test_questions_days_and_graphs_are_told_apart() -> None:
    one, other, held = MemoryStore(), MemoryStore(), Held()
    then = AsOf(one, datetime(2020, 1, 1, tzinfo=UTC))
    asked: list[tuple[Reads, str]] = [(one, "a"), (one, "b"), (other, "a"), (then, "a"), (one, "a")]
    numbers = count()
    assert [held.answer(store, question, lambda: next(numbers)) for store, question in asked] == [0, 1, 2, 3, 0]


def test_of_many_at_once_one_reads() -> None:
    store, held, started, go, made = MemoryStore(), Held(), threading.Event(), threading.Event(), []

    def make() -> str:
        started.set()
        assert go.wait(5)
        made.append(1)
        return "answer"

    got: list[str] = []
    threads = [threading.Thread(target=lambda: got.append(held.answer(store, "q", make))) for _ in range(6)]
    for one in threads:
        one.start()
    assert started.wait(5)
    go.set()
    for one in threads:
        one.join()
    assert (got, len(made)) == (["answer"] * 6, 1)


def test_a_failure_is_told_and_not_held() -> None:
    store, held = MemoryStore(), Held()

    def fails() -> str:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        held.answer(store, "q", fails)
    assert held.answer(store, "q", lambda: "well") == "well"


def test_only_the_last_are_held() -> None:
    store, held, made = MemoryStore(), Held(most=2), []
    for question in "abca":
        held.answer(store, question, lambda q=question: made.append(q))  # type: ignore[misc]
    assert made == ["a", "b", "c", "a"]
