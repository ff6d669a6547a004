"""Who holds a benchmark's items: facts and scans of one benchmark (in one window), and what an edge takes of them."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph.catalogue import member_of
from graph.chains import Chains
from graph.lattice import Standing, counting, held
from graph.model import Carries, Edge, Overlap
from graph.reach import Passing, taken
from graph.windows import Window, of_benchmark, passes, window


@dataclass
class Carriers:
    """The facts of `benchmark` in one window: by dataset key (lower case), then by split.

    `asked` are the items meant, None for all; `standings` say what is claimed or measured of artifacts, by key;
    `measured` are the carriers that only a scan names.
    """

    benchmark: str
    window: str | None
    facts: dict[str, dict[str | None, Carries]]
    asked: Window | None = None
    standings: dict[str, Standing] = field(default_factory=dict)
    measured: set[str] = field(default_factory=set)

    @property
    def splits(self) -> dict[str, Collection[str | None]]:
        """The carrying splits of each dataset."""
        return {node: tuple(facts) for node, facts in self.facts.items()}

    @property
    def items(self) -> int | None:
        """Items of the benchmark as its fullest carrier counts them; None while any carrier's count is unknown."""
        stated = [facts for node, facts in self.facts.items() if node not in self.measured]
        totals = [_total(fact.items for fact in facts.values()) for facts in stated]
        known = [total for total in totals if total is not None]
        return max(known) if known and len(known) == len(totals) else None

    def standing(self, node: str) -> Standing:
        """What is claimed or measured of an artifact."""
        return self.standings.get(node, Standing())

    def passing(self, among: Collection[str] | None = None) -> Passing:
        """What passes on, from these carriers or from those `among` them. A claim of a carrier about itself weakens nothing."""
        kept = {
            node: standing.kept
            for node, standing in self.standings.items()
            if standing.kept < 1.0 and (node not in self.facts or standing.scan is not None)
        }
        splits = {node: found for node, found in self.splits.items() if among is None or node in among}
        return Passing(splits, self.asked, kept)

    def weigh(self, scans: Iterable[Overlap], claims: Iterable[Edge], revisions: Mapping[str, str | None]) -> None:
        """Take in what was measured and what is claimed; `revisions` are the artifacts' present ones, by key.

        A dataset in which a scan found items is a carrier from then on.
        """
        by_dataset: dict[str, list[Overlap]] = {}
        for scan in scans:
            by_dataset.setdefault(scan.dataset.lower(), []).append(scan)
        by_artifact: dict[str, list[Edge]] = {}
        for claim in claims:
            if self._meant(claim):
                by_artifact.setdefault(claim.downstream.lower(), []).append(claim)
        for node in by_dataset.keys() | by_artifact.keys():
            scan_ = counting(by_dataset.get(node, ()), revisions.get(node), self.asked)
            self.standings[node] = Standing(scan_, held(by_artifact.get(node, ())))
            if scan_ is not None and not scan_.clean and node not in self.facts:
                self.measured.add(node)
                self.facts[node] = {scan_.split: _fact(scan_)}

    def _meant(self, claim: Edge) -> bool:
        """Whether a claim of decontamination speaks of the splits and the window that hold the items."""
        every: Collection[str | None] = {split for facts in self.facts.values() for split in facts}
        splits = self.facts.get(claim.upstream.lower(), every)
        return passes(claim.splits, self.asked) and (not splits or taken(claim, splits) != set())

    def reached(self, first: Edge) -> dict[str | None, Carries]:
        """By split what an edge out of a carrier takes; under None when it does not say."""
        facts = self.facts[first.upstream.lower()]
        splits = taken(first, facts)
        if splits is None:
            return {None: next(iter(facts.values()))}
        return {split: facts[split] for split in sorted(splits, key=lambda s: s or "")}

    def at_most(self, ways: Chains) -> int | None:
        """Items that can have come along all chains together, and no more than the benchmark has; None when unknown.

        A chain brings no more than its carrier's split holds and than each of its edges takes.
        """
        brought = _total(self._brought(chain) for chain in ways.found) if ways.found and ways.complete else None
        return _least([brought, self.items])

    def _brought(self, chain: Sequence[Edge]) -> int | None:
        facts = self.facts[chain[0].upstream.lower()]
        splits = taken(chain[0], facts)
        held = [fact.items for split, fact in facts.items() if splits is None or split in splits]
        return _least([_total(held), *(edge.rows_taken for edge in chain)])


def carriers_of(facts: Iterable[Carries], asked: str | None = None, scans: Iterable[Overlap] = ()) -> list[Carriers]:
    """Facts by benchmark and window, in that order, whatever order they come in; a scan that found items has a group too.

    With a window `asked` there is one answer a benchmark: the carriers whose items may lie in it, as one group.
    """
    wanted = window(asked)
    groups: dict[tuple[str, str | None], Carriers] = {}
    for fact in sorted(
        _within(facts, asked) if asked else facts, key=lambda f: (f.benchmark.lower(), f.window or "", f.dataset.lower(), f.split or "")
    ):
        at = (fact.benchmark, fact.window)
        group = groups.setdefault(at, Carriers(*at, {}, wanted or window(fact.window)))
        group.facts.setdefault(fact.dataset.lower(), {})[fact.split] = fact
    for scan in scans:
        at = (scan.benchmark, asked or scan.window)
        if not scan.clean and at not in groups:
            groups[at] = Carriers(*at, {}, wanted or window(scan.window))
    return [groups[at] for at in sorted(groups, key=lambda at: (at[0].lower(), at[1] or ""))]


def facts_of(found: Iterable[Carries], asked: str) -> list[Carries]:
    """The facts of a benchmark and of its family, however the graph spells them, under the catalogue's ids."""
    named = ((fact, member_of(fact.benchmark, asked)) for fact in found)
    return [fact.model_copy(update={"benchmark": member}) for fact, member in named if member is not None]


def scans_of(found: Iterable[Overlap], asked: str) -> list[Overlap]:
    """The scans of a benchmark and of its family, under the catalogue's ids."""
    named = ((scan, member_of(scan.benchmark, asked)) for scan in found)
    return [scan.model_copy(update={"benchmark": member}) for scan, member in named if member is not None]


def _within(facts: Iterable[Carries], asked: str) -> list[Carries]:
    """The facts whose items may lie in a window, one a dataset and split, with a bound on how many do."""
    wanted = window(asked)
    assert wanted is not None, f"{asked!r} was checked to be a window"
    groups: dict[tuple[str, str, str | None], list[Carries]] = {}
    for fact in facts:
        if wanted.meets(window(fact.window) or of_benchmark(fact.benchmark)):
            groups.setdefault((fact.benchmark, fact.dataset.lower(), fact.split), []).append(fact)
    return [group[0].model_copy(update={"window": asked, "items": _bound(group)}) for group in groups.values()]


def _bound(facts: Sequence[Carries]) -> int | None:
    """No more items than these windows of one split hold together: of nested ones the widest's, else their sum."""
    spans = [window(fact.window) for fact in facts]
    for fact, span in zip(facts, spans, strict=True):
        if span is not None and all(span.holds(other) for other in spans):
            return fact.items
    return _total(fact.items for fact in facts)


def _fact(scan: Overlap) -> Carries:
    """What a scan found, as a fact: at most as many items as the upper end of its interval says."""
    most = None if scan.items is None else math.ceil(round(scan.high * scan.items, 6))
    return Carries(
        dataset=scan.dataset, benchmark=scan.benchmark, split=scan.split, window=scan.window, items=most, source=f"measured: {scan.method}"
    )


def _total(counts: Iterable[int | None]) -> int | None:
    total = 0
    for count in counts:
        if count is None:
            return None
        total += count
    return total


def _least(counts: Iterable[int | None]) -> int | None:
    return min((count for count in counts if count is not None), default=None)
