"""Edges with what stands behind them: the live claims, surest first, and the verdict that stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from graph.contract import LIVE, Reads
from graph.model import Claim, Decision, Edge, Status, Verdict

_VERDICTS = {Status.CONFIRMED: Verdict.CONFIRM, Status.REJECTED: Verdict.REJECT}


class Evidenced(NamedTuple):
    """One edge; `verdict` is the last decision, when it is what makes the edge's status."""

    edge: Edge
    claims: tuple[Claim, ...]
    verdict: Decision | None

    @property
    def reader(self) -> str | None:
        """The reader of the surest claim."""
        return self.claims[0].reader if self.claims else None


def evidenced(store: Reads, edges: Iterable[Edge]) -> list[Evidenced]:
    """The edges in the order given, claims and decisions read once for all of them."""
    listed = list(edges)
    ids = sorted({claim for edge in listed for claim in edge.claims})
    claims = {claim.id: claim for claim in (store.claims(ids=ids) if ids else ())}
    verdicts = {decision.edge: decision for decision in (store.decisions() if listed else ())}
    return [_with(edge, claims, verdicts.get(edge.id)) for edge in listed]


def _with(edge: Edge, claims: dict[str, Claim], last: Decision | None) -> Evidenced:
    live = [claims[i] for i in edge.claims if i in claims and claims[i].status in LIVE]
    stands = last if last is not None and _VERDICTS.get(edge.status) is last.verdict else None
    return Evidenced(edge, tuple(sorted(live, key=lambda c: (-c.confidence, c.id))), stands)
