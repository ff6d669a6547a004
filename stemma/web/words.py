"""How pages say things: relations in words, dates, numbers, and the addresses of what they name."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from graph.ids import Kind, kind_of, short
from graph.model import Relation

PHRASES = {
    Relation.DIRECT_INCLUSION: "includes",
    Relation.SUBSET: "is a subset of",
    Relation.FILTERED: "is filtered from",
    Relation.MIXTURE_COMPONENT: "mixes in",
    Relation.DISTILLED: "is distilled from",
    Relation.SEED_PROMPTS: "takes its prompts from",
    Relation.TRANSLATED: "is translated from",
    Relation.SYNTHETIC: "is synthesised from",
    Relation.FORMAT_CONVERSION: "is a conversion of",
    Relation.OTHER: "derives from",
    Relation.EVALUATED_ON: "is evaluated on",
    Relation.DECONTAMINATED_AGAINST: "is decontaminated against",
    Relation.TRAINED_MODEL_ON: "is trained on",
    Relation.COMPARED_WITH: "is compared with",
    Relation.METHOD_ONLY: "takes only the method of",
    Relation.REMOVED_COMPONENT: "has removed",
    Relation.PLANNED: "plans to use",
    Relation.COPY_OF: "is a copy of",
    Relation.PART_OF: "is part of",
    Relation.DOCUMENTED_BY: "is documented by",
    Relation.RESOLVED_TO: "is",
}
"""A verb phrase for each relation, read from downstream to upstream."""

KINDS = {
    Kind.DATASET: "dataset",
    Kind.BENCHMARK: "benchmark",
    Kind.MODEL: "model",
    Kind.PAPER: "paper",
    Kind.REPOSITORY: "repository",
    Kind.PAGE: "page",
    Kind.NAME: "name, not resolved",
}
_WALKS = re.compile(r"(?:\A|/)\.{0,2}(?:/|\Z)")


def phrase(relation: Relation | str) -> str:
    """The relation in words, between its downstream and its upstream."""
    return PHRASES[Relation(relation)]


def kind(artifact_id: str) -> str:
    """The kind of an id in words. Raises InvalidId for an unknown prefix."""
    return KINDS[kind_of(artifact_id)]


def brief(artifact_id: str) -> str:
    """An id as people say it: without its prefix, the owner kept."""
    return artifact_id.partition(":")[2] or artifact_id


def path_of(page: str, name: str) -> str:
    """`/page/name` as a browser keeps it: segments that it would walk (`..`, `.`, none) are sealed."""
    return f"/{page}/{quote(name, safe=':' if _WALKS.search(name) else ':/')}"


def artifact_url(artifact_id: str) -> str:
    """The page of an artifact; a benchmark's is its own."""
    if artifact_id.startswith("benchmark:"):
        return path_of("benchmark", artifact_id.partition(":")[2])
    return path_of("artifact", artifact_id)


def outside(url: str | None) -> str | None:
    """An address that a link may lead to: http or https with a host; None for every other scheme."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def day(time: datetime | None) -> str:
    """The date in UTC; a dash for none."""
    return time.astimezone(UTC).strftime("%Y-%m-%d") if time else "–"


def minute(time: datetime | None) -> str:
    """Date and time in UTC; a dash for none."""
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if time else "–"


def chance(value: float | None) -> str:
    """A probability with two digits, never rounded up to certainty; a dash for unknown."""
    if value is None:
        return "–"
    if value < 1 and round(value, 2) >= 1:
        return "> .99"
    return "< .01" if 0 < value < 0.005 else f"{value:.2f}"


def count(number: int | None) -> str:
    """A number with thin groups; a dash for unknown."""
    return "–" if number is None else f"{number:,}"


FILTERS = {
    "phrase": phrase,
    "kind": kind,
    "brief": brief,
    "short": short,
    "artifact_url": artifact_url,
    "outside": outside,
    "day": day,
    "minute": minute,
    "chance": chance,
    "count": count,
}
