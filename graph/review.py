"""What a person should look at next, and their verdicts: confirm, reject, undo, each a decision that is kept.

A verdict is compare-and-set on the version that was seen: of two reviewers at once one decides, the other is told.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

from graph import integrity
from graph.contract import INTEGRITY_FLAGS, LIVE, Store
from graph.errors import NeedsOverride, NothingToUndo, UnknownEdge
from graph.impact import BATCH, NODES, impacts
from graph.model import Claim, Decision, Edge, EdgeType, Frozen, Status, Verdict
from graph.plan import plan
from graph.reach import Budget

CANDIDATES = 5_000
PLANNED = 200
PLAN_READS = Budget(round_trips=40, nodes=5_000)
_AFTER = {Verdict.CONFIRM: Status.CONFIRMED, Verdict.REJECT: Status.REJECTED}

Clock = Callable[[], datetime]


class Item(Frozen):
    """One edge that waits for a verdict, with its live claims, the surest first.

    `probability` (0-1) is the edge's confidence; `impact` counts the works a verdict touches: the downstream and all
    that was made from it.
    """

    edge: Edge
    claims: tuple[Claim, ...]
    probability: float
    impact: int
    flags: tuple[str, ...]

    @property
    def score(self) -> float:
        """Uncertainty p(1-p) times impact: the order of what no exposure hangs on."""
        return self.probability * (1 - self.probability) * self.impact


def _now() -> datetime:
    return datetime.now(UTC)


def queue(store: Store, *, limit: int = 50) -> list[Item]:
    """Proposed derivations, most worth a verdict first: those that `graph.plan` would settle, in its order, then by score.

    Impact is weighed among the planned and the 5,000 least certain.
    """
    proposed = store.all_edges(types=[EdgeType.DERIVED_FROM], statuses=[Status.PROPOSED])
    planned = plan(store, budget=min(limit, PLANNED), scans=False, reads=PLAN_READS).actions if proposed and limit > 0 else ()
    order = {action.edge: place for place, action in enumerate(planned)}
    proposed.sort(key=lambda e: (order.get(e.id, len(order)), abs(e.confidence - 0.5), e.id))
    candidates = proposed[: max(CANDIDATES, len(order))]
    impact = impacts(store, {edge.downstream for edge in candidates})
    items = [_item(edge, impact[edge.downstream.lower()]) for edge in candidates]
    items.sort(key=lambda i: (order.get(i.edge.id, len(order)), -i.score, i.edge.id))
    shown = items[: max(limit, 0)]
    claims = {claim.id: claim for claim in store.claims(ids={i for item in shown for i in item.edge.claims})}
    return [item.model_copy(update={"claims": _surest(item.edge, claims)}) for item in shown]


def _item(edge: Edge, impact: int) -> Item:
    return Item(edge=edge, claims=(), probability=edge.confidence, impact=impact, flags=edge.flags)


def _surest(edge: Edge, claims: dict[str, Claim]) -> tuple[Claim, ...]:
    return tuple(sorted((claims[i] for i in edge.claims if i in claims), key=lambda c: (-c.confidence, c.id)))


def confirm(
    store: Store,
    edge_id: str,
    *,
    actor: str,
    reason: str | None = None,
    override: str | None = None,
    version: int | None = None,
    clock: Clock = _now,
) -> Decision:
    """Confirm an edge as it was at `version` (as it is now, when None is given).

    Raises UnknownEdge, also when an end of the edge was resolved and the pair has another edge now; StaleDecision when
    the edge changed since; NeedsOverride when it is flagged `cycle` or `chronology`, or would close a cycle of confirmed
    edges, and `override` gives no written reason.
    """
    edge = _edge(store, edge_id)
    if "resolved" in edge.flags:
        now = store.canonical([edge.downstream, edge.upstream])
        pair = " <- ".join(now[end] for end in (edge.downstream, edge.upstream))
        raise UnknownEdge(f"{_said(edge)} stands for {pair} since its name was resolved; `stemma show` names that edge, decide it instead")
    if version in (None, edge.version):
        _refuse_faults(store, edge, override)
    return _decide(
        store, edge, Verdict.CONFIRM, Status.CONFIRMED, actor=actor, reason=_words(reason, override), version=version, clock=clock
    )


def reject(
    store: Store, edge_id: str, *, actor: str, reason: str | None = None, version: int | None = None, clock: Clock = _now
) -> Decision:
    """Reject an edge as it was at `version`. Raises UnknownEdge; StaleDecision when it changed since."""
    edge = _edge(store, edge_id)
    return _decide(store, edge, Verdict.REJECT, Status.REJECTED, actor=actor, reason=reason, version=version, clock=clock)


def undo(
    store: Store,
    edge_id: str,
    *,
    actor: str,
    reason: str | None = None,
    override: str | None = None,
    version: int | None = None,
    clock: Clock = _now,
) -> Decision:
    """Take back the last decision that stands; the edge has the status it had before it. Undone again, the one before.

    Raises UnknownEdge, NothingToUndo, StaleDecision; NeedsOverride like `confirm`, when that status is confirmed.
    """
    edge = _edge(store, edge_id)
    last = _standing(store.decisions(edge.id))
    if last is None:
        raise NothingToUndo(
            f"no decision on {_said(edge)} stands, so there is none to undo; `stemma show {edge.id}` lists what was decided"
        )
    after = _restored(edge, last.before)
    if after is Status.CONFIRMED and version in (None, edge.version):
        _refuse_faults(store, edge, override)
    verdict = {status: verdict for verdict, status in _AFTER.items()}.get(after, Verdict.REOPEN)
    words = _words(reason, override)
    return _decide(store, edge, verdict, after, actor=actor, reason=words, version=version, clock=clock, undoes=last.id)


def _edge(store: Store, edge_id: str) -> Edge:
    found = store.edges([edge_id])
    if not found:
        raise UnknownEdge(f"no edge {edge_id!r}; `stemma review list` and `stemma show ORG/NAME` name edges by their ids, e:...")
    return found[0]


def _decide(
    store: Store,
    edge: Edge,
    verdict: Verdict,
    after: Status,
    *,
    actor: str,
    reason: str | None,
    version: int | None,
    clock: Clock,
    undoes: str | None = None,
) -> Decision:
    expected = edge.version if version is None else version
    decision = Decision(
        id=f"d:{uuid4().hex[:16]}",
        edge=edge.id,
        verdict=verdict,
        actor=actor,
        time=clock(),
        reason=reason,
        before=edge.status,
        after=after,
        version=expected + 1,
        undoes=undoes,
    )
    store.decide(decision, expected_version=expected)
    came, went = after in LIVE and edge.status not in LIVE, after not in LIVE and edge.status in LIVE
    if came or (went and INTEGRITY_FLAGS & set(edge.flags)):
        integrity.mark(store)
    return decision


def _standing(decisions: list[Decision]) -> Decision | None:
    """The last decision that is no undo and was not undone."""
    stack: list[Decision] = []
    for decision in sorted(decisions, key=lambda d: d.version):
        if decision.undoes is None:
            stack.append(decision)
        else:
            stack = [d for d in stack if d.id != decision.undoes]
    return stack[-1] if stack else None


def _restored(edge: Edge, before: Status) -> Status:
    """The status before a decision, unless the edge's claims came or went since."""
    if before is Status.PROPOSED and "claims_withdrawn" in edge.flags:
        return Status.WITHDRAWN
    return Status.PROPOSED if before is Status.WITHDRAWN and edge.claims else before


def _words(reason: str | None, override: str | None) -> str | None:
    said = [*([reason] if reason else []), *([f"override: {override.strip()}"] if override and override.strip() else [])]
    return "; ".join(said) or None


def _refuse_faults(store: Store, edge: Edge, override: str | None) -> None:
    if override and override.strip():
        return
    faults = []
    if "cycle" in edge.flags:
        faults.append("it closes a cycle of edges that are surer than it")
    if "chronology" in edge.flags or _younger(store, edge):
        faults.append("its source was first public after what was made from it")
    if not faults and edge.type is EdgeType.DERIVED_FROM and (path := _back(store, edge)):
        faults.append("with edges confirmed before, it would close the cycle " + " <- ".join(path))
    if faults:
        raise NeedsOverride(f"{_said(edge)} was not confirmed: {' and '.join(faults)}; reject it, or confirm it with a written override")


def _back(store: Store, edge: Edge) -> list[str]:
    """The works on the way from the edge's downstream back to itself over it and confirmed edges; none when there is no way.

    A walk upstream from the edge's upstream, in batches; one that is still going after 20,000 nodes counts as a way.
    """
    goal, start = edge.downstream.lower(), edge.upstream.lower()
    parents: dict[str, str | None] = {start: None}
    spelled = {goal: edge.downstream, start: edge.upstream}
    ahead = [start]
    while ahead and goal not in parents and len(parents) < NODES:
        batch, ahead = ahead[:BATCH], ahead[BATCH:]
        for hop in store.edges_of(batch, "upstream", statuses=[Status.CONFIRMED]):
            node = hop.upstream.lower()
            if node not in parents:
                parents[node] = hop.downstream.lower()
                spelled[node] = hop.upstream
                ahead.append(node)
    if goal not in parents:
        return [] if not ahead else [edge.downstream, edge.upstream, "...", edge.downstream]
    path, step = [spelled[goal]], parents[goal]
    while step is not None:
        path.append(spelled[step])
        step = parents[step]
    return [edge.downstream, *reversed(path)]


def _younger(store: Store, edge: Edge) -> bool:
    """Whether the source is known to be first public after what was made from it."""
    found = store.artifacts([edge.downstream, edge.upstream])
    made, source = (found[i].first_public if i in found else None for i in (edge.downstream, edge.upstream))
    return edge.type is EdgeType.DERIVED_FROM and made is not None and source is not None and source > made


def _said(edge: Edge) -> str:
    return f"edge {edge.id} ({edge.downstream} {edge.relation.replace('_', ' ')} of {edge.upstream})"
