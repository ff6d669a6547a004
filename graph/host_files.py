"""The files of the embedded graph host in one home: who serves it, with which password, under which lock."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from graph.errors import CorruptState, HomeNotWritable

USER = "root"
READER = "reader"

T = TypeVar("T")


@dataclass(frozen=True)
class HostState:
    """What a running host says of itself: process id, loopback ports, start time (ISO UTC), engine version, database."""

    pid: int
    port: int
    http_port: int
    started: str
    engine: str
    database: str


@dataclass(frozen=True)
class Credentials:
    """The passwords of the writing and of the reading user."""

    password: str
    reader_password: str


@dataclass(frozen=True)
class HostFiles:
    """Paths below `home/graph`; the folder and every file in it are for the owner's eyes only."""

    folder: Path

    @classmethod
    def of(cls, home: Path) -> HostFiles:
        """The files of a home, whether they exist or not."""
        return cls(home.expanduser().resolve() / "graph")

    @property
    def state(self) -> Path:
        """Pid, ports, start time and engine of the running host."""
        return self.folder / "host.json"

    @property
    def credentials(self) -> Path:
        """The random passwords of this home."""
        return self.folder / "credentials.json"

    @property
    def lock(self) -> Path:
        """Locked by the host as long as it lives; holds its pid."""
        return self.folder / "host.lock"

    @property
    def start_lock(self) -> Path:
        """Locked by the command that is starting a host."""
        return self.folder / "start.lock"

    @property
    def log(self) -> Path:
        """Output of the host process."""
        return self.folder / "host.log"

    @property
    def engine(self) -> Path:
        """The engine's own folder: databases, users, its log."""
        return self.folder / "engine"

    def create(self) -> None:
        """Make the folder. Raises HomeNotWritable."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.folder.chmod(0o700)
            self.start_lock.touch(mode=0o600)
        except OSError as error:
            raise HomeNotWritable(
                f"cannot keep a graph in {self.folder}: {error.strerror}; set STEMMA_HOME to a directory you may write"
            ) from error

    def read_state(self) -> HostState | None:
        """What the running host wrote; None when there is no file. Raises CorruptState."""
        found = self._read(self.state, "run `stemma stop`, then try again")
        return None if found is None else self._parsed(HostState, found, self.state, "run `stemma stop`, then try again")

    def write_state(self, state: HostState) -> None:
        """Tell every command where the host listens."""
        self._write(self.state, asdict(state))

    def read_credentials(self) -> Credentials | None:
        """The passwords of this home; None when none were made. Raises CorruptState."""
        mend = "stop the host with `stemma stop` and remove the file; new passwords are made, the graph stays"
        found = self._read(self.credentials, mend)
        return None if found is None else self._parsed(Credentials, found, self.credentials, mend)

    def make_credentials(self) -> Credentials:
        """New random passwords, written down with mode 0600."""
        made = Credentials(secrets.token_urlsafe(24), secrets.token_urlsafe(24))
        self._write(self.credentials, asdict(made))
        return made

    def holder(self) -> int | None:
        """Pid of the live process that serves this home, 0 while it comes up; None when nobody holds the lock."""
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            descriptor = os.open(self.lock, os.O_RDWR)
            try:
                if _locked(descriptor, shared=True):
                    return None
                return int(os.pread(descriptor, 20, 0) or b"0")
            finally:
                os.close(descriptor)
        return None

    @contextlib.contextmanager
    def serving(self, patience: float = 1.0) -> Iterator[bool]:
        """Hold the home's lock while inside; yields False when another process keeps it for `patience` seconds."""
        with _hold(self.lock, patience) as descriptor:
            if descriptor is not None:
                os.ftruncate(descriptor, 0)
            yield descriptor is not None

    def sign(self) -> None:
        """Write this process's pid into the lock file that it holds."""
        with self.lock.open("r+b") as file:
            file.write(str(os.getpid()).encode())

    @contextlib.contextmanager
    def starting(self, patience: float) -> Iterator[bool]:
        """Hold the start lock while inside; yields False when another command keeps it for `patience` seconds."""
        with _hold(self.start_lock, patience) as descriptor:
            yield descriptor is not None

    @staticmethod
    def _read(path: Path, mend: str) -> object:
        try:
            return json.loads(path.read_text("utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise CorruptState(f"{path} cannot be read ({error}); {mend}") from error

    @staticmethod
    def _parsed(kind: type[T], found: object, path: Path, mend: str) -> T:
        try:
            if not isinstance(found, dict):
                raise TypeError("no fields")
            return kind(**found)
        except TypeError as error:
            raise CorruptState(f"{path} lacks what it should say ({error}); {mend}") from error

    @staticmethod
    def _write(path: Path, content: dict[str, Any]) -> None:
        new = path.with_suffix(".new")
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=1)
        new.replace(path)


@contextlib.contextmanager
def _hold(path: Path, patience: float) -> Iterator[int | None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + patience
        while not (held := _locked(descriptor)) and time.monotonic() < deadline:
            time.sleep(0.01)
        yield descriptor if held else None
    finally:
        os.close(descriptor)


def _locked(descriptor: int, *, shared: bool = False) -> bool:
    """Whether the lock could be taken; the kernel gives it back when the descriptor closes, however the process ends."""
    import fcntl

    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
