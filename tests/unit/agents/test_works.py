"""Names across documents: cards and what they present, parts, versions, owners' lists, cited papers; no namesake, no guess."""

from datetime import UTC, datetime

import pytest

from agents.resolver import resolve
from agents.works import Works, bared, is_file, is_self, title_name
from graph.model import Claim, Document, Relation

HUB = "https://huggingface.co/datasets"


def doc(text: str, artifact: str, document_id: str | None = None, title: str | None = None) -> Document:
    return Document(
        id=document_id or artifact, url="", text=text, title=title, fetched_at=datetime(2026, 1, 1, tzinfo=UTC), artifact=artifact
    )


def resolved(
    document: Document, upstream: str, *others: Document, downstream: str | None = None, mention: str | None = None
) -> list[tuple[str, str]]:
    claim = Claim(
        document_id=document.id,
        document_sha=document.sha256,
        downstream=downstream or document.artifact,
        upstream=upstream,
        mention=mention or upstream.partition(":")[2],
        relation=Relation.SUBSET,
        quote=document.text,
        start=0,
        end=len(document.text),
        raw_confidence=0.9,
        confidence=0.9,
        reader="llm@1:m",
        read_at=document.fetched_at,
    )
    return [(c.downstream, c.upstream) for c in resolve([claim], document, Works.of([document, *others]))]


CARD = doc(f"# Lily Pond\n\n- **Repository:** https://github.com/acme/lily-pond\n\nFrom [x]({HUB}/acme/lily-1.3).", "hf:acme/lily-pond")


def test_a_repository_is_the_hub_set_of_its_name_and_owner_and_of_no_other() -> None:
    user = doc("Sampled.", "hf:me/mine")
    assert resolved(user, "github:acme/lily-pond", CARD) == [("hf:me/mine", "hf:acme/lily-pond")]
    assert resolved(user, "github:other/lily-pond", CARD) == [("hf:me/mine", "github:other/lily-pond")]
    assert resolved(user, "github:acme/lily", CARD) == [("hf:me/mine", "github:acme/lily")]


def test_a_version_is_resolved_only_when_that_id_was_seen() -> None:
    later = doc(f"The same as 1.3. See {HUB}/acme/lily-1.3 .", "hf:acme/lily-1.3.1")
    assert resolved(later, "name:1.3") == [("hf:acme/lily-1.3.1", "hf:acme/lily-1.3")]
    assert resolved(later, "name:1.2") == [("hf:acme/lily-1.3.1", "name:1.2")]


def test_a_list_in_brackets_beside_its_owners_page_is_one_source_each() -> None:
    seen = doc(f"{HUB}/acme-lab/hills {HUB}/acme-lab/rivers", "hf:z/z")
    user = doc("Acme Notes (Hills & Rivers) by https://huggingface.co/acme-lab", "hf:me/mine")
    pairs = resolved(user, "name:Acme Notes (Hills & Rivers)", seen)
    assert [up for _, up in pairs] == ["hf:acme-lab/hills", "hf:acme-lab/rivers"]
    unseen = resolved(user, "name:Acme Notes (Hills & Seas)", seen)
    assert [up for _, up in unseen] == ["name:Acme Notes (Hills & Seas)"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("the Lily-Pond dataset", "hf:acme/lily-pond"),
        ("Acme/Lily_Pond", "hf:acme/lily-pond"),
        ("Lily", "name:Lily"),
        ("LP", "name:LP"),
        ("Lily Pond 2.0", "name:Lily Pond 2.0"),
    ],
)
def test_words_around_a_name_are_let_go_but_never_a_part_of_it(name: str, expected: str) -> None:
    assert resolved(doc("Sampled.", "hf:me/mine"), f"name:{name}", CARD) == [("hf:me/mine", expected)]


def test_this_dataset_is_the_page_itself_and_a_file_of_a_card_is_the_card() -> None:
    card = doc("This dataset was used to make acme/big.", "hf:acme/lily-pond")
    assert resolved(card, "name:This dataset", downstream="hf:acme/big") == [("hf:acme/big", "hf:acme/lily-pond")]
    assert resolved(card, "hf:acme/reeds", downstream="name:lily_v2.json") == [("hf:acme/lily-pond", "hf:acme/reeds")]


def test_a_readmes_work_in_words_is_the_hub_set_of_that_name_by_its_people() -> None:
    readme = doc("# Ponds\n\nLily Pond is sampled from reeds.", "github:acme/ponds", "gh:acme/ponds:README.md")
    assert resolved(readme, "hf:x/reeds", CARD, downstream="name:Lily Pond") == [("hf:acme/lily-pond", "hf:x/reeds")]
    assert resolved(readme, "hf:x/reeds", CARD, downstream="name:Frog Songs") == [("name:Frog Songs", "hf:x/reeds")]


def test_a_cited_paper_is_the_set_it_presents_and_else_a_name() -> None:
    card = doc("# Lily Pond\n\n**Paper:** https://arxiv.org/abs/2501.01234\n", "hf:acme/lily-pond", title="Lily Pond")
    user = doc("Sampled from Lily Pond.", "hf:me/mine")
    assert resolved(user, "arxiv:2501.01234", card, mention="Lily Pond") == [("hf:me/mine", "hf:acme/lily-pond")]
    assert resolved(user, "arxiv:2501.09999", card, mention="Frogs") == [("hf:me/mine", "name:Frogs")]


def test_small_parts() -> None:
    assert list(bared("the Lily Pond corpus data")) == [
        "the Lily Pond corpus data",
        "Lily Pond corpus data",
        "Lily Pond corpus",
        "Lily Pond",
    ]
    assert (is_self("this dataset"), is_self("该数据集"), is_self("this dataset of ponds"), is_self("Lily")) == (True, True, False, False)
    assert (is_file("a_b.jsonl"), is_file("Lily")) == (True, False)
    assert (title_name("Dataset Card for Lily Pond", "hf:a/lily"), title_name("Dataset Description", "hf:a/rows")) == ("Lily Pond", None)


def test_a_paper_presents_the_one_seen_set_that_its_title_begins_with() -> None:
    paper = doc("We filter the web.", "arxiv:2601.00009", "abs:2601.00009", title="PondInstruct: a corpus of ponds")
    seen = doc(f"From {HUB}/acme/pond-instruct .", "hf:me/mine")
    copy = doc(f"From {HUB}/other/PondInstruct .", "hf:you/yours")
    assert resolved(paper, "hf:a/b", seen, downstream="arxiv:2601.00009") == [("hf:acme/pond-instruct", "hf:a/b")]
    assert resolved(paper, "hf:a/b", seen, copy, downstream="arxiv:2601.00009") == [("arxiv:2601.00009", "hf:a/b")]
    assert resolved(paper, "hf:a/b", downstream="arxiv:2601.00009") == [("arxiv:2601.00009", "hf:a/b")]


def test_an_id_is_spelled_as_it_was_seen() -> None:
    seen = doc(f"{HUB}/Acme/Hills", "hf:z/z")
    assert resolved(doc("Sampled.", "hf:me/mine"), "hf:acme/hills", seen) == [("hf:me/mine", "hf:Acme/Hills")]
