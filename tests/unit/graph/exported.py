"""A small graph with one of everything that an export of edges may have to hold."""

from __future__ import annotations

from graph.contract import Store
from graph.exports.evidence import Evidenced, evidenced
from graph.model import Artifact, Decision, Edge, Relation, State, Status, Verdict

from .lineage import TIME, claim, edge, graph

ODD = "name:A set, 数据 \"q\" & <b> 'q'"
CONFIRMED = edge("mix", "a", 0.95, Status.CONFIRMED, splits=("test", "train"), rows=4000, relation=Relation.MIXTURE_COMPONENT)
PROPOSED = edge("mix", ODD, 1 / 3, relation=Relation.DISTILLED)
FURTHER = edge("a", "b", 1.0, relation=Relation.FILTERED)
TIED = edge("mix", "arxiv:2401.00001", 1.0, relation=Relation.DOCUMENTED_BY)
QUOTES = (claim(CONFIRMED, "we took a; -- </data>\n'all'", 0.9), claim(CONFIRMED, "a\u2028again", 0.8, document="gh:o/r:README.md"))
EDGES = (
    CONFIRMED.model_copy(update={"claims": tuple(sorted(c.id for c in QUOTES)), "flags": ("chronology",), "version": 3}),
    PROPOSED,
    FURTHER,
    TIED,
)
DECISION = Decision(
    id="d:1",
    edge=CONFIRMED.id,
    verdict=Verdict.CONFIRM,
    actor="ann",
    time=TIME,
    reason="the card says so",
    before=Status.PROPOSED,
    after=Status.CONFIRMED,
    version=3,
)


def filled() -> Store:
    node = Artifact(id="hf:o/mix", title="The Mix", state=State.READ, first_public=TIME, revision="abc")
    return graph(node, Artifact(id=ODD), *EDGES, *QUOTES, DECISION)


def derivations(store: Store) -> list[Evidenced]:
    return evidenced(store, sorted((e for e in store.all_edges() if e.type == "DERIVED_FROM"), key=lambda e: e.id))


def told(found: Edge) -> tuple[object, ...]:
    """What Croissant and OpenLineage both hold of an edge."""
    return (
        found.id,
        found.downstream,
        found.upstream,
        found.relation.value,
        found.status.value,
        found.confidence,
        set(found.splits),
        found.rows_taken,
        set(found.flags),
        found.version,
        found.first_seen,
        found.last_seen,
    )
