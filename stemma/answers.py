"""One function per question to the graph: the command line, the HTTP API, the MCP server and the pages ask these and no others.

Every function takes a graph that is read (`graph.contract.Reads`) and plain values, and returns the frozen model that
`--json` prints. `as_of`: what was known at a date (its end, UTC) or time; raises BadTime for what is neither. Ids may be
spelled in any way `graph.ids.parse` takes (raises InvalidId). `limit` and `cursor` page through long answers
(`graph.paging`; raises BadCursor); `most` bounds what is no list, and `truncated` says how much it left out.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from graph import compare as comparing
from graph import exposure, paging, search
from graph import plan as planning
from graph import standings as standing
from graph.asof import AsOf, moment
from graph.changes import Changes, place
from graph.changes import changes as differing
from graph.contract import Direction, Reads
from graph.errors import InvalidId
from graph.ids import Kind, parse
from graph.model import Frozen
from graph.reach import Budget
from graph.readonly import Browsable
from graph.rows import Exposures, Inside, Row
from graph.walk import Walk, walk
from stemma import explaining, showing
from stemma.annotated import ReadDocument, read_document
from stemma.errors import BadTime
from stemma.held import held

if TYPE_CHECKING:
    from graph.runs import Run

ROUND_TRIPS = 200
DEPTH = 8


class ExposuresPage(Exposures):
    """Rows of one page, of `total`; `next`: the cursor of the page after it."""

    total: int
    next: str | None


class InsidePage(Inside):
    """Rows of one page, of `total`; `next`: the cursor of the page after it."""

    total: int
    next: str | None


class ChangesPage(Changes):
    """Changes of one page, of `total`; `next`: the cursor of the page after it."""

    total: int
    next: str | None


class Holdings(Frozen):
    """How many of each the graph holds; withdrawn claims and edges are not counted."""

    artifacts: int
    documents: int
    claims: int
    edges: int


class Measured(Frozen):
    """A benchmark that runs were measured on: how many runs, and how many figures of them (nulls too)."""

    benchmark: str
    runs: int
    figures: int


class Leaderboard(Frozen):
    """Every benchmark with results, by id: `standings` has the tables of each."""

    benchmarks: tuple[Measured, ...]


def then(store: Reads, as_of: str | None) -> Reads:
    """The graph itself, or a view of it as of a date or time. Raises BadTime for what is neither."""
    return store if as_of is None else AsOf(store, _moment(as_of))


def counts(store: Browsable) -> Holdings:
    """How much the graph holds now."""
    return held.answer(store, ("counts",), lambda: Holdings(**store.counts()._asdict()))


def find(
    store: Reads, text: str, *, kind: Kind | str | None = None, limit: int | None = 20, cursor: str | None = None, as_of: str | None = None
) -> search.Found:
    """Artifacts by what people call them, best first; names are those of today. Raises InvalidId for an unknown kind."""
    return search.find(then(store, as_of), text, kind=_kind(kind), limit=limit, cursor=cursor)


def artifact(store: Reads, artifact: str, *, most: int | None = None, as_of: str | None = None) -> showing.ShownArtifact:
    """One artifact: its documents, sources with quotes, users, benchmarks it carries. Raises UnknownArtifact."""
    return showing.artifact(then(store, as_of), parse(artifact), most=most)


def explain_edge(store: Reads, edge: str, *, most: int | None = None, as_of: str | None = None) -> showing.ShownEdge:
    """One edge, its quotes in context, its decisions. Raises UnknownEdge."""
    return showing.edge(then(store, as_of), edge, most=most)


def upstream(
    store: Reads, artifact: str, *, depth: int = DEPTH, minimum: float = 0.0, most: int | None = None, as_of: str | None = None
) -> Walk:
    """What an artifact was made from. Raises UnknownArtifact."""
    return _walked(store, artifact, "upstream", depth, minimum, most, as_of)


def downstream(
    store: Reads, artifact: str, *, depth: int = DEPTH, minimum: float = 0.0, most: int | None = None, as_of: str | None = None
) -> Walk:
    """What was made from an artifact. Raises UnknownArtifact."""
    return _walked(store, artifact, "downstream", depth, minimum, most, as_of)


def exposures(
    store: Reads,
    benchmark: str,
    *,
    window: str | None = None,
    minimum: float = 0.0,
    top: int | None = None,
    budget: int = ROUND_TRIPS,
    limit: int | None = None,
    cursor: str | None = None,
    as_of: str | None = None,
    runs: bool = False,
) -> ExposuresPage:
    """Who may hold a benchmark's items, how surely, along which path; with `runs` those too. Raises UnknownBenchmark."""
    reads, graph = Budget(round_trips=budget), then(store, as_of)
    found = held.answer(
        graph,
        ("exposures", benchmark, window, minimum, top, budget, runs),
        lambda: exposure.exposures(graph, benchmark, window=window, minimum=minimum, top=top, budget=reads, runs=runs),
    )
    asked = ("exposures", found.benchmark, found.window, minimum, top, runs, _day(graph))
    part = paging.page(found.rows, _place, question=asked, limit=limit, cursor=cursor)
    return ExposuresPage.model_validate(_fields(found) | {"rows": tuple(part.rows), "total": part.total, "next": part.next})


def inside(
    store: Reads,
    artifact: str,
    *,
    window: str | None = None,
    minimum: float = 0.0,
    budget: int = ROUND_TRIPS,
    limit: int | None = None,
    cursor: str | None = None,
    as_of: str | None = None,
) -> InsidePage:
    """Which benchmarks an artifact may hold: the rows of `exposures` from the other end. Raises UnknownArtifact."""
    reads, graph, wanted = Budget(round_trips=budget), then(store, as_of), parse(artifact)
    found = held.answer(
        graph,
        ("inside", wanted, window, minimum, budget),
        lambda: exposure.inside(graph, wanted, window=window, minimum=minimum, budget=reads),
    )
    part = paging.page(found.rows, _place, question=("inside", found.artifact, window, minimum, _day(graph)), limit=limit, cursor=cursor)
    return InsidePage.model_validate(_fields(found) | {"rows": tuple(part.rows), "total": part.total, "next": part.next})


def why(
    store: Reads, artifact: str, benchmark: str, *, window: str | None = None, rows: int = 1, as_of: str | None = None
) -> explaining.Why:
    """The path from a benchmark to an artifact hop by hop, and what speaks against it. Raises UnknownArtifact, UnknownBenchmark."""
    graph, wanted = then(store, as_of), parse(artifact)
    asked = ("why", wanted, benchmark, window, rows)
    return held.answer(graph, asked, lambda: explaining.why(graph, wanted, benchmark, window=window, rows=rows))


def compare(
    store: Reads,
    a: str,
    b: str,
    *,
    depth: int = DEPTH,
    minimum: float = 0.0,
    most: int | None = None,
    as_of: str | None = None,
) -> comparing.Comparison:
    """What two artifacts share and what only one has. Raises UnknownArtifact; InvalidId when both are one."""
    graph, one, other = then(store, as_of), parse(a), parse(b)
    asked = ("compare", one, other, depth, minimum, most)
    return held.answer(graph, asked, lambda: comparing.compare(graph, one, other, depth=depth, minimum=minimum, most=most))


def plan(store: Reads, *, budget: int = 30, as_of: str | None = None) -> planning.Plan:
    """Which reviews and scans would settle most exposures for `budget` work."""
    graph = then(store, as_of)
    return held.answer(graph, ("plan", budget), lambda: planning.plan(graph, budget=budget))


def standings(store: Reads, benchmark: str, *, minimum: float = 0.5, as_of: str | None = None) -> standing.Standings:
    """Results on a benchmark, and which of them stand on an exposure of at least `minimum`. Raises UnknownBenchmark."""
    graph, wanted = then(store, as_of), benchmark if ":" in benchmark else f"benchmark:{benchmark}"
    return held.answer(graph, ("standings", wanted, minimum), lambda: standing.standings(graph, wanted, minimum=minimum))


def leaderboard(store: Reads) -> Leaderboard:
    """The benchmarks that have results."""
    return held.answer(store, ("leaderboard",), lambda: _leaderboard(store))


def run(store: Reads, run: str) -> Run:
    """One run with its figures. Raises UnknownRun."""
    from graph.errors import UnknownRun

    found = store.runs(ids=[run])
    if not found:
        raise UnknownRun(f"no run {run!r} in this graph; `stemma exposures BENCHMARK --runs --json` names runs by their ids, r:...")
    return found[0]


def changes(
    store: Reads, since: str | datetime, until: str | datetime | None = None, *, limit: int | None = None, cursor: str | None = None
) -> ChangesPage:
    """What changed after `since` and no later than `until` (now, when None): edges that came, went, or say something else.

    Dates mean their ends. A cursor is of one `until`, so name it to turn pages. Raises BadTime.
    """
    begin, end = _moment(since), None if until is None else _moment(until)
    if end is not None and begin > end:
        raise BadTime(f"the time begins at {begin.isoformat()}, after its end {end.isoformat()}; give the earlier one first")
    found = differing(store, begin, end)
    asked = ("changes", begin, end, _day(store))
    part = paging.page(found.changes, place, question=asked, limit=limit, cursor=cursor)
    return ChangesPage.model_validate(_fields(found) | {"changes": tuple(part.rows), "total": part.total, "next": part.next})


def document(store: Reads, document: str, *, revision: str | None = None, as_of: str | None = None) -> ReadDocument:
    """A stored text with every claim that was read in it. Raises UnknownDocument."""
    return read_document(then(store, as_of), document, revision)


def _walked(store: Reads, artifact: str, direction: Direction, depth: int, minimum: float, most: int | None, as_of: str | None) -> Walk:
    return walk(then(store, as_of), parse(artifact), direction, depth, minimum=minimum, most=most)


def _leaderboard(store: Reads) -> Leaderboard:
    runs: dict[str, set[str]] = {}
    figures: dict[str, int] = {}
    for one in store.runs():
        for metric in one.metrics:
            if metric.on in one.benchmarks:
                runs.setdefault(metric.on, set()).add(one.id)
                figures[metric.on] = figures.get(metric.on, 0) + 1
    return Leaderboard(benchmarks=tuple(Measured(benchmark=b, runs=len(runs[b]), figures=figures[b]) for b in sorted(runs)))


def _kind(kind: Kind | str | None) -> Kind | None:
    if kind is None or isinstance(kind, Kind):
        return kind
    known = {one.value.lower(): one for one in Kind}
    if kind.lower() not in known:
        raise InvalidId(f"{kind!r} is no kind of artifact; use one of {', '.join(known)}")
    return known[kind.lower()]


def _moment(said: str | datetime) -> datetime:
    if isinstance(said, datetime):
        return said
    try:
        return moment(said)
    except ValueError as error:
        raise BadTime(f"{said!r} is no date; write 2026-05-31, or 2026-05-31T12:00Z") from error


def _day(graph: Reads) -> str:
    """The time a view is of; empty for now."""
    return graph.at.isoformat() if isinstance(graph, AsOf) else ""


def _place(row: Row) -> tuple[float, str, str, str, str]:
    """The order of rows, the most probable first."""
    return -row.probability, row.artifact.lower(), row.benchmark, row.window or "", row.split or ""


def _fields(found: Exposures | Inside | Changes) -> dict[str, object]:
    return {name: getattr(found, name) for name in type(found).model_fields}
