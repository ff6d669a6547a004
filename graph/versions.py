"""What edges said before they changed: one record a version that was left, written in the transaction of the change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from pydantic import AwareDatetime

from graph.model import Edge, Frozen, Reading

EPOCH = datetime.min.replace(tzinfo=UTC)


class ChangedBy(StrEnum):
    """What made an edge say something else: documents were read, a verdict, a name resolved, the integrity check."""

    READ = "read"
    DECIDED = "decided"
    RESOLVED = "resolved"
    CHECKED = "checked"


class Change(NamedTuple):
    """What one transaction is, for the versions that it leaves: `by` as in EdgeVersion, `run` the crawl that writes."""

    cause: ChangedBy
    time: datetime
    by: str | None = None
    run: str | None = None


def of_readings(readings: Sequence[Reading]) -> Change:
    """What proposing some readings is: their crawl's when all are of one, at the time of the latest."""
    runs = {reading.run for reading in readings}
    return Change(ChangedBy.READ, max((r.time for r in readings), default=EPOCH), run=runs.pop() if len(runs) == 1 else None)


class EdgeVersion(Frozen):
    """What an edge said until `known_to` (exclusive), and what changed it; never altered afterwards.

    `cause` made the version after it; `by` names the decision, or the id that was resolved. What an edge says now is the edge itself.
    """

    edge: Edge
    known_to: AwareDatetime
    cause: ChangedBy
    by: str | None = None

    @property
    def id(self) -> str:
        """The edge's id and the version's number."""
        return f"{self.edge.id}|{self.edge.version}"

    @property
    def known_from(self) -> AwareDatetime:
        """Since when the edge said this."""
        return self.edge.known_from


def unrecorded(edge: Edge) -> bool:
    """Whether a state of an edge has a past that nobody kept: it changed in a graph that held no versions yet."""
    return edge.version > 1 and edge.changed_at is None and edge.run is None
