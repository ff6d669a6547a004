"""What the linter of cards finds, and that the metadata it prints would satisfy it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import mlcroissant
import pytest
import yaml

from agents.extract import extract
from graph.model import Carries, Claim, Document, Relation, State
from stemma.card import Checked, Known, Level, check
from stemma.wiring import reader

NOW = datetime(2026, 1, 1, tzinfo=UTC)
OWN = "hf:o/mix"
CARD = """---
license: mit
source_datasets:
- o/old
- extended|o/legacy
- original
- some free text
- o/mix
- o/gone
---
# Mix

We mixed the train split of [A](https://huggingface.co/datasets/o/a) with [B](https://huggingface.co/datasets/o/b)
and [R](https://github.com/o/r). See [gone](https://huggingface.co/datasets/o/dead).
"""
KNOWN = Known(
    answers={"hf:o/old": "hf:new/Name", "hf:o/a": "hf:o/A"},
    states={"hf:o/gone": State.UNVERIFIED, "hf:o/dead": State.UNVERIFIED},
    carries={"hf:o/b": [Carries(dataset="hf:o/b", benchmark="benchmark:math", split="test", source="s")]},
)


def document(text: str = CARD) -> Document:
    return Document(id=OWN, url="https://x.test", text=text, fetched_at=NOW, artifact=OWN)


def claim(upstream: str, quote: str, confidence: float = 0.95, *, split: str | None = None, text: str = CARD) -> Claim:
    start = text.index(quote)
    return Claim(
        document_id=OWN,
        document_sha=document(text).sha256,
        downstream=OWN,
        upstream=upstream,
        mention=quote,
        relation=Relation.MIXTURE_COMPONENT,
        quote=quote,
        start=start,
        end=start + len(quote),
        raw_confidence=confidence,
        confidence=confidence,
        reader="local@1",
        split=split,
        read_at=NOW,
    )


def linted(known: Known = KNOWN) -> Checked:
    claims = [
        claim("hf:o/a", "train split of [A]", split="train"),
        claim("hf:o/b", "[B]", 0.6),
        claim("github:o/r", "[R]"),
        claim("hf:o/weak", "See", 0.2),
    ]
    return check(document(), claims, lambda ids: known if {"hf:o/old", "hf:o/dead", "hf:o/a"} <= ids else pytest.fail(str(ids)))


def test_every_fault_is_found_where_it_stands() -> None:
    found = {(f.level.value, f.code, f.artifact, f.line) for f in linted().findings}
    assert found == {
        ("error", "own-id", "hf:o/mix", 8),
        ("error", "dead", "hf:o/gone", 9),
        ("error", "missing-source", "hf:o/A", 13),
        ("warning", "missing-source", "hf:o/b", 13),
        ("warning", "renamed", "hf:new/Name", 4),
        ("warning", "no-id", None, 7),
        ("warning", "not-original", None, 6),
        ("warning", "unstated-split", "hf:o/b", 13),
        ("warning", "dead", "hf:o/dead", 14),
        ("note", "legacy-form", "hf:o/legacy", 5),
        ("note", "source-elsewhere", "github:o/r", 14),
        ("note", "unstated-split", "hf:new/Name", None),
        ("note", "unstated-split", "hf:o/legacy", None),
        ("note", "unstated-split", "hf:o/gone", None),
    }
    assert [f.level.weight for f in linted().findings] == sorted((f.level.weight for f in linted().findings), reverse=True)
    assert "test holds benchmark:math" in next(
        f.message for f in linted().findings if f.code == "unstated-split" and f.artifact == "hf:o/b"
    )


def test_without_a_graph_nothing_is_called_dead_or_renamed() -> None:
    found = check(document(), [], lambda _: Known())
    assert {f.code for f in found.findings} == {"own-id", "no-id", "legacy-form", "unstated-split"}


def test_the_metadata_that_would_be_right() -> None:
    found = linted()
    assert found.source_datasets == ("new/Name", "o/legacy", "o/gone", "o/A", "o/b")
    fields = yaml.safe_load(found.front_matter.strip("-\n"))
    assert fields == {"license": "mit", "source_datasets": list(found.source_datasets)}
    assert {one["identifier"] for one in found.croissant["prov:wasDerivedFrom"]} == {"hf:o/A", "hf:o/b", "github:o/r"}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_the_croissant_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "croissant.json"
    path.write_text(json.dumps(linted().croissant), encoding="utf-8")
    assert not mlcroissant.Dataset(jsonld=path).metadata.ctx.issues.errors


def test_a_card_mended_as_told_has_no_error_left() -> None:
    text = "# Mix\n\nMade from [A](https://huggingface.co/datasets/o/a).\n"
    first = check(document(text), [claim("hf:o/a", "[A]", text=text)])
    assert first.fails(Level.ERROR)
    mended = first.front_matter + text
    again = check(document(mended), [claim("hf:o/a", "[A]", text=mended)])
    assert not again.fails(Level.WARNING)
    assert again.front_matter == first.front_matter


def test_a_source_that_is_gone_is_not_asked_for() -> None:
    text = "# Mix\n\nMade from [A](https://huggingface.co/datasets/o/a).\n"
    found = check(document(text), [claim("hf:o/a", "[A]", text=text)], lambda _: Known(states={"hf:o/a": State.UNVERIFIED}))
    assert {(f.level.value, f.code) for f in found.findings} == {
        ("warning", "dead"),
        ("note", "source-elsewhere"),
        ("note", "unstated-split"),
    }
    assert found.source_datasets == ()


def test_levels_decide_what_fails() -> None:
    text = "---\nsource_datasets:\n- extended|squad\n---\n"
    found = check(document(text), [])
    assert (found.fails(Level.NOTE), found.fails(Level.WARNING), found.fails(Level.ERROR)) == (True, False, False)
    assert found.source_datasets == ("squad",)
    plain = check(document("# Mix\n"), [])
    assert [f.code for f in plain.findings] == ["no-source"]
    assert plain.front_matter == ""


@pytest.mark.parametrize("text", ["---\na: [\n---\nx", "---\n- a\n---\n"])
def test_front_matter_that_cannot_be_read_is_a_finding(text: str) -> None:
    found = check(document(text), [])
    assert [f.code for f in found.findings if f.level is Level.ERROR] == ["unreadable-metadata"]
    assert found.source_datasets == ()


def test_the_reader_and_the_linter_together() -> None:
    text = (
        "---\nlicense: mit\n---\n# Mix\n\n## Source data\n\nThis dataset was created by merging:\n\n"
        "- [o/alpha](https://huggingface.co/datasets/o/alpha)\n- [o/beta](https://huggingface.co/datasets/o/beta)\n"
    )
    found = check(document(text), extract([document(text)], reader()))
    assert found.source_datasets == ("o/alpha", "o/beta")
    assert {f.code for f in found.findings} >= {"missing-source", "unstated-split"}
