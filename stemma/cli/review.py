"""`stemma review`: the queue, on a terminal key by key, and for scripts."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from stemma.cli import review_amendments, review_files, review_verdicts
from stemma.cli import review_filters as given

if TYPE_CHECKING:
    from graph.contract import Reads
    from graph.queue import Item
    from stemma.settings import Settings

app = typer.Typer(
    help="Go through proposed edges: alone on a terminal, or by these commands; every verdict is kept, undo is a verdict too.",
    invoke_without_command=True,
)
for commands in (review_verdicts, review_amendments, review_files):
    commands.register(app)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
Me = Annotated[str | None, typer.Option(help="Leave out what waits for another reader than this person.")]


@app.callback(invoke_without_command=True)
def review(
    context: typer.Context,
    actor: Annotated[str, typer.Option(help="Who decides; your login name when not given.", default_factory=getpass.getuser)],
    relation: given.Relation = None,
    reader: given.Reader = None,
    low: given.Low = None,
    high: given.High = None,
    benchmark: given.Benchmark = None,
    document: given.Document = None,
    downstream: given.Of = None,
    upstream: given.From = None,
    flag: given.Flag = None,
    reviewer: given.By = None,
    waiting: given.Waiting = False,
) -> None:
    """Go through the queue key by key; ? lists the keys."""
    if context.invoked_subcommand is not None:
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        print(
            "stemma review reads keys from a terminal, and this is none; use `stemma review next --json`, `list --json`, "
            "`confirm EDGE`, `reject EDGE`, or `stemma serve` in a browser",
            file=sys.stderr,
        )
        raise typer.Exit(2)
    from stemma import wiring
    from stemma.cli import review_terminal
    from stemma.settings import load

    settings = load()
    wanted = given.filters(
        relation=relation, reader=reader, low=low, high=high, benchmark=benchmark, document=document,
        downstream=downstream, upstream=upstream, flag=flag, reviewer=reviewer, waiting=waiting,
    )  # fmt: skip
    with wiring.store(settings) as store:
        review_terminal.run(store, actor=actor, readers=settings.stemma_review_readers, filters=wanted)
        hint = _hint(settings, store)
    if hint:
        print(hint, file=sys.stderr)


@app.command("list")
def list_queue(
    limit: Annotated[int, typer.Option(min=1)] = 50,
    relation: given.Relation = None,
    reader: given.Reader = None,
    low: given.Low = None,
    high: given.High = None,
    benchmark: given.Benchmark = None,
    document: given.Document = None,
    downstream: given.Of = None,
    upstream: given.From = None,
    flag: given.Flag = None,
    reviewer: given.By = None,
    waiting: given.Waiting = False,
    actor: Me = None,
    as_json: AsJson = False,
) -> None:
    """The edges that wait for a verdict, most worthwhile first, by document."""
    from stemma.cli import render

    found = _queue(
        limit, actor, relation=relation, reader=reader, low=low, high=high, benchmark=benchmark, document=document,
        downstream=downstream, upstream=upstream, flag=flag, reviewer=reviewer, waiting=waiting,
    )  # fmt: skip
    if as_json:
        render.print_json([item.model_dump(mode="json") for item in found])
    else:
        render.queue(found)


@app.command("next")
def next_(
    relation: given.Relation = None,
    reader: given.Reader = None,
    low: given.Low = None,
    high: given.High = None,
    benchmark: given.Benchmark = None,
    document: given.Document = None,
    downstream: given.Of = None,
    upstream: given.From = None,
    flag: given.Flag = None,
    waiting: given.Waiting = False,
    actor: Me = None,
    as_json: AsJson = False,
) -> None:
    """The one edge to decide next, with its quotes; exit 1 when nothing waits."""
    from stemma import showing, wiring
    from stemma.cli import render
    from stemma.settings import load

    found = _queue(
        1, actor, relation=relation, reader=reader, low=low, high=high, benchmark=benchmark, document=document,
        downstream=downstream, upstream=upstream, flag=flag, waiting=waiting,
    )  # fmt: skip
    if not found:
        print("nothing waits for a verdict", file=sys.stderr)
        raise typer.Exit(1)
    if as_json:
        render.print_json(found[0].model_dump(mode="json"))
        return
    with wiring.store(load()) as store:
        render.shown_edge(showing.edge(store, found[0].edge.id))


@app.command("progress")
def progress_(
    actor: Annotated[str | None, typer.Option(help="Whose rate and last ten; everybody's when not given.")] = None,
    as_json: AsJson = False,
) -> None:
    """What was decided, how fast, what is left, and whether the confidences shown meant what they said."""
    from graph.progress import progress
    from stemma import wiring
    from stemma.cli import render
    from stemma.settings import load

    settings = load()
    with wiring.store(settings) as store:
        found, hint = progress(store, actor=actor), _hint(settings, store)
    if as_json:
        render.print_json(found.model_dump(mode="json"))
        return
    pace = "too few to tell a rate" if found.an_hour is None else f"{found.an_hour:.0f} an hour, {found.hours_left:.1f} h to go"
    print(f"{found.decided} edges decided, {found.decided_today} today; {found.left} left; {pace}")
    render.rows(["shown at", "edges", "confirmed"], [[f"{b.low:.1f}", b.n, b.confirmed] for b in found.calibration.bands])
    agreed = found.agreement
    kappa = "" if agreed.kappa is None else f", kappa {agreed.kappa:.2f}, standard error {agreed.se:.2f}"
    print(f"two readers agreed on {agreed.agreed} of {agreed.n}{kappa}")
    print(hint or "too little is new for another `stemma calibrate`", file=sys.stderr)


def _hint(settings: Settings, store: Reads) -> str | None:
    """What to type when enough was decided to learn from; None when it was not."""
    from stemma.learning import waiting

    found = waiting(settings, store)
    return f"{found.new} edges were decided since the last fit: `{found.command}` learns from them" if found.enough else None


def _queue(limit: int, actor: str | None, **asked: object) -> list[Item]:
    from graph.queue import queue
    from stemma import wiring
    from stemma.settings import load

    wanted = given.filters(**asked)
    with wiring.store(load()) as store:
        return queue(store, limit=limit, filters=wanted, actor=actor)
