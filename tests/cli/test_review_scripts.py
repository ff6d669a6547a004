"""`stemma review` for scripts: filters, amendments, groups, files, progress."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph import host
from graph.model import Artifact, Document, Reading, Relation, State
from stemma import wiring
from stemma.settings import Settings
from tests.unit.graph.reviewing import TIME, edge, said

from .conftest import Cli

TEXT = "Made from B, C and D. Also from E."


@pytest.fixture
def cli(home: Path) -> Iterator[Cli]:
    """A home with one card: A of B, C, D in one sentence, of E in another."""
    page = Document(id="hf:o/A", url="https://x.test", text=TEXT, fetched_at=TIME, artifact="hf:o/A")
    stated = [said("A", x, 0.5 + n / 10, start=TEXT.index(x)) for n, x in enumerate("BCDE")]
    claims = [claim.model_copy(update={"document_sha": page.sha256}) for claim in stated]
    with wiring.store(Settings(stemma_home=home)) as store:
        store.propose([Reading(artifact=Artifact(id="hf:o/A", state=State.READ), documents=(page,), claims=tuple(claims), time=TIME)])
    yield Cli(home, {})
    host.stop(home)


def statuses(cli: Cli) -> dict[str, str]:
    return {e["upstream"][-1]: e["status"] for e in map(json.loads, cli.ok("export", "jsonl").splitlines()) if e["type"] == "edge"}


def test_a_queue_is_filtered_and_its_next_shown(cli: Cli) -> None:
    assert [i["edge"]["upstream"] for i in cli.json("review", "list")] == ["hf:o/B", "hf:o/C", "hf:o/D", "hf:o/E"]
    assert [i["edge"]["upstream"] for i in cli.json("review", "list", "--low", "0.6", "--high", "0.75")] == ["hf:o/C", "hf:o/D"]
    assert cli.json("review", "list", "--from", "o/E")[0]["position"] == 1
    assert cli.json("review", "list", "--reader", "llm") == []
    following = cli.json("review", "next")
    assert (following["edge"]["upstream"], following["total"]) == ("hf:o/B", 4)
    assert "Made from" in cli.ok("review", "next")
    cli.fails("review", "next", "--flag", "cycle", "--json", code=1, says="nothing waits")
    cli.fails("review", "list", "--relation", "nephew", code=2, says="relation: Input")
    cli.fails("review", "list", "--of", "no id at all", code=2, says="no id")


def test_without_a_terminal_it_says_what_to_use(cli: Cli) -> None:
    cli.fails("review", code=2, says="stemma review next --json")


def test_amendments_reasons_and_notes(cli: Cli) -> None:
    made = cli.json("review", "reject", edge("AB"), "--actor", "ann", "--cause", "cited_only", "--note", "see section 3")
    assert (made["cause"], made["note"], made["confidence"]) == ("cited_only", "see section 3", 0.5)
    cli.fails("review", "reject", edge("AB"), "--cause", "dislike", code=2, says="cited_only")
    cli.ok("review", "relation", edge("AC"), "filtered", "--actor", "ann")
    cli.fails("review", "relation", edge("AC"), "nephew", code=2, says="filtered")
    assert cli.json("show", edge("AC"))["edge"]["relation"] == Relation.FILTERED
    cli.ok("review", "flip", edge("AD"), "--actor", "ann")
    new = cli.json("review", "source", edge("AE"), "o/F", "--actor", "ann")
    assert (new["verdict"], new["pair_after"]) == ("amend", ["hf:o/A", "hf:o/F"])
    cli.ok("review", "note", edge("AB"), "look again", "--actor", "bob")
    cli.ok("review", "second", edge("AB"), "--actor", "bob")
    cli.ok("review", "reopen", edge("AB"), "--actor", "bob")
    assert statuses(cli) == {"A": "confirmed", "B": "proposed", "C": "confirmed", "D": "rejected", "E": "rejected", "F": "confirmed"}
    assert cli.json("review", "list", "--by", "ann") != []
    cli.ok("review", "undo", edge("AF"), "--actor", "ann")
    assert statuses(cli)["E"] == "proposed"


def test_a_sentence_is_accepted_and_taken_back_at_once(cli: Cli) -> None:
    made = cli.json("review", "accept-all", edge("AB"), "--actor", "ann")
    assert statuses(cli) == {"B": "confirmed", "C": "confirmed", "D": "confirmed", "E": "proposed"}
    cli.ok("review", "undo", made["group"], "--actor", "ann")
    assert set(statuses(cli).values()) == {"proposed"}
    assert "stemma review undo g:" in cli.run("review", "accept-all", edge("AB"), "--card", "--actor", "ann").output


def test_decisions_travel_in_a_file(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "verdicts.jsonl"
    cli.ok("review", "confirm", edge("AB"), "--actor", "ann")
    cli.ok("review", "flip", edge("AC"), "--actor", "ann")
    cli.ok("review", "export", "--out", str(file))
    assert [json.loads(line)["type"] for line in file.read_text("utf-8").splitlines()] == ["verdict"] * 3
    cli.ok("review", "undo", edge("AB"), "--actor", "ann")
    taken = cli.json("review", "import", str(file))
    assert (taken["applied"], taken["known"], taken["stale"]) == (0, 3, [])
    cli.fails("review", "export", "--format", "prodigy", code=2, says="argilla")
    assert len(json.loads(cli.ok("review", "export", "--format", "argilla"))) == 3
    assert json.loads(cli.ok("review", "export", "--format", "label-studio", "--limit", "1"))[0]["data"]["edge"]


def test_progress_is_told(cli: Cli) -> None:
    cli.ok("review", "confirm", edge("AB"), "--actor", "ann")
    found = cli.json("review", "progress")
    assert (found["decided"], found["left"], found["an_hour"], found["agreement"]["kappa"]) == (1, 3, None, None)
    assert "1 edges decided, 1 today; 3 left; too few to tell a rate" in cli.ok("review", "progress", "--actor", "ann")


def test_what_was_decided_and_amended_is_shown_in_order(cli: Cli) -> None:
    cli.ok("review", "note", edge("AB"), "odd wording", "--actor", "ann")
    cli.ok("review", "relation", edge("AB"), "filtered", "--actor", "bob")
    cli.ok("review", "undo", edge("AB"), "--actor", "cyd")
    cli.ok("review", "source", edge("AB"), "o/F", "--actor", "dan")
    told = [line.split(" ", 4)[-1] for line in cli.ok("show", edge("AB")).splitlines()[-4:]]
    assert [line.split(":")[0] for line in told] == ["ann", "bob", "cyd", "dan"]
    assert "odd wording" in told[0]
    assert "subset -> filtered" in told[1]
    assert "undone" in told[2]
    assert f"hf:o/A <- hf:o/B became hf:o/A <- hf:o/F; with {edge('AF')}; wrong target" in told[3]
    assert "dan decided, reject: proposed -> rejected" in cli.ok("show", edge("AB"), "--history")


def test_too_few_decisions_are_told(cli: Cli) -> None:
    assert "too little is new" in cli.run("review", "progress").output
    told = cli.json("calibrate")
    assert (told["written"], told["needed"], told["new"]) == (None, 50, 0)
    cli.ok("review", "confirm", edge("AB"), "--actor", "ann")
    cli.fails("calibrate", "--decisions", code=2, says="--gold")
    assert "no way of reading has enough verdicts" in cli.ok("calibrate", "--least", "1")
