"""Find, start and stop the embedded graph host of a home: one detached process on loopback, found by every command.

The state file says where it listens, the lock file who holds the home (the kernel frees it however the process ends),
so a stale state file is recognised whatever its pid is used for now.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import CorruptState, GraphError, HomeNotWritable, StoreUnauthorised, StoreUnavailable
from graph.host_files import READER, USER, Credentials, HostFiles, HostState
from graph.host_process import HELD, NO_DATABASE, NOT_WRITABLE

_START_SECONDS = 60.0
_STOP_SECONDS = 10.0
_POLL_SECONDS = 0.01
_SETTLE_SECONDS = 0.1


@dataclass(frozen=True)
class HostAddress:
    """Where the host of a home answers, and as whom; passwords do not show in its repr."""

    url: str
    user: str
    password: str = field(repr=False)
    database: str
    reader: str
    reader_password: str = field(repr=False)
    pid: int


def ensure(home: Path, *, idle_minutes: float = 15.0) -> HostAddress:
    """The host of `home`, started when none runs; it has answered a query when this returns.

    Of several commands that start at the same moment one starts the host and all get its address. A host started here
    stops after `idle_minutes` without a client. Raises HomeNotWritable, CorruptState, StoreUnauthorised (the host does not
    know the passwords of this home) and StoreUnavailable (no engine, or it does not come up).
    """
    files = HostFiles.of(home)
    files.create()
    found = find(home)
    if found and _answers(found):
        _touch(files)
        return found
    with files.starting(_START_SECONDS) as turn:
        if not turn:
            raise StoreUnavailable(f"another command has been starting the graph host of {files.folder} for a minute; see {files.log}")
        return _started(home, files, idle_minutes)


def find(home: Path) -> HostAddress | None:
    """The running host of `home`; None when none runs or the one that comes up is not ready. Raises CorruptState."""
    files = HostFiles.of(home)
    pid = files.holder()
    if not pid:
        return None
    try:
        state = files.read_state()
    except CorruptState:
        # A host that just took the lock has still to remove what a killed one left.
        time.sleep(_SETTLE_SECONDS)
        state = files.read_state()
    if state is None or state.pid != pid or (credentials := files.read_credentials()) is None:
        return None
    return _address(state, credentials)


def stop(home: Path) -> bool:
    """Stop the host of `home` now: ask, wait, then kill. False when none runs. Acknowledged writes stay either way."""
    files = HostFiles.of(home)
    deadline = time.monotonic() + _STOP_SECONDS
    while (pid := files.holder()) == 0 and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)
    if not pid:
        return False
    for number, patience in ((signal.SIGTERM, _STOP_SECONDS), (signal.SIGKILL, _STOP_SECONDS)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if files.holder() != pid:
                with contextlib.suppress(FileNotFoundError):
                    files.state.unlink()
                return True
            time.sleep(_POLL_SECONDS)
    raise StoreUnavailable(f"process {pid} serves {files.folder} and does not end; end it yourself")


def _address(state: HostState, credentials: Credentials) -> HostAddress:
    return HostAddress(
        url=f"bolt://127.0.0.1:{state.port}",
        user=USER,
        password=credentials.password,
        database=state.database,
        reader=READER,
        reader_password=credentials.reader_password,
        pid=state.pid,
    )


def _started(home: Path, files: HostFiles, idle_minutes: float) -> HostAddress:
    """Start a host, or wait for the one that comes up or goes down just now."""
    process: subprocess.Popen[bytes] | None = None
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if (found := find(home)) and _answers(found):
            _touch(files)
            return found
        if process and process.poll() not in (None, HELD):
            raise _failure(files, process.returncode)
        if files.holder() is None and (process is None or process.poll() is not None):
            process = _spawn(files, idle_minutes)
            import neo4j  # noqa: F401
        time.sleep(_POLL_SECONDS)
    raise StoreUnavailable(f"the graph host of {files.folder} does not answer; see {files.log}, end it with `stemma stop`, try again")


def _spawn(files: HostFiles, idle_minutes: float) -> subprocess.Popen[bytes]:
    if importlib.util.find_spec("arcadedb") is None:
        raise StoreUnavailable(
            "the embedded graph engine is not installed; install `arcadedb` (there is a wheel for Linux with glibc, macOS on "
            "arm64, and Windows), or set STEMMA_GRAPH to a Neo4j server"
        )
    beside = str(Path(__file__).resolve().parent.parent)
    inherited = os.environ.get("PYTHONPATH")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([beside, inherited]) if inherited else beside}
    command = [sys.executable, "-P", "-m", "graph.host_process", "--home", str(files.folder.parent), "--idle-minutes", str(idle_minutes)]
    try:
        descriptor = os.open(files.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        raise HomeNotWritable(f"cannot write {files.log}: {error.strerror}; remove what stands there, or set STEMMA_HOME") from error
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=descriptor,
            stderr=descriptor,
            start_new_session=True,
            env=environment,
            cwd=files.folder,
        )
    finally:
        os.close(descriptor)
    # The host outlives this command; while both live, its end is collected here.
    threading.Thread(target=process.wait, name="graph-host", daemon=True).start()
    return process


def _failure(files: HostFiles, status: int) -> GraphError:
    lines = files.log.read_text("utf-8", "replace").strip().splitlines()
    why = lines[-1] if lines else f"it left with status {status}"
    if status == NO_DATABASE:
        return CorruptState(why)
    if status == NOT_WRITABLE:
        return HomeNotWritable(f"the graph host cannot write in {files.folder}: {why}; set STEMMA_HOME to a directory you may write")
    return StoreUnavailable(f"the graph host did not start: {why}; see {files.log}")


def _answers(address: HostAddress) -> bool:
    """Whether a query is answered now. Raises StoreUnauthorised."""
    import neo4j
    from neo4j.exceptions import AuthError, DriverError, Neo4jError

    try:
        with (
            neo4j.GraphDatabase.driver(address.url, auth=(address.user, address.password), connection_timeout=5) as driver,
            driver.session(database=address.database) as session,
        ):
            session.run("RETURN 1").consume()
    except AuthError as error:
        raise StoreUnauthorised(
            f"the graph host (process {address.pid}) refuses this home's password; end it with `stemma stop`, remove "
            "graph/credentials.json of the home, try again: new passwords are made, the graph stays"
        ) from error
    except (DriverError, Neo4jError):
        return False
    return True


def _touch(files: HostFiles) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.utime(files.state)
