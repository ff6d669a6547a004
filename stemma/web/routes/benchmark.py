"""A benchmark's page: who may hold its items, how surely, by which path; the filters are the address."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
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
MOST = 200
"""Rows on one page, the surest first; a higher minimum shows which they are."""


class Filters(Frozen):
    """Rows that are asked for: `member` of a family, at least `minimum` probable, of a time, with a status."""

    minimum: float = 0.0
    window: str | None = None
    member: str | None = None
    status: ExposureStatus | None = None


def screen(reads: Reads, benchmark: str, filters: Filters) -> Screen:
    """The whole page. Raises UnknownBenchmark, InvalidId."""
    shown = shell(benchmark, filters)
    return Screen(shown.template, {**shown.given, **told(reads, benchmark, filters)})


def shell(benchmark: str, filters: Filters) -> Screen:
    """The page without its rows, which a server hands in later. Raises InvalidId."""
    name = catalogue.canonical(benchmark)
    known = catalogue.benchmarks().get(name)
    given = {
        "benchmark": name,
        "members": sorted(catalogue.family(name)),
        "aliases": known.aliases if known else (),
        "found": None,
        "filters": filters,
        "statuses": [status.value for status in ExposureStatus],
        "meaning": meanings.ALL,
    }
    return Screen("explore/benchmark.html", given)


def told(reads: Reads, benchmark: str, filters: Filters) -> dict[str, object]:
    """The rows. Raises UnknownBenchmark, InvalidId."""
    found = answers.exposures(reads, catalogue.canonical(benchmark), window=filters.window or None, minimum=filters.minimum)
    wanted = [
        row
        for row in found.rows
        if (filters.member is None or row.benchmark == filters.member) and (filters.status is None or row.status is filters.status)
    ]
    exposed = [row for row in wanted if row.path or row.rate is not None]
    held = {member: len({r.artifact for r in exposed if r.benchmark == member and r.probability > 0}) for member in found.members}
    return {
        "found": found,
        "exposed": exposed[:MOST],
        "exposed_total": len(exposed),
        "carriers": [row for row in wanted if not row.path and row.rate is None],
        "artifacts": len({row.artifact for row in exposed if row.probability > 0}),
        "held": held,
    }


def asked(
    minimum: Annotated[float | None, Blank, Query(alias="min", ge=0, le=1)] = None,
    window: Annotated[str | None, Query(max_length=40)] = None,
    member: Annotated[str | None, Query(max_length=100)] = None,
    status: Annotated[ExposureStatus | None, Blank, Query()] = None,
) -> Filters:
    """The filters in the address."""
    return Filters(minimum=minimum or 0.0, window=window or None, member=member or None, status=status)


Asked = Annotated[Filters, Depends(asked)]


@router.get("/benchmark/{benchmark:path}")
def page(benchmark: str, graph: Graph, page: Render, filters: Asked) -> Response:
    """The page of one benchmark or family."""
    shown = shell(benchmark, filters)
    name = catalogue.canonical(benchmark)
    if not (catalogue.family(name) or graph.carries(benchmark=name)):
        told(graph, benchmark, filters)  # Known by another spelling, or a 404 with the names that are near.
    return page.screen(shown)


@router.get("/part/exposed/{benchmark:path}")
def part(benchmark: str, graph: Graph, page: Render, filters: Asked) -> Response:
    """The rows of that page."""
    given = {"filters": filters, "meaning": meanings.ALL, **told(graph, benchmark, filters)}
    return page.screen(Screen("explore/exposed.html", given))
