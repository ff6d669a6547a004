"""Trying it, checking it, ending it; and what is said when something is missing."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

import agents
import stemma
from graph import host
from stemma import doctor
from stemma.cli import app

from .conftest import SEED, Cli


def test_doctor_finds_all_in_order_and_says_where_the_flat_packages_are(empty: Cli) -> None:
    checks = {c["name"]: c for c in empty.json("doctor")["checks"]}
    assert all(c["ok"] for c in checks.values())
    assert checks["packages"]["found"] == "all rooms are ours"
    assert "ok    graph" in empty.ok("doctor")


def test_the_flat_packages_are_ours() -> None:
    assert doctor.foreign_rooms() == {}
    assert Path(str(agents.__file__)).parent.parent == Path(str(stemma.__file__)).parent.parent


def test_doctor_tells_a_foreign_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "ROOMS", ("stemma", "json"))
    assert list(doctor.foreign_rooms()) == ["json"]


def test_stop_ends_the_host_once(empty: Cli) -> None:
    empty.ok("export", "jsonl")
    assert "stopped" in empty.run("stop").output
    assert "no graph host" in empty.run("stop").output


def test_a_home_that_cannot_be_written_is_said(tmp_path: Path, crawled: Cli) -> None:
    file = tmp_path / "file"
    file.write_text("")
    crawled.fails("upstream", SEED, code=1, says="STEMMA_HOME", STEMMA_HOME=str(file / "home"))


def test_a_server_that_does_not_answer_is_said(crawled: Cli) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    crawled.fails("upstream", SEED, code=4, says=f"127.0.0.1:{port}", STEMMA_GRAPH=f"bolt://127.0.0.1:{port}")


def test_a_wrong_password_is_said(crawled: Cli) -> None:
    at = host.find(crawled.home)
    assert at is not None
    crawled.fails("upstream", SEED, code=4, says="PASSWORD", STEMMA_GRAPH=at.url, STEMMA_GRAPH_PASSWORD="wrong-one")


def test_a_setting_that_cannot_be_used_is_said(empty: Cli) -> None:
    empty.fails("doctor", code=2, says="STEMMA_WEB", STEMMA_WEB="perhaps")


def test_a_corrupted_ledger_is_said_and_a_crawl_loses_nothing(empty: Cli) -> None:
    (empty.home / "ledger.sqlite").write_text("this is no database, it is a text of some length\n" * 50)
    empty.fails("crawl", SEED, code=1, says="ledger.sqlite")


def test_every_command_has_help() -> None:
    names = [c.name or c.callback.__name__ for c in app.registered_commands if c.callback]
    assert {"demo", "doctor", "stop", "crawl", "extract", "show", "upstream", "downstream", "exposures", "query"} <= set(names)
    assert {"import", "export"} <= set(names)
    assert all(c.callback and c.callback.__doc__ for c in app.registered_commands)
