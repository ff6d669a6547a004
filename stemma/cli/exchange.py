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
            metavar="FORM",
            help="jsonl (lossless), cypher, csv (edges), graphml, mermaid, dot, croissant, openlineage, conda, hf-card, site (a folder).",
        ),
    ],
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="site: where to write it; an earlier site there is replaced.")
    ] = None,
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
    quotes_only: Annotated[bool, typer.Option("--quotes-only", help="site: of documents show only the lines that are quoted.")] = False,
) -> None:
    """Write the graph, or the tree above one artifact, as text; or the explorer as a folder of files for any web server."""
    if form == "site":
        if root or benchmark or out or card or apply:
            raise typer.BadParameter("a site is of the whole graph, and takes --min and --quotes-only alone", param_hint="FORM")
        _site(folder, minimum, quotes_only=quotes_only)
        return
    from stemma import exporting, wiring
    from stemma.settings import load

    if form not in exporting.FORMS:
        raise typer.BadParameter(f"{form!r} is no form; use one of {', '.join((*exporting.FORMS, 'site'))}", param_hint="FORM")
    if folder is not None:
        raise typer.BadParameter(f"{form} is one text; name its file with --out {folder}", param_hint="DIR")
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


def _site(folder: Path | None, minimum: float, *, quotes_only: bool) -> None:
    from stemma import wiring
    from stemma.settings import load
    from stemma.site.build import build
    from stemma.site.pages import Wanted

    if folder is None:
        raise typer.BadParameter("name the folder to write: stemma export site DIR", param_hint="DIR")
    with wiring.store(load()) as store:
        built = build(store, folder, Wanted(minimum=minimum, quotes_only=quotes_only), say=lambda line: print(line, file=sys.stderr))
    left = f"; {built.left_out} proposals below {minimum:.2f} are left out" if built.left_out else ""
    print(
        f"{sum(built.pages.values())} pages, {built.bytes / 1e6:.1f} MB, {built.edges} of {built.edges + built.left_out} edges{left}",
        file=sys.stderr,
    )
    print(f"look at it: python3 -m http.server --directory {folder}", file=sys.stderr)


def _write(out: Path, lines: Iterable[str]) -> None:
    """All of it or nothing, with the line endings the text has."""
    part = out.with_name(out.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as target:
        target.writelines(lines)
    part.replace(out)
