"""What happens during a crawl, as typed events; the progress view folds them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Planned:
    """A level was planned: `todo` artifacts to trace now, `found` known so far."""

    todo: int
    found: int


@dataclass(frozen=True)
class Requested:
    """One request was answered by a service (or failed, with status 0)."""

    service: str
    url: str
    status: int


@dataclass(frozen=True)
class Finished:
    """One artifact was traced; `failed` of its parts could not be read."""

    id: str
    documents: int
    claims: int
    failed: int


@dataclass(frozen=True)
class Committed:
    """A batch of readings is in the graph: `edges` new ones."""

    edges: int


Event = Planned | Requested | Finished | Committed
