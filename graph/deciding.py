"""What every verdict needs: the edge as it was seen, the decision as a record, and the write that takes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from graph import integrity
from graph.contract import INTEGRITY_FLAGS, LIVE, Act, Reads, Store
from graph.errors import UnknownEdge
from graph.faults import said
from graph.model import Cause, Claim, Decision, Edge, Status, Verdict
from graph.rounds import FLAGS, Outcome

Clock = Callable[[], datetime]


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Said:
    """Who decides, when, and in what words. `override`: the written reason to confirm what is flagged."""

    actor: str
    time: datetime
    reason: str | None = None
    note: str | None = None
    override: str | None = None
    cause: Cause | None = None

    @property
    def words(self) -> str | None:
        """The reason, and the override's."""
        override = self.override.strip() if self.override else ""
        parts = [*([self.reason] if self.reason else []), *([f"override: {override}"] if override else [])]
        return "; ".join(parts) or None


def new_id(prefix: str = "d") -> str:
    """An id of a decision (`d`) or of a group of them (`g`)."""
    return f"{prefix}:{uuid4().hex[:16]}"


def edge_of(store: Reads, edge_id: str) -> Edge:
    """The edge. Raises UnknownEdge."""
    found = store.edges([edge_id])
    if not found:
        raise UnknownEdge(f"no edge {edge_id!r}; `stemma review list` and `stemma show ORG/NAME` name edges by their ids, e:...")
    return found[0]


def standing_edge(store: Reads, edge_id: str) -> Edge:
    """The edge. Raises UnknownEdge, also when an end of it was resolved and the pair has another edge now."""
    edge = edge_of(store, edge_id)
    if "resolved" in edge.flags:
        meant = store.canonical([edge.downstream, edge.upstream])
        pair = " <- ".join(meant[end] for end in (edge.downstream, edge.upstream))
        raise UnknownEdge(f"{said(edge)} stands for {pair} since its name was resolved; `stemma show` names that edge, decide it instead")
    return edge


def decided(store: Reads, edge: Edge, readers: int = 1) -> list[Decision]:
    """The decisions on an edge, read only where they bear on the next: in double review."""
    return store.decisions(edge.id) if readers > 1 or FLAGS & set(edge.flags) else []


def act(
    edge: Edge,
    verdict: Verdict,
    outcome: Outcome,
    by: Said,
    *,
    version: int | None = None,
    claims: Sequence[Claim] = (),
    more: Mapping[str, object] | None = None,
) -> Act:
    """One decision on an edge as it was at `version` (as it is, when None); `more` are other fields of the decision."""
    expected = edge.version if version is None else version
    made = Decision(
        id=new_id(),
        edge=edge.id,
        verdict=verdict,
        actor=by.actor,
        time=by.time,
        reason=by.words,
        note=by.note,
        cause=by.cause,
        before=edge.status,
        after=outcome.after,
        version=expected + 1,
        confidence=edge.confidence,
        raised=outcome.raised,
        cleared=outcome.cleared,
    )
    return Act(made.model_copy(update=more or {}), expected, tuple(claims))


def take(store: Store, acts: Sequence[Act], edges: Sequence[Edge]) -> list[Decision]:
    """Write decisions, and look for faults again where edges came to life or flagged ones went. Raises StaleDecision, UnknownEdge."""
    store.decide_all(acts)
    if any(_stirs(edge, one.decision.after) or not one.expected for one, edge in zip(acts, edges, strict=True)):
        integrity.mark(store)
    return [one.decision for one in acts]


def _stirs(edge: Edge, after: Status) -> bool:
    came, went = after in LIVE and edge.status not in LIVE, after not in LIVE and edge.status in LIVE
    return came or (went and bool(INTEGRITY_FLAGS & set(edge.flags)))
