"""`stemma export`: the graph as files."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("export")(export)


def export(
    form: Annotated[
        str,
        typer.Argument(
            metavar="FORM", help="jsonl (lossless), cypher, csv (edges), graphml, mermaid, dot, croissant, openlineage, conda, hf-card."
        ),
    ],
    out: Annotated[Path | None, typer.Option(help="Where to write; stdout when not given.")] = None,
    root: Annotated[str | None, typer.Option(help="Only what lies above this artifact; not for jsonl, cypher, conda.")] = None,
    depth: Annotated[int, typer.Option(min=1, max=64, help="Hops above --root.")] = 8,
    minimum: Annotated[float, typer.Option("--min", min=0, max=1, help="Leave out what is below; not for jsonl, cypher.")] = 0.0,
    benchmark: Annotated[str | None, typer.Option(help="conda: only this benchmark.")] = None,
    card: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="hf-card: the card to patch; else the one that was crawled.")
    ] = None,
    apply: Annotated[
        Path | None, typer.Option(dir_okay=False, help="hf-card: write the patched card to this file; else only the diff is printed.")
    ] = None,
) -> None:
    """Write the graph, or the tree above one artifact, as text."""
    from stemma import exporting, wiring
    from stemma.settings import load

    if form not in exporting.FORMS:
        raise typer.BadParameter(f"{form!r} is no form; use one of {', '.join(exporting.FORMS)}", param_hint="FORM")
    if form == "hf-card" and root is None:
        raise typer.BadParameter("a card belongs to one dataset; name it", param_hint="--root")
    text = card.read_bytes().decode("utf-8") if card else None
    wanted = exporting.Wanted(root=root, depth=depth, minimum=minimum, benchmark=benchmark, card=text)
    with wiring.store(load()) as store:
        lines = exporting.lines(store, form, wanted)
        if out is None:
            sys.stdout.writelines(lines)
        else:
            _write(out, lines)
        if form == "hf-card" and apply is not None:
            _write(apply, [exporting.card_patch(store, wanted)[1]])


def _write(out: Path, lines: Iterable[str]) -> None:
    """All of it or nothing, with the line endings the text has."""
    part = out.with_name(out.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as target:
        target.writelines(lines)
    part.replace(out)
