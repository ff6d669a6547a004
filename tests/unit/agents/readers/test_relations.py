"""Which derivation it is: by the verbs around the source, by the two names, and by how many sources there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from agents.readers.local.relations import precise, settled
from graph.model import Claim, Relation

from .conftest import Pairs

HUB = "https://huggingface.co/datasets"


def claim(upstream: str, downstream: str = "hf:acme/garden", relation: Relation = Relation.OTHER, confidence: float = 0.8) -> Claim:
    return Claim(
        document_id="hf:acme/garden",
        document_sha="0",
        downstream=downstream,
        upstream=upstream,
        mention="m",
        relation=relation,
        quote="m",
        start=0,
        end=1,
        raw_confidence=confidence,
        confidence=confidence,
        reader="local@2",
        read_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"This is a deduplicated, curated subset of [seeds]({HUB}/acme/seeds).", Relation.FILTERED),
        (f"A random subset of [seeds]({HUB}/acme/seeds).", Relation.SUBSET),
        (f"The [seeds]({HUB}/acme/seeds) dataset reformatted into prompt and answer.", Relation.FORMAT_CONVERSION),
        (f"One million rows of [seeds]({HUB}/acme/seeds) augmented with answers of a larger model.", Relation.DISTILLED),
        (f"Taken from a subset of [seeds]({HUB}/acme/seeds), with some light formatting of the rows.", Relation.FORMAT_CONVERSION),
    ],
)
def test_the_words_around_a_source_tell_the_relation(sources: Callable[..., Pairs], text: str, expected: Relation) -> None:
    found = sources(f"# Garden\n\n{text}\n")
    assert found["hf:acme/garden", "hf:acme/seeds"].relation is expected


@pytest.mark.parametrize(
    ("downstream", "upstream", "expected"),
    [
        ("hf:acme/garden-cleaned", "hf:acme/garden", Relation.FILTERED),
        ("hf:acme/garden-fr", "hf:acme/garden", Relation.TRANSLATED),
        ("hf:acme/garden_binarized", "hf:acme/garden", Relation.FORMAT_CONVERSION),
        ("hf:acme/garden-10k", "hf:acme/garden", Relation.SUBSET),
        ("hf:acme/garden-gpt4", "hf:acme/garden", Relation.DISTILLED),
        ("hf:acme/garden_R1", "hf:acme/garden", Relation.DISTILLED),
        ("hf:acme/garden-gpt4-v2", "hf:acme/garden-gpt4", Relation.OTHER),
        ("hf:other/Garden", "hf:acme/garden", Relation.FORMAT_CONVERSION),
        ("hf:acme/meadow", "hf:acme/garden", Relation.OTHER),
        ("hf:acme/garden-cleaned-v2", "hf:acme/garden-cleaned", Relation.OTHER),
        ("hf:acme/free", "hf:acme/garden", Relation.OTHER),
    ],
)
def test_the_names_of_both_works_tell_what_no_verb_does(downstream: str, upstream: str, expected: Relation) -> None:
    (found,) = settled([claim(upstream, downstream)])
    assert found.relation is expected


def test_one_of_many_sources_is_a_component() -> None:
    few = [claim("hf:acme/a"), claim("hf:acme/b")]
    assert {c.relation for c in settled(few)} == {Relation.OTHER}
    assert {c.relation for c in settled([*few, claim("hf:acme/c")])} == {Relation.MIXTURE_COMPONENT}
    assert {c.relation for c in settled([*few, claim("hf:acme/c", confidence=0.1)])} == {Relation.OTHER}


def test_of_one_source_no_mixture_is_made() -> None:
    alone = claim("hf:acme/garden", "hf:acme/garden-cleaned", Relation.MIXTURE_COMPONENT)
    assert [c.relation for c in settled([alone])] == [Relation.FILTERED]
    plain = claim("hf:acme/garden", "hf:acme/meadow", Relation.MIXTURE_COMPONENT)
    assert settled([plain]) == [plain]


def test_a_methods_repository_gives_what_it_starts_from(sources: Callable[..., Pairs]) -> None:
    found = sources("# Garden\n\nThis dataset is based on [Self-Instruct](https://github.com/yizhongw/self-instruct).\n")
    assert [c.relation for c in found.values()] == [Relation.SEED_PROMPTS]


def test_what_is_told_is_kept() -> None:
    told = claim("hf:acme/a", "hf:acme/a-cleaned", Relation.TRANSLATED)
    assert settled([told]) == [told]
    assert precise("subset", "seed prompts sampled from ", "") is Relation.SEED_PROMPTS
    assert precise("subset", "a subset of ", "") is None
