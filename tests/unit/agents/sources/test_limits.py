from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agents.sources import limits
from agents.sources.transport import Raw

NOW = datetime(2026, 11, 24, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (Raw(429, {}, b""), True),
        (Raw(403, {"retry-after": "1"}, b"{}"), True),
        (Raw(403, {"x-ratelimit-remaining": "0"}, b"{}"), True),
        (Raw(403, {}, b'{"message": "You have exceeded a secondary rate limit."}'), True),
        (Raw(403, {"x-error-code": "GatedRepo"}, b"{}"), False),
        (Raw(403, {"x-ratelimit-remaining": "12"}, b'{"message": "Repository access blocked"}'), False),
        (Raw(503, {"retry-after": "2"}, b""), True),
        (Raw(503, {}, b""), False),
        (Raw(200, {}, b"Rate exceeded.\n"), True),
        (Raw(503, {}, b"Rate exceeded."), True),
        (Raw(200, {}, b"# Rate exceeded\n" + b"A card about rate limits, and long enough to be one. " * 5), False),
        (Raw(404, {}, b""), False),
    ],
)
def test_limited(raw: Raw, expected: bool) -> None:
    assert limits.limited(raw) is expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "Tue, 24 Nov 2026 12:00:30 GMT"}, 30.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-3"}, 0.0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(NOW.timestamp() + 90)}, 90.0),
        ({"x-ratelimit-remaining": "5", "x-ratelimit-reset": str(NOW.timestamp() + 90)}, None),
        ({"retry-after": "1", "x-ratelimit-remaining": "0", "x-ratelimit-reset": str(NOW.timestamp() + 90)}, 1.0),
        ({"ratelimit": '"api";r=0;t=243'}, 243.0),
        ({"ratelimit": '"api";r=7;t=243'}, None),
        ({}, None),
    ],
)
def test_wait(headers: dict[str, str], expected: float | None) -> None:
    assert limits.wait(headers, NOW) == expected


def test_remaining_is_unknown_unless_said() -> None:
    assert limits.remaining({}) is None
    assert limits.remaining({"x-ratelimit-remaining": "17"}) == 17
    assert limits.remaining({"ratelimit": '"resolvers";r=2999;t=12'}) == 2999
