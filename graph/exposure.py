"""From a benchmark to every artifact that may hold its items, and back: how surely, which split, along which path.

Rows come from two facts: CARRIES (a split of a dataset holds the items) and live DERIVED_FROM edges. A row is
`stated` when the artifact itself carries the benchmark or every edge of its best path is confirmed, `possible`
otherwise. `measured` and `cleared` come with sample-level overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from graph.carriers import Carriers, carriers_of
from graph.catalogue import canonical, family, near
from graph.chains import Chain, Upstream, chains, union
from graph.contract import LIVE, Store
from graph.errors import UnknownBenchmark
from graph.ids import Kind, kind_of
from graph.model import Claim, Edge, Frozen, Relation, Status
from graph.reach import Budget, KnownHops, Reach, StoreHops, best_first
from graph.walk import known


class ExposureStatus(StrEnum):
    """What is known of an artifact and a benchmark."""

    STATED = "stated"
    POSSIBLE = "possible"


class Hop(Frozen):
    """One edge of a path, with the words of its surest live claim. `split`: the upstream's splits it names, `+` between."""

    downstream: str
    upstream: str
    relation: Relation
    status: Status
    confidence: float
    split: str | None
    quote: str | None
    document: str | None
    edge: str


class Row(Frozen):
    """One artifact and one benchmark (in one window): may the artifact hold its items?

    `probability`: that at least one chain from a carrier holds, over the six chains of fewest hops, edges independent,
    an edge that several share counted once; exact when no others exist (`chains_complete`), else a lower bound;
    never below `best_path_probability`. `split`: the carrying split, None when no document says which was taken.
    `at_most_items`: no more items than this can have come along the chains, None when unknown. `path` starts at the
    carrier; `source` says where it is stated that the carrier holds the items. `rate` waits for a measurement.
    """

    artifact: str
    kind: Kind
    benchmark: str
    window: str | None
    split: str | None
    status: ExposureStatus
    probability: float
    best_path_probability: float
    rate: float | None = None
    at_most_items: int | None
    carrier: str
    source: str
    chains: int
    chains_complete: bool
    path: tuple[Hop, ...]


class Exposures(Frozen):
    """The answer to one benchmark. `partial`: the budget ran out; `more`: `top` cut rows off."""

    benchmark: str
    partial: bool
    more: bool
    rows: tuple[Row, ...]


def exposures(
    store: Store,
    benchmark: str,
    *,
    minimum: float = 0.0,
    top: int | None = None,
    budget: Budget | None = None,
) -> Exposures:
    """Every artifact that may hold items of `benchmark` (an id, a name or an alias; a family means all its members).

    Rows with `probability >= minimum`, the most probable first, ties by id. With `top` the search stops after that
    many artifacts, best paths first. Splits: an edge out of a carrier that names its splits, and not the carrying one,
    carries nothing; one that names none may carry anything, and the row's `split` stays None.
    Only the store is asked: load the shipped facts with `store.carry(shipped())` before.
    Raises UnknownBenchmark, with near names, when neither the catalogue nor the graph knows the benchmark.
    """
    asked = canonical(benchmark)
    members = family(asked)
    facts = [fact for member in sorted(members or {asked}) for fact in store.carries(benchmark=member)]
    if not facts and not members:
        raise UnknownBenchmark(_unknown(store, benchmark))
    hops = StoreHops(store, budget or Budget())
    found: list[_Found] = []
    partial = more = False
    for carriers in carriers_of(facts):
        reach = best_first(carriers.splits, hops, top=top)
        partial, more = partial or reach.partial, more or reach.more
        found += _rows(carriers, reach, reach.ways)
    ranked = _ranked(found, minimum)
    kept = ranked if top is None else ranked[:top]
    return Exposures(benchmark=asked, partial=partial, more=more or len(kept) < len(ranked), rows=tuple(_told(store, kept)))


def inside(store: Store, artifact: str, *, minimum: float = 0.0, budget: Budget | None = None) -> list[Row]:
    """The rows of one artifact for every benchmark it may hold: the same rows as `exposures` gives, found upstream.

    Reads the artifact's ancestors level by level, then searches among them. Where the `budget` runs out, nearer
    ancestors were read and rows that stand on farther ones are missing.
    Raises UnknownArtifact, with near ids, when the graph does not hold the artifact.
    """
    target = known(store, artifact).id
    edges = _ancestry(store, target, budget or Budget())
    ancestors = {target.lower(), *(edge.upstream.lower() for edge in edges)}
    hops = KnownHops(edges)
    found: list[_Found] = []
    for carriers in carriers_of(store.carries()):
        reach = best_first({node: splits for node, splits in carriers.splits.items() if node in ancestors}, hops)
        if target.lower() in reach.ways:
            found += _rows(carriers, reach, [target.lower()])
    return _told(store, _ranked(found, minimum))


class _Found(NamedTuple):
    """A row whose path has no quotes yet."""

    row: Row
    path: Chain


def _rows(carriers: Carriers, reach: Reach, nodes: Iterable[str]) -> list[_Found]:
    upstream = Upstream(reach)
    return [
        found
        for node in nodes
        for found in (_carried(carriers, node) if node in reach.carriers else _derived(carriers, reach, node, upstream))
    ]


def _carried(carriers: Carriers, node: str) -> list[_Found]:
    return [
        _Found(
            Row(
                artifact=fact.dataset,
                kind=kind_of(fact.dataset),
                benchmark=carriers.benchmark,
                window=carriers.window,
                split=split,
                status=ExposureStatus.STATED,
                probability=1.0,
                best_path_probability=1.0,
                at_most_items=fact.items,
                carrier=fact.dataset,
                source=fact.source,
                chains=0,
                chains_complete=True,
                path=(),
            ),
            (),
        )
        for split, fact in carriers.facts[node].items()
    ]


def _derived(carriers: Carriers, reach: Reach, node: str, upstream: Upstream) -> list[_Found]:
    way, path = reach.ways[node], reach.path(node)
    ways = chains(node, upstream)
    if reach.partial or reach.more:
        ways = ways._replace(complete=False)
    artifact = path[-1].downstream
    return [
        _Found(
            Row(
                artifact=artifact,
                kind=kind_of(artifact),
                benchmark=carriers.benchmark,
                window=carriers.window,
                split=split,
                status=ExposureStatus.POSSIBLE if way.unconfirmed else ExposureStatus.STATED,
                probability=round(max(way.probability, union(ways.found)), 6),
                best_path_probability=round(way.probability, 6),
                at_most_items=carriers.at_most(ways),
                carrier=fact.dataset,
                source=fact.source,
                chains=len(ways.found),
                chains_complete=ways.complete,
                path=(),
            ),
            path,
        )
        for split, fact in carriers.reached(path[0]).items()
    ]


def _ancestry(store: Store, target: str, budget: Budget) -> list[Edge]:
    seen, level = {target.lower()}, [target]
    edges: dict[str, Edge] = {}
    for _ in range(budget.round_trips):
        if not level or len(seen) > budget.nodes:
            break
        read = store.edges_of(level, "upstream")
        edges.update((edge.id, edge) for edge in read)
        reached = {edge.upstream.lower(): edge.upstream for edge in read if edge.upstream.lower() not in seen}
        seen |= reached.keys()
        level = [reached[key] for key in sorted(reached)]
    return [edges[i] for i in sorted(edges)]


def _ranked(found: Iterable[_Found], minimum: float) -> list[_Found]:
    kept = [one for one in found if one.row.probability >= minimum]
    return sorted(kept, key=lambda f: (-f.row.probability, f.row.artifact.lower(), f.row.benchmark, f.row.window or "", f.row.split or ""))


def _told(store: Store, found: Sequence[_Found]) -> list[Row]:
    ids = {claim for one in found for edge in one.path for claim in edge.claims}
    claims = {claim.id: claim for claim in (store.claims(ids=ids) if ids else ())}
    return [one.row.model_copy(update={"path": tuple(_hop(edge, claims) for edge in one.path)}) for one in found]


def _hop(edge: Edge, claims: dict[str, Claim]) -> Hop:
    live = [claims[i] for i in edge.claims if i in claims and claims[i].status in LIVE]
    best = min(live, key=lambda c: (-c.confidence, c.id), default=None)
    return Hop(
        downstream=edge.downstream,
        upstream=edge.upstream,
        relation=edge.relation,
        status=edge.status,
        confidence=edge.confidence,
        split="+".join(edge.splits) or None,
        quote=best.quote if best else None,
        document=best.document_id if best else None,
        edge=edge.id,
    )


def _unknown(store: Store, benchmark: str) -> str:
    names = near(benchmark, {fact.benchmark for fact in store.carries()})
    hint = f"near names: {', '.join(names)}" if names else "state which datasets carry it in a catalogue file of your own"
    return f"neither the catalogue nor the graph knows a benchmark {benchmark!r}; {hint}"
