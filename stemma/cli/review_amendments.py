"""`stemma review relation|flip|source`: an edge that holds otherwise than it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from stemma.cli.review_verdicts import Actor, AsJson, EdgeId, Note, Override, Reason, Version, decide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.contract import Store
    from graph.model import Decision

Claim = Annotated[str | None, typer.Option(help="The claim, c:..., whose quote is the evidence; the surest when not given.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("relation")(relation_)
    app.command("flip")(flip_)
    app.command("source")(source)


def relation_(
    edge: EdgeId,
    relation: Annotated[str, typer.Argument(help="What kind of derivation it is.")],
    actor: Actor,
    claim: Claim = None,
    reason: Reason = None,
    note: Note = None,
    override: Override = None,
    version: Version = None,
    as_json: AsJson = False,
) -> None:
    """Confirm an edge as another kind of derivation."""
    from graph.amendments import set_relation
    from graph.model import DERIVATIONS, Relation

    if relation not in DERIVATIONS:
        raise typer.BadParameter(f"{relation!r} is none of {', '.join(sorted(DERIVATIONS))}", param_hint="RELATION")

    def act(store: Store, readers: int) -> Sequence[Decision]:
        made = set_relation(
            store, edge, Relation(relation), actor=actor, claim=claim, reason=reason, note=note, override=override, version=version,
            readers=readers,
        )  # fmt: skip
        return made.decisions

    decide(act, as_json)


def flip_(
    edge: EdgeId,
    actor: Actor,
    claim: Claim = None,
    reason: Reason = None,
    note: Note = None,
    override: Override = None,
    version: Version = None,
    as_json: AsJson = False,
) -> None:
    """Reject an edge for the one the other way round, which is confirmed."""
    from graph.amendments import flip

    def act(store: Store, readers: int) -> Sequence[Decision]:
        made = flip(store, edge, actor=actor, claim=claim, reason=reason, note=note, override=override, version=version, readers=readers)
        return made.decisions

    decide(act, as_json)


def source(
    edge: EdgeId,
    upstream: Annotated[str, typer.Argument(metavar="ID", help="What it was made from.")],
    actor: Actor,
    claim: Claim = None,
    reason: Reason = None,
    note: Note = None,
    override: Override = None,
    version: Version = None,
    as_json: AsJson = False,
) -> None:
    """Reject an edge for the one from another source, which is confirmed."""
    from graph.amendments import retarget

    def act(store: Store, readers: int) -> Sequence[Decision]:
        made = retarget(
            store, edge, upstream, actor=actor, claim=claim, reason=reason, note=note, override=override, version=version, readers=readers
        )
        return made.decisions

    decide(act, as_json)
