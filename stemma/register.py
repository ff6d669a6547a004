"""Which crawls were begun in a home, with what, and which are not finished: one small file each."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple, NotRequired, TypedDict

from agents.state import CrawlState
from graph.errors import CorruptState
from stemma.errors import NothingToResume, UnknownRun

_STAMP = len("20260101-000000")


class Kept(TypedDict):
    """What a file of the register holds."""

    start: CrawlState
    refresh: bool
    finished: bool
    readers: NotRequired[Literal["local", "llm", "both"]]
    finished_at: NotRequired[str]


class Begun(NamedTuple):
    """A crawl as it was begun."""

    run: str
    start: CrawlState
    refresh: bool
    readers: Literal["local", "llm", "both"] = "local"


class Register:
    """The crawls of one home. Names sort by time of beginning."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def begin(self, begun: Begun) -> None:
        """Note a crawl before its first request."""
        self._write(begun.run, Kept(start=begun.start, refresh=begun.refresh, finished=False, readers=begun.readers))

    def finish(self, run: str) -> None:
        """Note that a crawl needs no resuming."""
        kept = self._read(run)
        self._write(run, {**kept, "finished": True, "finished_at": datetime.now(UTC).isoformat()})

    def finished(self) -> list[str]:
        """The crawls that need no resuming, in the order in which they began."""
        return [path.stem for path in sorted(self._folder.glob("*.json")) if self._read(path.stem)["finished"]]

    def time_of(self, run: str) -> tuple[datetime, datetime]:
        """When a crawl began (to the second before) and ended. Raises UnknownRun for one that never was, or is not finished."""
        known = self.finished()
        if run not in known:
            named = f"the last ones are {', '.join(known[-3:])}" if known else "none is"
            raise UnknownRun(f"no finished crawl is named {run!r} in this home; {named}")
        path = self._folder / f"{run}.json"
        # Notes of before kept no time; theirs was last written when the crawl was finished.
        ended = self._read(run).get("finished_at") or datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat()
        return datetime.strptime(run[:_STAMP], "%Y%m%d-%H%M%S").replace(tzinfo=UTC), datetime.fromisoformat(ended)

    def unfinished(self, run: str | None = None) -> Begun:
        """The named crawl, else the last unfinished one. Raises UnknownRun, NothingToResume."""
        if run is not None:
            if not (self._folder / f"{run}.json").is_file():
                raise UnknownRun(f"no crawl is named {run!r} in this home; `stemma crawl --resume` alone takes the last unfinished one")
            return self._begun(run)
        for path in sorted(self._folder.glob("*.json"), reverse=True):
            if not self._read(path.stem)["finished"]:
                return self._begun(path.stem)
        raise NothingToResume("no unfinished crawl in this home; start one with `stemma crawl ID`")

    def _begun(self, run: str) -> Begun:
        kept = self._read(run)
        return Begun(run, kept["start"], kept["refresh"], kept.get("readers", "local"))

    def _read(self, run: str) -> Kept:
        path = self._folder / f"{run}.json"
        try:
            kept: Kept = json.loads(path.read_text(encoding="utf-8"))
            found = Kept(start=kept["start"], refresh=kept["refresh"], finished=kept["finished"], readers=kept.get("readers", "local"))
            return Kept(**found, finished_at=kept["finished_at"]) if "finished_at" in kept else found
        except (ValueError, KeyError, TypeError) as error:
            raise CorruptState(f"{path} is no note of a crawl ({error}); remove it, and start the crawl again") from error

    def _write(self, run: str, kept: Kept) -> None:
        part = self._folder / f"{run}.part"
        part.write_text(json.dumps(kept), encoding="utf-8")
        part.replace(self._folder / f"{run}.json")
