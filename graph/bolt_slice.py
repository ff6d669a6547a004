"""The part of the stored graph that one write concerns, as dictionaries: read, changed by the rules of `graph.dictionaries`, compared.

The rules are the ones of the in-memory store; here lies only what has to be read for them: every live claim of every edge
that may be recomputed, and every link and claim of every id that is about to be resolved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, Protocol

from graph.bolt_rows import artifact_of, claim_of, decision_of, edge_of
from graph.cypher import load
from graph.dictionaries import Graph
from graph.errors import InvalidId
from graph.ids import Kind, kind_of
from graph.model import Claim, EdgeType, Status, edge_id

LISTED = 1000
Redirect = tuple[str, str]


class Transaction(Protocol):
    """What is needed of a transaction of the driver."""

    def run(self, query: str, parameters: dict[str, Any] | None = None) -> Iterable[Any]:
        """Run one statement; its records."""
        ...


def ask(
    tx: Transaction, name: str, parameters: Mapping[str, object] | None = None, **labels: str | tuple[str, ...]
) -> list[dict[str, Any]]:
    """The rows of one query file, its placeholders filled by `labels`."""
    return [dict(record) for record in tx.run(load(name, **labels), dict(parameters or {}))]


def by_label(keys: Iterable[str]) -> dict[str, list[str]]:
    """Keys by the label of their node, with an entry for every label; keys of no known prefix are left out."""
    found: dict[str, list[str]] = {str(kind): [] for kind in Kind}
    for key in sorted(set(keys)):
        try:
            found[str(kind_of(key))].append(key)
        except InvalidId:
            continue
    return found


def some(keys: Mapping[str, list[str]]) -> bool:
    """Whether there is any key to ask for."""
    return any(keys.values())


def parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Ids in lists short enough to be looked up by: the embedded engine takes the square of their length for one."""
    return (ids[start : start + LISTED] for start in range(0, len(ids), LISTED))


class Slice:
    """A growing part of the stored graph; `graph` is what a write changes, `before` what was read."""

    def __init__(self, tx: Transaction) -> None:
        """Nothing read yet."""
        self._tx = tx
        self.graph = Graph()
        self.before = Graph()
        self.counted: dict[str, str | None] = {}
        self._asked: set[str] = set()
        self._edges_asked: set[str] = set()

    def nodes(self, keys: Iterable[str]) -> None:
        """Read nodes, and whatever they were resolved to."""
        wanted = set(keys) - self._asked
        while some(labelled := by_label(wanted)):
            self._asked |= wanted
            targets = [self._node(row["node"]) for row in ask(self._tx, "nodes", labelled)]
            wanted = {target for target in targets if target} - self._asked

    def aliases(self, keys: Iterable[str]) -> set[str]:
        """The keys and all that were resolved to them, read."""
        found, new = set[str](), set(keys)
        while new and some(labelled := by_label(new)):
            found |= new
            rows = ask(self._tx, "resolved_to", labelled)
            for row in rows:
                self._asked.add(row["node"]["key"])
                self._node(row["node"])
            new = {row["node"]["key"] for row in rows} - found
        return found | new

    def claims(
        self, *, ids: Collection[str] = (), documents: Collection[str] = (), edges: Collection[str] = (), keys: Collection[str] = ()
    ) -> list[Claim]:
        """Read claims; `documents` and `keys` in lower case."""
        if not (ids or documents or edges or keys):
            return []
        asked = {"ids": list(ids), "documents": list(documents), "edges": list(edges), "keys": list(keys)}
        rows = ask(self._tx, "claims", asked)
        found = [claim_of(row["claim"]) for row in rows]
        for claim, row in zip(found, rows, strict=True):
            if claim.id not in self.before.claims:
                self.before.claims[claim.id] = self.graph.claims[claim.id] = claim
                self.counted[claim.id] = row["claim"].get("edge")
        return found

    def edges(self, ids: Mapping[EdgeType, Collection[str]]) -> None:
        """Read edges by type and id."""
        parameters = {str(kind): sorted(set(ids.get(kind, ())) - self._edges_asked) for kind in EdgeType}
        self._edges_asked.update(*parameters.values())
        listed = {kind: list(parts(wanted)) for kind, wanted in parameters.items()}
        for place in range(max(map(len, listed.values()))):
            self._edges(ask(self._tx, "edges", {kind: lists[place] if place < len(lists) else [] for kind, lists in listed.items()}))

    def incident(self, keys: Collection[str]) -> None:
        """Read every edge at these nodes."""
        types = tuple(sorted(map(str, EdgeType)))
        for label, some_keys in by_label(keys).items():
            for direction in ("upstream", "downstream") if some_keys else ():
                asked = {"keys": some_keys, "statuses": [str(status) for status in Status]}
                self._edges(ask(self._tx, direction, asked, label=label, types=types))

    def prepare(self, claims: Collection[Claim], ties: Collection[tuple[str, str, EdgeType]], redirects: Collection[Redirect]) -> None:
        """Read all that recomputing the edges of these claims and ties may need, when also the redirects are made.

        `claims` are those that a write makes or withdraws; those that name a redirected id are found here.
        """
        moved = self.aliases(alias for alias, _ in redirects)
        self.nodes([*moved, *(to for _, to in redirects)])
        about = self.claims(keys=sorted(moved))
        self.incident({alias for alias, _ in redirects})
        touched = {c.id: c for c in (*claims, *about)}.values()
        own = [(e.downstream, e.upstream, e.type) for e in self.graph.edges.values()]
        pairs = [*own, *ties, *((c.downstream.lower(), c.upstream.lower(), k) for c in touched if (k := c.relation.bears_on))]
        self.nodes(key for down, up, _ in pairs for key in (down, up))
        wanted = self._possible(pairs, redirects)
        self.edges(wanted)
        counted = self.claims(edges=sorted({i for ids in wanted.values() for i in ids}))
        self.nodes(key for claim in counted for key in (claim.downstream.lower(), claim.upstream.lower()))
        if redirects:
            self._decisions()

    def _decisions(self) -> None:
        """Read the decisions on the edges that were read: verdicts move with a name."""
        for row in ask(self._tx, "decisions_on", {"edges": sorted(self.before.edges)}) if self.before.edges else ():
            made = decision_of(row["decision"])
            self.before.decisions[made.id] = self.graph.decisions[made.id] = made

    def _possible(self, pairs: Iterable[tuple[str, str, EdgeType]], redirects: Collection[Redirect]) -> dict[EdgeType, set[str]]:
        """Ids of every edge a pair may count for before, between or after the redirects."""
        steps: dict[str, set[str]] = defaultdict(set)
        for alias, to in (*self.graph.targets.items(), *redirects):
            steps[alias].add(to)
        found: dict[EdgeType, set[str]] = defaultdict(set)
        for down, up, kind in pairs:
            found[kind].update(edge_id(a, b, kind) for a, b in product(_reached(down, steps), _reached(up, steps)))
        for alias, _ in redirects:
            found[EdgeType.RESOLVED_TO].update(edge_id(alias, to, EdgeType.RESOLVED_TO) for to in steps[alias])
        return found

    def _node(self, node: Mapping[str, Any]) -> str | None:
        """Keep one node as read; the key it was resolved to."""
        key, target = str(node["key"]), node.get("target")
        if key not in self.before.nodes:
            self.before.nodes[key] = self.graph.nodes[key] = artifact_of(node)
            if target:
                self.before.targets[key] = self.graph.targets[key] = target
        return target

    def _edges(self, rows: Iterable[Mapping[str, Any]]) -> None:
        for row in rows:
            edge = edge_of(row, spelled=False)
            if edge.id not in self.before.edges:
                self.before.edges[edge.id] = self.graph.edges[edge.id] = edge


def _reached(key: str, steps: Mapping[str, set[str]]) -> Iterator[str]:
    seen, new = set[str](), [key]
    while new:
        yield (one := new.pop())
        seen.add(one)
        new.extend(steps.get(one, set()) - seen)
