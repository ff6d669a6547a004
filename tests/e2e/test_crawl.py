"""Whole crawls of the miniature hub: nothing asked twice, the same graph under faults and after kills, withdrawal on a re-read."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from fixtures.server import serving
from fixtures.shelf import ROOT
from graph import host

from .conftest import Command

SEED = "argilla/dpo-mix-7k"
ROUNDS = int(os.environ.get("KILL_ROUNDS", "3"))


def crawl_of(folder: Path, **faults: float) -> tuple[list[dict[str, object]], object]:
    """The graph of a fresh crawl of the seed, and what was asked of the hub."""
    with serving(**faults) as hub:  # type: ignore[arg-type]
        run = Command(folder, hub.settings)
        try:
            run("crawl", SEED, "--depth", "6", "--json")
            return run.graph(), hub.stats()
        finally:
            host.stop(folder)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    graph, stats = crawl_of(tmp_path_factory.mktemp("undisturbed"))
    assert not stats.repeats  # type: ignore[attr-defined]
    return graph


def test_a_crawl_finds_the_tree_and_says_what_it_did(stemma: Callable[[dict[str, str]], Command]) -> None:
    with serving() as hub:
        run = stemma(hub.settings)
        done = run("crawl", SEED, "--depth", "6", "--json")
        assert "artifacts" in done.stderr
        upstream = {n["id"] for n in run.json("upstream", SEED)["nodes"]}
        assert {"hf:Intel/orca_dpo_pairs", "hf:Open-Orca/OpenOrca", "hf:LDJnr/Capybara"} <= upstream
        hub.reset()
        assert run.json("crawl", SEED, "--depth", "6")["requests"] == {}
        assert hub.stats().requests == 0


@pytest.mark.parametrize("faults", [{"fault_rate": 0.2, "latency": 0.03}, {"rate_limit": 12, "latency": 0.03}, {"latency": 0.1}])
def test_faults_and_limits_change_nothing(undisturbed: list[dict[str, object]], tmp_path: Path, faults: dict[str, float]) -> None:
    graph, stats = crawl_of(tmp_path / "faulty", **faults)
    assert graph == undisturbed
    assert stats.inside_retry_after == 0  # type: ignore[attr-defined]


def asked_again(folder: Path) -> list[str]:
    """URLs that were asked again though their answer was in the ledger. (One that was on its way at a kill is asked again.)"""
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as ledger:
        rows = ledger.execute("SELECT url FROM requests WHERE status IS NOT NULL GROUP BY url HAVING count(*) > 1")
        return [url for (url,) in rows]


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_killed_crawl_resumes_to_the_same_graph(undisturbed: list[dict[str, object]], tmp_path: Path, number: int) -> None:
    moment = random.Random(f"kill {number}").uniform(0.5, 3.5)
    folder = tmp_path / "killed"
    with serving(latency=0.05) as hub:
        run = Command(folder, hub.settings)
        try:
            process = run.start("crawl", SEED, "--depth", "6")
            time.sleep(moment)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            finished = process.returncode == 0
            begun = any((folder / "runs").glob("*.json"))
            if not finished:
                run("crawl", *(["--resume"] if begun else [SEED, "--depth", "6"]))
            assert run.graph() == undisturbed
            assert asked_again(folder) == []
        finally:
            host.stop(folder)


def test_a_claim_no_longer_found_is_withdrawn_not_deleted(tmp_path: Path, home: Path) -> None:
    root = tmp_path / "hub"
    shutil.copytree(ROOT, root)
    with serving(root=root) as hub:
        Command(home, hub.settings)("crawl", SEED, "--depth", "1")
    for name in ("README.md", "create_mix.py"):
        page = root / "hf" / SEED / name
        page.write_text(page.read_text().replace("argilla/distilabel-intel-orca-dpo-pairs", "argilla/nothing-of-the-kind"))
    with serving(root=root) as hub:
        run = Command(home, hub.settings)
        before = {e["upstream"] for e in run.json("upstream", SEED, "--depth", "1")["edges"]}
        assert "hf:argilla/distilabel-intel-orca-dpo-pairs" in before
        run("crawl", SEED, "--depth", "1", "--refresh")
        now = {e["upstream"] for e in run.json("upstream", SEED, "--depth", "1")["edges"]}
        assert "hf:argilla/distilabel-intel-orca-dpo-pairs" not in now
        gone = [line for line in run.graph() if line["type"] == "edge" and line["upstream"] == "hf:argilla/distilabel-intel-orca-dpo-pairs"]
        assert [line["status"] for line in gone if line["downstream"] == f"hf:{SEED}"] == ["withdrawn"]
