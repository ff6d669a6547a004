"""Finding artifacts by what people call them, over an index that is held for as long as the graph stays as it is."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from graph import catalogue
from graph.contract import LIVE, Reads
from graph.ids import Kind
from graph.model import Artifact, Edge, EdgeType, Frozen, Relation, State, Status
from graph.names import Hit, Match, Names
from graph.paging import page

TIES = (EdgeType.COPY_OF, EdgeType.PART_OF)
HELD = 4
"""Graphs whose index is held at once."""
SLOW = 0.5
"""Seconds: an index that took longer to read is used a while after a write, ten times as long as it took."""


class Under(Frozen):
    """A copy or a part of what was found: another id of the same work. A `proposed` tie is no fact."""

    id: str
    relation: Relation
    status: Status
    confidence: float


class Result(Frozen):
    """One artifact that was found. `matched`: the name that agrees, `score` (0-1) how well among matches of one kind.

    `under`: its copies and parts; copies that match too are told here and not as results of their own. `members`: of a family
    of benchmarks, the members that the graph holds.
    """

    id: str
    kind: Kind
    title: str | None
    state: State
    aliases: tuple[str, ...]
    match: Match
    matched: str
    score: float
    under: tuple[Under, ...]
    members: tuple[str, ...]


class Listed(Frozen):
    """What an index says of one artifact: `names`, all that it is called; `copy_of`, the id it is a copy of, None when of none."""

    id: str
    kind: Kind
    title: str | None
    state: State
    aliases: tuple[str, ...]
    names: tuple[str, ...]
    copy_of: str | None
    under: tuple[Under, ...]
    members: tuple[str, ...]


class Found(Frozen):
    """Results, best first: `total` in all, `next` the cursor of the page after this one."""

    text: str
    kind: Kind | None
    total: int
    results: tuple[Result, ...]
    next: str | None


@dataclass(frozen=True)
class _Index:
    """The names in one graph, its ties of copies and parts (by the upstream's key), and what each is a copy of."""

    turn: int
    names: Names
    ties: Mapping[str, list[Edge]]
    copy_of: Mapping[str, str]
    took: float
    read: float


_held: OrderedDict[str, _Index] = OrderedDict()
_turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


def find(store: Reads, text: str, *, kind: Kind | None = None, limit: int | None = 20, cursor: str | None = None) -> Found:
    """Artifacts called `text`, or nearly so: by id, name, title, alias or family; case, hyphens and owner do not matter.

    The names are those of today, also in a view of another day. The first question after a write reads all names again.
    Raises BadCursor.
    """
    asked = text.strip()
    index = _index(store)
    hits = index.names.search(asked, kind) if asked else {}
    shown = _folded(hits.values(), index.copy_of)
    part = page(shown, lambda hit: hit.key, question=("find", asked, kind), limit=limit, cursor=cursor)
    return Found(text=asked, kind=kind, total=part.total, results=tuple(_result(hit, index) for hit in part.rows), next=part.next)


def listed(store: Reads) -> list[Listed]:
    """Everything that can be found, by id: for a search where no server answers."""
    index = _index(store)
    spelled = {entry.lower: entry.id for entry in index.names.entries}
    found = [
        Listed(
            id=entry.id,
            kind=Kind(entry.kind),
            title=entry.title,
            state=State(entry.state),
            aliases=entry.aliases,
            names=entry.names,
            copy_of=spelled.get(index.copy_of.get(entry.lower, "")),
            under=_under(entry.lower, index),
            members=_members(entry.id, index),
        )
        for entry in index.names.entries
    ]
    return sorted(found, key=lambda one: one.id.lower())


def _folded(hits: Collection[Hit], copy_of: Mapping[str, str]) -> list[Hit]:
    """Hits without those that are copies of another hit; an id that was asked for stays."""
    found = {hit.lower for hit in hits}
    return [hit for hit in hits if hit.match is Match.ID or copy_of.get(hit.lower) not in found or _turning(hit.lower, copy_of)]


def _turning(key: str, copy_of: Mapping[str, str]) -> bool:
    """Whether the copies lead back: then none of them is the first."""
    seen, at = {key}, copy_of.get(key)
    while at is not None and at not in seen:
        seen.add(at)
        at = copy_of.get(at)
    return at is not None


def _result(hit: Hit, index: _Index) -> Result:
    entry = index.names.entries[hit.number]
    return Result(
        id=entry.id,
        kind=Kind(entry.kind),
        title=entry.title,
        state=State(entry.state),
        aliases=entry.aliases,
        match=hit.match,
        matched=hit.matched,
        score=-hit.minus,
        under=_under(entry.lower, index),
        members=_members(entry.id, index),
    )


def _under(key: str, index: _Index) -> tuple[Under, ...]:
    ties = sorted(index.ties.get(key, ()), key=lambda e: (e.relation.value, -e.confidence, e.downstream.lower()))
    return tuple(Under(id=e.downstream, relation=e.relation, status=e.status, confidence=e.confidence) for e in ties)


def _members(artifact: str, index: _Index) -> tuple[str, ...]:
    return tuple(sorted(m for m in catalogue.family(artifact) if m != artifact and m in index.names.by_id))


def _index(store: Reads) -> _Index:
    """The index of what the store holds now; of several callers one reads it, and the others wait."""
    version = store.version()
    with _turns[version.graph]:
        held = _held.get(version.graph)
        if held is None or not _good(held, version.turn):
            held = _read(store, version.turn)
            _held[version.graph] = held
            while len(_held) > HELD:
                _held.popitem(last=False)
        return held


def _good(held: _Index, turn: int) -> bool:
    return held.turn == turn or (held.took > SLOW and time.monotonic() - held.read < 10 * held.took)


def _read(store: Reads, turn: int) -> _Index:
    began = time.monotonic()
    artifacts = store.artifacts()
    names = Names.of(_answering(store, artifacts))
    ties: dict[str, list[Edge]] = defaultdict(list)
    copy_of: dict[str, tuple[float, str]] = {}
    for edge in store.all_edges(types=TIES, statuses=LIVE):
        up, down = edge.upstream.lower(), edge.downstream.lower()
        ties[up].append(edge)
        if edge.type is EdgeType.COPY_OF:
            copy_of[down] = max(copy_of.get(down, (0.0, "")), (edge.confidence, up))
    ended = time.monotonic()
    return _Index(turn, names, ties, {down: up for down, (_, up) in copy_of.items()}, ended - began, ended)


def _answering(store: Reads, artifacts: Mapping[str, Artifact]) -> list[Artifact]:
    """The artifacts without those that answer as another."""
    named = {alias.lower() for one in artifacts.values() for alias in one.aliases}
    doubtful = [i for i in artifacts if i.lower() in named]
    answers = store.canonical(doubtful) if doubtful else {}
    return [one for i, one in artifacts.items() if answers.get(i, i).lower() == i.lower()]
