"""`stemma card`: a dataset card checked as a linter checks code, and the metadata that would be right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from stemma.card import Checked

NEVER = "never"


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(card)


def card(
    wanted: Annotated[str, typer.Argument(metavar="FILE|ID", help="A card's file (README.md), or a dataset that was crawled.")],
    name: Annotated[str | None, typer.Option("--id", metavar="ORG/NAME", help="Whose card the file is.")] = None,
    fail_on: Annotated[str, typer.Option(help="Exit 3 on a finding of this weight or more: note, warning, error, never.")] = "error",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Check a dataset card: sources its text names and its metadata lacks, dead and renamed ids, unstated splits."""
    from stemma import card_home
    from stemma.card import Level
    from stemma.cli import render
    from stemma.settings import load

    levels = [level.value for level in Level]
    if fail_on not in (*levels, NEVER):
        raise typer.BadParameter(f"{fail_on!r} is no weight; use one of {', '.join(levels)}, {NEVER}", param_hint="--fail-on")
    found = card_home.checked(load(), wanted, name=name)
    if as_json:
        render.print_json(found.model_dump(mode="json"))
    else:
        _print(found, wanted)
    if fail_on != NEVER and found.fails(Level(fail_on)):
        raise typer.Exit(3)


def _print(found: Checked, wanted: str) -> None:
    import json

    from stemma.cli import render

    for finding in found.findings:
        place = f"{wanted}:{finding.line}" if finding.line else wanted
        print(f"{place}: {render.bold(finding.level.value)} {finding.code}: {finding.message}")
        if finding.quote:
            print(f'    "{render.one_line(finding.quote)}"')
    if not found.findings:
        print(f"{wanted}: nothing to mend")
    print(f"\n{render.bold('front matter that would be right')}\n{found.front_matter or '(none: no source is documented)'}")
    print(f"{render.bold('Croissant that would be right')}\n{json.dumps(found.croissant, ensure_ascii=False, indent=1)}")
