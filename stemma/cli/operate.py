"""`stemma demo`, `doctor`, `stop`: try it, check it, end it."""

from __future__ import annotations

import sys
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (demo, doctor, stop):
        app.command()(command)


def demo() -> None:
    """Crawl a miniature hub, confirm a few edges, answer a contamination question; no key, no server, no network."""
    from stemma.demo import run

    run(print)


def doctor(as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False) -> None:
    """Check everything a command may need; each failure comes with its mend."""
    from stemma.cli import render
    from stemma.doctor import examine
    from stemma.settings import load

    found = examine(load())
    if as_json:
        render.print_json({"checks": [c.model_dump(mode="json") for c in found]})
    else:
        render.checks(found)
    if not all(c.ok for c in found):
        raise typer.Exit(1)


def stop() -> None:
    """End the embedded graph host of this home."""
    from graph import host
    from stemma.settings import load

    stopped = host.stop(load().stemma_home.expanduser())
    print("stopped the graph host" if stopped else "no graph host is running for this home", file=sys.stderr)
