"""Tables and trees for people, and the same data as JSON; plain when stdout is no terminal or NO_COLOR is set."""

from __future__ import annotations

import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.model import Decision, Edge, SecondOpinion
    from graph.queue import Item
    from graph.walk import Walk
    from stemma.crawling import CrawlResult
    from stemma.doctor import Check
    from stemma.showing import Quote, ShownArtifact, ShownEdge

QUOTED = 160
"""Characters of a quote in a table; `show` prints it whole."""


def print_json(data: object) -> None:
    """One JSON object on stdout and nothing else."""
    print(json.dumps(data, ensure_ascii=False, indent=1))


def bold(text: str) -> str:
    """Emphasis on a terminal, the plain text elsewhere."""
    return f"\x1b[1m{text}\x1b[0m" if sys.stdout.isatty() and "NO_COLOR" not in os.environ else text


def one_line(text: str, most: int = QUOTED) -> str:
    """Text folded to one printable line of at most `most` characters."""
    folded = " ".join("".join(c if c.isprintable() or c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in text).split())
    return folded if len(folded) <= most else folded[: most - 1] + "\N{HORIZONTAL ELLIPSIS}"


def rows(columns: Sequence[str], data: Iterable[Sequence[Any]], *, truncated: bool = False) -> None:
    """An aligned table; numbers are kept as they are, other values as JSON."""
    body = [[v if isinstance(v, str) else "" if v is None else json.dumps(v, ensure_ascii=False) for v in row] for row in data]
    widths = [max([len(c), *(len(r[i]) for r in body)]) for i, c in enumerate(columns)]
    print(bold("  ".join(c.ljust(w) for c, w in zip(columns, widths, strict=True)).rstrip()))
    for row in body:
        print("  ".join(v.ljust(w) for v, w in zip(row, widths, strict=True)).rstrip())
    if not body:
        print("(no rows)")
    if truncated:
        print("... more rows were left out; raise --limit", file=sys.stderr)


def parameters(pairs: Sequence[str]) -> dict[str, Any]:
    """KEY=VALUE arguments; a VALUE that is JSON is taken as such, else as text."""
    found: dict[str, Any] = {}
    for pair in pairs:
        key, _, value = pair.partition("=")
        try:
            found[key] = json.loads(value)
        except json.JSONDecodeError:
            found[key] = value
    return found


def query_names(names: Mapping[str, str]) -> None:
    """The queries that ship, each with what it answers."""
    rows(["query", "answers"], sorted(names.items()))


def crawl_summary(result: CrawlResult) -> None:
    """What a crawl did, what could not be read and why, and what to type next."""
    requests = ", ".join(f"{n} to {host}" for host, n in sorted(result.requests.items())) or "none"
    print(
        f"{result.artifacts} artifacts, {result.documents} documents, {result.claims} claims, {result.edges} edges "
        f"in {result.seconds:.1f} s; requests: {requests}"
    )
    by_why: dict[str, list[str]] = defaultdict(list)
    for failed in result.failed:
        by_why[failed.why].append(failed.id)
    for why, ids in sorted(by_why.items()):
        shown = ", ".join(ids[:4]) + (f" and {len(ids) - 4} more" if len(ids) > 4 else "")
        print(f"not read, {why.replace('_', ' ')}: {shown}")
    if result.cut:
        print(f"left out by --max-artifacts: {len(result.cut)}, first {result.cut[0]}")
    if not result.seeds_read:
        print("a seed could not be read: check its spelling, or HF_TOKEN if it is private", file=sys.stderr)
    print(f"next: stemma upstream {result.seeds[0]}" if result.seeds else "")


def tree(walk: Walk, *, upward: bool) -> None:
    """A walk as an indented tree; an artifact that was shown above is named again, not expanded again."""
    below: dict[str, list[Edge]] = defaultdict(list)
    for edge in walk.edges:
        below[edge.downstream if upward else edge.upstream].append(edge)
    root = walk.root or ""
    print(bold(root))
    seen = {root}
    stack = _branches(below[root], "")
    while stack:
        edge, indent, last = stack.pop()
        node = edge.upstream if upward else edge.downstream
        again = " (above)" if node in seen and below[node] else ""
        mark = "└── " if last else "├── "
        print(f"{indent}{mark}{node}  {edge.relation.replace('_', ' ')}, {edge.confidence:.2f} {edge.status}{_extra(edge)}{again}")
        if node not in seen:
            seen.add(node)
            stack += _branches(below[node], indent + ("    " if last else "│   "))
    if len(walk.nodes) == 1:
        print("no documented source" if upward else "nothing in this graph was made from it")


def _branches(edges: list[Edge], indent: str) -> list[tuple[Edge, str, bool]]:
    """Edges as stack entries, surest on top; the flag marks the one printed last."""
    surest_last = sorted(edges, key=lambda e: (e.confidence, e.id))
    return [(edge, indent, number == 0) for number, edge in enumerate(surest_last)]


def _extra(edge: Edge) -> str:
    parts = [f"split {s}" for s in edge.splits] + ([f"{edge.rows_taken} rows"] if edge.rows_taken is not None else []) + list(edge.flags)
    return f" [{', '.join(parts)}]" if parts else ""


def queue(items: Sequence[Item]) -> None:
    """The review queue as a table."""
    rows(
        ["edge", "p", "impact", "downstream", "relation", "upstream", "flags"],
        [
            [i.edge.id, f"{i.probability:.2f}", str(i.impact), i.edge.downstream, i.edge.relation.value, i.edge.upstream, ",".join(i.flags)]
            for i in items
        ],
    )


def decision(made: Decision) -> None:
    """One verdict in words."""
    from graph.history import told

    print(f"{made.edge} by {made.actor}: {told(made)}")


def checks(found: Sequence[Check]) -> None:
    """What the doctor found, each failure with its mend."""
    for check in found:
        print(f"{'ok  ' if check.ok else 'FAIL'}  {check.name}: {check.found}")
        if not check.ok and check.mend:
            print(f"      {check.mend}")


def shown_edge(shown: ShownEdge) -> None:
    """An edge, its quotes in context, and the verdicts on it."""
    from graph.history import told

    edge = shown.edge
    print(bold(f"{edge.downstream} <- {edge.upstream}"))
    print(f"{edge.id}  {edge.relation.replace('_', ' ')}, {edge.confidence:.2f} {edge.status}{_extra(edge)}, version {edge.version}")
    for quote in shown.quotes:
        quoted(quote)
    for found in shown.conflicts:
        print(f"  {bold('conflict')}, {' against '.join(found.says)}:")
        for claim in found.claims:
            print(f'    {claim.document_id} [{claim.start}:{claim.end}], {claim.confidence:.2f}: "{one_line(claim.quote, 300)}"')
    for made in shown.decisions:
        print(f"  {made.time:%Y-%m-%d %H:%M} {made.actor}: {'undone, ' if made.undoes else ''}{told(made)}")


def quoted(quote: Quote) -> None:
    """A claim in its context and where it stands."""
    claim = quote.claim
    where = f"{claim.document_id}" + (f" line {quote.line}" if quote.line else "") + f" [{claim.start}:{claim.end}]"
    at = f", revision {quote.revision[:12]}" if quote.revision else ""
    at += f", fetched {quote.fetched_at:%Y-%m-%d}" if quote.fetched_at else ""
    print(f"  {where}{at}, read by {claim.reader}, {claim.confidence:.2f} {claim.relation.replace('_', ' ')}")
    before, after = one_line(quote.before or "", 90), one_line(quote.after or "", 90)
    print(f"    {before} >>{bold(one_line(claim.quote, 300))}<< {after}".rstrip())
    if quote.url:
        print(f"    {quote.url}")
    for opinion in claim.opinions:
        print(f"    {second_opinion(opinion)}")


def second_opinion(opinion: SecondOpinion) -> str:
    """What a second look made of a claim, in words."""
    made = {
        "agree": "agrees",
        "disagree": "disagrees",
        "reversed": "says it is the other way round",
        "elsewhere": f"says it is {one_line(opinion.downstream or 'another work', 80)} that was made from it",
        "abstain": "has no answer",
    }[opinion.opinion]
    sure = f" ({opinion.raw_confidence:.2f})" if opinion.raw_confidence is not None else ""
    return f"{opinion.verifier} {made}{sure}: {one_line(opinion.reason)}"


def shown_artifact(shown: ShownArtifact) -> None:
    """An artifact, its documents, sources with their quotes, users, and benchmarks it carries."""
    node = shown.artifact
    since = f", public since {node.first_public:%Y-%m-%d}" if node.first_public else ""
    also = f", also {', '.join(node.aliases)}" if node.aliases else ""
    print(f"{bold(node.id)}  {node.kind.value.lower()}, {node.state}{since}{also}")
    for document in shown.documents:
        print(f"  document {document.id}, {document.characters} characters, fetched {document.fetched_at:%Y-%m-%d}, {document.url}")
    for fact in shown.carries:
        print(f"  carries {fact.benchmark}, split {fact.split or 'unknown'} ({fact.source})")
    for edge in shown.upstream:
        shown_edge(edge)
    for used in shown.downstream:
        print(f"  used by {used.downstream}: {used.relation.replace('_', ' ')}, {used.confidence:.2f} {used.status}")
