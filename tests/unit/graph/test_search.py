"""Found by id, name, title, alias, family; without case, hyphens or owner; copies under what they copy."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from graph.errors import BadCursor
from graph.ids import Kind
from graph.memory import MemoryStore
from graph.model import Artifact, Relation, State
from graph.names import Match, Names, plain, words
from graph.search import Found, find

from .lineage import carries, edge


def named(*artifacts: str | Artifact) -> MemoryStore:
    store = MemoryStore()
    store.load([one if isinstance(one, Artifact) else Artifact(id=one) for one in artifacts])
    return store


def ids(found: Found) -> list[str]:
    return [one.id for one in found.results]


def test_the_same_name_in_any_spelling() -> None:
    store = named("hf:Open-Orca/OpenOrca", "hf:x/unlike")
    for text in ("Open-Orca/OpenOrca", "hf:open-orca/openorca", "https://huggingface.co/datasets/Open-Orca/OpenOrca"):
        assert [(one.id, one.match) for one in find(store, text).results][:1] == [("hf:Open-Orca/OpenOrca", Match.ID)], text
    for text in ("openorca", "Open Orca", "open_orca", "OPEN-ORCA", "other/OpenOrca"):
        found = find(store, text)
        assert [(one.id, one.match) for one in found.results] == [("hf:Open-Orca/OpenOrca", Match.NAME)], text


def test_the_exact_id_then_names_then_beginnings_then_words_then_what_looks_alike() -> None:
    store = named("hf:a/math", "hf:b/Math", "hf:b/math-hard", "hf:c/open-web-math", "hf:d/mathe", "hf:e/poetry")
    assert ids(find(store, "b/math")) == ["hf:b/Math", "hf:a/math", "hf:d/mathe", "hf:b/math-hard", "hf:c/open-web-math"]
    alike = find(store, "poerty")
    assert [(one.id, one.match) for one in alike.results] == [("hf:e/poetry", Match.SIMILAR)]
    assert 0.4 <= alike.results[0].score < 1
    assert ids(find(store, "zzz")) == ids(find(store, "  ")) == ids(find(store, "?!")) == []


def test_titles_and_aliases_count_and_what_answers_as_another_is_not_told_twice() -> None:
    store = named(Artifact(id="arxiv:2306.02707", title="Orca: Progressive Learning"), "hf:org/new-name")
    store.resolve("name:The Old Set", "hf:org/new-name")
    assert ids(find(store, "progressive learning")) == ["arxiv:2306.02707"]
    assert ids(find(store, "the old set")) == ["hf:org/new-name"]
    assert find(store, "name:The Old Set").results[0].match is Match.ID


def test_a_family_is_found_with_its_members() -> None:
    store = MemoryStore()
    store.carry([carries("x", benchmark="benchmark:aime-2024"), carries("y", benchmark="benchmark:aime-2025")])
    store.load([Artifact(id="benchmark:aime"), Artifact(id="benchmark:gsm8k")])
    found = find(store, "AIME", kind=Kind.BENCHMARK)
    assert ids(found)[0] == "benchmark:aime"
    assert set(found.results[0].members) >= {"benchmark:aime-2024", "benchmark:aime-2025"}
    assert ids(find(store, "grade school math 8k"))[:1] == ["benchmark:gsm8k"]


def test_copies_and_parts_stand_under_what_they_are_of() -> None:
    store = MemoryStore()
    store.load([edge("m/dolly", "databricks/dolly-15k", 0.9, relation=Relation.COPY_OF)])
    store.load([Artifact(id=i) for i in ("hf:db/dolly-15k", "hf:copier/dolly-15k", "hf:db/dolly-part")])
    copy = edge("hf:copier/dolly-15k", "hf:db/dolly-15k", 0.9, relation=Relation.COPY_OF)
    part = edge("hf:db/dolly-part", "hf:db/dolly-15k", 0.8, relation=Relation.PART_OF)
    store.load([copy, part])
    found = find(store, "dolly 15k")
    assert "hf:copier/dolly-15k" not in ids(found)
    assert "hf:db/dolly-part" in ids(found)
    first = next(one for one in found.results if one.id == "hf:db/dolly-15k")
    assert [(one.id, one.relation) for one in first.under] == [
        ("hf:copier/dolly-15k", Relation.COPY_OF),
        ("hf:db/dolly-part", Relation.PART_OF),
    ]
    assert ids(find(store, "copier/dolly-15k"))[0] == "hf:copier/dolly-15k"


def test_two_that_are_said_to_copy_each_other_are_both_shown() -> None:
    store = MemoryStore()
    store.load([Artifact(id=i) for i in ("hf:a/twin", "hf:b/twin")])
    store.load([edge("hf:a/twin", "hf:b/twin", relation=Relation.COPY_OF), edge("hf:b/twin", "hf:a/twin", relation=Relation.COPY_OF)])
    assert ids(find(store, "twin")) == ["hf:a/twin", "hf:b/twin"]


def test_only_one_kind() -> None:
    store = named("hf:org/orca", "hf-model:org/orca", "github:org/orca")
    assert ids(find(store, "orca", kind=Kind.MODEL)) == ["hf-model:org/orca"]
    assert find(store, "orca").total == 3


def test_pages_hold_everything_once_and_new_artifacts_move_none() -> None:
    store = named(*(f"hf:o{n:02}/set" for n in range(30)))
    first = find(store, "set", limit=10)
    store.load([Artifact(id="hf:aaa/set"), Artifact(id="hf:zzz/set")])
    second = find(store, "set", limit=10, cursor=first.next)
    third = find(store, "set", limit=20, cursor=second.next)
    assert [*ids(first), *ids(second), *ids(third)] == [*(f"hf:o{n:02}/set" for n in range(30)), "hf:zzz/set"]
    assert third.next is None
    assert (first.total, third.total) == (30, 32)


@pytest.mark.parametrize("cursor", ["", "x", "!!", "W10", "bnVsbA", "W1siYSJdXQ", "é"])
def test_a_damaged_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor, match="next"):
        find(named("hf:a/set", "hf:b/set"), "set", cursor=cursor)


def test_a_cursor_of_another_question_is_refused() -> None:
    store = named("hf:a/set", "hf:b/set", "hf:c/settle")
    page = find(store, "set", limit=1)
    with pytest.raises(BadCursor):
        find(store, "settle", limit=1, cursor=page.next)


class Counting(MemoryStore):
    """Counts how often all artifacts are read."""

    reads = 0

    def artifacts(self, *args: Any, **kwargs: Any) -> dict[str, Artifact]:
        self.reads += 1
        return super().artifacts(*args, **kwargs)


def test_the_names_are_read_once_until_something_is_written_also_by_many_at_once() -> None:
    store = Counting()
    store.load([Artifact(id=f"hf:o/set{n}", state=State.READ) for n in range(50)])
    threads = [threading.Thread(target=find, args=(store, "set")) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert store.reads == 1
    store.load([Artifact(id="hf:o/newer")])
    assert ids(find(store, "newer")) == ["hf:o/newer"]
    assert store.reads == 2


def test_words_and_plain_names() -> None:
    assert words("OpenOrca-DPO_pairs2 v1.5") == ["open", "orca", "dpo", "pairs2", "v1", "5"]
    assert words("HTMLParser ÉtéNeige 数学") == ["html", "parser", "éténeige", "数学"]
    assert plain("Open-Orca / OpenOrca_2") == "openorcaopenorca2"
    assert Names.of([]).search("anything") == {}
