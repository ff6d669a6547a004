"""Writes a site: every page once, what it names as well, until nothing is left; the folder is exchanged when all is done."""

from __future__ import annotations

import json
import shutil
from collections import Counter, deque
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, PackageLoader

from graph.contract import Reads
from graph.errors import InvalidId, UnknownArtifact, UnknownBenchmark, UnknownDocument, UnknownEdge, UnknownRun
from graph.model import Frozen
from graph.search import listed
from graph.snapshot import Snapshot
from stemma.errors import BadSetting
from stemma.site.pages import About, Pages, Wanted
from stemma.site.places import Place, Places
from stemma.web import assets, links
from stemma.web.pages import made_of
from stemma.web.screens import Screen

MARKER = "stemma-site.json"
"""In every site; a folder without it is not written over."""
NAMES = "data/names.json"
ABSENT = (UnknownArtifact, UnknownBenchmark, UnknownDocument, UnknownEdge, UnknownRun, InvalidId)
UNSERVED = ("review",)
"""Static files that only a server's pages use."""

Say = Callable[[str], None]


class Built(Frozen):
    """What was written: pages by kind, bytes in all, edges shown and left out, and links to what the graph does not hold."""

    folder: str
    pages: dict[str, int]
    bytes: int
    edges: int
    left_out: int
    absent: int


def build(store: Reads, folder: Path, wanted: Wanted, *, say: Say, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Built:
    """Write the site of a graph to `folder`, whole or not at all; an earlier site there is replaced.

    `say` hears of the progress. Raises BadSetting for a folder that holds something else, or cannot be written.
    """
    _refuse(folder)
    part = folder.with_name(f"{folder.name}.part")
    made_at = now()
    held = Snapshot(store, minimum=wanted.minimum)
    say(f"{len(held.artifacts())} artifacts and {len(held.all_edges())} edges are read")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True)
        built = _Site(part, Pages(held, wanted, made_at), say).write()
        _exchange(part, folder)
    except OSError as error:
        raise BadSetting(f"cannot write the site to {folder}: {error}; name a folder of yours with room in it") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return built.model_copy(update={"folder": str(folder)})


class _Site:
    """One site that is being written."""

    def __init__(self, folder: Path, pages: Pages, say: Say) -> None:
        self.folder = folder
        self.pages = pages
        self.say = say
        self.places = Places(pages.held)
        self.version = assets.load().version
        self.environment = self._environment()
        self.ahead: deque[Place] = deque()
        self.known: set[str] = set()
        self.count: Counter[str] = Counter()
        self.absent = 0
        self.bytes = 0

    def write(self) -> Built:
        """Everything."""
        about = self.pages.about
        self._await(self.pages.everything())
        self._await(leaf for one in {d.id for d in self.pages.held.documents()} for leaf in self.places.leaves(one))
        while self.ahead:
            self._await(self._page(self.ahead.popleft(), about))
            if self.count.total() % 1000 == 0:
                self.say(f"{self.count.total()} pages written, {len(self.ahead)} to go")
        self._names()
        self._static()
        built = Built(
            folder=str(self.folder),
            pages=dict(sorted(self.count.items())),
            bytes=self.bytes,
            edges=about.edges,
            left_out=about.left_out,
            absent=self.absent,
        )
        self._file(MARKER, about.model_dump_json() + "\n")
        return built

    def _await(self, places: Iterable[Place]) -> None:
        """Pages to write, once each."""
        for place in places:
            if place.file not in self.known:
                self.known.add(place.file)
                self.ahead.append(place)

    def _page(self, place: Place, about: About) -> list[Place]:
        """Write one page, and its answer beside it; the pages that it names."""
        self.places.at, self.places.named = place, []
        try:
            screen, answer = self.pages.screen(place), self.pages.answer(place)
        except ABSENT as error:
            self.absent += 1
            screen, answer = Screen("absent.html", {"said": str(error), "about_it": place.name}), None
        if answer is not None:
            self._file(place.data, answer.model_dump_json())
        with links.by(self.places):
            self._file(place.file, self._rendered(screen, place, about, data=answer is not None))
        self.count[place.page] += 1
        return self.places.named

    def _rendered(self, screen: Screen, place: Place, about: About, *, data: bool) -> str:
        name = place.file.rpartition("/")[2]
        return self.environment.get_template(screen.template).render(
            about=about,
            place=place.page,
            data=self.places.relative(place.data) if data else None,
            names=self.places.relative(NAMES),
            request_path=name,
            undated=name,
            query={},
            asked=[],
            session=None,
            csrf="",
            as_of="",
            dated=False,
            **screen.given,
        )

    def _environment(self) -> Environment:
        def asset(path: str) -> str:
            if path not in assets.load().files:
                raise KeyError(f"no static file {path!r}")
            return self.places.relative(f"static/{self.version}/{path}")

        loader = ChoiceLoader([PackageLoader("stemma.web", "templates/site"), PackageLoader("stemma.web")])
        return made_of(loader, asset=asset, served=False)

    def _names(self) -> None:
        """What the search of the site reads: every artifact, what it is called, and the file of its page."""
        self.places.at = Place("search")
        found = []
        for one in listed(self.pages.held):
            told = one.model_dump(mode="json")
            told["file"] = self.places.relative(self.places.place("artifact", one.id, {}).file)
            told["under"] = [tie | {"file": self._to(tie["id"])} for tie in told["under"]]
            told["members"] = [{"id": member, "file": self._to(member)} for member in told["members"]]
            found.append(told)
        self._file(NAMES, json.dumps({"total": len(found), "names": found}, ensure_ascii=False, separators=(",", ":")))

    def _to(self, artifact: str) -> str:
        return self.places.relative(self.places.place("artifact", artifact, {}).file)

    def _static(self) -> None:
        for path, asset in assets.load().files.items():
            if not path.startswith(UNSERVED):
                self._file(f"static/{self.version}/{path}", asset.body)

    def _file(self, path: str, content: str | bytes) -> None:
        body = content.encode("utf-8", "replace") if isinstance(content, str) else content
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
        self.bytes += len(body)


def _refuse(folder: Path) -> None:
    """Raises BadSetting for what is no folder, and for one that holds something that is no site."""
    if folder.is_dir() and (not any(folder.iterdir()) or (folder / MARKER).is_file()):
        return
    if folder.exists():
        raise BadSetting(f"{folder} holds something that is no site of Stemma, and is not written over; name a new or empty folder")


def _exchange(part: Path, folder: Path) -> None:
    """Put a finished site in the place of what was there."""
    old = folder.with_name(f"{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
