"""What the gate hands back: an answer with its status, or the reason why there is none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agents.sources import Why


class Unread(Exception):
    """A URL could not be read, after all that was worth trying; `why` and `detail` go into a Failure."""

    def __init__(self, why: Why, detail: str) -> None:
        """Keep both beside the message."""
        super().__init__(detail)
        self.why = why
        self.detail = detail


@dataclass(frozen=True)
class Answer:
    """What a URL answered, now or before. `fetched_at` is when the service last vouched for it; redirects are answers."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime
    from_cache: bool

    def record(self) -> dict[str, Any]:
        """The body as a JSON object. Raises Unread when it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise Unread(Why.UNSUPPORTED, f"{self.url} answered {self.status} with something that is no JSON object")
        return found
