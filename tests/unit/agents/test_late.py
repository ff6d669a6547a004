"""Names tried again: strong evidence resolves, likeness only offers; no acronym, no namesake, no later work, no decided edge."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agents.late import candidates, resolutions
from agents.propose import Proposer
from graph.memory import MemoryStore
from graph.model import Artifact, Claim, Decision, Document, EdgeType, Link, Reading, Relation, State, Status, Verdict, edge_id

DAY = datetime(2026, 1, 1, tzinfo=UTC)


def reading(artifact: str, *upstreams: str, title: str | None = None, days: int = 0, presents: tuple[str, ...] = ()) -> Reading:
    text = f"made from {', '.join(upstreams)}"
    document = Document(id=artifact, url="", text=text, fetched_at=DAY, artifact=artifact)
    claims = tuple(
        Claim(
            document_id=artifact,
            document_sha=document.sha256,
            downstream=artifact,
            upstream=upstream,
            mention=upstream.partition(":")[2],
            relation=Relation.SUBSET,
            quote=text,
            start=0,
            end=len(text),
            raw_confidence=0.8,
            confidence=0.8,
            reader="local@1",
            read_at=DAY,
        )
        for upstream in upstreams
    )
    return Reading(
        artifact=Artifact(id=artifact, title=title, state=State.READ, first_public=DAY + timedelta(days=days)),
        documents=(document,),
        claims=claims,
        links=tuple(Link(downstream=artifact, upstream=p, relation=Relation.DOCUMENTED_BY) for p in presents),
        readers=("local@1",),
        time=DAY,
    )


def found(*readings: Reading) -> dict[str, str]:
    store = MemoryStore()
    for one in readings:
        store.propose([one])
    again = MemoryStore()
    again.propose(list(reversed(readings)))
    told = resolutions(store, store.unresolved())
    assert told == resolutions(again, again.unresolved())
    return told


def test_the_very_name_of_one_read_work_resolves_whatever_came_first() -> None:
    assert found(reading("hf:me/mix", "name:Pond Notes"), reading("hf:lab/pond-notes")) == {"name:Pond Notes": "hf:lab/pond-notes"}
    assert found(reading("hf:me/mix", "name:the PondNotes data"), reading("hf:lab/PondNotes")) == {
        "name:the PondNotes data": "hf:lab/PondNotes"
    }
    assert found(reading("hf:me/mix", "name:Lab / pond_notes"), reading("hf:lab/pond-notes")) == {
        "name:Lab / pond_notes": "hf:lab/pond-notes"
    }


def test_a_title_and_the_paper_that_a_card_presents_name_it() -> None:
    card = reading("hf:lab/pond-notes-v2", title="Pond Notes Two", presents=("arxiv:2601.00001",))
    paper = reading("arxiv:2601.00001", title="RiverBook: rivers and ponds")
    user = reading("hf:me/mix", "name:Pond Notes Two", "name:RiverBook")
    assert found(user, card, paper) == {"name:Pond Notes Two": "hf:lab/pond-notes-v2", "name:RiverBook": "hf:lab/pond-notes-v2"}


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("PNQA", [reading("hf:lab/pnqa")]),  # an acronym
        ("Firefly", [reading("hf:lab/firefly")]),  # a plain word
        ("training data", [reading("hf:lab/training-data")]),  # words for data
        ("Self-Instruct", [reading("hf:lab/self-instruct")]),  # a method has this name
        ("TruthfulQA", [reading("hf:lab/truthfulqa")]),  # a benchmark has it
        ("Pond Notes", [reading("hf:lab/pond-notes"), reading("hf:other/Pond_Notes")]),  # two unlike works
        ("Pond Notes", [reading("hf:lab/pond-notes-v2")]),  # a version is another work
        ("Pond Notes", [reading("hf:lab/pond-notes", days=90)]),  # not there yet
        ("Pond Notes", [reading("hf:lab/pond-notes", "hf:me/mix")]),  # made from it
        ("Pond Notes", [reading("hf:lab/other", "hf:lab/pond-notes")]),  # seen, never read
    ],
)
def test_what_is_not_sure_stays_a_name(name: str, others: list[Reading]) -> None:
    assert found(reading("hf:me/mix", f"name:{name}"), *others) == {}


def test_what_a_person_decided_of_a_name_moves_with_it() -> None:
    store = MemoryStore()
    store.propose([reading("hf:me/mix", "name:Pond Notes"), reading("hf:lab/pond-notes")])
    edge = edge_id("hf:me/mix", "name:Pond Notes", EdgeType.DERIVED_FROM)
    held = store.edges([edge])[0]
    store.decide(
        Decision(
            id="d:1",
            edge=edge,
            verdict=Verdict.CONFIRM,
            actor="ada",
            time=DAY,
            reason="",
            version=held.version + 1,
            before=held.status,
            after=Status.CONFIRMED,
        ),
        expected_version=held.version,
    )
    for name, target in resolutions(store, store.unresolved()).items():
        store.resolve(name, target)
    (moved,) = store.edges_of(["hf:me/mix"], "upstream")
    assert (moved.upstream, moved.status) == ("hf:lab/pond-notes", Status.CONFIRMED)


def test_a_person_is_offered_what_is_like_a_name_the_surest_first() -> None:
    store = MemoryStore()
    store.propose([reading("hf:me/mix", "name:Pond Notes"), reading("hf:lab/pond-notes"), reading("hf:lab/pond-notes-v2")])
    offered = candidates(store, "name:Pond Notes")
    assert [c.id for c in offered] == ["hf:lab/pond-notes", "hf:lab/pond-notes-v2"]
    assert [c.strong for c in offered] == [True, False]
    store.propose([reading("hf:other/Pond_Notes")])
    twice = candidates(store, "Pond Notes")
    assert {c.id for c in twice[:2]} == {"hf:lab/pond-notes", "hf:other/Pond_Notes"}
    assert not any(c.strong for c in twice)
    assert candidates(store, "UltraChat 200k")[0].id == "hf:HuggingFaceH4/ultrachat_200k"
    assert candidates(store, "zzz qqq xxx") == candidates(store, "  ") == ()


async def test_the_writer_of_a_crawl_resolves_at_its_end_and_once(tmp_path: Path) -> None:
    store = MemoryStore()
    proposer = Proposer(store, tmp_path / "journal", lambda _: None)
    await proposer.propose(reading("hf:me/mix", "name:Pond Notes"), asked="hf:me/mix")
    await proposer.propose(reading("hf:lab/pond-notes"), asked="hf:lab/pond-notes")
    await proposer.settle()
    assert (proposer.resolve_names(), proposer.resolve_names()) == (1, 0)
    (edge,) = store.edges_of(["hf:me/mix"], "upstream")
    assert edge.upstream == "hf:lab/pond-notes"
    assert list(store.unresolved()) == []
