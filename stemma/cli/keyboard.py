"""Single keys from a terminal: no Enter, over ssh too, and the terminal left as it was found."""

from __future__ import annotations

import codecs
import os
import select
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager

_NAMES = {" ": "space", "\x7f": "backspace", "\x08": "backspace", "\r": "enter", "\n": "enter", "\t": "tab", "\x04": "end"}
_ARROWS = {"[A": "up", "OA": "up", "[B": "down", "OB": "down", "[C": "right", "[D": "left", "[5~": "page up", "[6~": "page down"}
_LATE = 0.05
"""Seconds after which what follows Escape is no part of an arrow key."""


class Keyboard:
    """Keys as they are pressed: the character, or a name (`space backspace enter tab escape up down ...`, `end` when input ends)."""

    def __init__(self, descriptor: int) -> None:
        """Use `keyboard`."""
        self._from = descriptor
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._ahead = ""

    def read(self) -> str:
        """The next key; waits for it."""
        character = self._next(None)
        if character == "\x1b":
            return self._escaped()
        return _NAMES.get(character or "", character) if character else "end"

    def _escaped(self) -> str:
        """An arrow key, or Escape alone."""
        rest = ""
        while len(rest) < 3 and (character := self._next(_LATE)):
            rest += character
            if rest in _ARROWS:
                return _ARROWS[rest]
            if character.isalpha() and rest not in ("O",):
                break
        return "escape"

    def _next(self, seconds: float | None) -> str:
        """One character; empty when input ended, or nothing came in time."""
        while not self._ahead:
            if seconds is not None and not select.select([self._from], [], [], seconds)[0]:
                return ""
            got = os.read(self._from, 64)
            if not got:
                return ""
            self._ahead = self._decoder.decode(got)
        first, self._ahead = self._ahead[0], self._ahead[1:]
        return first


@contextmanager
def keyboard() -> Iterator[Keyboard]:
    """The keys of standard input, which must be a terminal; Ctrl-C stops as ever."""
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        yield Keyboard(descriptor)
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
