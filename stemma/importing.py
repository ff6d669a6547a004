"""Files that others wrote, into the graph: an export of ours as it is, a graph of somebody else's as proposals."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from graph.imports.proposals import PRIOR, Taken, propose, refuse
from graph.imports.readers import READERS
from graph.imports.stated import Stated, collect

if TYPE_CHECKING:
    from graph.contract import Store
    from stemma.settings import Settings

FORMS = ("jsonl", *READERS)
_OURS = ("dataset", "preference", "corpus")


class Wanted(NamedTuple):
    """What to read and how: `source` names the graph in its evidence, `prior` caps what its edges may claim."""

    file: Path
    form: str = "jsonl"
    source: str | None = None
    prior: float = PRIOR
    skip_bad: bool = False

    @property
    def rejects(self) -> Path:
        """Where rows go that cannot be taken."""
        return self.file.with_name(self.file.name + ".rejects.jsonl")


def is_export(file: Path) -> bool:
    """Whether a file of JSON lines is an export of ours: its first line has a `type` and is a record, or it is empty."""
    with file.open(encoding="utf-8") as lines:
        first = next((line for line in lines if line.strip()), "")
    try:
        found = json.loads(first or '{"type": ""}')
    except ValueError:
        return True
    return isinstance(found, dict) and "type" in found and not {"source", "target"} <= found.keys()


def load(store: Store, file: Path) -> int:
    """Load an export back; the number of records. Raises InvalidRecord naming the line."""
    from graph.exports import jsonl

    with file.open(encoding="utf-8") as lines:
        return jsonl.load(store, lines)


def load_parts(settings: Settings, store: Store, file: Path, *, tick: Callable[[int], None] = lambda _: None) -> int:
    """Load a large export in several transactions; the number of records. Raises InvalidRecord before anything is written.

    How far it came is noted in the home after each part, for this file as it is now and the graph of these settings: cut off,
    the same call goes on from there.
    """
    from graph.exports import parts

    marker = _marker(settings, file)
    with file.open(encoding="utf-8") as lines:
        total = parts.check(lines)
    # An empty graph is another one than that into which the noted part went.
    done = int(marker.read_text(encoding="utf-8")) if marker.exists() and any(store.counts()) else 0
    with file.open(encoding="utf-8") as lines:
        for count in parts.load(store, lines, done=done, note=lambda n: _note(marker, n)):
            tick(count)
    marker.unlink(missing_ok=True)
    return total


def _marker(settings: Settings, file: Path) -> Path:
    """Where the progress of one file into one graph is noted."""
    from stemma import wiring

    folder = wiring.home(settings) / "imports"
    folder.mkdir(exist_ok=True)
    stat = file.stat()
    subject = f"{file.resolve()}|{stat.st_size}|{stat.st_mtime_ns}|{settings.stemma_graph or ''}|{settings.stemma_graph_database}"
    return folder / f"{hashlib.sha256(subject.encode()).hexdigest()[:16]}.done"


def _note(marker: Path, count: int) -> None:
    part = marker.with_suffix(".part")
    part.write_text(str(count), encoding="utf-8")
    part.replace(marker)


def read(wanted: Wanted) -> Stated:
    """Everything in a file, checked before anything is written.

    Raises InvalidRecord when rows cannot be taken and `skip_bad` is not set; else they are written to `rejects`.
    """
    reader = READERS["oda" if wanted.form == "jsonl" else wanted.form]
    with wanted.file.open(encoding="utf-8", errors="replace", newline="") as lines:
        found = collect(reader(lines), names())
    if not wanted.skip_bad:
        refuse(found.bad, f"mend them, or let --skip-bad write them to {wanted.rejects.name}")
    elif found.bad:
        wanted.rejects.write_text("".join(f"{row.model_dump_json()}\n" for row in found.bad), encoding="utf-8")
    return found


def take(store: Store, wanted: Wanted, found: Stated, *, tick: Callable[[int], None] = lambda _: None) -> Taken:
    """Propose what was read."""
    return propose(store, found, source=wanted.source or wanted.file.stem, prior=wanted.prior, time=datetime.now(UTC), tick=tick)


def names() -> Callable[[str], str | None]:
    """What whole names are known to mean: datasets of the shipped list whose name stands for one id only."""
    from agents.readers.local.names import fold, gazetteer

    meant: dict[str, set[str]] = {}
    for entry in gazetteer():
        meant.setdefault(fold(entry.name), set()).add(entry.id if entry.label in _OURS else "")
    sure = {name: next(iter(ids)) for name, ids in meant.items() if len(ids) == 1}
    return lambda text: sure.get(fold(text)) or None
