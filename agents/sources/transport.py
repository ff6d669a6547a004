"""What a blocking client call gives the gate: one answer, bounded in bytes and time, or one of three ways to fail."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from agents.sources import Why

TIMEOUT = (5.0, 30.0)
"""Seconds to connect, and seconds for a whole answer."""


@dataclass(frozen=True)
class Raw:
    """One answer as it came: header names in lower case, the body decompressed."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Interrupted(Exception):
    """No whole answer came: connection refused or lost, body cut, or too slow. It may pass: the gate asks again."""


class Refused(Exception):
    """What was asked for will not be had by asking again: too large, a private address, an address that is none."""

    def __init__(self, why: Why, detail: str) -> None:
        """Keep the reason beside the message."""
        super().__init__(detail)
        self.why = why


class Transport(Protocol):
    """A blocking GET without redirects, retries or pauses of its own; called from several threads at once."""

    def __call__(self, url: str, headers: Mapping[str, str]) -> Raw:
        """Ask once. Raises Interrupted, Refused."""
        ...


def connection(url: str) -> dict[str, str]:
    """The header that closes a connection without TLS after one answer; none with TLS, where a new one costs round trips.

    A small server that writes head and body apart waits 40 ms for the delayed acknowledgement of a kept connection
    (Nagle's algorithm); a new one is acknowledged at once. Without TLS such a server is nearby.
    """
    return {"connection": "close"} if url.startswith("http://") else {}


def capped(chunks: Iterable[bytes], *, limit: int, seconds: float = TIMEOUT[1]) -> bytes:
    """Join a streamed body of at most `limit` bytes that arrives within `seconds`. Raises Refused, Interrupted."""
    parts: list[bytes] = []
    size, deadline = 0, time.monotonic() + seconds
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise Refused(Why.TOO_LARGE, f"the answer is larger than {limit:,} bytes")
        if time.monotonic() > deadline:
            raise Interrupted(f"the answer was not complete after {seconds:.0f} s")
        parts.append(chunk)
    return b"".join(parts)
