"""The embedded graph host: one ArcadeDB server on loopback for one home, until it is stopped or nobody needs it.

Run as `python -m graph.host_process --home HOME`; `graph.host.ensure` does so. Exit status: 0 stopped, 75 another host
serves the home, 76 the engine cannot be loaded, 77 the engine or its database cannot be opened, 78 a file cannot be written.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Protocol

from graph.cypher import load, schema
from graph.errors import CorruptState, HomeNotWritable, HostRunning, StoreUnavailable
from graph.host_files import READER, USER, Credentials, HostFiles, HostState

DATABASE = "stemma"
READ_SECONDS = 30
STATEMENT_SECONDS = 120
HELD, NO_ENGINE, NO_DATABASE, NOT_WRITABLE = 75, 76, 77, 78
_PORT_TRIES = 3
_NO_ROOM = re.compile("No space left on device|File too large|Read-only file system|Disk quota exceeded|Permission denied")


class _Engine(Protocol):
    """What is used of the engine's server."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def create_database(self, name: str) -> _Database: ...


class _Database(Protocol):
    """What is used of an open database."""

    def command(self, language: str, command: str) -> object: ...

    def query(self, language: str, query: str) -> Iterable[_Row]: ...

    def transaction(self) -> AbstractContextManager[object]: ...


class _Row(Protocol):
    """What is used of a result row."""

    def get(self, name: str) -> object: ...


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve one home; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m graph.host_process", description="Serve the graph of one home on loopback.")
    parser.add_argument("--home", type=Path, required=True, help="the home directory")
    parser.add_argument("--idle-minutes", type=float, default=15.0, help="stop after so many minutes without a client")
    options = parser.parse_args(arguments)
    try:
        serve(options.home, idle_minutes=options.idle_minutes)
    except HostRunning as error:
        return _failed(error, HELD)
    except StoreUnavailable as error:
        return _failed(error, NO_ENGINE)
    except CorruptState as error:
        return _failed(error, NO_DATABASE)
    except (HomeNotWritable, OSError) as error:
        return _failed(error, NOT_WRITABLE)
    return 0


def _failed(error: Exception, status: int) -> int:
    print(" ".join(str(error).split()), file=sys.stderr)  # noqa: T201
    return status


def serve(home: Path, *, idle_minutes: float) -> None:
    """Serve `home` until SIGTERM, SIGINT, or `idle_minutes` without a Bolt client.

    Raises HostRunning when another process serves it, StoreUnavailable when the engine cannot be loaded, CorruptState when
    it cannot open what it finds.
    """
    os.umask(0o077)
    files = HostFiles.of(home)
    files.create()
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    with files.serving() as alone:
        if not alone:
            raise HostRunning(_who(files))
        last = _last_ports(files)
        files.state.unlink(missing_ok=True)
        files.sign()
        server, state = _start(files, last)
        try:
            files.write_state(state)
            _wait(files, state.port, stopping, idle_minutes)
        finally:
            files.state.unlink(missing_ok=True)
            server.stop()


def clients(port: int) -> int:
    """How many established connections a local port has, by /proc or else by `lsof`; 1 when neither can tell."""
    wanted, established = f":{port:04X}", "01"
    tables = [t for t in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")) if t.exists()]
    if tables:
        lines = (line.split() for table in tables for line in table.read_text().splitlines()[1:])
        return sum(line[1].endswith(wanted) and line[3] == established for line in lines)
    try:
        asked = subprocess.run(
            ["lsof", "-nP", f"-iTCP:{port}", "-sTCP:ESTABLISHED", "-Fn"], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return 1
    return sum(line.startswith(f"n127.0.0.1:{port}->") for line in asked.stdout.splitlines())


def _who(files: HostFiles) -> str:
    pid = files.holder()
    state = files.read_state()
    where = f" on port {state.port}" if state and state.pid == pid else ""
    return f"process {pid} already serves the graph in {files.folder}{where}; use it, or end it with `stemma stop`"


def _wait(files: HostFiles, port: int, stopping: threading.Event, idle_minutes: float) -> None:
    idle = idle_minutes * 60
    used = time.time()
    while not stopping.wait(min(5.0, idle / 4)):
        if clients(port):
            used = time.time()
        # A command that just looked the host up touches the state file; its connection may still be to come.
        elif time.time() - max(used, files.state.stat().st_mtime) > idle:
            return


def _last_ports(files: HostFiles) -> tuple[int, int] | None:
    """The ports of a host that was killed: taken again, its clients come back by themselves."""
    with contextlib.suppress(CorruptState):
        if state := files.read_state():
            return state.port, state.http_port
    return None


def _start(files: HostFiles, last: tuple[int, int] | None) -> tuple[_Engine, HostState]:
    engine = _engine(files)
    credentials = files.read_credentials()
    users = files.engine / "config" / "server-users.jsonl"
    if credentials is None:
        users.unlink(missing_ok=True)
        credentials = files.make_credentials()
    _write_groups(files.engine / "config")
    server, port, http_port = _listen(engine, files, credentials, last)
    try:
        _prepare(server, files.engine / "prepared")
        _add_reader(users, http_port, credentials)
    except (engine.ArcadeDBError, urllib.error.URLError, CorruptState) as error:
        server.stop()
        raise _cannot_open(files, error) from error
    started = datetime.now(UTC).isoformat(timespec="seconds")
    return server, HostState(os.getpid(), port, http_port, started, str(engine.__version__), DATABASE)


def _engine(files: HostFiles) -> ModuleType:
    os.environ["ARCADEDB_LOG_DIR"] = str(files.engine / "log")
    os.environ["ARCADEDB_LOG_CONSOLE"] = "0"
    try:
        import arcadedb
    except ImportError as error:
        raise StoreUnavailable(
            f"the embedded graph engine cannot be loaded ({error}); install `arcadedb` (there is a wheel for Linux with glibc, "
            "macOS on arm64, and Windows), or set STEMMA_GRAPH to a Neo4j server"
        ) from error
    engine: ModuleType = arcadedb
    return engine


def _listen(engine: ModuleType, files: HostFiles, credentials: Credentials, last: tuple[int, int] | None) -> tuple[_Engine, int, int]:
    """A started server and its two ports; other ports are tried when somebody takes one in between."""
    failure: Exception | None = None
    tries = [last, *([None] * _PORT_TRIES)] if last else [None] * _PORT_TRIES
    for ports in tries:
        port, http_port = ports or (_free_port(), _free_port())
        settings = {
            "host": "127.0.0.1",
            "bolt_host": "127.0.0.1",
            "http_port": http_port,
            "bolt_port": port,
            "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
            "opencypher_loadCsv_allowFileUrls": False,
            "opencypher_loadCsv_allowRemoteUrls": False,
        }
        server: _Engine = engine.create_server(str(files.engine), root_password=credentials.password, config=settings)
        try:
            server.start()
        except engine.ArcadeDBError as error:
            failure = error
            if "port" in str(error).lower():
                continue
            break
        return server, port, http_port
    raise _cannot_open(files, failure) from failure


def _cannot_open(files: HostFiles, why: Exception | None) -> CorruptState | HomeNotWritable:
    if found := _NO_ROOM.search(str(why)):
        return HomeNotWritable(
            f"the graph in {files.engine} cannot be written ({found.group()}); free the disk, then try again: it is whole"
        )
    return CorruptState(
        f"the graph in {files.engine} cannot be opened: {why}; move that folder away, then load your last export with "
        "`stemma import`, or crawl again: documents that were fetched are kept"
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _prepare(server: _Engine, prepared: Path) -> None:
    """Open the database: with the schema, fsync on every commit, and a limit on every statement.

    One that was prepared before must hold the node of the writers' lock: the engine takes a lost schema for an empty graph.
    """
    database = server.create_database(DATABASE)
    if prepared.exists() and not _lock_node(database):
        raise CorruptState("it was filled before and holds nothing that can be read now")
    database.command("sql", "ALTER DATABASE `arcadedb.txWalFlush` 2")
    database.command("sql", f"ALTER DATABASE `arcadedb.command.timeout` {STATEMENT_SECONDS * 1000}")
    for statement in schema():
        database.command("opencypher", statement)
    if not prepared.exists():
        with database.transaction():
            database.command("opencypher", load("lock_writers"))
        prepared.touch()


def _lock_node(database: _Database) -> bool:
    return any(row.get("key") == "writer" for row in database.query("opencypher", "MATCH (w:Writer) RETURN w.key AS key"))


def _write_groups(config: Path) -> None:
    """Two groups of users: one may do everything; one may read, and its reads end after `READ_SECONDS`."""
    every = ["createRecord", "readRecord", "updateRecord", "deleteRecord"]
    groups = {
        "admin": {"resultSetLimit": -1, "readTimeout": -1, "access": ["updateSecurity", "updateSchema"], "types": {"*": {"access": every}}},
        READER: {"resultSetLimit": -1, "readTimeout": READ_SECONDS * 1000, "access": [], "types": {"*": {"access": ["readRecord"]}}},
    }
    config.mkdir(parents=True, exist_ok=True)
    (config / "server-groups.json").write_text(json.dumps({"version": 1, "databases": {"*": {"groups": groups}}}))


def _add_reader(users: Path, http_port: int, credentials: Credentials) -> None:
    names = [json.loads(line)["name"] for line in users.read_text().splitlines() if line.strip()]
    if READER in names:
        return
    user = {"name": READER, "password": credentials.reader_password, "databases": {DATABASE: [READER]}}
    pair = base64.b64encode(f"{USER}:{credentials.password}".encode()).decode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{http_port}/api/v1/server",
        data=json.dumps({"command": "create user " + json.dumps(user)}).encode(),
        headers={"Authorization": f"Basic {pair}", "Content-Type": "application/json"},
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=30):
        pass


if __name__ == "__main__":
    sys.exit(main())
