"""What an answer says about rate: refused or not, and how long the whole service is to be left alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from agents.sources.transport import Raw

PASSING = frozenset({408, 425, 500, 502, 503, 504, 520, 522, 524})
"""Statuses that may pass when asked again."""
_WORDS = re.compile(rb"rate limit|rate exceeded|abuse detection|too many requests", re.I)


def limited(raw: Raw) -> bool:
    """Whether an answer refuses for rate: 429, 503 with Retry-After, 403 that says so, or arXiv's plain "Rate exceeded."."""
    if raw.status == 429 or (raw.status == 503 and "retry-after" in raw.headers):
        return True
    if raw.status == 403:
        return "retry-after" in raw.headers or _spent(raw.headers) or bool(_WORDS.search(raw.body[:2000]))
    return raw.status in (200, 503) and len(raw.body) < 200 and raw.body.strip().lower().startswith(b"rate exceeded")


def wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds until the service may be asked again, as its headers say; None when they say nothing.

    `Retry-After` (seconds or a date) goes first; then `x-ratelimit-reset` (epoch seconds) and `RateLimit` (`r=0;t=SECONDS`)
    when nothing remains.
    """
    if (told := headers.get("retry-after")) is not None and (seconds := _retry_after(told, now)) is not None:
        return max(0.0, seconds)
    if not _spent(headers):
        return None
    if found := re.search(r"\bt=(\d+)", headers.get("ratelimit", "")):
        return float(found.group(1))
    try:
        return max(0.0, float(headers["x-ratelimit-reset"]) - now.timestamp())
    except (KeyError, ValueError):
        return None


def remaining(headers: Mapping[str, str]) -> int | None:
    """Requests left in the service's window; None when it does not say."""
    told = headers.get("x-ratelimit-remaining", "")
    found = re.search(r"\br=(\d+)", headers.get("ratelimit", ""))
    if told.isdigit():
        return int(told)
    return int(found.group(1)) if found else None


def _spent(headers: Mapping[str, str]) -> bool:
    return remaining(headers) == 0


def _retry_after(told: str, now: datetime) -> float | None:
    try:
        return float(told)
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return None
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
