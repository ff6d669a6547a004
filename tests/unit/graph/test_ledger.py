from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from graph.errors import CorruptState, HomeNotWritable
from graph.ledger import Ledger, Request, Stored

NOW = datetime(2026, 11, 24, 12, 30, 15, 123456, tzinfo=UTC)
REQUEST = Request("run-1", "hub", "https://hub.test:8443/api/a?x=1", 200, 0.25, NOW)
STORED = Stored("hub", 200, {"etag": '"1"'}, "ab" * 32, NOW, "run-1")


def test_an_answer_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    with_extra = replace(
        STORED, headers={"etag": '"1"', "x-repo-commit": "c0ffee", "set-cookie": "secret", "date": "today"}, identity="ab12"
    )
    ledger = Ledger(tmp_path / "deep" / "ledger.sqlite")
    assert ledger.response("GET a") is None
    ledger.record(REQUEST, key="GET a", answer=with_extra)
    ledger.close()
    ledger = Ledger(tmp_path / "deep" / "ledger.sqlite")
    assert ledger.response("GET a") == replace(with_extra, headers={"etag": '"1"', "x-repo-commit": "c0ffee"})
    ledger.close()


def test_a_later_answer_takes_the_place_of_the_earlier(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    ledger.record(REQUEST, key="GET a", answer=STORED)
    later = replace(STORED, status=404, run="run-2", fetched_at=NOW.astimezone(timezone(timedelta(hours=9))))
    ledger.record(REQUEST, key="GET a", answer=later)
    found = ledger.response("GET a")
    assert found == later
    assert found is not None
    assert found.fetched_at.utcoffset() == timedelta(0)
    ledger.close()


def test_requests_are_counted_by_run_host_and_service_kept_or_not(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    ledger.record(REQUEST, key="GET a", answer=STORED)
    ledger.record(replace(REQUEST, status=None))
    ledger.record(replace(REQUEST, url="https://papers.test/x", service="arxiv", status=503))
    ledger.record(replace(REQUEST, run="run-2"))
    assert ledger.counts("run-1") == {"hub.test:8443": 2, "papers.test": 1}
    assert ledger.counts("run-1", "service") == {"arxiv": 1, "hub": 2}
    assert ledger.counts("run-3") == {}
    ledger.close()


def test_threads_and_several_ledgers_of_one_file_lose_nothing(tmp_path: Path) -> None:
    ledgers = [Ledger(tmp_path / "ledger.sqlite") for _ in range(3)]

    def write(number: int) -> None:
        ledgers[number % 3].record(REQUEST, key=f"GET {number}", answer=STORED)

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(write, range(300)))
    assert ledgers[0].counts("run-1", "service") == {"hub": 300}
    assert all(ledgers[1].response(f"GET {n}") == STORED for n in range(300))
    for ledger in ledgers:
        ledger.close()


def test_a_file_that_is_no_ledger_is_said_with_its_mend(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"this is no database, " * 500)
    with pytest.raises(CorruptState, match=r"ledger\.sqlite cannot be read .* move it away"):
        Ledger(path)


def test_a_ledger_torn_in_the_middle_is_said_when_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    ledger = Ledger(path)
    for number in range(500):
        ledger.record(REQUEST, key=f"GET {number}", answer=STORED)
    ledger.close()
    body = bytearray(path.read_bytes())
    body[4096:] = b"\xff" * (len(body) - 4096)
    path.write_bytes(body)
    with pytest.raises(CorruptState, match="move it away"):
        Ledger(path).response("GET 250")


def test_a_newer_schema_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(CorruptState, match="newer Stemma"):
        Ledger(path)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(HomeNotWritable, match="STEMMA_HOME"):
        Ledger(tmp_path / "file" / "ledger.sqlite")
    (tmp_path / "folder.sqlite").mkdir()
    with pytest.raises(HomeNotWritable, match=r"folder\.sqlite cannot be opened"):
        Ledger(tmp_path / "folder.sqlite")


def test_the_last_answer_of_an_address_is_told(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    for url, status in (("https://x.test/a", 200), ("https://x.test/a", 404), ("https://x.test/a", None), ("https://x.test/b", None)):
        ledger.record(Request("run", "hub", url, status, 0.1, datetime(2026, 1, 1, tzinfo=UTC)))
    assert ledger.statuses(["https://x.test/a", "https://x.test/b", "https://x.test/c"]) == {"https://x.test/a": 404}
    assert ledger.statuses([]) == {}
    ledger.close()
