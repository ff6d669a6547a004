"""A benchmark's page: who may hold its items, how surely, by which path; the filters are the address."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from graph import catalogue
from graph.contract import Reads
from graph.lattice import ExposureStatus
from graph.model import Frozen
from stemma import answers
from stemma.web import meanings
from stemma.web.access import Graph, Render
from stemma.web.blank import Blank
from stemma.web.screens import Screen

router = APIRouter(include_in_schema=False)
MOST = 300
"""Rows on one page, the surest first; a higher minimum shows which they are."""


class Filters(Frozen):
    """Rows that are asked for: `member` of a family, at least `minimum` probable, of a time, with a status."""

    minimum: float = 0.0
    window: str | None = None
    member: str | None = None
    status: ExposureStatus | None = None


def screen(reads: Reads, benchmark: str, filters: Filters) -> Screen:
    """The page. Raises UnknownBenchmark, InvalidId."""
    asked = catalogue.canonical(benchmark)
    found = answers.exposures(reads, asked, window=filters.window or None, minimum=filters.minimum)
    wanted = [
        row
        for row in found.rows
        if (filters.member is None or row.benchmark == filters.member) and (filters.status is None or row.status is filters.status)
    ]
    exposed = [row for row in wanted if row.path or row.rate is not None]
    carriers = [row for row in wanted if not row.path and row.rate is None]
    known = catalogue.benchmarks().get(asked)
    given = {
        "found": found,
        "exposed": exposed[:MOST],
        "exposed_total": len(exposed),
        "carriers": carriers,
        "artifacts": len({row.artifact for row in exposed if row.probability > 0}),
        "held": {member: len({r.artifact for r in found.rows if r.benchmark == member and r.probability > 0}) for member in found.members},
        "aliases": known.aliases if known else (),
        "filters": filters,
        "statuses": [status.value for status in ExposureStatus],
        "meaning": meanings.ALL,
    }
    return Screen("explore/benchmark.html", given)


@router.get("/benchmark/{benchmark:path}")
def page(
    benchmark: str,
    graph: Graph,
    page: Render,
    minimum: Annotated[float | None, Blank, Query(alias="min", ge=0, le=1)] = None,
    window: Annotated[str | None, Query(max_length=40)] = None,
    member: Annotated[str | None, Query(max_length=100)] = None,
    status: Annotated[ExposureStatus | None, Blank, Query()] = None,
) -> Response:
    """The page of one benchmark or family."""
    return page.screen(
        screen(graph, benchmark, Filters(minimum=minimum or 0.0, window=window or None, member=member or None, status=status))
    )
