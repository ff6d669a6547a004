"""What was asked of the services and of language models, and what they answered: SQLite in WAL mode, one small transaction per answer."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from graph.errors import CorruptState, HomeNotWritable

KEPT_HEADERS = (
    "content-type",
    "etag",
    "last-modified",
    "link",
    "location",
    "x-error-code",
    "x-error-message",
    "x-repo-commit",
)
_MIGRATIONS = (
    """
    CREATE TABLE responses (
      key TEXT PRIMARY KEY, service TEXT NOT NULL, status INTEGER NOT NULL, headers TEXT NOT NULL, body TEXT NOT NULL,
      identity TEXT NOT NULL, fetched_at TEXT NOT NULL, run TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE requests (
      id INTEGER PRIMARY KEY, run TEXT NOT NULL, service TEXT NOT NULL, host TEXT NOT NULL, url TEXT NOT NULL,
      status INTEGER, seconds REAL NOT NULL, sent_at TEXT NOT NULL
    );
    CREATE INDEX requests_by_run ON requests (run, service);
    """,
    """
    CREATE TABLE model_answers (key TEXT PRIMARY KEY, answer TEXT NOT NULL, model TEXT NOT NULL, kept_at TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE model_calls (
      id INTEGER PRIMARY KEY, run TEXT NOT NULL, purpose TEXT NOT NULL, document TEXT, model TEXT NOT NULL, prompt TEXT NOT NULL,
      tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL, cached INTEGER NOT NULL, seconds REAL NOT NULL, outcome TEXT NOT NULL,
      called_at TEXT NOT NULL
    );
    CREATE INDEX model_calls_by_run ON model_calls (run, document);
    """,
)


@dataclass(frozen=True)
class Stored:
    """An answer as kept: `sha` names its body in the archive; `identity` tells with whose token it was asked ('' for none)."""

    service: str
    status: int
    headers: Mapping[str, str]
    sha: str
    fetched_at: datetime
    run: str
    identity: str = ""


@dataclass(frozen=True)
class Request:
    """One request as sent: `status` is None when no whole answer came, `seconds` is its duration, `sent_at` is aware UTC."""

    run: str
    service: str
    url: str
    status: int | None
    seconds: float
    sent_at: datetime


@dataclass(frozen=True)
class ModelCall:
    """One exchange with a language model, or one answer from the cache (`cached`, no tokens).

    `prompt` is the sha of the prompt's file, `outcome` is `ok` or what went wrong, `seconds` its duration, `called_at` aware UTC.
    """

    run: str
    purpose: str
    document: str | None
    model: str
    prompt: str
    tokens_in: int
    tokens_out: int
    cached: bool
    seconds: float
    outcome: str
    called_at: datetime


class Prompted(NamedTuple):
    """What a model was asked about a document: the purpose, and the sha256 of the prompt's file."""

    document: str
    purpose: str
    model: str
    prompt: str


class Spent(NamedTuple):
    """Tokens sent and received, exchanges with a server, and answers taken from the cache."""

    tokens_in: int = 0
    tokens_out: int = 0
    calls: int = 0
    cached: int = 0


class Ledger:
    """Requests and answers of all runs of one home. Safe for threads and for several processes."""

    def __init__(self, path: Path) -> None:
        """Open or create the file and bring it to the newest schema. Raises CorruptState, HomeNotWritable."""
        self.path = path
        self._lock = threading.RLock()
        self._read_lock = threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise HomeNotWritable(
                f"{path.parent} cannot be created ({error.strerror}); set STEMMA_HOME to a folder you can write"
            ) from error
        with self._readable(self._lock):
            self._connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            # Reads have a connection of their own: in WAL mode they never wait for a writer, here or in another process.
            self._reader = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            try:
                self._prepare()
            except BaseException:
                self.close()
                raise

    def response(self, key: str) -> Stored | None:
        """The last answer kept under a request key (`METHOD URL`); None when there is none. Raises CorruptState."""
        with self._readable(self._read_lock):
            row = self._reader.execute(
                "SELECT service, status, headers, body, fetched_at, run, identity FROM responses WHERE key = ?", (key,)
            ).fetchone()
        if row is None:
            return None
        service, status, headers, body, fetched_at, run, identity = row
        return Stored(service, status, json.loads(headers), body, datetime.fromisoformat(fetched_at), run, identity)

    def record(self, request: Request, *, key: str | None = None, answer: Stored | None = None) -> None:
        """Write one request and, when it is worth keeping, its answer under `key`; both or neither. Raises CorruptState."""
        with self._readable(self._lock), self._transaction():
            self._connection.execute(
                "INSERT INTO requests (run, service, host, url, status, seconds, sent_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    request.run,
                    request.service,
                    urlsplit(request.url).netloc,
                    request.url,
                    request.status,
                    request.seconds,
                    _stamp(request.sent_at),
                ),
            )
            if key is not None and answer is not None:
                headers = {name: value for name, value in answer.headers.items() if name in KEPT_HEADERS}
                self._connection.execute(
                    "INSERT OR REPLACE INTO responses (key, service, status, headers, body, identity, fetched_at, run) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        key,
                        answer.service,
                        answer.status,
                        json.dumps(headers, sort_keys=True),
                        answer.sha,
                        answer.identity,
                        _stamp(answer.fetched_at),
                        answer.run,
                    ),
                )

    def statuses(self, urls: Collection[str]) -> dict[str, int]:
        """The HTTP status of the last whole answer from each URL that was ever asked."""
        listed = list(urls)
        found: dict[str, int] = {}
        with self._readable(self._read_lock):
            for start in range(0, len(listed), 500):
                part = listed[start : start + 500]
                marks = ", ".join("?" * len(part))
                found |= dict(
                    self._reader.execute(
                        f"SELECT url, status FROM requests WHERE status IS NOT NULL AND url IN ({marks}) ORDER BY id", part
                    )
                )
        return found

    def counts(self, run: str, by: Literal["host", "service"] = "host") -> dict[str, int]:
        """Requests sent in a run, by host (`HOST[:PORT]`) or by service, sorted by name. Raises CorruptState."""
        with self._readable(self._read_lock):
            rows = self._reader.execute(f"SELECT {by}, count(*) FROM requests WHERE run = ? GROUP BY {by} ORDER BY {by}", (run,))
            return dict(rows.fetchall())

    def model_answer(self, key: str) -> str | None:
        """The model's answer kept under a key; None when there is none. Raises CorruptState."""
        with self._readable(self._read_lock):
            row = self._reader.execute("SELECT answer FROM model_answers WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def record_call(self, call: ModelCall, *, key: str | None = None, answer: str | None = None) -> None:
        """Write one exchange with a model and, when it is worth keeping, its answer under `key`; both or neither. Raises CorruptState."""
        with self._readable(self._lock), self._transaction():
            self._connection.execute(
                "INSERT INTO model_calls "
                "(run, purpose, document, model, prompt, tokens_in, tokens_out, cached, seconds, outcome, called_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(call.run, call.purpose, call.document, call.model, call.prompt, call.tokens_in, call.tokens_out),
                    *(int(call.cached), call.seconds, call.outcome, _stamp(call.called_at)),
                ),
            )
            if key is not None and answer is not None:
                self._connection.execute(
                    "INSERT OR REPLACE INTO model_answers (key, answer, model, kept_at) VALUES (?, ?, ?, ?)",
                    (key, answer, call.model, _stamp(call.called_at)),
                )

    def tokens(self, run: str) -> Spent:
        """What a run asked of models. Raises CorruptState."""
        spent = self.tokens_by("purpose", run).values()
        return Spent(*(sum(column) for column in zip(*spent, strict=True))) if spent else Spent()

    def tokens_by(self, what: Literal["purpose", "document", "model", "outcome"], run: str) -> dict[str, Spent]:
        """The same by purpose, document ('' for calls about none), model or outcome, sorted by name. Raises CorruptState."""
        with self._readable(self._read_lock):
            rows = self._reader.execute(
                f"SELECT coalesce({what}, ''), sum(tokens_in), sum(tokens_out), sum(1 - cached), sum(cached) "
                f"FROM model_calls WHERE run = ? GROUP BY 1 ORDER BY 1",
                (run,),
            )
            return {name: Spent(*counts) for name, *counts in rows.fetchall()}

    def prompts(self, run: str, documents: Collection[str]) -> list[Prompted]:
        """Which prompts a run put to which models about some documents, once each, sorted. Raises CorruptState."""
        listed = sorted(documents)
        marks = ", ".join("?" * len(listed))
        with self._readable(self._read_lock):
            rows = self._reader.execute(
                "SELECT DISTINCT document, purpose, model, prompt FROM model_calls "
                f"WHERE run = ? AND document IN ({marks}) ORDER BY 1, 2, 3, 4",
                (run, *listed),
            )
            return [Prompted(*row) for row in rows.fetchall()]

    def close(self) -> None:
        """Close the file; what was recorded stays."""
        with self._lock, self._read_lock:
            self._connection.close()
            self._reader.close()

    def _prepare(self) -> None:
        self._connection.execute("PRAGMA journal_mode = WAL")
        # A kill loses nothing that was committed; only a power cut may lose the last answers, and they are asked again.
        self._connection.execute("PRAGMA synchronous = NORMAL")
        with self._transaction():
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
            if version > len(_MIGRATIONS):
                raise CorruptState(f"{self.path} was written by a newer Stemma (schema {version}); upgrade, or use another STEMMA_HOME")
            for number, migration in enumerate(_MIGRATIONS[version:], start=version + 1):
                for statement in filter(str.strip, migration.split(";")):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {number}")

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    @contextlib.contextmanager
    def _readable(self, lock: contextlib.AbstractContextManager[bool]) -> Iterator[None]:
        with lock:
            try:
                yield
            except sqlite3.OperationalError as error:
                raise HomeNotWritable(f"{self.path} cannot be opened or written ({error}); check its folder and the disk") from error
            except sqlite3.DatabaseError as error:
                raise CorruptState(
                    f"{self.path} cannot be read ({error}); it holds answers of services only: move it away, and they are asked again"
                ) from error


def _stamp(time: datetime) -> str:
    return time.astimezone(UTC).isoformat()
