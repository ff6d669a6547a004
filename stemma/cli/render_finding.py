"""What was found by name, and two artifacts beside each other, for people."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from stemma.cli.render import bold, rows

if TYPE_CHECKING:
    from graph.compare import Alone, Comparison, Way
    from graph.model import Edge
    from graph.search import Found, Result

LISTED = 20
"""Entries of a list for people; `--json` has all."""


def found(answer: Found) -> None:
    """Artifacts by how well they match, with their copies, parts and members."""
    rows(
        ["id", "kind", "state", "found by", "also"],
        [[one.id, one.kind.lower(), one.state.value, f"{one.match} {one.matched}", _also(one)] for one in answer.results],
    )
    if answer.next:
        print(f"{len(answer.results)} of {answer.total} shown; the next: --after {answer.next}", file=sys.stderr)


def _also(one: Result) -> str:
    ties = [f"{tie.id} ({tie.relation.replace('_', ' ')}, {tie.status})" for tie in one.under]
    return ", ".join([*ties, *one.members])


def compared(answer: Comparison) -> None:
    """What ties the two, what they share and by which paths, and what only one has."""
    edges = {edge.id: edge for edge in answer.edges}
    print(f"{bold(answer.a)} and {bold(answer.b)}")
    for edge in answer.direct:
        print(f"  {_hop(edge)}")
    for top, bottom, way in ((answer.b, answer.a, answer.a_from_b), (answer.a, answer.b, answer.b_from_a)):
        if way is not None:
            print(f"  {bottom} was made from {top}, p {way.probability:.2f}:  {_path(way, edges)}")
    _shared(answer, edges)
    for held in answer.benchmarks[:LISTED]:
        window = f" {held.window}" if held.window else ""
        a, b = held.a, held.b
        print(f"  both may hold {held.benchmark}{window}: {a.status} p {a.probability:.2f} and {b.status} p {b.probability:.2f}")
    _rest(len(answer.benchmarks), answer.counts.benchmarks)
    _alone(f"only {answer.a} has", answer.only_a, answer.counts.only_a)
    _alone(f"only {answer.b} has", answer.only_b, answer.counts.only_b)
    if answer.partial:
        print("partial: the search for exposures stopped at its budget", file=sys.stderr)


def _shared(answer: Comparison, edges: Mapping[str, Edge]) -> None:
    if not answer.shared:
        print("  no common ancestor in this graph; that is unknown, not none")
    for one in answer.shared[:LISTED]:
        print(f"  both have {bold(one.id)}" + ("" if one.nearest else " (farther up)"))
        for name, way in ((answer.a, one.a), (answer.b, one.b)):
            if way.path:
                print(f"    {name}, p {way.probability:.2f}:  {_path(way, edges)}")
    _rest(len(answer.shared), answer.counts.shared)


def _alone(title: str, sources: Sequence[Alone], total: int) -> None:
    if sources:
        print(f"  {title} " + ", ".join(f"{one.id} ({one.way.probability:.2f})" for one in sources[:LISTED]))
    _rest(len(sources), total)


def _rest(listed: int, total: int) -> None:
    if (left := total - min(listed, LISTED)) > 0:
        print(f"    and {left} more; --json lists all")


def _path(way: Way, edges: Mapping[str, Edge]) -> str:
    """A way from its ancestor down, edge by edge."""
    hops = [edges[i] for i in way.path]
    return " -> ".join(
        [hops[0].upstream, *(f"{e.downstream} ({e.relation.replace('_', ' ')}, {e.confidence:.2f} {e.status})" for e in hops)]
    )


def _hop(edge: Edge) -> str:
    return f"{edge.downstream} <- {edge.upstream}: {edge.relation.replace('_', ' ')}, {edge.confidence:.2f} {edge.status}"
