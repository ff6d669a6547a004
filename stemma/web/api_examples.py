"""Examples of every answer of the API: what this code answers about a small made-up family of works."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from graph.memory import MemoryStore
from graph.model import Artifact, Carries, Claim, Decision, Document, EdgeType, Reading, Relation, State, Status, Verdict, edge_id
from graph.runs import Metric, Run, RunKind
from stemma import answers

TIME = datetime(2026, 3, 1, 12, tzinfo=UTC)
MIX, MATH, ORIGINAL = "hf:example/post-mix", "hf:example/math-problems", "hf:example/original-problems"
BENCHMARK = "benchmark:example-quiz"
RUN = Run(
    kind=RunKind.EVALUATION,
    datasets=(MIX,),
    model="hf-model:example/small",
    source="https://example.org/report",
    time=TIME,
    metrics=(Metric(on=BENCHMARK, name="accuracy", value=0.62, se=0.03, n=250),),
)


def examples() -> dict[str, Any]:
    """JSON by operation."""
    graph = family()
    edge = edge_id(MATH, ORIGINAL, EdgeType.DERIVED_FROM)
    made = {
        "counts": answers.counts(graph),
        "find": answers.find(graph, "math problems"),
        "artifact": answers.artifact(graph, MATH),
        "explain_edge": answers.explain_edge(graph, edge),
        "upstream": answers.upstream(graph, MIX),
        "downstream": answers.downstream(graph, ORIGINAL),
        "exposures": answers.exposures(graph, BENCHMARK),
        "inside": answers.inside(graph, MIX),
        "why": answers.why(graph, MIX, BENCHMARK),
        "compare": answers.compare(graph, MIX, MATH),
        "plan": answers.plan(graph, budget=5),
        "leaderboard": answers.leaderboard(graph),
        "standings": answers.standings(graph, BENCHMARK),
        "run": answers.run(graph, RUN.id),
        "document": answers.document(graph, MATH),
        "changes": answers.changes(graph, "2026-02-28", "2026-03-02"),
    }
    return {name: one.model_dump(mode="json") for name, one in made.items()}


def family() -> MemoryStore:
    """A mixture that holds a set of problems that was filtered from a benchmark's own; the first edge is confirmed."""
    graph = MemoryStore(clock=lambda: TIME)
    graph.propose([_reading(MIX, MATH, Relation.MIXTURE_COMPONENT, 0.91), _reading(MATH, ORIGINAL, Relation.FILTERED, 0.84)])
    graph.carry([Carries(dataset=ORIGINAL, benchmark=BENCHMARK, split="test", items=250, source="https://example.org/quiz")])
    graph.record_runs([RUN])
    confirmed = Decision(
        id="d:0000000000000001",
        edge=edge_id(MIX, MATH, EdgeType.DERIVED_FROM),
        verdict=Verdict.CONFIRM,
        actor="ada",
        time=TIME,
        reason="the card says so",
        before=Status.PROPOSED,
        after=Status.CONFIRMED,
        version=2,
    )
    graph.decide(confirmed, expected_version=1)
    return graph


def _reading(downstream: str, upstream: str, relation: Relation, confidence: float) -> Reading:
    quote = f"made from {upstream.removeprefix('hf:')}"
    text = f"# {downstream.removeprefix('hf:')}\n\nThis set was {quote}.\n"
    document = Document(
        id=downstream, url=f"https://example.org/{downstream.removeprefix('hf:')}", text=text, fetched_at=TIME, artifact=downstream
    )
    claim = Claim(
        document_id=downstream,
        document_sha=document.sha256,
        downstream=downstream,
        upstream=upstream,
        mention=upstream.removeprefix("hf:"),
        relation=relation,
        quote=quote,
        start=text.index(quote),
        end=text.index(quote) + len(quote),
        raw_confidence=confidence,
        confidence=confidence,
        reader="local@1",
        read_at=TIME,
    )
    return Reading(artifact=Artifact(id=downstream, state=State.READ), documents=(document,), claims=(claim,), time=TIME)
