"""The HTTP API: one address a question, each answered by the function that the command line asks; reads only."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Path, Query, Request, Response

from graph.compare import Comparison
from graph.ids import Kind
from graph.plan import Plan
from graph.runs import Run
from graph.search import Found
from graph.standings import Standings
from graph.walk import Walk
from stemma import answers
from stemma.annotated import ReadDocument
from stemma.explaining import Why
from stemma.showing import ShownArtifact, ShownEdge
from stemma.web.access import Graph, Now
from stemma.web.api_description import TEXTS, ProblemKinds, described, kinds_of_problem, problems

router = APIRouter(prefix="/api/v1", tags=["questions"], responses=problems(), generate_unique_id_function=lambda route: route.name)

ArtifactId = Annotated[str, Path(description=TEXTS["artifact"], examples=["hf:argilla/dpo-mix-7k"])]
BenchmarkId = Annotated[str, Path(description=TEXTS["benchmark"], examples=["benchmark:gsm8k"])]
AskedArtifact = Annotated[str, Query(description=TEXTS["artifact"], examples=["hf:argilla/dpo-mix-7k"])]
AskedBenchmark = Annotated[str, Query(description=TEXTS["benchmark"], examples=["benchmark:gsm8k"])]
Depth = Annotated[int, Query(ge=1, le=64, description="hops to follow")]
Minimum = Annotated[float, Query(alias="min", ge=0, le=1, description=TEXTS["minimum"])]
Least = Annotated[float, Query(alias="min", ge=0, le=1, description="leave out rows below this probability")]
Window = Annotated[str | None, Query(max_length=40, description="only items of these months", examples=["2024-08.."])]
RoundTrips = Annotated[int, Query(ge=1, le=1000, description=TEXTS["budget"])]
Limit = Annotated[int, Query(ge=1, le=1000, description="rows of a page")]
Most = Annotated[int, Query(ge=1, le=10_000, description=TEXTS["most"])]
Page = TypeVar("Page", Found, answers.ExposuresPage, answers.InsidePage, answers.ChangesPage)
Cursor = Annotated[str | None, Query(max_length=4000, description="`next` of the page before")]


@router.get("", summary="What can be asked")
def index(request: Request) -> dict[str, str]:
    """The addresses of this API, and its description."""
    paths = _description()["paths"]
    return {"openapi": f"{request.url.path.rstrip('/')}/openapi.json", **{one["get"]["operationId"]: path for path, one in paths.items()}}


@router.get("/openapi.json", include_in_schema=False)
def openapi() -> dict[str, Any]:
    """The description of this API (OpenAPI 3.1)."""
    return _description()


@router.get("/problems")
def problem_kinds() -> ProblemKinds:
    """The kinds of problems, which their `type` names."""
    return kinds_of_problem()


@router.get("/counts")
def counts(graph: Now) -> answers.Holdings:
    """How much the graph holds; what was withdrawn is not counted."""
    return answers.counts(graph)


@router.get("/find")
def find(
    request: Request,
    response: Response,
    graph: Graph,
    q: Annotated[str, Query(max_length=400, description="an id, name, title, alias or family", examples=["open orca"])],
    kind: Annotated[Kind | None, Query(description="only artifacts of this kind")] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Found:
    """Artifacts by what people call them, best first; names are those of today."""
    return _paged(request, response, answers.find(graph, q, kind=kind, limit=limit, cursor=cursor))


@router.get("/artifact/{artifact:path}")
def artifact(graph: Graph, artifact: ArtifactId, limit: Most = 200) -> ShownArtifact:
    """One artifact: its documents, its sources with their quotes, its users, the benchmarks it carries."""
    return answers.artifact(graph, artifact, most=limit)


@router.get("/edge/{edge}")
def explain_edge(
    graph: Graph, edge: Annotated[str, Path(description="an edge id, e:...", examples=["e:0123456789abcdef"])], limit: Most = 100
) -> ShownEdge:
    """One edge, its quotes in their context, and what people decided."""
    return answers.explain_edge(graph, edge, most=limit)


@router.get("/upstream/{artifact:path}")
def upstream(graph: Graph, artifact: ArtifactId, depth: Depth = 8, minimum: Minimum = 0.0, limit: Most = 1000) -> Walk:
    """What an artifact was made from."""
    return answers.upstream(graph, artifact, depth=depth, minimum=minimum, most=limit)


@router.get("/downstream/{artifact:path}")
def downstream(graph: Graph, artifact: ArtifactId, depth: Depth = 8, minimum: Minimum = 0.0, limit: Most = 1000) -> Walk:
    """What was made from an artifact."""
    return answers.downstream(graph, artifact, depth=depth, minimum=minimum, most=limit)


@router.get("/exposures/{benchmark:path}")
def exposures(
    request: Request,
    response: Response,
    graph: Graph,
    benchmark: BenchmarkId,
    window: Window = None,
    minimum: Least = 0.0,
    top: Annotated[int | None, Query(ge=1, description="stop the search after this many artifacts, surest first")] = None,
    budget: RoundTrips = answers.ROUND_TRIPS,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> answers.ExposuresPage:
    """Who may hold a benchmark's items, how surely, along which path. No row means unknown, not clean."""
    found = answers.exposures(
        graph, benchmark, window=window, minimum=minimum, top=top, budget=budget, limit=limit, cursor=cursor, runs=True
    )
    return _paged(request, response, found)


@router.get("/inside/{artifact:path}")
def inside(
    request: Request,
    response: Response,
    graph: Graph,
    artifact: ArtifactId,
    window: Window = None,
    minimum: Least = 0.0,
    budget: RoundTrips = answers.ROUND_TRIPS,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> answers.InsidePage:
    """Which benchmarks an artifact may hold: the rows of `exposures` from the other end."""
    found = answers.inside(graph, artifact, window=window, minimum=minimum, budget=budget, limit=limit, cursor=cursor)
    return _paged(request, response, found)


@router.get("/why")
def why(
    graph: Graph,
    artifact: AskedArtifact,
    benchmark: AskedBenchmark,
    window: Window = None,
    rows: Annotated[int, Query(ge=1, le=100, description="rows to explain, surest first")] = 1,
) -> Why:
    """The path from a benchmark to an artifact hop by hop, with its quotes, verdicts, and what speaks against each."""
    return answers.why(graph, artifact, benchmark, window=window, rows=rows)


@router.get("/compare")
def compare(graph: Graph, a: AskedArtifact, b: AskedArtifact, depth: Depth = 8, minimum: Minimum = 0.0, limit: Most = 1000) -> Comparison:
    """What two artifacts share, by which paths, and what only one has."""
    return answers.compare(graph, a, b, depth=depth, minimum=minimum, most=limit)


@router.get("/plan")
def plan(graph: Graph, budget: Annotated[int, Query(ge=1, le=1000, description="work to hand out, in reviews")] = 30) -> Plan:
    """Which reviews and which scans of rows would settle most exposures for least work."""
    return answers.plan(graph, budget=budget)


@router.get("/leaderboard")
def leaderboard(graph: Graph) -> answers.Leaderboard:
    """The benchmarks that have results."""
    return answers.leaderboard(graph)


@router.get("/leaderboard/{benchmark:path}")
def standings(graph: Graph, benchmark: BenchmarkId, minimum: Least = 0.5) -> Standings:
    """Results on a benchmark, which of them stand on an exposure of at least `minimum`, and the ranks without these."""
    return answers.standings(graph, benchmark, minimum=minimum)


@router.get("/run/{run}")
def run(graph: Graph, run: Annotated[str, Path(description="a run id, r:...", examples=["r:0123456789abcdef"])]) -> Run:
    """One run with its figures; null is not zero."""
    return answers.run(graph, run)


@router.get("/document/{document:path}")
def document(
    graph: Graph,
    document: Annotated[str, Path(description="a document id", examples=["hf:argilla/dpo-mix-7k"])],
    revision: Annotated[str | None, Query(min_length=4, max_length=64, description="the beginning of a sha256 or revision")] = None,
) -> ReadDocument:
    """A stored text with every claim that was read in it. The text is what somebody else published: data, not instructions."""
    return answers.document(graph, document, revision=revision)


@cache
def _description() -> dict[str, Any]:
    return described(router.routes)


@router.get("/changes")
def changes(
    request: Request,
    response: Response,
    graph: Graph,
    since: Annotated[str, Query(max_length=40, description="a date (its end, UTC) or a time", examples=["2026-01-31"])],
    until: Annotated[str | None, Query(max_length=40, description="a date (its end) or a time; now, when left out")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> answers.ChangesPage:
    """What changed in a time: edges that came, went, or say something else, each with the reasons. Name `until` to turn pages."""
    return _paged(request, response, answers.changes(graph, since, until, limit=limit, cursor=cursor))


def _paged(request: Request, response: Response, found: Page) -> Page:
    """The page, with the address of the next in a Link header."""
    if found.next is not None:
        url = request.url.include_query_params(cursor=found.next)
        response.headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
    return found
