"""A card or README of our own, read: what it claims, by pair."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest

from agents.readers import Context
from agents.readers.local import LocalReader
from graph.model import DERIVATIONS, Claim, Document

Pairs = dict[tuple[str, str], Claim]


def document(text: str, artifact: str = "hf:acme/garden", id: str | None = None, title: str | None = None) -> Document:
    return Document(
        id=id or artifact,
        url=f"https://example.org/{artifact}",
        text=text,
        title=title,
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        artifact=artifact,
    )


@pytest.fixture
def make() -> Callable[..., Document]:
    return document


@pytest.fixture
def claims() -> Callable[..., list[Claim]]:
    """All claims of a text."""

    def read(
        text: str,
        artifact: str = "hf:acme/garden",
        *,
        id: str | None = None,
        title: str | None = None,
        reached: tuple[str, ...] = (),
        known: Mapping[str, str] | None = None,
    ) -> list[Claim]:
        return LocalReader.by_rules().read(document(text, artifact, id, title), Context(reached, known or {}))

    return read


@pytest.fixture
def sources(claims: Callable[..., list[Claim]]) -> Callable[..., Pairs]:
    """The derivations of a text at 0.4 and above: (downstream, upstream) -> the surest claim."""

    def read(text: str, *args: str, **options: object) -> Pairs:
        found: Pairs = {}
        for claim in sorted(claims(text, *args, **options), key=lambda c: c.confidence):
            if claim.relation in DERIVATIONS and claim.confidence >= 0.4:
                found[claim.downstream, claim.upstream] = claim
        return found

    return read
