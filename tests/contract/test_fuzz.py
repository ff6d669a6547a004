"""Random graphs: every question of the product has the oracle's answer on each server. FUZZ_GRAPHS=2000 asks ten times as many.

A case names its seed; `FUZZ_SEED=N FUZZ_GRAPHS=20` asks that batch alone.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest

from graph import integrity
from graph.contract import LIVE, Store
from graph.cypher import load
from graph.errors import UnknownBenchmark
from graph.exposure import exposures, inside
from graph.memory import MemoryStore
from graph.model import DERIVATIONS, Artifact, Carries, Claim, Edge, EdgeType, Relation, State, Status, Verdict
from graph.queue import queue
from graph.store import BoltStore
from graph.walk import walk, whole

from .builders import at, claim, decision, dump, reading, records

GRAPHS = int(os.environ.get("FUZZ_GRAPHS", "200"))
FIRST = int(os.environ.get("FUZZ_SEED", "0"))
BATCH = 20
CYPHER_HOPS = 6
OTHERS = (Relation.EVALUATED_ON, Relation.TRAINED_MODEL_ON, Relation.COPY_OF, Relation.PLANNED)
SPLITS = (None, None, None, "train", "test")


class Drawn:
    """A random graph of 4 to 12 works: cycles, diamonds, self-claims, splits, dates, verdicts, resolved names, carriers."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.chance = random.Random(seed)
        self.works = [self._work(i) for i in range(self.chance.randint(4, 12))]
        self.benchmark = f"benchmark:fuzz-{seed}"
        self.weakened = self.chance.random() < 0.25

    def _work(self, number: int) -> str:
        kinds = ("hf:g{}/w{}", "hf:g{}/w{}", "hf:G{}/W{}", "github:g{}/w{}", "name:g{} set {}")
        return self.chance.choice(kinds).format(self.seed, number)

    def one(self) -> str:
        return self.chance.choice(self.works)

    def fill(self, store: Store) -> None:
        """Write it, as crawls and people would."""
        for work in self.works:
            dated = at(self.chance.randrange(20)) if self.chance.random() < 0.7 else None
            made = [self._claim(work, place) for place in range(self.chance.randint(0, 3))]
            store.propose([reading(Artifact(id=work, state=State.READ, first_public=dated), *made)])
        for alias in [w for w in self.works if w.startswith("name:")][:2]:
            if self.chance.random() < 0.5:
                store.resolve(alias, self.one())
        store.carry([self._fact() for _ in range(self.chance.randint(1, 3))])
        for edge in store.all_edges(statuses=LIVE):
            if self.chance.random() < 0.3:
                verdict = self.chance.choice([Verdict.CONFIRM, Verdict.REJECT])
                store.decide(decision(edge, verdict), expected_version=edge.version)

    def _claim(self, work: str, place: int) -> Claim:
        relation = self.chance.choice(sorted(DERIVATIONS)) if self.chance.random() < 0.85 else self.chance.choice(OTHERS)
        if self.weakened and self.chance.random() < 0.2:
            relation = Relation.DECONTAMINATED_AGAINST
        return claim(
            work,
            self.one(),
            relation,
            confidence=self.chance.choice([0.25, 0.5, 0.625, 0.75, 0.875]),
            quote=f"{self.seed} {place}",
            start=place * 20,
            split=self.chance.choice(SPLITS),
            rows=self.chance.choice([None, None, 10, 500]),
        )

    def _fact(self) -> Carries:
        split = self.chance.choice([None, "test", "train"])
        return Carries(dataset=self.one(), benchmark=self.benchmark, split=split, items=self.chance.choice([None, 100]), source="s")


def answers(store: Store, drawn: Drawn) -> Iterator[tuple[str, object]]:
    """Every question about one graph, by name."""
    for root in sorted(set(drawn.works))[::5]:
        for direction in ("upstream", "downstream"):
            yield f"{direction} of {root}", walk(store, root, direction, 8)
        yield f"near {root}", walk(store, root, "upstream", 1, minimum=0.6, statuses=list(Status), types=list(EdgeType))
        yield f"inside {root}", inside(store, root)
    yield "exposures", exposures(store, drawn.benchmark)
    yield "sure exposures", exposures(store, drawn.benchmark, minimum=0.5, top=3)
    yield "carriers", store.carries(benchmark=drawn.benchmark)
    yield "names", store.canonical(drawn.works)


def everything(store: Store) -> Iterator[tuple[str, object]]:
    """Every question about all graphs of a batch at once."""
    yield "whole", whole(store)
    yield "check", integrity.check(store)
    yield "queue", queue(store, limit=50)
    yield "counts", store.counts()
    yield "unresolved", list(store.unresolved())
    yield "confirmed", store.all_edges(statuses=[Status.CONFIRMED])
    yield "everything", dump(store, times=True)


def by_cypher(server: BoltStore, drawn: Drawn) -> dict[tuple[object, ...], tuple[object, ...]]:
    """The shipped query's rows by artifact and split."""
    found = server.query(load("exposures"), {"benchmark": drawn.benchmark}, limit=1000)
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    return {(r["artifact"], r["split"]): (r["status"], round(r["best_path_probability"], 6), len(r["path"])) for r in rows}


def by_search(oracle: Store, drawn: Drawn) -> dict[tuple[object, ...], tuple[object, ...]]:
    """The same of `graph.exposure`."""
    rows = exposures(oracle, drawn.benchmark).rows
    return {(r.artifact, r.split): (r.status.value, round(r.best_path_probability, 6), len(r.path) + 1) for r in rows}


def shallow(edges: list[Edge], drawn: Drawn) -> bool:
    """Whether no path of the graph can be longer than the query walks: a path visits a work once."""
    own = {e for edge in edges for e in (edge.downstream, edge.upstream) if f"g{drawn.seed}" in e.lower()}
    return len(own) <= CYPHER_HOPS + 1


def wanted(server: BoltStore) -> range:
    """The seeds to ask: all of them on the embedded engine, a quarter on Neo4j, unless more are asked for."""
    few = not server._server.embedded and "FUZZ_GRAPHS" not in os.environ
    return range(FIRST, FIRST + (GRAPHS // 4 if few else GRAPHS))


@pytest.mark.timeout(max(300, 3 * GRAPHS))
def test_every_question_has_the_oracles_answer_on_random_graphs(server: BoltStore) -> None:
    seeds = wanted(server)
    asked = 0
    for start in range(seeds.start, seeds.stop, BATCH):
        batch = [Drawn(seed) for seed in range(start, min(start + BATCH, seeds.stop))]
        oracle = MemoryStore(clock=lambda: at(9))
        for drawn in batch:
            alone = MemoryStore(clock=lambda: at(9))
            drawn.fill(alone)
            oracle.load(records(alone))
        server._write(lambda tx: list(tx.run("MATCH (n) DETACH DELETE n")))
        server.load(records(oracle))
        for (name, got), (_, right) in zip(everything(server), everything(oracle), strict=True):
            assert got == right, f"{name} of seeds {start}.."
        for drawn in batch:
            for (name, got), (_, right) in zip(answers(server, drawn), answers(oracle, drawn), strict=True):
                assert got == right, f"{name}, seed {drawn.seed}"
            if not drawn.weakened and shallow(oracle.all_edges(types=[EdgeType.DERIVED_FROM]), drawn):
                assert by_cypher(server, drawn) == by_search(oracle, drawn), f"exposures.cypher, seed {drawn.seed}"
            asked += 1
    assert asked == len(seeds)


def test_a_benchmark_nobody_carries_is_unknown_on_both(server: BoltStore) -> None:
    for store in (server, MemoryStore()):
        with pytest.raises(UnknownBenchmark):
            exposures(store, "benchmark:fuzz-none")
