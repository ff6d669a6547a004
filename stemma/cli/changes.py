"""`stemma diff`: what changed in the graph from one crawl to another, or since a day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from graph.changes import Change, Changes
    from graph.model import Edge
    from graph.past import Said
    from stemma.recounting import History

SHOWN_REASONS = 3
"""Reasons of one change that a person is shown; `--json` has all."""


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(diff)


def diff(
    crawls: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CRAWL [CRAWL]]", help="From the end of one to the end of the other; one: what it changed."),
    ] = None,
    since: Annotated[str | None, typer.Option("--since", "--from", metavar="DATE", help="After this day (its end, UTC) or time.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Until this day or time; now when not given.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """What changed between crawls or days: edges that came, went, or say something else, and why. Alone: the last crawl."""
    from stemma import answers
    from stemma.changing import span
    from stemma.cli.answering import ask
    from stemma.settings import load

    if len(crawls or ()) > 2 or (crawls and (since or until)):
        raise typer.BadParameter("give one crawl, two crawls, or dates")
    asked = span(load(), crawls or (), since=since, until=until)
    ask(lambda graph: answers.changes(graph, asked.since, asked.until), as_json, _show)


def _show(found: Changes) -> None:
    print("\n".join(_lines(found)))


def _lines(found: Changes) -> Iterator[str]:
    from stemma.cli.render import bold

    counted = ", ".join(f"{n} {kind}" for kind, n in found.counts.items()) or "nothing changed"
    yield bold(f"{found.since:%Y-%m-%d %H:%M:%S} to {found.until:%Y-%m-%d %H:%M:%S} UTC: {counted}")
    for change in found.changes:
        yield from _told(change)
    if found.unrecorded:
        yield f"of {len(found.unrecorded)} edges it is not sure what they said then: they had changed before this graph kept it"


def _told(change: Change) -> Iterator[str]:
    from stemma.cli.render import one_line

    edge = change.edge
    what = ", ".join(_differs(kind.value, change.before, edge) for kind in change.kinds)
    yield f"  {edge.downstream} <- {edge.upstream} ({edge.id}): {what}"
    for reason in change.reasons[:SHOWN_REASONS]:
        yield f"      {reason.time:%Y-%m-%d %H:%M} {one_line(reason.text)}" + (f" (crawl {reason.run})" if reason.run else "")
    if len(change.reasons) > SHOWN_REASONS:
        yield f"      and {len(change.reasons) - SHOWN_REASONS} more"


def _differs(kind: str, before: Edge | None, after: Edge) -> str:
    if kind == "new" or before is None:
        return f"{kind}, {after.relation.replace('_', ' ')} {after.status} {after.confidence:.2f}"
    if kind == "withdrawn":
        return f"withdrawn, was {before.relation.replace('_', ' ')} {before.status} {before.confidence:.2f}"
    name = "rows_taken" if kind == "rows" else kind
    return f"{kind} {_value(getattr(before, name))} -> {_value(getattr(after, name))}"


def history(found: History) -> None:
    """What an edge said at every version, who read it, and why it changed."""
    print("\n".join(_history(found)))


def _history(found: History) -> Iterator[str]:
    from stemma.cli.render import bold

    edge = found.past.edge
    yield bold(f"{edge.downstream} <- {edge.upstream} ({edge.id})")
    if not found.past.recorded:
        yield "  what it said before is not known: this graph kept no versions then"
    for said in found.past.versions:
        until = f"to {said.known_to:%Y-%m-%d %H:%M}" if said.known_to else "on"
        one = said.edge
        what = f"{one.relation.replace('_', ' ')} {one.confidence:.2f} {one.status}"
        yield f"  version {said.version}, {said.known_from:%Y-%m-%d %H:%M} {until}: {what}"
        yield from (f"      {line}" for line in _behind(said))
        yield from (
            f"      {p.purpose} of {p.document} by {p.model}, prompt {p.prompt[:12]}" for p in found.prompts if p.version == said.version
        )


def _behind(said: Said) -> Iterator[str]:
    from graph.history import told
    from stemma.cli.render import second_opinion

    if made := said.decision:
        yield f"{made.actor} {'took a verdict back' if made.undoes else 'decided'}, {told(made)}"
    elif said.cause:
        yield f"changed: {said.cause}" + (f" ({said.by})" if said.by else "")
    if said.run:
        yield f"crawl {said.run}"
    parts = {"splits": said.edge.splits, "rows": said.edge.rows_taken, "flags": said.edge.flags, "read by": said.readers}
    yield from (f"{name} {_value(value)}" for name, value in parts.items() if value)
    yield from (f"second look: {second_opinion(one)}" for claim in said.claims for one in claim.opinions)


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, tuple):
        return "+".join(map(str, value)) or "none"
    return "unknown" if value is None else str(value)
