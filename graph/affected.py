"""What hangs on an edge: the works made, in the end, with it, and the benchmarks whose items may come over it."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable

from graph.carriers import facts_of, scans_of
from graph.catalogue import canonical
from graph.contract import Direction, Reads
from graph.deciding import edge_of
from graph.impact import BATCH
from graph.model import Frozen

NODES = 5_000


class Touched(Frozen):
    """A benchmark whose items may come over an edge: to how many works, and to how many of them over no other way."""

    benchmark: str
    works: int
    only_by_this: int


class Affected(Frozen):
    """What hangs on an edge. `works`: its downstream and all that was made from it. `partial`: there is more than was looked at."""

    edge: str
    works: int
    benchmarks: tuple[Touched, ...]
    partial: bool


def affected(store: Reads, edge_id: str, *, nodes: int = NODES) -> Affected:
    """What a verdict on an edge touches, over live derivations and whatever their splits: at most so, never surely.

    Raises UnknownEdge. At most `nodes` works are read in each direction. Quick over `graph.live_edges.LiveEdges`.
    """
    edge = edge_of(store, edge_id)
    below, cut_below = walk(store, [edge.downstream], "downstream", nodes)
    others, more = _between(store, {*below, edge.upstream.lower()}, nodes, without=edge.id)
    held, bits = _held(store, {end for ends in others for end in ends} | below | {edge.upstream.lower()})
    _spread(held, others)
    over = held[edge.upstream.lower()]
    touched = [
        Touched(benchmark=name, works=len(below), only_by_this=sum(not held[work] & bit for work in below))
        for name, bit in bits.items()
        if over & bit
    ]
    touched.sort(key=lambda t: (-t.only_by_this, t.benchmark))
    return Affected(edge=edge.id, works=len(below), benchmarks=tuple(touched), partial=cut_below or more)


def _between(store: Reads, works: Collection[str], nodes: int, *, without: str) -> tuple[list[tuple[str, str]], bool]:
    """The live derivations (downstream, upstream) that some works and their sources come by, but for one edge."""
    seen = set(works)
    ahead = sorted(seen)
    found = []
    while ahead and len(seen) < nodes + len(works):
        batch, ahead = ahead[:BATCH], ahead[BATCH:]
        for edge in store.edges_of(batch, "upstream"):
            if edge.id != without:
                source = edge.upstream.lower()
                found.append((edge.downstream.lower(), source))
                if source not in seen:
                    seen.add(source)
                    ahead.append(source)
    return found, bool(ahead)


def _held(store: Reads, works: Collection[str]) -> tuple[dict[str, int], dict[str, int]]:
    """Work -> the benchmarks it carries itself, by fact or by scan, as a sum of bits; and benchmark -> its bit."""
    bits: dict[str, int] = {}
    held: dict[str, int] = defaultdict(int)
    stated = [(fact.dataset.lower(), fact.benchmark) for fact in store.carries()]
    measured = [(scan.dataset.lower(), scan.benchmark) for scan in store.overlaps() if not scan.clean]
    for work, benchmark in (*stated, *measured):
        if work in works:
            held[work] |= bits.setdefault(benchmark, 1 << len(bits))
    return held, bits


def _spread(held: dict[str, int], edges: Iterable[tuple[str, str]]) -> None:
    """Give every work what its sources hold, until nothing is new."""
    below: dict[str, list[str]] = defaultdict(list)
    for downstream, upstream in edges:
        below[upstream].append(downstream)
    ahead = deque(held)
    while ahead:
        work = ahead.popleft()
        mine = held[work]
        for other in below[work]:
            if mine & ~held[other]:
                held[other] |= mine
                ahead.append(other)


def below_benchmark(store: Reads, benchmark: str) -> set[str]:
    """The keys of the works that hold a benchmark's items or may have come by them: an edge from one of these may carry them."""
    name = canonical(benchmark)
    held = {fact.dataset for fact in facts_of(store.carries(), name)}
    held |= {scan.dataset for scan in scans_of(store.overlaps(), name) if not scan.clean}
    return walk(store, held, "downstream", NODES)[0]


def walk(store: Reads, starts: Iterable[str], direction: Direction, nodes: int, *, without: str | None = None) -> tuple[set[str], bool]:
    """The keys of some works and of all that live derivations lead to, and whether there are more than `nodes`."""
    seen = {start.lower() for start in starts}
    ahead: Collection[str] = sorted(seen)
    while ahead and len(seen) < nodes:
        found: set[str] = set()
        batch, rest = sorted(ahead)[:BATCH], sorted(ahead)[BATCH:]
        for edge in store.edges_of(batch, direction):
            if edge.id != without:
                found.add((edge.upstream if direction == "upstream" else edge.downstream).lower())
        new = found - seen
        seen |= new
        ahead = [*rest, *new]
    return seen, bool(ahead)
