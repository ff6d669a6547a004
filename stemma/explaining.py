"""Why an artifact may hold a benchmark's items: the path hop by hop, each with its evidence, its verdicts and what speaks against it."""

from __future__ import annotations

from collections.abc import Sequence

from graph.contract import Reads
from graph.exposure import inside, question
from graph.lattice import ExposureStatus
from graph.model import Decision, Edge, Frozen, Status, Verdict
from graph.reach import Budget
from graph.rows import Cut, Row
from stemma import showing
from stemma.showing import Quote

FAULTS = {
    "chronology": "its source was first public after what was made from it",
    "cycle": "it closes a cycle of edges that are surer than it",
    "conflict": "the same pair is said to derive the other way round, or documents contradict one another",
    "conflict_claims": "its documents cannot all be right",
    "disputed": "a second look at the text does not see it",
    "reversed": "a second look at the text sees the other direction",
    "claims_withdrawn": "the documents that said so no longer do",
    "removed_in": "a document says that this part was removed",
    "second_reader": "it waits for the verdict of a second person",
    "verdicts_differ": "two persons' verdicts on it differ; a third has to decide",
}
"""What the flags of an edge mean to a reader."""


class Step(Frozen):
    """One edge of the path, or one claim of decontamination: its quotes in context, its verdicts, and what weakens it.

    `confirmed_by`: the verdict that stands, None while no person confirmed it.
    """

    edge: Edge
    quotes: tuple[Quote, ...]
    confirmed_by: Decision | None
    decisions: tuple[Decision, ...]
    doubts: tuple[str, ...]


class Explained(Frozen):
    """One row with the steps of its path, the carrier's first, and the claims of decontamination along it."""

    row: Row
    steps: tuple[Step, ...]
    claims: tuple[Step, ...]
    doubts: tuple[str, ...]


class Why(Frozen):
    """The page: the surest rows explained, how many more there are, and how far the search went.

    No row means that no path leads there in this graph: unknown, not clean.
    """

    artifact: str
    benchmark: str
    window: str | None
    explained: tuple[Explained, ...]
    more: int
    ancestors: int
    partial: bool
    cut: Cut | None


def why(store: Reads, artifact: str, benchmark: str, *, window: str | None = None, rows: int = 1, budget: Budget | None = None) -> Why:
    """The page for one artifact and one benchmark (or family, or `NAME@WINDOW`), its `rows` surest rows in full.

    Raises UnknownArtifact, UnknownBenchmark, InvalidId.
    """
    name, asked = question(benchmark, window)
    found = inside(store, artifact, benchmark=name, window=asked, budget=budget)
    return Why(
        artifact=found.artifact,
        benchmark=name,
        window=asked,
        explained=tuple(_explained(store, row) for row in found.rows[:rows]),
        more=max(0, len(found.rows) - rows),
        ancestors=found.ancestors,
        partial=found.partial,
        cut=found.cut,
    )


def _explained(store: Reads, row: Row) -> Explained:
    ids = [*(hop.edge for hop in row.path), *(w.edge for w in row.weakened if w.edge)]
    shown = {one.edge.id: one for one in showing.edges(store, ids)}
    steps = tuple(_step(shown[hop.edge], first=place == 0) for place, hop in enumerate(row.path) if hop.edge in shown)
    claims = tuple(_step(shown[w.edge]) for w in row.weakened if w.edge in shown)
    return Explained(row=row, steps=steps, claims=claims, doubts=tuple(_of_row(row)))


def _step(shown: showing.ShownEdge, *, first: bool = False) -> Step:
    edge = shown.edge
    return Step(
        edge=edge,
        quotes=tuple(q for q in shown.quotes if q.claim.status is not Status.WITHDRAWN),
        confirmed_by=_confirmation(edge, shown.decisions),
        decisions=shown.decisions,
        doubts=tuple(_of_edge(edge, shown.quotes, first=first)),
    )


def _confirmation(edge: Edge, decisions: Sequence[Decision]) -> Decision | None:
    if edge.status is not Status.CONFIRMED:
        return None
    return next((made for made in reversed(decisions) if made.verdict is Verdict.CONFIRM), None)


def _of_edge(edge: Edge, quotes: Sequence[Quote], *, first: bool) -> list[str]:
    """What weakens one edge."""
    found = [FAULTS[flag] for flag in edge.flags if flag in FAULTS]
    if edge.status is Status.PROPOSED:
        found.append(f"no person has confirmed it; it holds with probability {edge.confidence:.2f} by its readers' calibration")
    if first and not edge.splits:
        found.append("no document says which split was taken")
    if len(documents := {quote.claim.document_id for quote in quotes}) == 1:
        found.append(f"one document alone says so ({next(iter(documents))})")
    if not quotes:
        found.append("no document that says so is in this graph")
    return found


def _of_row(row: Row) -> list[str]:
    """What weakens, or bounds, the whole."""
    found = []
    if row.status is ExposureStatus.CLEARED:
        found.append(f"all rows of revision {row.version} were scanned and no item was found; a scan misses what it cannot see")
    if row.status is ExposureStatus.MEASURED and row.version:
        found.append(f"measured in revision {row.version}")
    if row.at_most_items is not None:
        of = f" of {row.items:,}" if row.items is not None else ""
        found.append(f"at most {row.at_most_items:,}{of} items can have come along")
    if row.chains and not row.chains_complete:
        found.append("there are more ways than were weighed: the probability is a lower bound")
    return found
