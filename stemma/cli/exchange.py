"""`stemma export` and `stemma import`: the graph as files, and back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("export")(export)
    app.command("import")(import_)


def export(
    form: Annotated[str, typer.Argument(metavar="FORM", help="jsonl (lossless), mermaid, dot, or csv (edges).")],
    out: Annotated[Path | None, typer.Option(help="Where to write; stdout when not given.")] = None,
    root: Annotated[str | None, typer.Option(help="mermaid, dot, csv: only what lies above this artifact.")] = None,
    depth: Annotated[int, typer.Option(min=1, max=64, help="Hops above --root.")] = 8,
    minimum: Annotated[float, typer.Option("--min", min=0, max=1, help="mermaid, dot, csv: leave out proposed edges below.")] = 0.0,
) -> None:
    """Write the graph, or the tree above one artifact, as text."""
    from stemma import exporting, wiring
    from stemma.settings import load

    if form not in exporting.FORMS:
        raise typer.BadParameter(f"{form!r} is no form; use one of {', '.join(exporting.FORMS)}", param_hint="FORM")
    with wiring.store(load()) as store:
        lines = exporting.lines(store, form, root=root, depth=depth, minimum=minimum)
        if out is None:
            sys.stdout.writelines(lines)
            return
        part = out.with_name(out.name + ".part")
        with part.open("w", encoding="utf-8") as target:
            target.writelines(lines)
        part.replace(out)


def import_(
    source: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="A file that `export jsonl` wrote.")],
) -> None:
    """Load an export back; a bad line is named and nothing is written."""
    from graph.exports import jsonl
    from stemma import wiring
    from stemma.settings import load

    with source.open(encoding="utf-8") as lines, wiring.store(load()) as store:
        loaded = jsonl.load(store, lines)
    print(f"loaded {loaded} records from {source}", file=sys.stderr)
