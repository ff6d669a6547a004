"""Python -> the data sets it names, by its syntax tree; capped in size, depth and work."""

from __future__ import annotations

import ast
import contextlib
import re
import threading
import warnings
from dataclasses import dataclass

from agents.readers.code.interpreter import Interpreter
from agents.readers.code.places import Places
from agents.readers.code.uses import Fate, Use

LONGEST = 250_000
MENDS = 12
_QUIET = threading.Lock()


@dataclass(frozen=True, slots=True)
class Module:
    """What a module names: `uses` in order of place, the ids it publishes under, whether it trains a model."""

    uses: tuple[Use, ...] = ()
    targets: tuple[str, ...] = ()
    trainer: bool = False


def read(text: str) -> Module:
    """The data sets that Python code names. What is no Python, or more than can be read, gives nothing."""
    text = re.sub("[\r\f\x00]", " ", text[:LONGEST])
    tree = _parsed(text)
    if tree is None:
        return Module()
    places = Places(text)
    run = Interpreter(places)
    with contextlib.suppress(RecursionError):
        run.run(tree)
    uses = [part for use in run.uses.values() for part in _parts(use)]
    for use in uses:
        use.mention = _inside(text, use)
    return Module(tuple(sorted(uses, key=lambda u: (u.mention, u.id, u.split or ""))), tuple(dict.fromkeys(run.targets)), run.trainer)


def _parts(use: Use) -> list[Use]:
    """The splits picked of a source, without those that nothing is done with where another one goes on."""
    if not use.parts:
        return [use]
    parts = list(use.parts.values())
    return [p for p in parts if p.fates] if any(Fate.KEPT in p.fates for p in parts) else parts


def _inside(text: str, use: Use) -> tuple[int, int]:
    """The words of a literal without its quotes and prefix."""
    start, end = use.mention
    found = re.match(r"[A-Za-z]{0,2}(\"{3}|'{3}|\"|')", text[start:end])
    if found and end - start >= found.end() + len(found.group(1)):
        return start + found.end(), end - len(found.group(1))
    return start, end


def _parsed(text: str) -> ast.Module | None:
    """The tree; lines that are no Python (magics, templates, old print statements) are set aside one by one."""
    lines = text.split("\n")
    for _ in range(MENDS):
        try:
            with _QUIET, warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse("\n".join(lines))
        except SyntaxError as error:
            at = (error.lineno or 0) - 1
            if not 0 <= at < len(lines) or not lines[at].strip() or "too many nested" in str(error.msg):
                return None
            lines[at] = _set_aside(lines[at])
        except (ValueError, MemoryError, RecursionError):
            return None
    return None


def _set_aside(line: str) -> str:
    indent = len(line) - len(line.lstrip())
    room = len(line) - indent >= 4 and not line.lstrip().startswith("pass")
    return (line[:indent] + "pass").ljust(len(line)) if room else " " * len(line)
