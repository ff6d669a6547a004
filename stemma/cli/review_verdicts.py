"""`stemma review confirm|reject|reopen|note|second|accept-all|undo`: verdicts for scripts."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from graph.contract import Store
    from graph.model import Decision

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
EdgeId = Annotated[str, typer.Argument(metavar="EDGE", help="An edge id, e:...")]
Actor = Annotated[str, typer.Option(help="Who decides; your login name when not given.", default_factory=getpass.getuser)]
Reason = Annotated[str | None, typer.Option(help="Why; kept with the verdict.")]
Note = Annotated[str | None, typer.Option(help="Words for the next reader; kept with the verdict.")]
Override = Annotated[str | None, typer.Option(help="Written reason to confirm an edge flagged for a cycle or its chronology.")]
Version = Annotated[int | None, typer.Option(help="The version you saw; the verdict fails if the edge changed since.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (confirm, reject, reopen, second, undo):
        app.command()(command)
    app.command("note")(note_)
    app.command("accept-all")(accept_all)


def confirm(
    edge: EdgeId, actor: Actor, reason: Reason = None, note: Note = None, override: Override = None, version: Version = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Confirm an edge."""
    from graph import verdicts

    decide(
        lambda store, readers: [
            verdicts.confirm(store, edge, actor=actor, reason=reason, note=note, override=override, version=version, readers=readers)
        ],
        as_json,
    )


def reject(
    edge: EdgeId,
    actor: Actor,
    cause: Annotated[
        str | None,
        typer.Option(help="cited_only, benchmark, same_family, wrong_target, wrong_direction or no_evidence; kept with the verdict."),
    ] = None,
    reason: Reason = None,
    note: Note = None,
    version: Version = None,
    as_json: AsJson = False,
) -> None:
    """Reject an edge."""
    from graph import verdicts
    from graph.model import Cause

    try:
        why = Cause(cause) if cause else None
    except ValueError as error:
        raise typer.BadParameter(f"{cause!r} is none of {', '.join(Cause)}", param_hint="--cause") from error
    decide(
        lambda store, readers: [
            verdicts.reject(store, edge, actor=actor, cause=why, reason=reason, note=note, version=version, readers=readers)
        ],
        as_json,
    )


def reopen(edge: EdgeId, actor: Actor, reason: Reason = None, version: Version = None, as_json: AsJson = False) -> None:
    """Let an edge wait for a verdict again."""
    from graph import verdicts

    decide(lambda store, _: [verdicts.reopen(store, edge, actor=actor, reason=reason, version=version)], as_json)


def note_(
    edge: EdgeId, text: Annotated[str, typer.Argument(help="The words.")], actor: Actor, version: Version = None, as_json: AsJson = False
) -> None:
    """Keep words on an edge."""
    from graph import verdicts

    decide(lambda store, _: [verdicts.note(store, edge, actor=actor, text=text, version=version)], as_json)


def second(edge: EdgeId, actor: Actor, note: Note = None, version: Version = None, as_json: AsJson = False) -> None:
    """Ask for a second reader of an edge."""
    from graph import verdicts

    decide(lambda store, _: [verdicts.second(store, edge, actor=actor, note=note, version=version)], as_json)


def undo(
    edge: Annotated[str, typer.Argument(metavar="EDGE", help="An edge id, e:..., or what accept-all called the group, g:...")],
    actor: Actor,
    override: Override = None,
    as_json: AsJson = False,
) -> None:
    """Take the last verdict on an edge back, an amendment on both of its edges; or all that were accepted at once."""
    from graph import undoing

    def act(store: Store, _: int) -> Sequence[Decision]:
        if edge.startswith("g:"):
            return undoing.undo_group(store, edge, actor=actor).decisions
        return [undoing.undo(store, edge, actor=actor, override=override)]

    decide(act, as_json)


def accept_all(
    edge: EdgeId,
    actor: Actor,
    card: Annotated[bool, typer.Option("--card", help="All that the document states, not the sentence alone.")] = False,
    as_json: AsJson = False,
) -> None:
    """Confirm all that an edge's sentence states, in one transaction; flagged ones are left out and named."""
    import sys

    from graph import verdicts
    from graph.passages import together
    from stemma import wiring
    from stemma.cli import render
    from stemma.settings import load

    settings = load()
    with wiring.store(settings) as store:
        seen = together(store, edge, whole_card=card)
        made = verdicts.confirm_all(store, seen, actor=actor, readers=settings.stemma_review_readers)
    if as_json:
        render.print_json(made.model_dump(mode="json"))
        return
    for decision in made.decisions:
        render.decision(decision)
    for one in made.left_out:
        print(f"left out: {one.why}", file=sys.stderr)
    print(f"`stemma review undo {made.group}` takes these back" if made.group else "nothing was confirmed", file=sys.stderr)


def decide(act: Callable[[Store, int], Sequence[Decision]], as_json: bool) -> None:
    """Do it in this home's graph, and print the decision; the last of several."""
    from stemma import wiring
    from stemma.cli import render
    from stemma.settings import load

    settings = load()
    with wiring.store(settings) as store:
        decisions = act(store, settings.stemma_review_readers)
    if as_json:
        render.print_json(decisions[-1].model_dump(mode="json"))
        return
    for decision in decisions:
        render.decision(decision)
