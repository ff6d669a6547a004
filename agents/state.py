"""The state of a crawl: plain data only, so that any checkpoint of it can be read back."""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict


class Step(TypedDict):
    """One artifact to trace: `hop` from the seeds, the datasets whose cards led to it, the paths they linked inside it."""

    id: str
    hop: int
    reached_from: list[str]
    paths: list[str]


class Failed(TypedDict):
    """What could not be read, and why (one of `agents.sources.Why`)."""

    id: str
    why: str
    detail: str


class Outcome(TypedDict):
    """What one trace of a step found.

    `id` is what the source answered with (another id when it moved); `pairs` are (downstream, upstream) of the
    derivations worth following; `companions` are [id, path] of what the card calls its own repository, paper or page.
    """

    step: Step
    id: str
    title: str | None
    readable: bool
    documents: int
    claims: int
    edges: list[str]
    pairs: list[list[str]]
    companions: list[list[str]]
    failed: list[Failed]


def gather(before: list[Outcome], new: list[Outcome] | None) -> list[Outcome]:
    """Reducer of `found`: traces append, the plan clears with None."""
    return [] if new is None else before + new


class CrawlState(TypedDict):
    """The outer graph's state. Keys of mappings are ids in lower case.

    `traced` holds the last outcome of each artifact, `moved` where an id answered from, `cut` what the limit left out.
    """

    seeds: list[str]
    depth: int
    limit: int
    todo: NotRequired[list[Step]]
    found: NotRequired[Annotated[list[Outcome], gather]]
    traced: NotRequired[dict[str, Outcome]]
    moved: NotRequired[dict[str, str]]
    hops: NotRequired[dict[str, int]]
    cut: NotRequired[list[str]]
