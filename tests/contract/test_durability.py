# ruff: noqa: T201
"""The embedded graph under `kill -9` and on a disk that takes no more: what was acknowledged stays, whole, and clients come back.

Three rounds of kills; KILL_ROUNDS=20 for as many as wanted, with a table of them on stdout (`-s`).
"""

from __future__ import annotations

import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph import bolt_query, host
from graph.errors import StoreUnavailable
from graph.host import HostAddress
from graph.host_files import HostFiles
from graph.store import BoltStore, connect

from .builders import claim, reading
from .conftest import Texts

ROUNDS = int(os.environ.get("KILL_ROUNDS", "3"))
BATCH = 7
REOPENED_SECONDS = 10.0
ROOT = Path(__file__).parents[2]

WRITER = """
import sys
from pathlib import Path
from graph import host
from graph.store import connect
from tests.contract.builders import claim, reading
from tests.contract.conftest import Texts

home, first, batch = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
at = host.ensure(home)
store = connect(at.url, at.user, at.password, at.database, texts=Texts())
number = first
while True:
    work = f"hf:kill/w{number}"
    store.propose([reading(work, *(claim(work, f"hf:kill/u{number}-{i}", start=i) for i in range(batch)))])
    print(number, flush=True)
    number += 1
"""


class Writer:
    """A client process that proposes numbered batches and says which were acknowledged; it has no code for lost servers."""

    def __init__(self, home: Path, first: int) -> None:
        command = [sys.executable, "-c", WRITER, str(home), str(first), str(BATCH)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
        self.acknowledged = first - 1
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.endswith("\n"):
                self.acknowledged = int(line)

    def until(self, number: int) -> None:
        """Wait for a batch to be acknowledged."""
        deadline = time.monotonic() + 40
        while self.acknowledged < number:
            if self.process.poll() is not None:
                assert self.process.stderr is not None
                raise AssertionError(f"the client ended: {self.process.stderr.read()[-2000:]}")
            assert time.monotonic() < deadline, f"batch {number} was not acknowledged"
            time.sleep(0.005)

    def kill(self) -> int:
        """End it at once; the last batch that it was told of."""
        self.process.kill()
        self.process.wait()
        self._reader.join(10)
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe:
                pipe.close()
        return self.acknowledged


def opened(at: HostAddress) -> BoltStore:
    return connect(at.url, at.user, at.password, at.database, reader=at.reader, reader_password=at.reader_password, texts=Texts())


def batches(store: BoltStore) -> dict[int, int]:
    """How many edges of each batch are in the graph."""
    found: dict[int, int] = {}
    for edge in store.all_edges():
        number = int(edge.downstream.removeprefix("hf:kill/w"))
        found[number] = found.get(number, 0) + 1
    return found


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Path]:
    """A home whose host is stopped afterwards."""
    yield tmp_path / "home"
    host.stop(tmp_path / "home")


@pytest.mark.timeout(60 + 40 * ROUNDS)
def test_nothing_acknowledged_is_lost_by_kills_of_host_and_client(kept: Path) -> None:
    chance = random.Random(ROUNDS)
    at = host.ensure(kept)
    writer = Writer(kept, 0)
    try:
        for number in range(ROUNDS):
            writer.until(writer.acknowledged + 2)
            time.sleep(chance.random() * 0.5)
            victim = "client" if number % 3 == 2 else "host"
            acknowledged, seconds = writer.acknowledged, 0.0
            if victim == "host":
                at, seconds = killed(kept, at)
                writer.until(acknowledged + 2)
            else:
                acknowledged = writer.kill()
                writer = Writer(kept, acknowledged + 1)
                writer.until(acknowledged + 1)
            with_all = opened(at)
            found = batches(with_all)
            with_all.close()
            print(
                f"round {number + 1}: {victim} killed after {acknowledged} batches; {seconds:.2f} s to reopen; {len(found)} batches whole"
            )
            assert set(found) >= set(range(acknowledged + 1)), "an acknowledged batch is lost"
            assert set(found.values()) == {BATCH}, "half a batch is there"
            assert seconds < REOPENED_SECONDS
    finally:
        writer.kill()


def test_a_client_starts_the_host_again_when_nobody_else_does(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(bolt_query._OPTIONS, "max_transaction_retry_time", 0.2)
    at = host.ensure(kept)
    store = connect(at.url, at.user, at.password, at.database, texts=Texts(), revive=lambda: host.ensure(kept))
    for number in range(2):
        store.propose([batch(number)])
        os.kill(at.pid, signal.SIGKILL)
        while HostFiles.of(kept).holder() == at.pid:
            time.sleep(0.002)
        assert batches(store) == dict.fromkeys(range(number + 1), BATCH)
        found = host.find(kept)
        assert found
        assert found.pid != at.pid
        at = found
    store.close()


def killed(home: Path, at: HostAddress) -> tuple[HostAddress, float]:
    """The host killed at once, and another that serves its home; the seconds from one to the other."""
    os.kill(at.pid, signal.SIGKILL)
    begun = time.monotonic()
    while HostFiles.of(home).holder() == at.pid:
        assert time.monotonic() < begun + REOPENED_SECONDS
        time.sleep(0.002)
    again = host.ensure(home)
    assert (again.pid != at.pid, again.url) == (True, at.url)
    return again, time.monotonic() - begun


if sys.platform == "linux":

    def test_a_full_disk_is_said_and_the_graph_stays_whole(kept: Path) -> None:
        at = host.ensure(kept)
        store = opened(at)
        limit: Any = resource.RLIM_INFINITY
        resource.prlimit(at.pid, resource.RLIMIT_FSIZE, (1_000_000, limit))
        with pytest.raises(StoreUnavailable, match=r"could not commit.*disk is full.*run the same command again"):
            write_on(store)
        written = len(batches(store))
        assert 0 < written < 500
        assert batches(store) == dict.fromkeys(range(written), BATCH)
        resource.prlimit(at.pid, resource.RLIMIT_FSIZE, (limit, limit))
        store.propose([batch(written)])
        store.close()
        host.stop(kept)
        again = opened(host.ensure(kept))
        assert batches(again) == dict.fromkeys(range(written + 1), BATCH)
        again.close()

    def test_a_disk_that_is_full_from_the_start_is_said_and_mends(kept: Path) -> None:
        said = subprocess.run([sys.executable, "-c", FULL, str(kept)], capture_output=True, text=True, timeout=60, check=False, cwd=ROOT)
        assert re.search(r"HomeNotWritable.*cannot be written \(File too large\).*free the disk", said.stdout), said
        store = opened(host.ensure(kept))
        store.propose([batch(0)])
        assert batches(store) == {0: BATCH}
        store.close()


READ_ONLY = """
import sys
from pathlib import Path
from graph import host
from graph.errors import GraphError

try:
    host.ensure(Path(sys.argv[1]))
except GraphError as error:
    print(type(error).__name__, error)
"""
IN_MOUNTS_OF_ITS_OWN = ["unshare", "--map-root-user", "--mount", "--"]


def mounts() -> bool:
    """Whether this machine lets a process have mounts of its own."""
    if shutil.which("unshare") is None or shutil.which("mount") is None:
        return False
    return subprocess.run([*IN_MOUNTS_OF_ITS_OWN, "true"], capture_output=True, timeout=20, check=False).returncode == 0


if sys.platform == "linux" and mounts():

    @pytest.mark.parametrize("used", [True, False])
    def test_a_disk_that_cannot_be_written_is_said_and_the_graph_stays_whole(kept: Path, used: bool) -> None:
        """A mount turns read-only only while nothing on it is open for writing, so the host finds it so when it starts."""
        kept.mkdir()
        if used:
            store = opened(host.ensure(kept))
            store.propose([batch(0)])
            store.close()
            host.stop(kept)
        script = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && exec "$2" -c "$3" "$1"'
        command = [*IN_MOUNTS_OF_ITS_OWN, "sh", "-c", script, "sh", str(kept), sys.executable, READ_ONLY]
        said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=ROOT)
        assert re.search(r"HomeNotWritable.*(?:Read-only file system|cannot be written)", said.stdout), said
        again = opened(host.ensure(kept))
        assert batches(again) == ({0: BATCH} if used else {})
        again.propose([batch(1)])
        again.close()


FULL = """
import resource, sys
from pathlib import Path
from graph import bolt_query, host
from graph.errors import GraphError

resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, resource.RLIM_INFINITY))
try:
    host.ensure(Path(sys.argv[1]))
except GraphError as error:
    print(type(error).__name__, error)
"""


def write_on(store: BoltStore) -> None:
    for number in range(500):
        store.propose([batch(number)])


def batch(number: int) -> Any:
    work = f"hf:kill/w{number}"
    return reading(work, *(claim(work, f"hf:kill/u{number}-{i}", start=i, quote="x" * 3000) for i in range(BATCH)))
