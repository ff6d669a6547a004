"""The CARRIES facts of one benchmark: who holds its items, in which splits, how many, and what an edge takes of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from graph.chains import Chains
from graph.model import Carries, Edge
from graph.reach import taken


@dataclass
class Carriers:
    """The facts of `benchmark` in one window: by dataset key (lower case), then by split."""

    benchmark: str
    window: str | None
    facts: dict[str, dict[str | None, Carries]]

    @property
    def splits(self) -> dict[str, Collection[str | None]]:
        """The carrying splits of each dataset."""
        return {node: tuple(facts) for node, facts in self.facts.items()}

    @property
    def items(self) -> int | None:
        """Items of the benchmark as its fullest carrier counts them; None while any carrier's count is unknown."""
        totals = [_total(fact.items for fact in facts.values()) for facts in self.facts.values()]
        known = [total for total in totals if total is not None]
        return max(known) if known and len(known) == len(totals) else None

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


def carriers_of(facts: Iterable[Carries]) -> list[Carriers]:
    """Facts by benchmark and window, in that order, whatever order they come in."""
    groups: dict[tuple[str, str | None], Carriers] = {}
    for fact in sorted(facts, key=lambda f: (f.benchmark.lower(), f.window or "", f.dataset.lower(), f.split or "")):
        group = groups.setdefault((fact.benchmark, fact.window), Carriers(fact.benchmark, fact.window, {}))
        group.facts.setdefault(fact.dataset.lower(), {})[fact.split] = fact
    return list(groups.values())


def _total(counts: Iterable[int | None]) -> int | None:
    total = 0
    for count in counts:
        if count is None:
            return None
        total += count
    return total


def _least(counts: Iterable[int | None]) -> int | None:
    return min((count for count in counts if count is not None), default=None)
