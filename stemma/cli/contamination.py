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
    from graph.exposure import inside as held
    from graph.ids import parse
    from graph.reach import Budget
    from stemma import wiring
    from stemma.cli import render, render_exposure
    from stemma.cli.then import then
    from stemma.settings import load

    with wiring.store(load()) as store:
        found = held(then(store, as_of), parse(artifact), window=window, minimum=minimum, budget=Budget(round_trips=budget))
    if as_json:
        render.print_json(found.model_dump(mode="json"))
    else:
        render_exposure.inside(found)


def why(
    artifact: Artifact,
    benchmark: Benchmark,
    window: InWindow = None,
    rows: Annotated[int, typer.Option(min=1, help="How many rows to explain, surest first.")] = 1,
    as_of: AsOfDay = None,
    as_json: AsJson = False,
) -> None:
    """One page for a sceptic: the path hop by hop, its quotes, who confirmed them, and what speaks against each."""
    from graph.ids import parse
    from stemma import explaining, wiring
    from stemma.cli import render, render_exposure
    from stemma.cli.then import then
    from stemma.settings import load

    with wiring.store(load()) as store:
        found = explaining.why(then(store, as_of), parse(artifact), benchmark, window=window, rows=rows)
    if as_json:
        render.print_json(found.model_dump(mode="json"))
    else:
        render_exposure.page(found)


def plan(
    budget: Annotated[int, typer.Option(min=1, help="Work to hand out, in reviews; a scan counts as ten.")] = 30,
    as_json: AsJson = False,
) -> None:
    """Which reviews and which scans of rows would settle most exposures for least work."""
    from graph.plan import plan as planned
    from stemma import wiring
    from stemma.cli import render, render_exposure
    from stemma.settings import load

    with wiring.store(load()) as store:
        found = planned(store, budget=budget)
    if as_json:
        render.print_json(found.model_dump(mode="json"))
    else:
        render_exposure.actions(found)
