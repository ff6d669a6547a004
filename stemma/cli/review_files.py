"""`stemma review export|import`: decisions as files, and tasks for annotation tools."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

FORMS = ("jsonl", "label-studio", "argilla")


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("export")(export)
    app.command("import")(import_)


def export(
    form: Annotated[
        str, typer.Option("--format", help="jsonl: the decisions; label-studio, argilla: the edges that wait, as tasks of these tools.")
    ] = "jsonl",
    out: Annotated[Path | None, typer.Option(help="Where to write; stdout when not given.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Tasks at most, the most worthwhile first.")] = 1000,
) -> None:
    """Write what was decided, for another graph of the same documents; or what waits, for an annotation tool."""
    from graph.exports import annotation, verdicts
    from graph.queue import queue
    from stemma import wiring
    from stemma.settings import load

    if form not in FORMS:
        raise typer.BadParameter(f"{form!r} is no form; use one of {', '.join(FORMS)}", param_hint="--format")
    with wiring.store(load()) as store:
        if form == "jsonl":
            lines = [json.dumps(line, ensure_ascii=False) for line in verdicts.dump(store)]
            text = "".join(f"{line}\n" for line in lines)
            said = f"{len(lines)} decisions"
        else:
            tasks = (annotation.label_studio if form == "label-studio" else annotation.argilla)(store, queue(store, limit=limit))
            text = json.dumps(tasks, ensure_ascii=False, indent=1) + "\n"
            said = f"{len(tasks)} tasks"
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8")
    print(f"wrote {said}" + (f" to {out}" if out else ""), file=sys.stderr)
    if form == "label-studio":
        print(f"labelling configuration of the project: {annotation.LABEL_CONFIG}", file=sys.stderr)


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="What `review export` wrote.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Take decisions from a file, where they still fit; those that do not are named, and none is taken twice."""
    from graph.imports import verdicts
    from stemma import wiring
    from stemma.cli import render
    from stemma.settings import load

    with wiring.store(load()) as store:
        taken = verdicts.take(store, file.read_text(encoding="utf-8").splitlines())
    if as_json:
        render.print_json(taken.model_dump(mode="json"))
    for stale in taken.stale:
        print(f"not taken: {stale.why}", file=sys.stderr)
    print(f"{taken.applied} taken, {taken.known} known before, {len(taken.stale)} not taken", file=sys.stderr)
