"""Exposures for people: who may hold a benchmark, what an artifact may hold, why, and what to settle next."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

from stemma.cli.render import bold, one_line, quoted, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.plan import Plan
    from graph.rows import Cut, Exposures, Hop, Inside, Row, Weakening
    from stemma.explaining import Explained, Step, Why


def table(found: Exposures) -> None:
    """Who may hold a benchmark's items and along which path with which quotes; then who carries it by itself."""
    asked = found.benchmark + (f" in {found.window}" if found.window else "")
    exposed = [row for row in found.rows if row.path or row.through or row.rate is not None]
    print(bold(f"{asked}: {len({row.artifact for row in exposed if row.probability > 0})} artifacts may hold its items"))
    if len(found.members) > 1:
        held = Counter(member for _, member in {(row.artifact, row.benchmark) for row in exposed})
        print("by member: " + ", ".join(f"{member} {held[member]}" for member in found.members))
    for row in exposed:
        title = row.artifact if row.through is None else f"{row.artifact} (a run on {row.through})"
        _row(row, title, of=row.benchmark if len(found.members) > 1 else None)
    if not exposed:
        print("nothing in this graph was made from what carries it; unknown is not clean: crawl further, or read the sources")
    carriers = sorted({f"{row.artifact} ({row.split or 'split unknown'})" for row in found.rows if row not in exposed})
    print(f"\ncarried by {', '.join(carriers) or 'nothing in this graph'}")
    _cut(found.cut)


def inside(found: Inside) -> None:
    """What one artifact may hold."""
    print(bold(f"{found.artifact}: {len({row.benchmark for row in found.rows if row.probability > 0})} benchmarks may be inside"))
    for row in found.rows:
        _row(row, row.benchmark)
    if not found.rows:
        print(f"no path leads here from what carries a benchmark; {found.ancestors} works above it were read; unknown is not clean")
    _cut(found.cut)


def page(found: Why) -> None:
    """The page of `why`."""
    asked = found.benchmark + (f" in {found.window}" if found.window else "")
    print(bold(f"{found.artifact} and {asked}"))
    for one in found.explained:
        _explained(one)
    if not found.explained:
        print(f"no path leads there from what carries it; {found.ancestors} works above it were read; unknown is not clean")
    if found.more:
        print(f"\n{found.more} more rows, less sure; --rows shows them")
    _cut(found.cut)


def actions(found: Plan) -> None:
    """What to settle next, most change for least work first."""
    rows(
        ["work", "gain", "rows", "do", "what"],
        [[str(a.work), f"{a.gain:.3f}", str(a.rows), a.kind.value, f"{a.about}  {a.command}"] for a in found.actions],
    )
    print(
        f"unsettled: {found.before:.2f} before, {found.after:.2f} expected after {found.work} reviews' work, over {found.rows} rows"
        + ("; less sure ones were not looked at" if found.more else "")
    )
    _cut(found.cut)


def _row(row: Row, title: str, *, of: str | None = None) -> None:
    print(f"\n{bold(title)}  " + (f"{of}: " if of else "") + _said(row))
    for hop in reversed(row.path):
        split = f" ({hop.split})" if hop.split else ""
        print(f"    {hop.downstream} <- {hop.upstream}{split}: {hop.relation.replace('_', ' ')}, {hop.confidence:.2f} {hop.status}")
        if hop.quote:
            print(f'        "{one_line(hop.quote)}"  ({hop.document})')
    for weakening in row.weakened:
        print(f"    {_weakening(weakening)}")


def _said(row: Row) -> str:
    """A row's verdict in one line."""
    parts = [f"p {row.probability:.2f} (best path {row.best_path_probability:.2f})"]
    if row.rate is not None and row.rate_low is not None and row.rate_high is not None:
        parts = [f"{row.rate:.1%} of its items ({row.rate_low:.1%}-{row.rate_high:.1%})", f"revision {row.version or 'unknown'}"]
    parts.append(f"split {row.split or 'unknown'}")
    if row.window:
        parts.append(f"window {row.window}")
    if row.at_most_items is not None:
        parts.append(f"at most {row.at_most_items:,}" + (f" of {row.items:,}" if row.items is not None else "") + " items")
    return f"{row.status}, {', '.join(parts)}"


def _weakening(found: Weakening) -> str:
    if found.edge is None:
        return f"{found.artifact} was {one_line(found.quote or 'measured clean')}: keeps {found.kept:.2f} of what passes through it"
    words = f': "{one_line(found.quote)}" ({found.document})' if found.quote else ""
    return f"{found.artifact} is claimed to be decontaminated, {found.status}, keeps {found.kept:.2f}{words}"


def _explained(one: Explained) -> None:
    row = one.row
    print(f"{row.benchmark}: {_said(row)}; {row.chains} way{'s' * (row.chains != 1)} weighed")
    print(f"\n0. {row.carrier} holds the items, split {row.split or 'unknown'}  ({row.source})")
    hops: Sequence[Hop] = row.path
    for number, (hop, step) in enumerate(zip(hops, one.steps, strict=False), start=1):
        split = f", split {hop.split}" if hop.split else ""
        taken = f", {step.edge.rows_taken:,} rows" if step.edge.rows_taken is not None else ""
        print(f"\n{number}. {bold(f'{hop.downstream} <- {hop.upstream}')}")
        print(f"   {hop.relation.replace('_', ' ')}, {hop.confidence:.2f} {hop.status}{split}{taken}  {hop.edge}")
        _step(step)
    for weakening in row.weakened:
        print(f"\nweakens: {_weakening(weakening)}")
    for step in one.claims:
        _step(step)
    if one.doubts:
        print("\non the whole: " + "; ".join(one.doubts))


def _step(step: Step) -> None:
    for quote in step.quotes:
        quoted(quote)
    if made := step.confirmed_by:
        print(f"   confirmed by {made.actor} on {made.time:%Y-%m-%d}" + (f": {made.reason}" if made.reason else ""))
    for doubt in step.doubts:
        print(f"   but: {doubt}")


def _cut(cut: Cut | None) -> None:
    if cut:
        print(
            f"partial: after {cut.round_trips} round trips {cut.unread} works were seen and not read on from "
            f"({', '.join(cut.examples)}); raise --budget, or ask for the surest with --top",
            file=sys.stderr,
        )
