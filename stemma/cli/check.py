"""`stemma check`: what cannot be true of the family tree, as a report and as a gate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from graph.contract import Reads
    from graph.integrity import Report

SHOWN = 20
"""Findings of one kind that a person is shown; `--json` has all."""

Most = Annotated[int | None, typer.Option(min=0, help="Exit 3 when there are more.")]


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(check)


def check(
    max_cycles: Most = None,
    max_chronology: Most = None,
    max_conflicts: Most = None,
    max_unresolved: Most = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="What was known then: a date or a time.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Report cycles with the fewest edges to cut, sources younger than what was made of them, conflicts, unresolved names."""
    from graph import integrity
    from graph.asof import AsOf
    from stemma import wiring
    from stemma.changing import when
    from stemma.cli import render
    from stemma.settings import load

    with wiring.store(load()) as store:
        graph = AsOf(store, when(as_of)) if as_of is not None else store
        report = integrity.check(graph)
        lines = [] if as_json else list(_lines(graph, report))
    if as_json:
        render.print_json(report.model_dump(mode="json"))
    else:
        print("\n".join(lines))
    counted = (len(report.cycles), len(report.chronology), len(report.conflicts), report.unresolved)
    limits = (max_cycles, max_chronology, max_conflicts, max_unresolved)
    if any(most is not None and count > most for count, most in zip(counted, limits, strict=True)):
        raise typer.Exit(3)


def _lines(store: Reads, report: Report) -> Iterable[str]:
    from stemma.cli.render import bold, one_line

    cut = [identity for cycle in report.cycles for identity in cycle.cut]
    edges = {e.id: e for e in store.edges({*cut, *report.chronology, *(i for c in report.conflicts for i in c.edges)})}

    def said(identity: str) -> str:
        edge = edges[identity]
        return f"{edge.downstream} {edge.relation.replace('_', ' ')} of {edge.upstream} ({edge.status} {edge.confidence:.2f}, {identity})"

    yield bold(f"cycles: {len(report.cycles)}")
    for cycle in report.cycles[:SHOWN]:
        named = ", ".join(cycle.nodes[:6]) + (f" and {len(cycle.nodes) - 6} more" if len(cycle.nodes) > 6 else "")
        yield f"  {len(cycle.nodes)} works derive from one another: {named}; {len(cycle.cut)} edges to cut:"
        yield from (f"    {said(identity)}" for identity in cycle.cut[:SHOWN])
    yield bold(f"sources younger than what was made of them: {len(report.chronology)}")
    dates = store.artifacts({end for i in report.chronology[:SHOWN] for end in (edges[i].downstream, edges[i].upstream)})
    for identity in report.chronology[:SHOWN]:
        made, source = (dates[end].first_public for end in (edges[identity].downstream, edges[identity].upstream))
        yield f"  {said(identity)}: {source:%Y-%m-%d} after {made:%Y-%m-%d}"
    yield bold(f"conflicts: {len(report.conflicts)}")
    for conflict in report.conflicts[:SHOWN]:
        yield f"  {conflict.kind.replace('_', ' ')}: {' | '.join(said(i) for i in conflict.edges)}"
        for claim, says in zip(conflict.claims, conflict.says, strict=True):
            yield f'    {claim.document_id}: {says}, "{one_line(claim.quote)}"'
    yield bold(f"names that nothing was found for: {report.unresolved}")
