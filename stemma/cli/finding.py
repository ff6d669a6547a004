"""Finding artifacts, and two of them beside each other: `find`, `compare`."""

from __future__ import annotations

from typing import Annotated

import typer

from stemma.cli.ask import AsJson, AsOfDay, Depth, Minimum


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (find, compare):
        app.command()(command)


def find(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="An id, a name, a title, a benchmark's family; spelling matters little.")],
    kind: Annotated[str | None, typer.Option(help="dataset, benchmark, model, paper, repository, page or name.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Results to print.")] = 20,
    after: Annotated[str | None, typer.Option(metavar="CURSOR", help="The `next` of the page before.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find artifacts by what people call them."""
    from stemma import answers
    from stemma.cli import render_finding
    from stemma.cli.answering import ask

    ask(lambda graph: answers.find(graph, text, kind=kind, limit=limit, cursor=after), as_json, render_finding.found)


def compare(
    a: Annotated[str, typer.Argument(metavar="A")],
    b: Annotated[str, typer.Argument(metavar="B")],
    depth: Depth = 8,
    minimum: Minimum = 0.0,
    as_of: AsOfDay = None,
    as_json: AsJson = False,
) -> None:
    """What two artifacts share, by which paths, and what only one has."""
    from stemma import answers
    from stemma.cli import render_finding
    from stemma.cli.answering import ask

    ask(lambda graph: answers.compare(graph, a, b, depth=depth, minimum=minimum), as_json, render_finding.compared, as_of)
