"""What changed in a graph between two times: edges that came, went, or say something else, each with the reason.

One computation for `stemma diff`, the page "what changed since" and the API.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from itertools import pairwise

from pydantic import AwareDatetime

from graph.asof import AsOf
from graph.contract import LIVE, Reads
from graph.model import Claim, Decision, Edge, Frozen, Status
from graph.past import Past, Said, pasts, readers
from graph.versions import ChangedBy

QUOTED = 160
"""Characters of a quote that a reason repeats."""


class ChangeKind(StrEnum):
    """What is another in an edge. NEW: it was not there, or withdrawn, and is live. WITHDRAWN: it was live and is withdrawn."""

    NEW = "new"
    WITHDRAWN = "withdrawn"
    STATUS = "status"
    RELATION = "relation"
    CONFIDENCE = "confidence"
    SPLITS = "splits"
    ROWS = "rows"
    FLAGS = "flags"


class Why(StrEnum):
    """Why an edge came to say something else."""

    CLAIM_CAME = "claim_came"
    CLAIM_WENT = "claim_went"
    DOCUMENT_CHANGED = "document_changed"
    READER = "reader"
    CALIBRATION = "calibration"
    DECISION = "decision"
    RESOLVED = "resolved"
    CHECK = "check"
    UNRECORDED = "unrecorded"


class Reason(Frozen):
    """One reason, as a sentence. `by`: the decision or the id that was resolved; `run`: the crawl that did it."""

    why: Why
    text: str
    time: AwareDatetime
    by: str | None = None
    run: str | None = None
    claim: Claim | None = None
    decision: Decision | None = None


class Change(Frozen):
    """One edge as it was (None: not known then) and as it is, in what these differ, and why, in the order in which it came about."""

    edge: Edge
    before: Edge | None
    kinds: tuple[ChangeKind, ...]
    reasons: tuple[Reason, ...]


class Changes(Frozen):
    """Everything that changed after `since` and no later than `until`: new edges first, then withdrawn, then changed ones, by pair.

    `counts`: edges by kind, of those there are. `unrecorded`: edges that had changed before this graph kept versions, so that
    what they said at `since` is not sure.
    """

    since: AwareDatetime
    until: AwareDatetime
    counts: dict[str, int]
    unrecorded: tuple[str, ...]
    changes: tuple[Change, ...]


def changes(store: Reads, since: datetime, until: datetime | None = None) -> Changes:
    """What changed in a time, until now when no end is given. Edges that came and went within it are left out."""
    end = until or datetime.now(UTC)
    then, now = AsOf(store, since), AsOf(store, end)
    bare = _altered(store, then, now)
    told = {one.edge.id: one for one in pasts(now, [change.edge.id for change in bare])}
    newest = _newest(store, told.values())
    found = [
        change.model_copy(update={"reasons": tuple(_reasons(told[change.edge.id], change.before, since, newest))})
        if change.edge.id in told
        else change
        for change in bare
    ]
    counts = Counter(kind.value for change in found for kind in change.kinds)
    return Changes(
        since=since,
        until=end,
        counts={kind.value: counts[kind.value] for kind in ChangeKind if counts[kind.value]},
        unrecorded=tuple(sorted(then.unrecorded & {change.edge.id for change in bare})),
        changes=tuple(sorted(found, key=place)),
    )


def altered(store: Reads, since: datetime, until: datetime | None = None) -> list[Change]:
    """The edges of `changes` without the reasons, which are most of the work; in no order."""
    return _altered(store, AsOf(store, since), AsOf(store, until or datetime.now(UTC)))


def _altered(store: Reads, then: AsOf, now: AsOf) -> list[Change]:
    ids = {*store.changed(then.at, now.at), *(d.edge for d in store.decisions() if then.at < d.time <= now.at)}
    before = {edge.id: edge for edge in then.edges(ids)}
    return [
        Change(edge=edge, before=before.get(edge.id), kinds=kinds, reasons=())
        for edge in now.edges(ids)
        if (kinds := differences(before.get(edge.id), edge))
    ]


def differences(before: Edge | None, after: Edge) -> tuple[ChangeKind, ...]:
    """In what two states of one edge differ; nothing for an edge that is live at neither end and was not decided."""
    was = before is not None and before.status is not Status.WITHDRAWN
    if before is None or not was:
        return (ChangeKind.NEW,) if after.status in LIVE else ()
    if after.status is Status.WITHDRAWN:
        return (ChangeKind.WITHDRAWN,)
    pairs = {
        ChangeKind.STATUS: (before.status, after.status),
        ChangeKind.RELATION: (before.relation, after.relation),
        ChangeKind.CONFIDENCE: (before.confidence, after.confidence),
        ChangeKind.SPLITS: (before.splits, after.splits),
        ChangeKind.ROWS: (before.rows_taken, after.rows_taken),
        ChangeKind.FLAGS: (before.flags, after.flags),
    }
    return tuple(kind for kind, (one, other) in pairs.items() if one != other)


def place(change: Change) -> tuple[int, str, str, str]:
    """The order of changes: new edges, withdrawn ones, then the others; by pair."""
    kinds = list(ChangeKind)
    return min(2, kinds.index(change.kinds[0])), change.edge.downstream.lower(), change.edge.upstream.lower(), change.edge.id


def _newest(store: Reads, told: Iterable[Past]) -> dict[str, str]:
    """The sha256 of the newest revision of every document that claims of these histories stand in."""
    ids = {claim.document_id for one in told for said in one.versions for claim in said.claims}
    return {document.id.lower(): document.sha256 for document in store.documents(sorted(ids))} if ids else {}


def _reasons(told: Past, before: Edge | None, since: datetime, newest: dict[str, str]) -> Iterator[Reason]:
    """Why an edge says something else than at a time."""
    if not told.recorded and before is None:
        yield Reason(why=Why.UNRECORDED, text="it changed before this graph kept what edges had said", time=told.edge.first_seen)
    first = told.versions[0]
    if before is None and first.known_from > since:
        yield from _came(first, first.claims)
    for older, newer in pairwise(told.versions):
        if newer.known_from > since:
            yield from _turn(older, newer, newest)


def _turn(older: Said, newer: Said, newest: dict[str, str]) -> Iterator[Reason]:
    """Why one version followed another."""
    if newer.cause is ChangedBy.DECIDED:
        yield _decided(newer)
    elif newer.cause is ChangedBy.CHECKED:
        yield Reason(why=Why.CHECK, text=_flags(older.edge, newer.edge), time=newer.known_from, run=newer.run)
    elif newer.cause is ChangedBy.RESOLVED:
        text = f"{newer.by or 'one of its ends'} was resolved: what was said of it counts for the pair that it means"
        yield Reason(why=Why.RESOLVED, text=text, time=newer.known_from, by=newer.by, run=newer.run)
    else:
        yield from _read(older, newer, newest)


def _read(older: Said, newer: Said, newest: dict[str, str]) -> Iterator[Reason]:
    """What a reading changed: claims that came and went, or the same claims weighed otherwise."""
    had, have = {c.id for c in older.claims}, {c.id for c in newer.claims}
    yield from _came(newer, [claim for claim in newer.claims if claim.id not in had], others=readers(older.claims))
    yield from (_went(newer, claim, newest) for claim in older.claims if claim.id not in have)
    if had == have:
        what = "the same statements count otherwise: they were read or calibrated again"
        yield Reason(why=Why.CALIBRATION, text=what, time=newer.known_from, run=newer.run)


def _came(said: Said, claims: Iterable[Claim], others: tuple[str, ...] = ()) -> Iterator[Reason]:
    for claim in claims:
        text = f'{claim.reader} reads in {claim.document_id}: "{_short(claim.quote)}"'
        if name := _moved(claim, said.edge):
            why, text = Why.RESOLVED, f"{name} was resolved: {text}"
        else:
            why = Why.READER if others and claim.reader not in others else Why.CLAIM_CAME
        yield Reason(why=why, text=text, time=said.known_from, by=name, run=said.run, claim=claim)


def _moved(claim: Claim, edge: Edge) -> str | None:
    """The id that a claim names and that answers as an end of its edge; None when it names the ends themselves."""
    ends = ((claim.downstream, edge.downstream), (claim.upstream, edge.upstream))
    return next((named for named, end in ends if named.lower() != end.lower()), None)


def _went(said: Said, claim: Claim, newest: dict[str, str]) -> Reason:
    altered = newest.get(claim.document_id.lower(), claim.document_sha) != claim.document_sha
    gone = f'"{_short(claim.quote)}"'
    if altered:
        text = f"{claim.document_id} has another text since, and no more says {gone} to {claim.reader}"
        return Reason(why=Why.DOCUMENT_CHANGED, text=text, time=said.known_from, run=said.run, claim=claim)
    text = f"{claim.reader} no more reads {gone} in {claim.document_id}, whose text is the same"
    return Reason(why=Why.CLAIM_WENT, text=text, time=said.known_from, run=said.run, claim=claim)


def _decided(said: Said) -> Reason:
    made = said.decision
    text = f"{made.actor} decided {made.verdict}" + (f": {made.reason}" if made.reason else "") if made else "a person decided"
    return Reason(why=Why.DECISION, text=text, time=said.known_from, by=said.by, decision=made)


def _flags(older: Edge, newer: Edge) -> str:
    came, went = sorted(set(newer.flags) - set(older.flags)), sorted(set(older.flags) - set(newer.flags))
    told = [f"found {', '.join(came)}"] * bool(came) + [f"took back {', '.join(went)}"] * bool(went)
    return f"the check {' and '.join(told) or 'looked at it'}"


def _short(quote: str) -> str:
    text = " ".join(quote.split())
    return text if len(text) <= QUOTED else text[: QUOTED - 3] + "..."
