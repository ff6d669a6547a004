"""The one address of the server that writes: a verdict, an amendment, a note, or an undo, on the version that was seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field, StringConstraints
from starlette.responses import JSONResponse, Response

from graph import amendments, undoing, verdicts
from graph.contract import Store
from graph.errors import InvalidId, StaleDecision
from graph.ids import parse
from graph.model import Cause, Decision, Frozen, Relation, Verdict
from stemma.web.access import Configured, Who, Writes
from stemma.web.lines import Lines
from stemma.web.once import Once

router = APIRouter(prefix="/review", include_in_schema=False)

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]


class Act(StrEnum):
    """What is asked for."""

    ACCEPT = "accept"
    REJECT = "reject"
    RELATION = "relation"
    FLIP = "flip"
    TARGET = "target"
    NOTE = "note"
    SECOND = "second"
    UNDO = "undo"
    ACCEPT_ALL = "accept_all"


class Asked(Frozen):
    """One decision as the page sends it. `id`: drawn by the page, so that one sent twice is made once; `version`: as it was seen.

    `seen`: edge ids with their versions, for `accept_all`; `group`: what was accepted at once, to undo it.
    """

    id: Annotated[str, StringConstraints(min_length=8, max_length=64)]
    act: Act
    edge: Annotated[str, StringConstraints(max_length=40)]
    version: int | None = Field(default=None, ge=0)
    relation: Relation | None = None
    upstream: Text | None = None
    claim: Text | None = None
    cause: Cause | None = None
    note: Text | None = None
    override: Text | None = None
    group: Annotated[str, StringConstraints(max_length=40)] | None = None
    seen: dict[str, int] = Field(default={}, max_length=500)


class Made(Frozen):
    """What was kept. `edge`: the edge that stands now (an amendment may make another), with its version and status, None if gone."""

    asked: str
    edge: str
    version: int | None
    status: str | None
    decisions: tuple[Decision, ...]
    left_out: tuple[tuple[str, str], ...] = ()


@router.post("/decide")
def decide(request: Request, asked: Asked, store: Writes, who: Who, settings: Configured) -> Response:
    """Keep one decision; asked twice, it is made once.

    Raises UnknownEdge, StaleDecision, NeedsOverride, NothingToUndo, NotAmendable, AnotherReader.
    """
    once: Once[Made] = request.app.state.once
    lines: Lines = request.app.state.lines
    with once.alone:  # Writes take turns in the store anyway.
        made = once.get(who.actor, asked.id)
        if made is None:
            made = _once(asked, store, who.actor, settings.stemma_review_readers)
            once.put(who.actor, asked.id, made)
            lines.decided(store, sorted({made.edge, asked.edge, *(decision.edge for decision in made.decisions)}))
    return JSONResponse(made.model_dump(mode="json"))


def _once(asked: Asked, store: Store, actor: str, readers: int) -> Made:
    """Made, or found to have been made before: an answer that was lost is not a quarrel with oneself."""
    try:
        return _ACTS[asked.act](asked, store, actor, readers)
    except StaleDecision:
        made, wanted = store.decisions(asked.edge), _VERDICTS.get(asked.act)
        last = made[-1] if made else None
        mine = last is not None and last.actor == actor and last.verdict is wanted and last.undoes is None
        if last is None or not mine or last.version != (asked.version or 0) + 1:
            raise
        return _made(asked, store, asked.edge, [last])


def _accept(asked: Asked, store: Store, actor: str, readers: int) -> Made:
    done = verdicts.confirm(
        store, asked.edge, actor=actor, note=asked.note, override=asked.override, version=asked.version, readers=readers
    )
    return _made(asked, store, asked.edge, [done])


def _reject(asked: Asked, store: Store, actor: str, readers: int) -> Made:
    done = verdicts.reject(store, asked.edge, actor=actor, cause=asked.cause, note=asked.note, version=asked.version, readers=readers)
    return _made(asked, store, asked.edge, [done])


def _relation(asked: Asked, store: Store, actor: str, readers: int) -> Made:
    if asked.relation is None:
        raise InvalidId("no relation was given; choose one by its number")
    return _amend(amendments.set_relation, asked, store, actor, readers, asked.relation)


def _flip(asked: Asked, store: Store, actor: str, readers: int) -> Made:
    return _amend(amendments.flip, asked, store, actor, readers)


def _target(asked: Asked, store: Store, actor: str, readers: int) -> Made:
    return _amend(amendments.retarget, asked, store, actor, readers, parse(asked.upstream or ""))


def _amend(
    amendment: Callable[..., amendments.Amended], asked: Asked, store: Store, actor: str, readers: int, *what: Relation | str
) -> Made:
    done = amendment(
        store,
        asked.edge,
        *what,
        actor=actor,
        claim=asked.claim,
        note=asked.note,
        override=asked.override,
        version=asked.version,
        readers=readers,
    )
    return _made(asked, store, done.stands, done.decisions)


def _note(asked: Asked, store: Store, actor: str, readers: int) -> Made:
    del readers
    return _made(asked, store, asked.edge, [verdicts.note(store, asked.edge, actor=actor, text=asked.note or "", version=asked.version)])


def _second(asked: Asked, store: Store, actor: str, readers: int) -> Made:
    del readers
    return _made(asked, store, asked.edge, [verdicts.second(store, asked.edge, actor=actor, note=asked.note, version=asked.version)])


def _undo(asked: Asked, store: Store, actor: str, readers: int) -> Made:
    del readers
    if asked.group is not None:
        all_ = undoing.undo_group(store, asked.group, actor=actor)
        return _made(asked, store, asked.edge, all_.decisions, [(one.edge, one.why) for one in all_.left_out])
    done = undoing.undo(store, asked.edge, actor=actor, reason=asked.note, override=asked.override, version=asked.version)
    return _made(asked, store, asked.edge, [done])


def _accept_all(asked: Asked, store: Store, actor: str, readers: int) -> Made:
    done = verdicts.confirm_all(store, asked.seen, actor=actor, reason=asked.note, readers=readers)
    return _made(asked, store, asked.edge, done.decisions, [(one.edge, one.why) for one in done.left_out])


def _made(asked: Asked, store: Store, edge: str, decisions: Sequence[Decision], left_out: Sequence[tuple[str, str]] = ()) -> Made:
    found = store.edges([edge])
    now = found[0] if found else None
    return Made(
        asked=asked.id,
        edge=edge,
        version=now.version if now else None,
        status=now.status if now else None,
        decisions=tuple(decisions),
        left_out=tuple(left_out),
    )


_ACTS: dict[Act, Callable[[Asked, Store, str, int], Made]] = {
    Act.ACCEPT: _accept,
    Act.REJECT: _reject,
    Act.RELATION: _relation,
    Act.FLIP: _flip,
    Act.TARGET: _target,
    Act.NOTE: _note,
    Act.SECOND: _second,
    Act.UNDO: _undo,
    Act.ACCEPT_ALL: _accept_all,
}
_VERDICTS = {Act.ACCEPT: Verdict.CONFIRM, Act.REJECT: Verdict.REJECT, Act.SECOND: Verdict.SECOND, Act.NOTE: Verdict.NOTE}
