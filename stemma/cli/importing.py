"""`stemma import`: an export back as it was, or a graph that others published as proposals."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from stemma.importing import Wanted


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("import")(import_)


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="What `export jsonl` or others wrote.")],
    form: Annotated[
        str,
        typer.Option(
            "--format", help="jsonl: an export, loaded as it is; oda, csv, graphml: others' edges, as proposals; leaderboard: runs."
        ),
    ] = "jsonl",
    source: Annotated[str | None, typer.Option(help="What to call that graph in its evidence; the file's name when not given.")] = None,
    prior: Annotated[
        float, typer.Option(min=0.01, max=0.99, help="How often that graph is right: no edge is proposed above, whatever it states.")
    ] = 0.5,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Write rows that cannot be taken to FILE.rejects.jsonl and go on.")] = False,
    in_parts: Annotated[
        bool, typer.Option("--in-parts", help="A large export in several transactions; cut off, the same command goes on where it was.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Load an export back, or take somebody's graph as proposals; a bad line is named and nothing is written."""
    from stemma import importing, wiring
    from stemma.cli import boards
    from stemma.settings import load

    if form == "leaderboard":
        boards.take(file, source, as_json)
        return
    if form not in importing.FORMS:
        raise typer.BadParameter(f"{form!r} is no form; use one of {', '.join(importing.FORMS)}, leaderboard", param_hint="--format")
    if form == "jsonl" and importing.is_export(file):
        settings = load()
        with wiring.store(settings) as store:
            loaded = importing.load_parts(settings, store, file, tick=_tell) if in_parts else importing.load(store, file)
        print(f"loaded {loaded} records from {file}", file=sys.stderr)
        return
    _propose(importing.Wanted(file, form, source, prior, skip_bad), as_json)


def _tell(count: int) -> None:
    print(f"{count} records are in the graph", file=sys.stderr)


def _propose(wanted: Wanted, as_json: bool) -> None:
    from stemma import crawling, importing, wiring
    from stemma.cli import render
    from stemma.settings import load

    found = importing.read(wanted)
    settings = load()
    with wiring.store(settings) as store:
        taken = importing.take(store, wanted, found, tick=lambda n: print(f"proposed {n} datasets", file=sys.stderr))
        crawling.settle(settings, store)
    if as_json:
        render.print_json(taken.model_dump(mode="json"))
    print(
        f"{taken.statements} statements of {taken.source}: {taken.edges_new} edges new, {taken.edges_changed} changed, {taken.rejected} "
        "rows rejected; all are proposals. `stemma check` names their cycles and dates, `stemma review list` what to decide",
        file=sys.stderr,
    )
    if taken.rejected:
        print(f"rejected rows are in {wanted.rejects}", file=sys.stderr)
