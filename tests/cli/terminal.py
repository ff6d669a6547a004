"""A command in a real pseudo-terminal: keys go in, and what it draws comes out."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

PATIENCE = 60.0
_STEERING = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[78=>]|\r")


class Terminal:
    """A running command; `drawn` is what it wrote since it was last waited for, without what steers a terminal."""

    def __init__(self, process: subprocess.Popen[bytes], master: int) -> None:
        self.process = process
        self.drawn = ""
        self.raw = b""
        self.pressed = ""
        self._master = master

    def press(self, keys: str, until: str) -> str:
        """Press keys, and wait for a text (a pattern) that is drawn after them; what was drawn until it."""
        self.pressed += keys
        os.write(self._master, keys.encode())
        return self.wait(until)

    def wait(self, until: str) -> str:
        """Wait for a text to be drawn that was not asked for yet."""
        end = time.monotonic() + PATIENCE
        while not (found := re.search(until, self.drawn, re.S)):
            assert time.monotonic() < end, f"waited for {until!r}; there is\n{self.drawn[-3000:]}"
            if not self._read(0.2) and self.process.poll() is not None and not self._read(0.2):
                raise AssertionError(f"it ended with {self.process.returncode} before {until!r}\n{self.drawn[-3000:]}")
        seen, self.drawn = self.drawn[: found.end()], self.drawn[found.end() :]
        return seen

    def ended(self) -> int:
        """Wait for the command to end; its exit code."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < end, self.drawn[-2000:]
            self._read(0.2)
        return self.process.returncode

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def echoes(self) -> bool:
        """Whether the terminal echoes what is typed, as a shell's does."""
        return bool(termios.tcgetattr(self._master)[3] & termios.ECHO)

    def _read(self, seconds: float) -> bool:
        if not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            got = os.read(self._master, 65536)
        except OSError:
            return False
        self.raw += got
        self.drawn += _STEERING.sub("", got.decode("utf-8", "replace"))
        return bool(got)


@contextmanager
def terminal(*words: str, env: Mapping[str, str], columns: int = 80, rows: int = 24) -> Iterator[Terminal]:
    """`python -m stemma WORDS` in a terminal of that size; killed at the end if it still runs."""
    master, slave = pty.openpty()
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    own = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES", "NO_COLOR")} | {"TERM": "xterm-256color", **env}
    process = subprocess.Popen(
        [sys.executable, "-m", "stemma", *words], stdin=slave, stdout=slave, stderr=slave, env=own, start_new_session=True
    )
    running = Terminal(process, master)
    try:
        yield running
    finally:
        if process.poll() is None:
            running.kill()
        os.close(slave)
        os.close(master)
