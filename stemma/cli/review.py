"""`stemma review`: the queue and its verdicts for scripts and the command line."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from graph.contract import Store
    from graph.model import Decision

app = typer.Typer(help="Confirm or reject proposed edges; every verdict is kept, undo is a verdict too.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
EdgeId = Annotated[str, typer.Argument(metavar="EDGE", help="An edge id, e:...")]
Actor = Annotated[str, typer.Option(help="Who decides; your login name when not given.", default_factory=getpass.getuser)]
Reason = Annotated[str | None, typer.Option(help="Why; kept with the verdict.")]
Version = Annotated[int | None, typer.Option(help="The version you saw; the verdict fails if the edge changed since.")]


@app.command("list")
def list_queue(limit: Annotated[int, typer.Option(min=1)] = 50, as_json: AsJson = False) -> None:
    """The edges that wait for a verdict, most worthwhile first."""
    from graph.queue import queue
    from stemma import wiring
    from stemma.cli import render
    from stemma.settings import load

    with wiring.store(load()) as store:
        items = queue(store, limit=limit)
    if as_json:
        render.print_json([i.model_dump(mode="json") for i in items])
    else:
        render.queue(items)


@app.command()
def confirm(
    edge: EdgeId,
    actor: Actor,
    reason: Reason = None,
    override: Annotated[str | None, typer.Option(help="Written reason to confirm an edge flagged for a cycle or its chronology.")] = None,
    version: Version = None,
    as_json: AsJson = False,
) -> None:
    """Confirm an edge."""
    from graph import verdicts

    _decide(lambda store: verdicts.confirm(store, edge, actor=actor, reason=reason, override=override, version=version), as_json)


@app.command()
def reject(edge: EdgeId, actor: Actor, reason: Reason = None, version: Version = None, as_json: AsJson = False) -> None:
    """Reject an edge."""
    from graph import verdicts

    _decide(lambda store: verdicts.reject(store, edge, actor=actor, reason=reason, version=version), as_json)


@app.command()
def undo(edge: EdgeId, actor: Actor, as_json: AsJson = False) -> None:
    """Take the last verdict on an edge back."""
    from graph import undoing

    _decide(lambda store: undoing.undo(store, edge, actor=actor), as_json)


def _decide(act: Callable[[Store], Decision], as_json: bool) -> None:
    from stemma import wiring
    from stemma.cli import render
    from stemma.settings import load

    with wiring.store(load()) as store:
        decision = act(store)
    if as_json:
        render.print_json(decision.model_dump(mode="json"))
    else:
        render.decision(decision)
