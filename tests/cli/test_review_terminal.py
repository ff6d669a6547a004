"""`stemma review` in a real terminal: every key, and what it changed in the store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph import host
from graph.model import (
    Artifact,
    Carries,
    Cause,
    Claim,
    Decision,
    Document,
    Edge,
    EdgeType,
    Reading,
    Relation,
    State,
    Status,
    Verdict,
    edge_id,
)
from graph.store import BoltStore
from stemma import wiring
from stemma.keymap import KEYS, REASON_KEYS, RELATION_KEYS, Act
from stemma.settings import Settings

from .terminal import Terminal, terminal

TIME = datetime(2026, 1, 1, tzinfo=UTC)
SOURCES = "BCDEFGHIJ"
TEXT = "# A card\n\x1b[2J\x1b]0;owned\x07 It was made from " + ", ".join(f"o/{x}" for x in SOURCES[:4]) + ".\n\n" + "\n".join(
    f"- row {x}: it also takes o/{x} whole." for x in SOURCES[4:]
)  # fmt: skip


@dataclass
class Desk:
    """A home with one card to review, and its store."""

    home: Path
    store: BoltStore

    def env(self, **more: str) -> dict[str, str]:
        return {"STEMMA_HOME": str(self.home), **more}

    def edge(self, upstream: str, downstream: str = "A") -> Edge:
        (found,) = self.store.edges([edge_id(f"hf:o/{downstream}", f"hf:o/{upstream}", EdgeType.DERIVED_FROM)])
        return found

    def last(self) -> Decision:
        return max(self.store.decisions(), key=lambda d: (d.time, d.version))


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    with wiring.store(Settings(stemma_home=home)) as store:
        page = Document(id="hf:o/A", url="https://x.test/A", text=TEXT, fetched_at=TIME, artifact="hf:o/A", revision="abc123")
        claims = []
        for name in SOURCES:
            start = TEXT.index(f"o/{name}")
            quote = f"o/{name}"
            claims.append(
                Claim(
                    document_id=page.id, document_sha=page.sha256, downstream="hf:o/A", upstream=f"hf:o/{name}", mention=name,
                    relation=Relation.SUBSET, quote=quote, start=start, end=start + len(quote), raw_confidence=0.6, confidence=0.6,
                    reader="local@1", read_at=TIME,
                )
            )  # fmt: skip
        node = Artifact(id="hf:o/A", state=State.READ)
        store.propose([Reading(artifact=node, documents=(page,), claims=tuple(claims), readers=("local@1",), time=TIME)])
        store.carry([Carries(dataset="hf:o/B", benchmark="benchmark:gsm8k", source="x")])
        yield Desk(home, store)
    host.stop(home)


def press(on: Terminal, keys: str, then: str) -> str:
    """Press keys and wait for the frame whose last line says so."""
    return on.press(keys, f"last: .*? keys.*?(?:{then})")


def _first_frame(on: Terminal) -> None:
    first = on.wait("q quit")
    assert "1 of 9 · p 0.60 · touches 1 works" in first
    assert "hf:o/A: subset of hf:o/B  (proposed)" in first
    assert "1 works may hold benchmark:gsm8k by way of this, 1 of them by no other" in first
    assert "revision abc123, fetched 2026-01-01" in first


def _verdicts(on: Terminal, desk: Desk) -> None:
    press(on, "a", "accepted")
    assert (desk.edge("B").status, desk.last().actor, desk.last().confidence) == (Status.CONFIRMED, "ann", 0.6)
    press(on, "x", "rejected")
    assert (desk.edge("C").status, desk.last().cause) == (Status.REJECTED, None)
    press(on, "u", "undone: rejected")
    assert (desk.edge("C").status, desk.last().undoes is None) == (Status.PROPOSED, False)
    press(on, "x", "rejected")
    press(on, "\x7f", "undone: rejected")
    assert desk.edge("C").status is Status.PROPOSED
    for key, cause in REASON_KEYS.items():
        on.press("r", "why\\?")
        press(on, key, f"rejected: {cause.replace('_', ' ')}")
        assert (desk.edge("C").status, desk.last().cause) == (Status.REJECTED, cause)
        press(on, "u", "undone")
    on.press("r", "why\\?")
    press(on, "z", "not rejected")


def _corrections(on: Terminal, desk: Desk) -> None:
    for key, relation in RELATION_KEYS.items():
        press(on, key, "it is|accepted")
        found = desk.edge("C")
        assert (found.status, found.relation) == (Status.CONFIRMED, relation)
        press(on, "u", "undone")
        assert (desk.edge("C").status, desk.edge("C").relation) == (Status.PROPOSED, Relation.SUBSET)
    press(on, "f", "flipped")
    assert (desk.edge("C").status, desk.edge("A", "C").status) == (Status.REJECTED, Status.CONFIRMED)
    assert desk.edge("C").flags == ()
    press(on, "u", "undone: flipped")
    assert (desk.edge("C").status, desk.edge("A", "C").status) == (Status.PROPOSED, Status.WITHDRAWN)
    on.press("t", "> hf:o/B")
    on.press("o/fresh", "> hf:o/fresh")
    press(on, "\r", "from hf:o/fresh")
    assert (desk.edge("C").status, desk.edge("fresh").status) == (Status.REJECTED, Status.CONFIRMED)
    assert desk.last().group is not None
    press(on, "u", "undone")
    on.press("t", "the source is")
    press(on, "\x1b", "source kept")


def _moves_and_words(on: Terminal, desk: Desk) -> None:
    before = len(desk.store.decisions())
    on.press(" ", "3 of 9")
    on.press("k", "2 of 9")
    on.press("j", "3 of 9")
    on.press("\x1b[A", "2 of 9")
    assert len(desk.store.decisions()) == before
    on.press("m", "note: ")
    press(on, "zoë asks\x7f why\r", "noted")
    assert (desk.last().verdict, desk.last().note, desk.edge("C").status) == (
        Verdict.NOTE,
        "zoë ask why",
        Status.PROPOSED,
    )
    press(on, "!", "asked for a second reader")
    assert (desk.edge("C").flags, desk.last().verdict) == (("second_reader",), Verdict.SECOND)


def _asides(on: Terminal) -> None:
    shown = on.press("o", "rows .*? of .*? back")
    assert "row J" in shown
    on.press("j", "back")
    on.press("z", "q quit")
    shown = on.press("g", "any key goes back")
    assert "into hf:o/A  subset, 0.60 proposed" in shown
    on.press("z", "q quit")
    shown = on.press("?", "any key goes back")
    assert all(key.help in shown for key in KEYS if key.act is not Act.RELATION)
    assert "it is 1 direct inclusion, 2 subset" in shown
    assert "asked for a second reader" in shown
    on.press("z", "q quit")


def _filters(on: Terminal) -> None:
    on.press("/", "filter")
    press(on, "p=0.9-1\r", "0 edges")
    press(on, "a", "no edge is left")
    on.press("/", "filter")
    press(on, "nonsense=1\r", "is no filter")
    on.press("/", "filter")
    press(on, "\r", "edges")


def _together(on: Terminal, desk: Desk) -> None:
    on.press("A", "sentence .s.")
    press(on, "s", "accepted 2 together; left out: edge .*waits for another reader than ann")
    assert [desk.edge(x).status.value for x in "DEFG"] == ["confirmed", "confirmed", "proposed", "proposed"]
    on.press("A", "sentence .s.")
    press(on, "c", "accepted 5 together")
    assert [desk.edge(x).status.value for x in "FGHIJ"] == ["confirmed"] * 5
    press(on, "u", "undone: accepted 5 together")
    assert [desk.edge(x).status.value for x in "DEFG"] == ["confirmed", "confirmed", "proposed", "proposed"]
    on.press("A", "sentence .s.")
    press(on, "z", "nothing accepted")
    press(on, "%", "% does nothing here")


def test_every_key_and_what_it_changed(desk: Desk) -> None:
    with terminal("review", "--actor", "ann", env=desk.env(), columns=250, rows=40) as on:
        _first_frame(on)
        _verdicts(on, desk)
        _corrections(on, desk)
        _moves_and_words(on, desk)
        _asides(on)
        _filters(on)
        _together(on, desk)
        on.press("q", "$")
        assert on.ended() == 0
        assert on.echoes()
    assert {{"space": " ", "backspace": "\x7f"}.get(key.key, key.key) for key in KEYS} <= set(on.pressed)
    assert b"\x1b]0;owned" not in on.raw
    assert set(Act) == {key.act for key in KEYS}
    assert set(Cause) == set(REASON_KEYS.values())


def test_nothing_is_lost_when_it_is_killed_and_the_next_session_undoes(desk: Desk) -> None:
    with terminal("review", "--actor", "ann", env=desk.env(), columns=60, rows=20) as on:
        on.wait("q quit")
        press(on, "a", "accepted")
        press(on, "x", "rejected")
        on.kill()
    assert [desk.edge(x).status.value for x in "BCD"] == ["confirmed", "rejected", "proposed"]
    with terminal("review", "--actor", "ann", env=desk.env(), columns=60, rows=20) as on:
        assert "1 of 7" in on.wait("q quit")
        press(on, "u", "undone: reject")
        assert desk.edge("C").status is Status.PROPOSED
        on.press("q", "$")
        assert on.ended() == 0


def test_it_fits_a_phone_and_follows_the_size_of_the_window(desk: Desk) -> None:
    with terminal("review", "--actor", "ann", env=desk.env(), columns=60, rows=20) as on:
        narrow = on.wait("q quit")
        assert max(map(len, narrow.splitlines())) <= 60
        assert len(narrow.splitlines()) <= 20
        on.resize(130, 40)
        wide = on.press("j", "a accept  x reject")
        assert "2 of 9" in wide


def test_somebody_who_was_first_is_named_and_the_edge_shown_as_it_is(desk: Desk) -> None:
    from graph.verdicts import reject

    with terminal("review", "--actor", "ann", env=desk.env(), columns=120, rows=40) as on:
        on.wait("q quit")
        reject(desk.store, desk.edge("B").id, actor="zoe")
        shown = press(on, "a", "zoe decided reject")
        assert "REJECTED" in shown
        assert desk.edge("B").status is Status.REJECTED


def test_an_edge_that_is_flagged_asks_for_a_written_reason(desk: Desk) -> None:
    desk.store.flag({desk.edge("B").id: ("chronology",)})
    with terminal("review", "--actor", "ann", "--flag", "chronology", env=desk.env(), columns=120, rows=40) as on:
        on.wait("q quit")
        on.press("a", "written reason")
        press(on, "\r", "left undecided")
        assert desk.edge("B").status is Status.PROPOSED
        on.press("a", "written reason")
        press(on, "a re-upload\r", "accepted")
        assert (desk.edge("B").status, desk.last().reason) == (Status.CONFIRMED, "override: a re-upload")


def test_two_readers_settle_together(desk: Desk) -> None:
    for actor, status in (("ann", Status.PROPOSED), ("bob", Status.CONFIRMED)):
        with terminal("review", "--actor", actor, env=desk.env(STEMMA_REVIEW_READERS="2"), columns=120, rows=40) as on:
            on.wait("q quit")
            press(on, "a", "accepted")
        assert desk.edge("B").status is status
