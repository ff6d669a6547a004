"""Cycles in a directed graph: strongly connected components, and the fewest edges whose removal leaves none.

Everything is iterative: no depth of lineage meets the recursion limit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

EXACT_NODES = 12
WORK = 2_000_000


class Arc(NamedTuple):
    """One edge of a component: what it ties, how dear it is to cut (larger is dearer), and its name."""

    tail: str
    head: str
    cost: int
    name: str


def components(successors: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Strongly connected components of two or more nodes, and of one that follows itself.

    Tarjan 1972 with an explicit stack. Each component and the list of them are sorted.
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
    found: list[list[str]] = []
    for root in sorted(successors):
        work = [] if root in index else [(root, iter(successors[root]))]
        while work:
            node, rest = work[-1]
            if node not in index:
                index[node] = low[node] = len(index)
                path.append(node)
                on_path.add(node)
            for other in rest:
                if other not in index:
                    work.append((other, iter(successors.get(other, ()))))
                    break
                if other in on_path:
                    low[node] = min(low[node], low[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    found.append(_popped(path, on_path, node))
    return sorted(sorted(c) for c in found if len(c) > 1 or c[0] in successors.get(c[0], ()))


def _popped(path: list[str], on_path: set[str], node: str) -> list[str]:
    start = len(path) - 1
    while path[start] != node:
        start -= 1
    component = path[start:]
    del path[start:]
    on_path.difference_update(component)
    return component


def cut(arcs: Sequence[Arc], *, exact: int = EXACT_NODES, work: int = WORK) -> list[str]:
    """Names of arcs whose removal leaves no cycle, sorted.

    The cheapest such set (a minimum feedback arc set) on at most `exact` nodes. On more, arcs are kept from the dearest
    down while they close no cycle: no arc is cut without need, until `work` nodes were visited; what is left after that
    is kept where it agrees with the order found so far.
    """
    loops = [arc for arc in arcs if arc.tail == arc.head]
    others = [arc for arc in arcs if arc.tail != arc.head]
    nodes = sorted({end for arc in others for end in (arc.tail, arc.head)})
    found = _cheapest(nodes, others) if len(nodes) <= exact else _greedy(nodes, others, work)
    return sorted(arc.name for arc in [*loops, *found])


def _cheapest(nodes: list[str], arcs: list[Arc]) -> list[Arc]:
    """Dynamic programme over sets of nodes (Lawler 1964): the order of nodes that the dearest arcs agree with."""
    place = {node: number for number, node in enumerate(nodes)}
    out: list[list[tuple[int, int]]] = [[] for _ in nodes]
    for arc in arcs:
        out[place[arc.tail]].append((place[arc.head], arc.cost))
    best = [0] * (1 << len(nodes))
    last = [0] * (1 << len(nodes))
    for members in range(1, 1 << len(nodes)):
        options = []
        for number in range(len(nodes)):
            if members >> number & 1:
                before = members & ~(1 << number)
                options.append((best[before] + sum(cost for head, cost in out[number] if before >> head & 1), number))
        best[members], last[members] = min(options)
    order: dict[int, int] = {}
    members = (1 << len(nodes)) - 1
    while members:
        order[last[members]] = len(nodes) - len(order)
        members &= ~(1 << last[members])
    return [arc for arc in arcs if order[place[arc.head]] < order[place[arc.tail]]]


def _greedy(nodes: list[str], arcs: list[Arc], work: int) -> list[Arc]:
    order = _Order(nodes, work)
    return [arc for arc in sorted(arcs, key=lambda a: (-a.cost, a.name)) if not order.keep(arc.tail, arc.head)]


class _Order:
    """A topological order that arcs are added to one by one (Pearce and Kelly 2006)."""

    def __init__(self, nodes: list[str], work: int) -> None:
        self._place = {node: number for number, node in enumerate(nodes)}
        self._after: dict[str, list[str]] = defaultdict(list)
        self._before: dict[str, list[str]] = defaultdict(list)
        self._work = work

    def keep(self, tail: str, head: str) -> bool:
        """Whether the arc closes no cycle with those kept; then it is one of them."""
        if self._place[tail] > self._place[head]:
            ahead = self._reached(head, self._after, self._place[head], self._place[tail])
            if ahead is None or tail in ahead:
                return False
            behind = self._reached(tail, self._before, self._place[head], self._place[tail])
            if behind is None:
                return False
            self._reorder(behind, ahead)
        self._after[tail].append(head)
        self._before[head].append(tail)
        return True

    def _reached(self, start: str, ways: Mapping[str, list[str]], low: int, high: int) -> set[str] | None:
        """Nodes reached between two places; None when the work is used up."""
        found = {start}
        open_nodes = [start]
        while open_nodes:
            self._work -= 1
            if self._work < 0:
                return None
            for other in ways.get(open_nodes.pop(), ()):
                if other not in found and low <= self._place[other] <= high:
                    found.add(other)
                    open_nodes.append(other)
        return found

    def _reorder(self, behind: set[str], ahead: set[str]) -> None:
        nodes = sorted(behind, key=self._place.__getitem__) + sorted(ahead, key=self._place.__getitem__)
        for node, place in zip(nodes, sorted(self._place[n] for n in nodes), strict=True):
            self._place[node] = place
