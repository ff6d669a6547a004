"""Which benchmarks may be inside: `inside`, `why`, `plan`."""

from __future__ import annotations

from typing import Annotated

import typer

from stemma.cli.ask import AsJson, AsOfDay, Benchmark, InWindow, RoundTrips

Artifact = Annotated[str, typer.Argument(metavar="ARTIFACT")]
Minimum = Annotated[float, typer.Option("--min", min=0, max=1, help="Leave out rows below this probability.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (inside, why, plan):
        app.command()(command)


def inside(
    artifact: Artifact,
    window: InWindow = None,
    minimum: Minimum = 0.0,
    as_of: AsOfDay = None,
    budget: RoundTrips = 200,
    as_json: AsJson = False,
) -> None:
    """Which benchmarks an artifact may hold: the same rows as `exposures`, from the other end."""
    from stemma import answers
    from stemma.cli import render_exposure
    from stemma.cli.answering import ask

    ask(
        lambda graph: answers.inside(graph, artifact, window=window, minimum=minimum, budget=budget),
        as_json,
        render_exposure.inside,
        as_of,
    )


def why(
    artifact: Artifact,
    benchmark: Benchmark,
    window: InWindow = None,
    rows: Annotated[int, typer.Option(min=1, help="How many rows to explain, surest first.")] = 1,
    as_of: AsOfDay = None,
    as_json: AsJson = False,
) -> None:
    """One page for a sceptic: the path hop by hop, its quotes, who confirmed them, and what speaks against each."""
    from stemma import answers
    from stemma.cli import render_exposure
    from stemma.cli.answering import ask

    ask(lambda graph: answers.why(graph, artifact, benchmark, window=window, rows=rows), as_json, render_exposure.page, as_of)


def plan(
    budget: Annotated[int, typer.Option(min=1, help="Work to hand out, in reviews; a scan counts as ten.")] = 30,
    as_of: AsOfDay = None,
    as_json: AsJson = False,
) -> None:
    """Which reviews and which scans of rows would settle most exposures for least work."""
    from stemma import answers
    from stemma.cli import render_exposure
    from stemma.cli.answering import ask

    ask(lambda graph: answers.plan(graph, budget=budget), as_json, render_exposure.actions, as_of)
