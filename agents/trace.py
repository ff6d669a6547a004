"""The inner graph: one artifact, read -> verify -> resolve -> propose."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NotRequired, Protocol, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import TimeoutPolicy

from agents.ensemble import Ensemble, Heard, checked, concluded, settled
from agents.events import Event
from agents.propose import Proposer
from agents.readers import Context
from agents.readers.dispatch import readable
from agents.readers.local.subjects import Companion, companions
from agents.sources import Failure, Fetched, Source, Why
from agents.state import Failed, Outcome, Step
from agents.works import Works
from graph.calibration import Calibration, shipped
from graph.ids import Kind, kind_of
from graph.model import DERIVATIONS, Claim, Document, Link, Reading, Relation, State, edge_id

FOLLOWED = 0.4
"""Calibrated confidence from which a derivation's upstream is worth a visit."""


class Sources(Protocol):
    """Which source answers for an id; None when none does (a name, a model, the web switched off)."""

    def of(self, artifact_id: str) -> Source | None:
        """The source of an id's kind."""
        ...


@dataclass
class CrawlContext:
    """What the nodes of a crawl need; `known` is what earlier levels made known, replaced by each plan."""

    sources: Sources
    reader: Ensemble
    proposer: Proposer
    emit: Callable[[Event], None]
    known: Works = field(default_factory=Works)
    calibration: Calibration = field(default_factory=shipped)


class TraceState(TypedDict):
    """The inner graph's state; it lives for one trace and is never checkpointed."""

    step: Step
    fetched: NotRequired[Fetched]
    companions: NotRequired[tuple[Companion, ...]]
    heard: NotRequired[list[tuple[Document, Heard]]]
    claims: NotRequired[list[Claim]]
    outcome: NotRequired[Outcome]


async def read(state: TraceState, runtime: Runtime[CrawlContext]) -> dict[str, object]:
    """Fetch the artifact's documents, and read the claims of each that is text or code."""
    step, context = state["step"], runtime.context
    source = context.sources.of(step["id"])
    if source is None:
        why = Failure(id=step["id"], why=Why.UNSUPPORTED, detail="no source reads this kind of artifact")
        return {"outcome": _outcome(step, step["id"], failures=(why,))}
    fetched = await source.fetch(step["id"], tuple(step["paths"]))
    hints = Context(reached_from=tuple(step["reached_from"]), known=context.known)
    hear = context.reader.hear
    heard = [(d, await asyncio.to_thread(hear, d, hints, context.known, context.calibration)) for d in fetched.documents if readable(d)]
    card = next((d for d in fetched.documents if d.id == fetched.artifact.id), None)
    own = companions(card) if card is not None and kind_of(card.artifact) is Kind.DATASET else ()
    return {"fetched": fetched, "heard": heard, "companions": own}


async def verify_claims(state: TraceState) -> dict[str, object]:
    """Keep what is verbatim."""
    return {"heard": [(d, checked(heard, d)) for d, heard in state["heard"]]}


async def resolve_claims(state: TraceState, runtime: Runtime[CrawlContext]) -> dict[str, object]:
    """Give every mention its id, or leave it a name; keep what is about its subject and in the right direction; look again; join."""
    context, reached = runtime.context, tuple(state["step"]["reached_from"])
    return {"claims": await asyncio.to_thread(_conclude, state["heard"], context, reached)}


def _conclude(heard: list[tuple[Document, Heard]], context: CrawlContext, reached: tuple[str, ...]) -> list[Claim]:
    """The claims of an artifact's documents; this is where a second look is asked for, which needs the ids that names resolve to."""
    claims: list[Claim] = []
    for document, said in heard:
        found = settled(said, document, context.known, reached)
        looked = context.reader.looked(document, found, said, context.calibration)
        claims += concluded(looked, said, context.calibration)
    return claims


async def propose(state: TraceState, runtime: Runtime[CrawlContext]) -> dict[str, object]:
    """Hand documents, claims and links over, to be written in one transaction."""
    fetched, step = state["fetched"], state["step"]
    claims = state["claims"]
    own = fetched.artifact.id
    links = [Link(downstream=own, upstream=c.id, relation=Relation.DOCUMENTED_BY) for c in state["companions"] if c.id != own]
    await runtime.context.proposer.propose(
        Reading(
            artifact=fetched.artifact,
            documents=fetched.documents,
            claims=tuple(claims),
            links=tuple(dict.fromkeys(links)),
            readers=runtime.context.reader.names,
            time=datetime.now(UTC),
        ),
        asked=step["id"],
    )
    within = tuple(c for c in state["companions"] if runtime.context.sources.of(c.id) is not None)
    return {"outcome": _outcome(step, own, fetched=fetched, claims=claims, own_documents=within, failures=fetched.failures)}


def _outcome(
    step: Step,
    own: str,
    *,
    fetched: Fetched | None = None,
    claims: list[Claim] | None = None,
    own_documents: tuple[Companion, ...] = (),
    failures: tuple[Failure, ...] = (),
) -> Outcome:
    claims = claims or []
    follow = {(c.downstream, c.upstream) for c in claims if c.relation in DERIVATIONS and c.confidence >= FOLLOWED}
    edges = {edge_id(c.downstream, c.upstream, c.relation.edge_type) for c in claims if c.relation.edge_type}
    return Outcome(
        step=step,
        id=own,
        title=fetched.artifact.title if fetched else None,
        readable=fetched is not None and (bool(fetched.documents) or fetched.artifact.state is State.READ),
        documents=len(fetched.documents) if fetched else 0,
        claims=len(claims),
        edges=sorted(edges),
        pairs=[list(p) for p in sorted(follow)],
        companions=[[c.id, c.path] for c in own_documents],
        failed=[Failed(id=f.id, why=f.why.value, detail=f.detail) for f in failures],
    )


def build() -> CompiledStateGraph[TraceState, CrawlContext, TraceState, TraceState]:
    """The compiled inner graph."""
    graph = StateGraph(TraceState, context_schema=CrawlContext)
    graph.add_node("read", read, timeout=TimeoutPolicy(run_timeout=900))
    graph.add_node("verify", verify_claims, timeout=TimeoutPolicy(run_timeout=60))
    graph.add_node("resolve", resolve_claims, timeout=TimeoutPolicy(run_timeout=900))
    graph.add_node("propose", propose, timeout=TimeoutPolicy(run_timeout=120))
    graph.add_edge(START, "read")
    graph.add_conditional_edges("read", lambda s: END if "outcome" in s else "verify", ["verify", END])
    graph.add_edge("verify", "resolve")
    graph.add_edge("resolve", "propose")
    graph.add_edge("propose", END)
    return graph.compile(checkpointer=False)
