"""What changed, and what an edge said before: `diff`, `show --history`, `--as-of`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fixtures.server import Hub

from .conftest import SEED, Cli


@pytest.fixture(scope="module")
def decided(crawled: Cli) -> Iterator[tuple[Cli, str, str]]:
    """The crawled home; a time after its crawls, and an edge that was confirmed after that time, until the end."""
    before = datetime.now(UTC).isoformat()
    edge = crawled.json("upstream", SEED, "--depth", "1")["edges"][0]["id"]
    crawled.ok("review", "confirm", edge, "--actor", "ada", "--reason", "seen")
    yield crawled, before, edge
    crawled.ok("review", "undo", edge, "--actor", "ada")


def test_a_crawl_alone_is_told_as_what_it_brought(empty: Cli) -> None:
    run = empty.json("crawl", SEED, "--depth", "1")["run"]
    found = empty.json("diff", run)
    assert found == empty.json("diff")
    assert {kind for change in found["changes"] for kind in change["kinds"]} == {"new"}
    assert found["counts"]["new"] == len(found["changes"]) >= 3
    assert {r["run"] for c in found["changes"] for r in c["reasons"]} == {run}
    assert all(c["reasons"] for c in found["changes"] if c["edge"]["claims"])
    text = empty.ok("diff", run)
    assert f"(crawl {run})" in text
    assert "new, " in text
    again = empty.json("crawl", SEED, "--depth", "1")["run"]
    assert empty.json("diff", run, again)["changes"] == []
    assert "nothing changed" in empty.ok("diff", run, again)
    empty.fails("diff", again, run, code=2, says="after its end")


def test_since_a_time_a_verdict_is_the_reason(decided: tuple[Cli, str, str]) -> None:
    cli, before, edge = decided
    (change,) = cli.json("diff", "--since", before)["changes"]
    assert (change["edge"]["id"], change["kinds"]) == (edge, ["status"])
    assert change["reasons"][0]["text"] == "ada decided confirm: seen"
    assert "status proposed -> confirmed" in cli.ok("diff", "--from", before, "--to", datetime.now(UTC).isoformat())


def test_an_edge_is_shown_as_it_was_and_with_its_history(decided: tuple[Cli, str, str]) -> None:
    cli, before, edge = decided
    assert cli.json("show", edge)["edge"]["status"] == "confirmed"
    then = cli.json("show", edge, "--as-of", before)
    assert (then["edge"]["status"], [d for d in then["decisions"] if d["time"] > before]) == ("proposed", [])
    versions = cli.json("show", edge, "--history")["past"]["versions"]
    assert [v["edge"]["status"] for v in versions][-2:] == ["proposed", "confirmed"]
    assert versions[-1]["decision"]["actor"] == "ada"
    assert versions[0]["run"]
    text = cli.ok("show", edge, "--history")
    assert "ada decided, confirm: proposed -> confirmed; seen" in text
    assert f"crawl {versions[0]['run']}" in text
    assert f"read by {'+'.join(versions[0]['readers'])}" in text
    assert len(cli.json("show", edge, "--history", "--as-of", before)["past"]["versions"]) == len(versions) - 1
    assert cli.json("plan", "--as-of", "2020-01-01")["actions"] == []
    assert cli.json("plan", "--as-of", before)["actions"]
    assert cli.json("check", "--as-of", "2020-01-01") == {"cycles": [], "chronology": [], "conflicts": [], "unresolved": 0}
    assert cli.json("check", "--as-of", before) == cli.json("check")


def test_wrong_questions_say_what_is_right(crawled: Cli) -> None:
    crawled.fails("diff", "nosuch", code=1, says="no finished crawl is named 'nosuch'")
    crawled.fails("diff", "--to", "2026-01-01", code=2, says="give --from with --to")
    crawled.fails("diff", "--since", "soon", code=2, says="no date")
    crawled.fails("diff", "a", "b", "c", code=2, says="two crawls, or dates")
    crawled.fails("show", SEED, "--history", code=2, says="is no edge")


def test_a_home_without_crawls_says_how_to_have_one(home: Path, hub: Hub) -> None:
    Cli(home, hub.settings).fails("diff", code=1, says="no crawl was finished in this home")
