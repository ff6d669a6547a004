"""The exposure query as a file gives the rows of `graph.exposure` on the embedded engine."""

from __future__ import annotations

from graph.contract import Store
from graph.cypher import load
from graph.exposure import exposures
from graph.model import Carries, Link, Relation, Verdict
from graph.store import BoltStore

from .builders import claim, decision, edge, reading

BENCHMARK = "benchmark:asked-in-cypher"


def carried(dataset: str, split: str | None, window: str | None = None) -> Carries:
    return Carries(dataset=dataset, benchmark=BENCHMARK, split=split, window=window, source="https://x.test")


def fill(store: Store) -> None:
    """A split stop, a diamond, a cycle, a confirmed, a rejected and a namesake edge, a resolved carrier, two windows."""
    made = [
        ("hf:q/Left", "hf:q/source", 0.5, "test"),
        ("hf:q/right", "hf:q/source", 0.75, None),
        ("hf:q/trained", "hf:q/source", 0.9, "train"),
        ("hf:q/below-trained", "hf:q/trained", 0.9, None),
        ("hf:q/tip", "hf:q/Left", 0.875, "train"),
        ("hf:q/tip", "hf:q/right", 0.5, None),
        ("hf:q/Left", "hf:q/tip", 0.75, None),
        ("hf:q/sure", "github:q/repo", 0.25, "dev"),
        ("name:the sure mix", "hf:q/sure", 0.5, None),
        ("hf:q/last", "name:the sure mix", 0.5, None),
        ("hf:q/refused", "hf:q/source", 0.9, None),
        ("hf:q/copy", "hf:q/source", 0.9, None),
        ("hf:q/of-copy", "hf:q/copy", 0.75, "train"),
    ]
    for downstream in dict.fromkeys(d for d, *_ in made):
        said = [claim(d, u, confidence=p, split=s) for d, u, p, s in made if d == downstream]
        store.propose([reading(downstream, *said)])
    store.propose([reading("hf:q/evaluated", claim("hf:q/evaluated", "hf:q/source", Relation.EVALUATED_ON))])
    store.propose([reading("hf:q/moved", links=[Link(downstream="hf:q/moved", upstream="hf:q/source", relation=Relation.RESOLVED_TO)])])
    store.carry([carried("hf:q/moved", "test"), carried("hf:q/moved", "validation"), carried("hf:q/copy", "test")])
    store.carry([carried("github:q/repo", "dev", "2024"), carried("github:q/repo", None, "2025")])
    for downstream, upstream, verdict in (
        ("hf:q/sure", "github:q/repo", Verdict.CONFIRM),
        ("hf:q/refused", "hf:q/source", Verdict.REJECT),
    ):
        found = edge(store, downstream, upstream)
        store.decide(decision(found, verdict), expected_version=found.version)


def test_the_query_gives_the_rows_of_the_search(embedded: BoltStore) -> None:
    fill(embedded)
    found = exposures(embedded, BENCHMARK)
    wanted = sorted(
        (
            row.artifact,
            row.window or "",
            row.split or "",
            row.status.value,
            round(row.best_path_probability, 6),
            [row.carrier, *(hop.downstream for hop in row.path)],
        )
        for row in found.rows
    )
    answer = embedded.query(load("exposures"), {"benchmark": BENCHMARK}, limit=100)
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    got = sorted(
        (r["artifact"], r["window"] or "", r["split"] or "", r["status"], round(r["best_path_probability"], 6), r["path"]) for r in rows
    )
    assert got == wanted
    assert {row[0] for row in got} >= {"hf:q/tip", "hf:q/sure", "hf:q/last", "hf:q/source"}
    assert not {row[0] for row in got} & {"hf:q/trained", "hf:q/below-trained", "hf:q/refused", "hf:q/of-copy", "hf:q/moved"}


def test_a_benchmark_that_nothing_carries_has_no_rows(embedded: BoltStore) -> None:
    assert embedded.query(load("exposures"), {"benchmark": "benchmark:nobody"}, limit=9).rows == []
