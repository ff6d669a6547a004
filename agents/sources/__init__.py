"""Sources turn an artifact id into documents, over the services' own clients; this is the contract they meet."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from graph.model import Artifact, Document, Frozen


class Why(StrEnum):
    """Why something could not be read (formats.md, `failed[].why`)."""

    MISSING_OR_PRIVATE = "missing_or_private"
    GATED = "gated"
    NOT_FOUND = "not_found"
    RATE_LIMITED = "rate_limited"
    UNREACHABLE = "unreachable"
    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported"
    ROBOTS = "robots"
    PRIVATE_ADDRESS = "private_address"


class Failure(Frozen):
    """A fetch that failed is data: what, why, and what was asked."""

    id: str
    why: Why
    detail: str = ""


class Fetched(Frozen):
    """What asking for one artifact answered.

    `artifact.id` is the id its source uses (spelling, and the new id when it moved; the asked id is then in `aliases`).
    """

    artifact: Artifact
    documents: tuple[Document, ...] = ()
    failures: tuple[Failure, ...] = ()


class Source(Protocol):
    """One service. Never raises for what a service may answer: failures are returned."""

    async def fetch(self, artifact_id: str, paths: tuple[str, ...] = ()) -> Fetched:
        """The artifact and its documents; `paths` are files or folders inside it that some document linked."""
        ...

    def plan(self, artifact_id: str, paths: tuple[str, ...] = ()) -> list[str]:
        """The URLs `fetch` would ask first, for a dry run."""
        ...
