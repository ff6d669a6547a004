"""Questions to the graph: `show`, `upstream`, `downstream`, `exposures`, `query`."""

from __future__ import annotations

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
Wanted = Annotated[str, typer.Argument(metavar="ID")]
Depth = Annotated[int, typer.Option(min=1, max=64, help="Hops to follow.")]
AsOfDay = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="What was known then: a date (its end, UTC) or a time.")]
Benchmark = Annotated[
    str, typer.Argument(metavar="BENCHMARK", help="benchmark:gsm8k, gsm8k, a family (aime), or a time of one: livecodebench@2024-08..")
]
InWindow = Annotated[str | None, typer.Option("--window", metavar="FROM..TO", help="Only items of these months, like 2024-08..")]
RoundTrips = Annotated[int, typer.Option("--budget", min=1, help="Round trips to the graph; what they do not reach is named.")]
Minimum = Annotated[float, typer.Option("--min", min=0, max=1, help="Leave out proposed edges below this confidence.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (show, upstream, downstream, exposures, query):
        app.command()(command)


def show(
    wanted: Annotated[str, typer.Argument(metavar="ID", help="An artifact id, or an edge id e:...")],
    history: Annotated[
        bool, typer.Option("--history", help="Of an edge: what it said at every version, who read it, and why it changed.")
    ] = False,
    as_of: AsOfDay = None,
    as_json: AsJson = False,
) -> None:
    """Print an edge or an artifact, with its quotes in context and where they stand."""
    from stemma import answers
    from stemma.cli import render
    from stemma.cli.answering import ask

    if history:
        _history(wanted, as_of, as_json)
    elif wanted.startswith("e:"):
        ask(lambda graph: answers.explain_edge(graph, wanted), as_json, render.shown_edge, as_of)
    else:
        ask(lambda graph: answers.artifact(graph, wanted), as_json, render.shown_artifact, as_of)


def _history(wanted: str, as_of: str | None, as_json: bool) -> None:
    from stemma.cli import changes
    from stemma.cli.answering import ask
    from stemma.recounting import history
    from stemma.settings import load

    if not wanted.startswith("e:"):
        raise typer.BadParameter(f"{wanted} is no edge; `stemma show {wanted}` names its edges, e:...", param_hint="--history")
    ask(lambda graph: history(load(), graph, wanted), as_json, changes.history, as_of)


def upstream(wanted: Wanted, depth: Depth = 8, minimum: Minimum = 0.0, as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """Print the tree of what an artifact was made from."""
    from stemma import answers
    from stemma.cli import render
    from stemma.cli.answering import ask

    ask(
        lambda graph: answers.upstream(graph, wanted, depth=depth, minimum=minimum),
        as_json,
        lambda found: render.tree(found, upward=True),
        as_of,
    )


def downstream(wanted: Wanted, depth: Depth = 8, minimum: Minimum = 0.0, as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """Print the tree of what was made from an artifact."""
    from stemma import answers
    from stemma.cli import render
    from stemma.cli.answering import ask

    ask(
        lambda graph: answers.downstream(graph, wanted, depth=depth, minimum=minimum),
        as_json,
        lambda found: render.tree(found, upward=False),
        as_of,
    )


def exposures(
    benchmark: Benchmark,
    window: InWindow = None,
    as_of: AsOfDay = None,
    budget: RoundTrips = 200,
    minimum: Annotated[float, typer.Option("--min", min=0, max=1, help="Leave out rows below this probability.")] = 0.0,
    top: Annotated[int | None, typer.Option(min=1, help="Stop the search after this many artifacts, surest first.")] = None,
    fail_over: Annotated[
        float | None, typer.Option(min=0, max=1, help="Exit 3 when a row not carried by itself reaches this probability.")
    ] = None,
    runs: Annotated[
        bool,
        typer.Option(
            "--runs", help="Which published results stand on such a path (from --min 0.5 when not given), and ranks without them."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Which datasets, models and runs may hold a benchmark's items, how surely, along which path, on which quotes."""
    if runs:
        _standings(benchmark, minimum, as_of, fail_over, as_json)
        return
    from stemma import answers
    from stemma.cli import render_exposure
    from stemma.cli.answering import ask

    found = ask(
        lambda graph: answers.exposures(graph, benchmark, window=window, minimum=minimum, top=top, budget=budget, runs=True),
        as_json,
        render_exposure.table,
        as_of,
    )
    if fail_over is not None and any(r.probability >= fail_over for r in found.rows if r.path or r.through or r.rate is not None):
        raise typer.Exit(3)


def _standings(benchmark: str, minimum: float, as_of: str | None, fail_over: float | None, as_json: bool) -> None:
    from graph.standings import contaminated
    from stemma import answers
    from stemma.cli import boards
    from stemma.cli.answering import ask

    found = ask(lambda graph: answers.standings(graph, benchmark, minimum=minimum or 0.5), as_json, boards.standings, as_of)
    if fail_over is not None and any(row.exposure and row.exposure.probability >= fail_over for row in contaminated(found)):
        raise typer.Exit(3)


def query(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="A query that ships with Stemma; leave out to list them.")] = None,
    cypher: Annotated[str | None, typer.Option(help="Cypher of your own; it cannot write.")] = None,
    param: Annotated[
        list[str] | None, typer.Option("--param", "-p", metavar="KEY=VALUE", help="A parameter; VALUE is JSON or text.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Rows to print at most.")] = 1000,
    as_json: AsJson = False,
) -> None:
    """Run a shipped query or Cypher of your own, read-only."""
    from graph import cypher as shipped
    from stemma import wiring
    from stemma.cli import render
    from stemma.settings import load

    if (name is None) == (cypher is None):
        if cypher is None:
            render.query_names({n: shipped.about(n).split("\n")[0] for n in shipped.names()})
            return
        raise typer.BadParameter("give a NAME or --cypher, not both")
    text = cypher if cypher is not None else shipped.load(str(name))
    with wiring.store(load()) as store:
        rows = store.query(text, render.parameters(param or []), limit=limit)
    if as_json:
        render.print_json({"columns": rows.columns, "rows": rows.rows, "truncated": rows.truncated})
    else:
        render.rows(rows.columns, rows.rows, truncated=rows.truncated)
