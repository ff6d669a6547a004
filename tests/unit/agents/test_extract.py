"""A file of documents -> claims resolved within the file: handed-on subjects, one claim a pair, clear errors."""

import json
from pathlib import Path

import pytest

from agents.errors import AgentsError, BadDocument
from agents.extract import artifact_of, documents_from_jsonl, extract, line
from agents.readers.local import LocalReader

HUB = "https://huggingface.co/datasets"
CARD = {
    "id": "hf:acme/garden",
    "kind": "hf_dataset_card",
    "url": f"{HUB}/acme/garden",
    "repo_or_dataset_id": "acme/garden",
    "title": "Garden",
    "text": (
        f"# Garden\n\n- **Repository:** https://github.com/acme/flora\n\n"
        f"A subset of [park]({HUB}/acme/park).\n\nIt is also sampled from park, see {HUB}/acme/park .\n"
    ),
}
README = {
    "id": "gh:acme/flora:README.md",
    "kind": "github_readme",
    "url": None,
    "repo_or_dataset_id": "acme/flora",
    "title": "Flora",
    "text": "# Flora\n\n## Source data\n\nSampled from Meadow Notes.\n",
}
MEADOW = {**CARD, "id": "hf:other/meadow-notes", "repo_or_dataset_id": "other/meadow-notes", "text": "Notes.\u2028Nothing \u0085 more."}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "docs.jsonl"
    path.write_text("".join(json.dumps(d, ensure_ascii=False) + "\n" for d in (CARD, README, MEADOW)), encoding="utf-8")
    return path


def test_a_card_hands_its_readme_on_and_names_resolve_within_the_file(file: Path) -> None:
    found = {(c.document_id, c.downstream, c.upstream) for c in extract(documents_from_jsonl(file), LocalReader()) if c.confidence >= 0.4}
    assert found == {
        ("hf:acme/garden", "hf:acme/garden", "hf:acme/park"),
        ("gh:acme/flora:README.md", "hf:acme/garden", "hf:other/meadow-notes"),
    }


def test_one_claim_per_document_pair_and_type_and_the_same_twice(file: Path) -> None:
    first = list(extract(documents_from_jsonl(file), LocalReader()))
    keys = [(c.document_id, c.downstream, c.upstream, c.relation.edge_type) for c in first]
    assert len(keys) == len(set(keys))
    assert list(extract(documents_from_jsonl(file), LocalReader())) == first


def test_a_line_has_the_fields_of_the_format_and_its_quote_stands_in_the_text(file: Path) -> None:
    texts = {d.id: d.text for d in documents_from_jsonl(file)}
    fields = (
        "document_id downstream upstream mention relation confidence raw_confidence quote start end split config rows_taken reader opinions"
    )
    for claim in extract(documents_from_jsonl(file), LocalReader()):
        row = line(claim)
        assert list(row) == fields.split()
        assert texts[claim.document_id][claim.start : claim.end] == row["quote"]
        assert json.loads(json.dumps(row)) == row


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ("{", "line 2 is no JSON"),
        ("[]", "line 2 is no object"),
        ('{"id": "x"}', "line 2 has no text in 'kind'"),
        (json.dumps({**CARD, "text": 7}), "line 2 has no text in 'text'"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, bad: str, told: str) -> None:
    path = tmp_path / "docs.jsonl"
    path.write_text(json.dumps(CARD) + "\n" + bad + "\n", encoding="utf-8")
    with pytest.raises(BadDocument, match=told):
        documents_from_jsonl(path)
    assert issubclass(BadDocument, AgentsError)


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("hf_dataset_card", "acme/garden", "hf:acme/garden"),
        ("github_readme", "acme/flora", "github:acme/flora"),
        ("arxiv_abs", "arxiv:2501.00001", "arxiv:2501.00001"),
        ("arxiv_html", "2501.00001", "arxiv:2501.00001"),
        ("hf_dataset_card", "unresolved:a set", "name:a set"),
        ("web", "https://example.org/a", "url:example.org/a"),
        ("hf_dataset_card", "", "name:the id"),
    ],
)
def test_the_artifact_of_a_document(kind: str, name: str, expected: str) -> None:
    assert artifact_of(kind, name, "the id") == expected


def test_a_file_that_is_no_text_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "docs.jsonl"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadDocument, match=r"docs\.jsonl is not UTF-8"):
        documents_from_jsonl(path)
