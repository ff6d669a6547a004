"""From a benchmark to every artifact that may hold its items, and back: how surely, which split, along which path.

Rows come from CARRIES facts (a split of a dataset holds the items), from scans that found items (OVERLAPS), and from live
DERIVED_FROM edges below them, and a model's TRAINED_ON. What a row's status means, and what weakens a path, is written in `graph.lattice`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from graph.carriers import Carriers, carriers_of, facts_of, scans_of
from graph.catalogue import canonical, family, near, spellings
from graph.chains import Chain, Upstream, chains, union
from graph.contract import LIVE, Reads
from graph.errors import InvalidId, UnknownBenchmark
from graph.exposed_runs import run_rows
from graph.ids import kind_of
from graph.lattice import ExposureStatus, rate_of
from graph.model import Claim, Edge, EdgeType, Overlap
from graph.reach import CARRYING, Budget, KnownHops, Passing, Reach, StoreHops, best_first, carries
from graph.rows import Cut, Exposures, Hop, Inside, Row, Weakening
from graph.walk import known
from graph.windows import asked as window_asked

__all__ = ["Budget", "ExposureStatus", "Exposures", "Hop", "Inside", "Row", "exposures", "inside"]
EXAMPLES = 5


def exposures(
    store: Reads,
    benchmark: str,
    *,
    window: str | None = None,
    minimum: float = 0.0,
    top: int | None = None,
    budget: Budget | None = None,
    runs: bool = False,
) -> Exposures:
    """Every artifact that may hold items of `benchmark` (an id, a name or an alias; a family means all its members).

    `window` (or `benchmark@2024-08..`) asks for the items of a time only. Rows with `probability >= minimum`, the most
    probable first, ties by id. With `top` the search stops after that many artifacts, best paths first. Splits: an edge
    out of a carrier that names its splits, and not the carrying one, carries nothing; one that names none may carry
    anything, and the row's `split` stays None. Windows: an edge that names only windows which miss the one asked for
    (or the carrier's own) carries nothing; a carrier of unknown window may hold items of any.
    `runs`: rows also of the runs that stand on these artifacts (`graph.exposed_runs`), beyond `top`.
    Only the store is asked: load the shipped facts with `store.carry(shipped())` before.
    Raises UnknownBenchmark, with near names, when neither the catalogue nor the graph knows the benchmark; InvalidId for
    what is no window.
    """
    name, asked = question(benchmark, window)
    scans = store.overlaps()
    groups = _groups(store, name, asked, scans)
    claims = store.edges_of(_anchors(groups), "downstream", types=[EdgeType.DECONTAMINATED_AGAINST])
    _weigh(store, groups, scans, claims, name)
    hops = StoreHops(store, budget or Budget())
    found: list[_Found] = []
    unread: set[str] = set()
    more = False
    for carriers in groups:
        passing = carriers.passing()
        reach = best_first(passing, hops, top=top)
        more = more or reach.more
        unread.update(reach.unread)
        found += _rows(Search(carriers, passing, reach), reach.ways)
    ranked = _ranked(found, minimum)
    kept = ranked if top is None else ranked[:top]
    told = _told(store, kept)
    return Exposures(
        benchmark=name,
        window=asked,
        members=tuple(sorted({*family(name), *(carriers.benchmark for carriers in groups)})),
        partial=bool(unread),
        cut=_cut(hops.round_trips, unread),
        more=more or len(kept) < len(ranked),
        rows=tuple(sorted((*told, *run_rows(store, told)), key=place) if runs else told),
    )


def inside(
    store: Reads,
    artifact: str,
    *,
    benchmark: str | None = None,
    window: str | None = None,
    minimum: float = 0.0,
    budget: Budget | None = None,
) -> Inside:
    """The rows of one artifact for every benchmark it may hold (or for one): the same rows as `exposures` gives, found upstream.

    Reads the artifact's ancestors level by level, then searches among them. Where the `budget` runs out, nearer
    ancestors were read and rows that stand on farther ones are missing (`partial`, `cut`).
    Raises UnknownArtifact, with near ids, when the graph does not hold the artifact; UnknownBenchmark.
    """
    name, asked = question(benchmark, window) if benchmark is not None else (None, _checked(window))
    target = known(store, artifact)
    edges, round_trips, unread = _ancestry(store, target.id, budget or Budget())
    ancestors = {target.id.lower(), *(edge.upstream.lower() for edge in edges)}
    scans = store.overlaps()
    groups = _groups(store, name, asked, scans)
    claims = store.edges_of(sorted(ancestors), "upstream", types=[EdgeType.DECONTAMINATED_AGAINST])
    _weigh(store, groups, scans, claims, name)
    below = KnownHops(edges)
    found: list[_Found] = []
    for carriers in groups:
        passing = carriers.passing(among=ancestors)
        if passing.carriers:
            reach = best_first(passing, below)
            reach.partial = bool(unread)
            found += _rows(Search(carriers, passing, reach), reach.ways.keys() & {target.id.lower()})
    return Inside(
        artifact=target.id,
        partial=bool(unread),
        cut=_cut(round_trips, unread),
        ancestors=len(ancestors) - 1,
        rows=tuple(_told(store, _ranked(found, minimum))),
    )


def question(benchmark: str, window: str | None = None) -> tuple[str, str | None]:
    """The benchmark's id and the window that are asked for; `NAME@WINDOW` says both. Raises InvalidId."""
    name, _, said = benchmark.partition("@")
    return canonical(name), _checked(window or said or None)


def everything(store: Reads) -> list[Carriers]:
    """The carriers of every benchmark the graph knows, with what is claimed and measured."""
    scans = store.overlaps()
    groups = _groups(store, None, None, scans)
    claims = store.all_edges(types=[EdgeType.DECONTAMINATED_AGAINST], statuses=LIVE)
    _weigh(store, groups, scans, claims, None)
    return groups


def _checked(window: str | None) -> str | None:
    if window is not None:
        window_asked(window)
    return window


def _groups(store: Reads, asked: str | None, window: str | None, scans: Sequence[Overlap]) -> list[Carriers]:
    """The carriers of what is asked for (of everything: None), by benchmark and window. Raises UnknownBenchmark."""
    facts = store.carries()
    if asked is None:
        named = [fact.model_copy(update={"benchmark": _id(fact.benchmark)}) for fact in facts]
        return carriers_of(named, window, [scan.model_copy(update={"benchmark": _id(scan.benchmark)}) for scan in scans])
    meant, of_it = facts_of(facts, asked), scans_of(scans, asked)
    if not meant and not of_it and not family(asked):
        raise UnknownBenchmark(_unknown({fact.benchmark for fact in facts}, asked))
    return carriers_of(meant, window, of_it)


def _id(benchmark: str) -> str:
    try:
        return canonical(benchmark)
    except InvalidId:
        return benchmark


def _anchors(groups: Iterable[Carriers]) -> list[str]:
    """What a claim of decontamination may name when it speaks of these benchmarks."""
    return sorted({anchor for carriers in groups for anchor in {*carriers.facts, *spellings(carriers.benchmark)}})


def _weigh(store: Reads, groups: Sequence[Carriers], scans: Sequence[Overlap], claims: Sequence[Edge], asked: str | None) -> None:
    """Give every group the scans and claims that speak of it, and the present revisions of what was scanned."""
    revisions = {key.lower(): node.revision for key, node in store.artifacts({scan.dataset for scan in scans}).items()} if scans else {}
    for carriers in groups:
        anchors = {*carriers.facts, *spellings(carriers.benchmark)}
        meant = [claim for claim in claims if claim.upstream.lower() in anchors]
        carriers.weigh([s for s in scans_of(scans, asked or carriers.benchmark) if s.benchmark == carriers.benchmark], meant, revisions)


class _Found(NamedTuple):
    """A row whose path and weakenings have no quotes yet."""

    row: Row
    path: Chain
    weakened: tuple[Weakening, ...] = ()


class Search:
    """One benchmark in one window, searched: its carriers, what passes on, and what was reached."""

    def __init__(self, carriers: Carriers, passing: Passing, reach: Reach) -> None:
        """Nothing is read here."""
        self.carriers = carriers
        self.kept = passing.kept
        self.reach = reach
        self.upstream = Upstream(reach)
        self.items = carriers.items

    def carried(self, node: str) -> list[_Found]:
        """The rows of a carrier: one a split that holds the items."""
        standing = self.carriers.standing(node)
        origin = self._origin(node)
        return [
            self._found(
                node,
                fact.dataset,
                origin,
                split=split,
                status=standing.status(stated=True),
                probability=standing.probability(1.0),
                best_path_probability=standing.probability(1.0),
                at_most_items=fact.items,
                carrier=origin[0].upstream if origin else fact.dataset,
                source=fact.source,
                chains=0,
                chains_complete=True,
            )
            for split, fact in self.carriers.facts[node].items()
        ]

    def derived(self, node: str) -> list[_Found]:
        """The rows of an artifact below the carriers: one a split that its best path takes."""
        way, path = self.reach.ways[node], self.reach.path(node)
        ways = chains(node, self.upstream)
        if self.reach.partial or self.reach.more:
            ways = ways._replace(complete=False)
        standing = self.carriers.standing(node)
        inherited = max(way.probability, union(ways.found, self.kept))
        return [
            self._found(
                node,
                path[-1].downstream,
                path,
                split=split,
                status=standing.status(stated=not way.unconfirmed),
                probability=round(standing.probability(inherited), 6),
                best_path_probability=round(way.probability, 6),
                at_most_items=self.carriers.at_most(ways),
                carrier=fact.dataset,
                source=fact.source,
                chains=len(ways.found),
                chains_complete=ways.complete,
            )
            for split, fact in self.carriers.reached(path[0]).items()
        ]

    def _found(self, node: str, artifact: str, path: Chain, **fields: Any) -> _Found:  # noqa: ANN401
        scan = self.carriers.standing(node).scan
        if scan is not None and rate_of(scan, self.carriers.asked):
            fields |= {"rate": scan.share, "rate_low": scan.low, "rate_high": scan.high}
        row = Row(
            artifact=artifact,
            kind=kind_of(artifact),
            benchmark=self.carriers.benchmark,
            window=self.carriers.window,
            items=self.items,
            version=scan.version if scan else None,
            **fields,
        )
        spelled = {edge.downstream.lower(): edge.downstream for edge in path} | {edge.upstream.lower(): edge.upstream for edge in path}
        return _Found(row, path, tuple(w for key, name in spelled.items() for w in self._weakening(key, name)))

    def _weakening(self, node: str, artifact: str) -> list[Weakening]:
        """What is claimed of an artifact, or measured, that leaves less than all of a path through it."""
        standing = self.carriers.standing(node)
        if node not in self.kept:
            return []
        if (scan := standing.scan) is not None:
            return [
                Weakening(
                    artifact=artifact, kept=standing.kept, edge=None, status=None, quote=f"measured clean: {scan.method}", document=None
                )
            ]
        return [
            Weakening(artifact=artifact, kept=standing.kept, edge=claim.id, status=claim.status, quote=None, document=None)
            for claim in standing.claims
        ]

    def _origin(self, node: str) -> Chain:
        """How what was measured in an artifact may have come into it: the surest of its shortest chains."""
        if node not in self.carriers.measured:
            return ()
        return max(chains(node, self.upstream).found, key=lambda chain: union([chain], self.kept), default=())


def _rows(search: Search, nodes: Iterable[str]) -> list[_Found]:
    return [one for node in nodes for one in (search.carried(node) if node in search.reach.carriers else search.derived(node))]


def _ancestry(store: Reads, target: str, budget: Budget) -> tuple[list[Edge], int, list[str]]:
    """The edges above an artifact, the round trips they took, and the artifacts that were seen and not read on from."""
    seen, level = {target.lower()}, [target]
    edges: dict[str, Edge] = {}
    round_trips = 0
    while level and round_trips < budget.round_trips and len(seen) <= budget.nodes:
        round_trips += 1
        read = [edge for edge in store.edges_of(level, "upstream", types=CARRYING) if carries(edge)]
        edges.update((edge.id, edge) for edge in read)
        reached = {edge.upstream.lower(): edge.upstream for edge in read if edge.upstream.lower() not in seen}
        seen |= reached.keys()
        level = [reached[key] for key in sorted(reached)]
    return [edges[i] for i in sorted(edges)], round_trips, level


def _cut(round_trips: int, unread: Collection[str]) -> Cut | None:
    return Cut(round_trips=round_trips, unread=len(unread), examples=tuple(sorted(unread)[:EXAMPLES])) if unread else None


def _ranked(found: Iterable[_Found], minimum: float) -> list[_Found]:
    kept = [one for one in found if one.row.probability >= minimum]
    return sorted(kept, key=lambda one: place(one.row))


def place(row: Row) -> tuple[float, str, str, str, str]:
    """The order of rows: the most probable first, ties by id."""
    return -row.probability, row.artifact.lower(), row.benchmark, row.window or "", row.split or ""


def _told(store: Reads, found: Sequence[_Found]) -> list[Row]:
    """The rows with the words of their paths' edges and of the claims that weaken them, read at once."""
    edges = {edge.id: edge for one in found for edge in one.path}
    weakening = {w.edge for one in found for w in one.weakened if w.edge}
    if weakening:
        edges |= {edge.id: edge for edge in store.edges(weakening)}
    ids = {claim for edge in edges.values() for claim in edge.claims}
    claims = {claim.id: claim for claim in (store.claims(ids=ids) if ids else ())}
    best = {edge.id: _surest(edge, claims) for edge in edges.values()}
    return [
        one.row.model_copy(
            update={
                "path": tuple(_hop(edge, best[edge.id]) for edge in one.path),
                "weakened": tuple(_worded(w, best) for w in one.weakened),
            }
        )
        for one in found
    ]


def _surest(edge: Edge, claims: Mapping[str, Claim]) -> Claim | None:
    live = [claims[i] for i in edge.claims if i in claims and claims[i].status in LIVE]
    return min(live, key=lambda c: (-c.confidence, c.id), default=None)


def _worded(weakening: Weakening, best: Mapping[str, Claim | None]) -> Weakening:
    claim = best.get(weakening.edge) if weakening.edge else None
    return weakening.model_copy(update={"quote": claim.quote, "document": claim.document_id}) if claim else weakening


def _hop(edge: Edge, best: Claim | None) -> Hop:
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


def _unknown(known_ones: Collection[str], benchmark: str) -> str:
    names = near(benchmark, known_ones)
    hint = f"near names: {', '.join(names)}" if names else "state which datasets carry it in a catalogue file of your own"
    return f"neither the catalogue nor the graph knows a benchmark {benchmark!r}; {hint}"
