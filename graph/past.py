"""The history of one edge: what it said, since when and until when, on which claims of which readers, and what changed it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from pydantic import AwareDatetime

from graph.contract import Reads
from graph.errors import UnknownEdge
from graph.model import Claim, Decision, Edge, Frozen
from graph.versions import ChangedBy, EdgeVersion, unrecorded


class Said(Frozen):
    """One version of an edge, as `edge`. `cause` and `by` made it (None: it is the first, or nobody kept what did); `run`: the crawl.

    `known_to` is None while it stands. `readers`: names of the readers of its claims; `decision`: the verdict that made it.
    """

    version: int
    known_from: AwareDatetime
    known_to: AwareDatetime | None
    edge: Edge
    cause: ChangedBy | None
    by: str | None
    run: str | None
    claims: tuple[Claim, ...]
    readers: tuple[str, ...]
    decision: Decision | None


class Past(Frozen):
    """Every version that is known, oldest first; the last is how the edge stands.

    `recorded`: False when it had changed before its graph kept versions, so that earlier ones are not known.
    """

    edge: Edge
    recorded: bool
    versions: tuple[Said, ...]


def past(store: Reads, edge: str) -> Past:
    """The history of an edge, on a view as of a time until then. Raises UnknownEdge."""
    found = pasts(store, [edge])
    if not found:
        raise UnknownEdge(f"no edge {edge!r}; `stemma show ORG/NAME` names edges by their ids, e:...")
    return found[0]


def pasts(store: Reads, edges: Collection[str]) -> list[Past]:
    """The histories of some edges, by edge id, in four round trips; missing ones are left out."""
    now = store.edges(edges)
    left: dict[str, list[EdgeVersion]] = {edge.id: [] for edge in now}
    for version in store.versions(edges=sorted(left)):
        left[version.edge.id].append(version)
    made = _decisions(store, list(left))
    every = {claim for edge in now for one in (edge, *(v.edge for v in left[edge.id])) for claim in one.claims}
    claims = {claim.id: claim for claim in store.claims(ids=sorted(every))} if every else {}
    return [_past(edge, left[edge.id], made, claims) for edge in now]


def _decisions(store: Reads, edges: Sequence[str]) -> dict[str, Decision]:
    """Decisions by id: of one edge, or of all when several are asked for."""
    return {decision.id: decision for decision in store.decisions(edges[0] if len(edges) == 1 else None)} if edges else {}


def _past(edge: Edge, left: list[EdgeVersion], made: dict[str, Decision], claims: dict[str, Claim]) -> Past:
    # On a view as of a time a version may be left later than the view can see.
    older = [version for version in left if version.edge.version < edge.version]
    states = [*(version.edge for version in older), edge]
    said = [_said(states[0], None, older[0].known_to if older else None, made, claims)]
    for place, (_, state) in enumerate(pairwise(states)):
        until = older[place + 1].known_to if place + 1 < len(older) else None
        said.append(_said(state, older[place], until, made, claims))
    return Past(edge=edge, recorded=not unrecorded(states[0]), versions=tuple(said))


def _said(edge: Edge, after: EdgeVersion | None, until: AwareDatetime | None, made: dict[str, Decision], claims: dict[str, Claim]) -> Said:
    mine = tuple(claims[i] for i in edge.claims if i in claims)
    by = after.by if after else None
    return Said(
        version=edge.version,
        known_from=edge.known_from,
        known_to=until,
        edge=edge,
        cause=after.cause if after else None,
        by=by,
        run=edge.run,
        claims=mine,
        readers=readers(mine),
        decision=made.get(by) if by else None,
    )


def readers(claims: Iterable[Claim]) -> tuple[str, ...]:
    """The names of who read some claims: `local@VERSION`, `llm@PROMPT:MODEL`, `person:NAME`."""
    return tuple(sorted({claim.reader for claim in claims}))
