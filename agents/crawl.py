"""The outer graph: plan a level -> one `Send("trace")` per artifact -> plan again, until nothing is left within the depth."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal, TypedDict, cast

import aiosqlite
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Send

from agents.events import Finished, Planned
from agents.frontier import advance
from agents.readers.local.identity import twin_key
from agents.sources import Failure, Why
from agents.state import CrawlState, Failed, Outcome, Step
from agents.trace import CrawlContext, build
from agents.works import HOMES, Works, title_name
from graph.errors import GraphError
from graph.ids import short
from graph.model import Frozen

_trace = build()


class TraceInput(TypedDict):
    """What a `Send("trace")` carries."""

    step: Step


class Summary(Frozen):
    """What a crawl did. `edges` counts distinct ones claimed; `cut` names what the artifact limit left out."""

    seeds: tuple[str, ...]
    artifacts: int
    documents: int
    claims: int
    edges: int
    failed: tuple[Failure, ...]
    cut: tuple[str, ...]
    seeds_read: bool


async def plan(state: CrawlState, runtime: Runtime[CrawlContext]) -> dict[str, object]:
    """Fold what the last level found, and decide what to trace next."""
    after = advance(state)
    runtime.context.known = known(after)
    runtime.context.emit(Planned(todo=len(after["todo"]), found=len(after["hops"])))
    return {**after, "found": None}


def known(state: CrawlState) -> Works:
    """What the artifacts read so far make known: names, titles, ids, what cards present. A function of the state, so a resume agrees."""
    read = [o for o in state.get("traced", {}).values() if o["readable"]]
    names = [(short(o["id"]), o["id"]) for o in read if o["id"].startswith(HOMES)]
    names += [(title, o["id"]) for o in read if o["id"].startswith("hf:") and (title := title_name(o["title"], o["id"])) is not None]
    presented: dict[tuple[str, str], set[str]] = defaultdict(set)
    for outcome in read:
        for companion, _ in outcome["companions"] if outcome["id"].startswith("hf:") else ():
            presented[twin_key(companion)].add(outcome["id"])
    seen = (upstream for o in read for pair in o["pairs"] for upstream in pair)
    return Works(names, [*(o["id"] for o in read), *seen], {key: tuple(sorted(cards)) for key, cards in presented.items()})


def fan_out(state: CrawlState) -> list[Send] | Literal["__end__"]:
    """One trace per planned step."""
    return [Send("trace", TraceInput(step=step)) for step in state["todo"]] or "__end__"


async def trace(state: TraceInput, runtime: Runtime[CrawlContext]) -> dict[str, list[Outcome]]:
    """Trace one artifact. Whatever breaks on it is recorded as its failure; only a failing store ends the run."""
    step = state["step"]
    try:
        result = await _trace.ainvoke({"step": step}, context=runtime.context)
        outcome: Outcome = result["outcome"]
    except (GraphError, asyncio.CancelledError):
        raise
    except Exception as error:  # the node boundary: one bad document never stops a run
        outcome = _broken(step, f"{type(error).__name__}: {error}"[:300])
    runtime.context.emit(Finished(outcome["id"], outcome["documents"], outcome["claims"], len(outcome["failed"])))
    return {"found": [outcome]}


def _broken(step: Step, detail: str) -> Outcome:
    failed = Failed(id=step["id"], why=Why.UNREACHABLE.value, detail=detail)
    return Outcome(
        step=step,
        id=step["id"],
        title=None,
        readable=False,
        documents=0,
        claims=0,
        edges=[],
        pairs=[],
        companions=[],
        failed=[failed],
    )


def graph(checkpointer: BaseCheckpointSaver[str] | None = None) -> CompiledStateGraph[CrawlState, CrawlContext, CrawlState, CrawlState]:
    """The compiled crawl; without a checkpointer for a look in LangGraph Studio."""
    outer = StateGraph(CrawlState, context_schema=CrawlContext)
    outer.add_node("plan", plan)
    outer.add_node("trace", trace, input_schema=TraceInput)
    outer.add_edge(START, "plan")
    outer.add_conditional_edges("plan", fan_out, ["trace", END])
    outer.add_edge("trace", "plan")
    return outer.compile(checkpointer=checkpointer)


@asynccontextmanager
async def checkpoints(path: Path) -> AsyncIterator[BaseCheckpointSaver[str]]:
    """The checkpoints of all runs in one SQLite file; plain data only, other types are refused."""
    serde = JsonPlusSerializer(allowed_msgpack_modules=[])
    async with aiosqlite.connect(path) as connection:
        yield AsyncSqliteSaver(connection, serde=serde)


async def crawl(
    start: CrawlState,
    context: CrawlContext,
    *,
    run: str,
    checkpointer: BaseCheckpointSaver[str],
    concurrency: int = 16,
) -> Summary:
    """Run, or go on with, the crawl named `run`.

    A run that has a checkpoint goes on from it, whatever `start` says; what a killed level had already fetched comes
    from the ledger, what it had noted but not committed is committed first, and what is written twice is written to the
    same effect.
    """
    await asyncio.to_thread(context.proposer.recover)
    app = graph(checkpointer)
    # A level takes two supersteps (plan, trace), and companions may open a further level at the same hop.
    config: RunnableConfig = {
        "configurable": {"thread_id": run},
        "recursion_limit": 8 * start["depth"] + 16,
        "max_concurrency": 8 * concurrency,
    }
    before = cast(CrawlState, (await app.aget_state(config)).values)
    if before:
        context.known = known(before)
    state = await app.ainvoke(None if before else start, config, context=context)
    await context.proposer.settle()
    await asyncio.to_thread(context.proposer.resolve_names)
    return summary(cast(CrawlState, state))


def summary(state: CrawlState) -> Summary:
    """What a finished state adds up to."""
    outcomes = [state["traced"][k] for k in sorted(state["traced"])]
    edges = {e for o in outcomes for e in o["edges"]}
    seeds = [state["traced"].get(state["moved"].get(s.lower(), s).lower()) for s in state["seeds"]]
    return Summary(
        seeds=tuple(state["seeds"]),
        artifacts=len(state["hops"]),
        documents=sum(o["documents"] for o in outcomes),
        claims=sum(o["claims"] for o in outcomes),
        edges=len(edges),
        failed=tuple(Failure(id=f["id"], why=Why(f["why"]), detail=f["detail"]) for o in outcomes for f in o["failed"]),
        cut=tuple(state["cut"]),
        seeds_read=all(s is not None and s["readable"] for s in seeds),
    )
