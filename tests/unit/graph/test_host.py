"""The embedded host: one per home, found, ready, private, durable, gone when asked."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import neo4j
import pytest

from graph import host, host_process
from graph.errors import CorruptState, HomeNotWritable, HostRunning, StoreUnauthorised, StoreUnavailable
from graph.host import HostAddress
from graph.host_files import HostFiles

PATIENCE = 20.0


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home whose host is stopped afterwards."""
    found = tmp_path / "home of all"
    yield found
    host.stop(found)


def ask(at: HostAddress, cypher: str, **parameters: object) -> list[dict[str, object]]:
    with neo4j.GraphDatabase.driver(at.url, auth=(at.user, at.password)) as driver:
        return [r.data() for r in driver.execute_query(cypher, parameters, database_=at.database).records]


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def kill(at: HostAddress, home: Path) -> None:
    os.kill(at.pid, signal.SIGKILL)
    until(lambda: HostFiles.of(home).holder() is None)


def test_a_host_is_started_found_and_stopped(home: Path) -> None:
    assert host.find(home) is None
    assert host.stop(home) is False
    started = time.monotonic()
    at = host.ensure(home)
    assert time.monotonic() - started < PATIENCE
    assert ask(at, "RETURN 1 AS one") == [{"one": 1}]
    assert host.find(home) == host.ensure(home) == at
    assert host.stop(home) is True
    assert host.find(home) is None
    assert not HostFiles.of(home).state.exists()
    until(lambda: not Path(f"/proc/{at.pid}").exists())


def test_several_commands_at_once_get_one_host(home: Path) -> None:
    code = "import sys; from pathlib import Path; from graph.host import ensure; print(ensure(Path(sys.argv[1])).pid)"
    command = [sys.executable, "-c", code, str(home)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    answers = [process.communicate(timeout=60) for process in started]
    assert [errors for _, errors in answers] == [""] * 3
    assert len({pid for pid, _ in answers}) == 1
    assert int(answers[0][0]) == HostFiles.of(home).holder()


def test_threads_of_one_command_get_one_host(home: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(lambda _: host.ensure(home), range(4)))) == 1


def test_a_second_host_says_who_serves_the_home(home: Path) -> None:
    at = host.ensure(home)
    port = at.url.rsplit(":", 1)[1]
    second = subprocess.run(
        [sys.executable, "-m", "graph.host_process", "--home", str(home)], capture_output=True, text=True, timeout=60, check=False
    )
    assert second.returncode == host_process.HELD
    assert re.search(rf"process {at.pid} already serves .* on port {port}", second.stderr)
    assert ask(at, "RETURN 1 AS one") == [{"one": 1}]
    handlers = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    try:
        with pytest.raises(HostRunning, match=str(at.pid)):
            host_process.serve(home, idle_minutes=1)
    finally:
        signal.signal(signal.SIGTERM, handlers[0])
        signal.signal(signal.SIGINT, handlers[1])


def test_what_was_acknowledged_outlives_a_kill_and_clients_come_back(home: Path) -> None:
    at = host.ensure(home)
    with neo4j.GraphDatabase.driver(at.url, auth=(at.user, at.password), initial_retry_delay=0.02) as driver:
        for number in range(20):
            driver.execute_query("MERGE (n:Name {key: $key})", key=f"name:{number}", database_=at.database)
        kill(at, home)
        assert host.find(home) is None
        assert HostFiles.of(home).state.exists()
        again = host.ensure(home)
        assert (again.pid != at.pid, again.url, again.password) == (True, at.url, at.password)
        assert driver.execute_query("MATCH (n:Name) RETURN count(n) AS n", database_=at.database).records[0]["n"] == 20


def test_the_ports_of_a_killed_host_may_be_taken(home: Path) -> None:
    at = host.ensure(home)
    kill(at, home)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", int(at.url.rsplit(":", 1)[1])))
        other.listen()
        again = host.ensure(home)
        assert again.url != at.url
        assert ask(again, "RETURN 1 AS one") == [{"one": 1}]


def test_a_stale_state_file_is_no_host_whatever_its_pid_is_now(home: Path) -> None:
    at = host.ensure(home)
    state = HostFiles.of(home).state.read_text()
    host.stop(home)
    HostFiles.of(home).state.write_text(state.replace(str(at.pid), str(os.getpid())))
    assert host.find(home) is None
    assert host.stop(home) is False
    assert ask(host.ensure(home), "RETURN 1 AS one") == [{"one": 1}]


def test_a_torn_state_file_is_said_while_a_host_runs_and_replaced_when_none_does(home: Path) -> None:
    at = host.ensure(home)
    files = HostFiles.of(home)
    for torn in ('{"pid": 1', "[]", '{"pid": 1}', ""):
        files.state.write_text(torn)
        with pytest.raises(CorruptState, match=r"host\.json.*stemma stop"):
            host.ensure(home)
    assert host.stop(home) is True
    assert files.holder() is None
    files.state.write_text("{")
    assert host.ensure(home).pid != at.pid


def test_a_host_leaves_when_nobody_is_connected(home: Path) -> None:
    at = host.ensure(home, idle_minutes=0.01)
    until(lambda: HostFiles.of(home).holder() is None)
    assert not HostFiles.of(home).state.exists()
    assert host.ensure(home, idle_minutes=0.01).pid != at.pid


def test_a_connected_client_keeps_the_host(home: Path) -> None:
    at = host.ensure(home, idle_minutes=0.005)
    port = int(at.url.rsplit(":", 1)[1])
    with neo4j.GraphDatabase.driver(at.url, auth=(at.user, at.password)) as driver:
        driver.verify_connectivity()
        assert host_process.clients(port) > 0
        until_later = time.monotonic() + 1.0
        until(lambda: time.monotonic() > until_later)
        assert HostFiles.of(home).holder() == at.pid
    until(lambda: HostFiles.of(home).holder() is None)
    assert host_process.clients(port) == 0


def test_everything_of_the_home_is_the_owners_and_passwords_are_in_one_file(home: Path) -> None:
    at = host.ensure(home)
    ask(at, "RETURN 1 AS one")
    folder = HostFiles.of(home).folder
    assert folder.stat().st_mode & 0o777 == 0o700
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.relative_to(folder).as_posix(): oct(path.stat().st_mode & 0o77) for path in files if path.stat().st_mode & 0o77} == {}
    for secret in (at.password, at.reader_password):
        assert len(secret) >= 32
        assert [path.name for path in files if secret.encode() in path.read_bytes()] == ["credentials.json"]
        assert secret not in repr(at)
        assert secret not in Path(f"/proc/{at.pid}/cmdline").read_text()


def test_only_loopback_listens(home: Path) -> None:
    at = host.ensure(home)
    sockets = {os.readlink(f"/proc/{at.pid}/fd/{d}") for d in os.listdir(f"/proc/{at.pid}/fd")}
    inodes = {match.group(1) for s in sockets if (match := re.fullmatch(r"socket:\[(\d+)\]", s))}
    tables = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
    listening = {row[1].rsplit(":", 1)[0] for row in tables if row[3] == "0A" and row[9] in inodes}
    assert listening <= {"0100007F", "0000000000000000FFFF00000100007F"}
    assert listening


def test_each_commit_reaches_the_disk(home: Path) -> None:
    at = host.ensure(home)
    for _ in range(2):
        settings = (HostFiles.of(home).engine / "databases" / "stemma" / "configuration.json").read_text()
        assert re.search(r'"txWalFlush":\s*2\b', settings)
        host.stop(home)
        at = host.ensure(home)
    assert at.database == "stemma"


def test_new_passwords_are_made_when_the_file_is_gone_and_the_graph_stays(home: Path) -> None:
    at = host.ensure(home)
    ask(at, "MERGE (n:Name {key: 'name:x'})")
    host.stop(home)
    HostFiles.of(home).credentials.unlink()
    again = host.ensure(home)
    assert again.password != at.password
    assert ask(again, "MATCH (n:Name) RETURN n.key AS key") == [{"key": "name:x"}]


def test_a_password_of_another_home_is_refused_with_a_mend(home: Path) -> None:
    host.ensure(home)
    host.stop(home)
    HostFiles.of(home).make_credentials()
    with pytest.raises(StoreUnauthorised, match=r"credentials\.json"):
        host.ensure(home)


@pytest.mark.parametrize("lost", ["schema", "dictionary", "folder", "credentials"])
def test_a_graph_that_cannot_be_read_is_never_taken_for_an_empty_one(home: Path, lost: str) -> None:
    host.ensure(home)
    host.stop(home)
    files = HostFiles.of(home)
    database = files.engine / "databases" / "stemma"
    match lost:
        case "schema":
            for name in ("schema.json", "schema.prev.json"):
                (database / name).write_text("{torn")
        case "dictionary":
            next(database.glob("*.dict")).write_bytes(b"")
        case "folder":
            database.rename(home / "moved away")
        case _:
            files.credentials.write_text("{torn")
    with pytest.raises(CorruptState, match=r"move that folder away|remove the file"):
        host.ensure(home)
    assert host.find(home) is None


def test_a_home_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeNotWritable, match="STEMMA_HOME"):
        host.ensure(tmp_path / "file")
    assert host.find(tmp_path / "file") is None
    assert host.stop(tmp_path / "file") is False
    graph = tmp_path / "home" / "graph"
    graph.mkdir(parents=True)
    (graph / "engine").write_text("")
    with pytest.raises(HomeNotWritable, match="STEMMA_HOME"):
        host.ensure(tmp_path / "home")


def test_without_the_engine_the_mend_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(StoreUnavailable, match=r"install `arcadedb`.*STEMMA_GRAPH"):
        host.ensure(home)
