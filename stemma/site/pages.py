"""What stands on each page of a site: the screen that the server shows, and the answer that goes beside it as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from graph.ids import Kind
from graph.model import Artifact, Frozen
from graph.snapshot import Snapshot
from stemma import answers
from stemma.annotated import ReadDocument
from stemma.site.places import SINGLE, Place
from stemma.web import marking
from stemma.web.routes import artifact, benchmark, changes, document, edge, graph, leaderboard, run, why
from stemma.web.screens import Screen

LATELY = timedelta(days=30)
EXPLAINED = 5
"""Rows that the page of an artifact and a benchmark explains at first."""
GONE = "…"


@dataclass(frozen=True)
class Wanted:
    """What a site is to hold: proposals from `minimum` on; of documents only the lines that are quoted, when `quotes_only`."""

    minimum: float = 0.0
    quotes_only: bool = False
    title: str = "Stemma"


class About(Frozen):
    """What a site says of itself on every page: when it was made, and how many live edges it shows and leaves out."""

    title: str
    made_at: datetime
    edges: int
    left_out: int
    minimum: float
    quotes_only: bool


class Pages:
    """The pages of one graph, as of one moment."""

    def __init__(self, held: Snapshot, wanted: Wanted, made_at: datetime) -> None:
        """`made_at`: when the graph was read."""
        self.held = held
        self.wanted = wanted
        self.made_at = made_at

    @property
    def about(self) -> About:
        """What every page says."""
        return About(
            title=self.wanted.title,
            made_at=self.made_at,
            edges=self.held.counts().edges,
            left_out=self.held.left_out,
            minimum=self.wanted.minimum,
            quotes_only=self.wanted.quotes_only,
        )

    def screen(self, place: Place) -> Screen:
        """The page of a place. Raises what the question raises, when the graph does not hold what it is about."""
        return self._single(place) if place.page in SINGLE else self._of(place)

    def _of(self, place: Place) -> Screen:
        """A page of which there are many."""
        held, name = self.held, place.name
        match place.page:
            case "artifact":
                return artifact.screen(held, name, graph.View(), whole=True)
            case "benchmark":
                return benchmark.screen(held, name, benchmark.Filters())
            case "edge":
                return edge.screen(held, name)
            case "run":
                return run.screen(held, name)
            case "document":
                return self._document(place)
            case "why":
                asked, window, rows = place.detail
                return why.screen(held, name, asked, window=window or None, rows=int(rows or EXPLAINED))
        around = graph.around(held, name, graph.View())
        return Screen("explore/tables.html", {"around": around, "record": graph.record, "hops": True})

    def _single(self, place: Place) -> Screen:
        """A page of which there is one, but for the leaderboards of benchmarks."""
        held = self.held
        match place.page:
            case "leaderboard":
                return leaderboard.screen(held, place.name or None)
            case "changes":
                return changes.screen(held, self.made_at - LATELY, self.made_at)
            case "search":
                return Screen("explore/search.html", {"total": len(held.artifacts())})
            case "all":
                return Screen("all.html", {"kinds": self._kinds()})
        return Screen("explore/home.html", {"counts": held.counts(), "benchmarks": self._benchmarks()})

    def answer(self, place: Place) -> Frozen | None:
        """The answer of the API that a page shows; None for pages that show none, or a leaf of one."""
        held, name = self.held, place.name
        match place.page:
            case "artifact":
                return answers.artifact(held, name)
            case "benchmark":
                return answers.exposures(held, name)
            case "edge":
                return answers.explain_edge(held, name)
            case "run":
                return answers.run(held, name)
            case "document":
                return None if place.detail[1] else self._read(place)
            case "leaderboard" if name:
                return answers.standings(held, name)
        return None

    def everything(self) -> list[Place]:
        """The pages that are made whether another names them or not."""
        nodes = self.held.artifacts().values()
        return [
            *(Place(page) for page in ("home", "search", "all", "changes", "leaderboard")),
            *(Place("benchmark" if node.kind is Kind.BENCHMARK else "artifact", node.id) for node in nodes),
            *(Place("edge", one.id) for one in self.held.all_edges()),
            *(Place("run", one.id) for one in self.held.runs()),
        ]

    def _document(self, place: Place) -> Screen:
        sha, line = place.detail
        shown = document.screen(self.held, place.name, sha=sha, line=int(line.removeprefix("L") or 1))
        leaf = shown.given["leaf"]
        if not self.wanted.quotes_only or not isinstance(leaf, marking.Leaf):
            return shown
        return shown._replace(given={**shown.given, "leaf": leaf._replace(lines=_quoted(leaf.lines))})

    def _read(self, place: Place) -> ReadDocument:
        read = answers.document(self.held, place.name, revision=place.detail[0])
        return read.model_copy(update={"text": ""}) if self.wanted.quotes_only else read

    def _kinds(self) -> Mapping[str, Sequence[Artifact]]:
        nodes = sorted(self.held.artifacts().values(), key=lambda node: node.id.lower())
        return {kind.value: found for kind in Kind if (found := [node for node in nodes if node.kind is kind])}

    def _benchmarks(self) -> Sequence[tuple[str, int]]:
        """The benchmarks that something may hold, and how many artifacts may."""
        ids = sorted({fact.benchmark for fact in self.held.carries()})
        held = {i: {row.artifact for row in answers.exposures(self.held, i).rows if row.probability > 0 and row.path} for i in ids}
        return sorted(((i, len(artifacts)) for i, artifacts in held.items() if artifacts), key=lambda one: (-one[1], one[0]))


def _quoted(lines: Sequence[marking.Line]) -> tuple[marking.Line, ...]:
    """The lines that a quote touches; runs of others as one line that says that there were some."""
    found: list[marking.Line] = []
    for line in lines:
        if any(piece.ids for piece in line.pieces):
            found.append(line)
        elif not found or found[-1].pieces != (marking.Piece(GONE),):
            found.append(marking.Line(line.number, (marking.Piece(GONE),)))
    return tuple(found)
