from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from graph.ledger import _MIGRATIONS, Ledger, ModelCall, Request, Spent

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
CALL = ModelCall("run-1", "read", "hf:a/b", "tiny", "ab" * 32, 100, 20, False, 0.5, "ok", NOW)


def test_calls_add_up_by_run_document_purpose_model_and_outcome(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    assert ledger.tokens("run-1") == Spent()
    ledger.record_call(CALL)
    ledger.record_call(replace(CALL, document="hf:c/d", purpose="second_look", model="big", outcome="invalid"))
    ledger.record_call(replace(CALL, document=None, tokens_in=0, tokens_out=0, cached=True))
    ledger.record_call(replace(CALL, run="run-2"))
    assert ledger.tokens("run-1") == Spent(200, 40, 2, 1)
    assert ledger.tokens_by("document", "run-1") == {"": Spent(0, 0, 0, 1), "hf:a/b": Spent(100, 20, 1, 0), "hf:c/d": Spent(100, 20, 1, 0)}
    assert list(ledger.tokens_by("purpose", "run-1")) == ["read", "second_look"]
    assert ledger.tokens_by("model", "run-1")["big"] == Spent(100, 20, 1, 0)
    assert ledger.tokens_by("outcome", "run-1")["ok"] == Spent(100, 20, 1, 1)
    ledger.close()


def test_an_answer_is_kept_with_its_call_and_outlives_the_process(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    assert ledger.model_answer("key") is None
    ledger.record_call(CALL, key="key", answer='{"claims": []}')
    ledger.close()
    ledger = Ledger(tmp_path / "ledger.sqlite")
    assert ledger.model_answer("key") == '{"claims": []}'
    assert ledger.model_answer("other") is None
    ledger.close()


def test_a_ledger_of_the_first_schema_is_brought_along_without_loss(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    connection = sqlite3.connect(path)
    for statement in filter(str.strip, _MIGRATIONS[0].split(";")):
        connection.execute(statement)
    connection.execute("PRAGMA user_version = 1")
    connection.execute(
        "INSERT INTO requests (run, service, host, url, status, seconds, sent_at) VALUES ('run-1', 'hub', 'h', 'https://h/a', 200, 0.1, ?)",
        (NOW.isoformat(),),
    )
    connection.commit()
    connection.close()
    ledger = Ledger(path)
    ledger.record(Request("run-1", "hub", "https://h/b", 200, 0.1, NOW))
    ledger.record_call(CALL)
    assert ledger.counts("run-1") == {"h": 2}
    assert ledger.tokens("run-1").calls == 1
    ledger.close()
