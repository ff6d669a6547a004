"""What a document is about, section by section, and which pages a card presents as its own."""

from collections.abc import Callable

import pytest

from agents.readers.local.subjects import Companion, companions
from graph.model import Claim, Document

Sources = Callable[..., dict[tuple[str, str], Claim]]
Make = Callable[..., Document]
HUB = "https://huggingface.co/datasets"
BETA = f"Sampled from [other/beta]({HUB}/other/beta)."


def downstreams(found: dict[tuple[str, str], Claim]) -> set[str]:
    return {d for d, _ in found}


@pytest.mark.parametrize(
    ("top", "expected"),
    [
        (f"[![Dataset](https://img.shields.io/x.svg)]({HUB}/acme/garden)", "hf:acme/garden"),
        (f"🤗 Dataset: {HUB}/acme/garden", "hf:acme/garden"),
        (f"We release [the garden set]({HUB}/acme/garden).", "hf:acme/garden"),
        ("No link at all.", "github:acme/garden"),
        (f"We evaluate on [alpha]({HUB}/acme-other/alpha).", "github:acme/garden"),
    ],
)
def test_a_readme_is_about_what_it_presents_or_its_repository(sources: Sources, top: str, expected: str) -> None:
    assert downstreams(
        sources(f"# Garden\n\n{top}\n\n## Source data\n\n{BETA}\n", "github:acme/garden", id="gh:acme/garden:README.md")
    ) == {expected}


def test_the_card_that_the_crawl_came_from_wins(sources: Sources) -> None:
    text = f"# Rows\n\n## Source data\n\n{BETA}\n"
    assert downstreams(sources(text, "github:acme/code", id="gh:acme/code:README.md", reached=("hf:acme/garden",))) == {"hf:acme/garden"}


def test_another_owners_copy_does_not_take_a_repository_over(sources: Sources) -> None:
    text = f"# Rows\n\n## Source data\n\n{BETA}\n"
    assert downstreams(sources(text, "github:acme/code", id="gh:acme/code:README.md", reached=("hf:mirror/garden",))) == {
        "github:acme/code"
    }


def test_of_several_cards_the_one_that_path_or_title_names(sources: Sources) -> None:
    text = f"# Dataset construction\n\n## Source data\n\n{BETA}\n"
    cards = ("hf:acme/garden-1", "hf:acme/park-2")
    assert downstreams(sources(text, "github:acme/code", id="gh:acme/code:docs/park2/data.md", reached=cards)) == {"hf:acme/park-2"}
    paper = sources(f"Abstract. {BETA}", "arxiv:2501.00001", id="abs:2501.00001", title="Park-2: A set of parks", reached=cards)
    assert downstreams(paper) == {"hf:acme/park-2"}


def test_a_paper_is_about_the_set_it_introduces(sources: Sources) -> None:
    text = f"We introduce Meadow Notes, a new dataset of notes. {BETA}"
    known = {"meadow notes": "hf:acme/meadow-notes"}
    assert downstreams(sources(text, "arxiv:2501.00001", id="abs:2501.00001", known=known)) == {"hf:acme/meadow-notes"}
    assert downstreams(sources(BETA, "arxiv:2501.00001", id="abs:2501.00001")) == {"arxiv:2501.00001"}


def test_own_repository_twin_and_renamed_owner_are_no_sources(sources: Sources) -> None:
    text = (
        "# Garden\n\nBuilt from https://github.com/acme/garden and https://huggingface.co/datasets/acme/Garden_ .\n\n"
        "Repository: https://github.com/acme/garden-tools\n\nStar our [project](https://github.com/somebody/rows)!\n"
    )
    assert sources(text) == {}
    renamed = "Copied from https://huggingface.co/datasets/ehartford/dolphin-x ."
    assert sources(renamed, "hf:cognitivecomputations/dolphin-x") == {}


def test_a_card_embedded_below_hands_its_sources_to_its_own_set(sources: Sources) -> None:
    text = (
        f"# Garden\n\nFrench translation of [park]({HUB}/acme/park).\n\n"
        f"# Below is the original README.md\n\n## Park\n\nA mixture of:\n\n- {HUB}/a/one\n- {HUB}/b/two\n"
    )
    assert set(sources(text)) == {("hf:acme/garden", "hf:acme/park"), ("hf:acme/park", "hf:a/one"), ("hf:acme/park", "hf:b/two")}


def test_its_own_dataset_card_heading_embeds_nothing(sources: Sources) -> None:
    text = (
        f"# Garden\n\nA formatted version of [park]({HUB}/acme/park).\n\n# Dataset Card for Garden\n\n"
        f"Also sampled from [beta]({HUB}/other/beta).\n"
    )
    assert downstreams(sources(text)) == {"hf:acme/garden"}


def test_a_section_about_a_component_speaks_of_it(sources: Sources) -> None:
    text = (
        f"# Garden\n\n### Roses (2k)\n\n- Source: questions curated from [beta]({HUB}/other/beta)\n"
        f"- Task Dataset: [acme/roses]({HUB}/acme/roses)\n"
    )
    assert set(sources(text)) == {("hf:acme/roses", "hf:other/beta"), ("hf:acme/garden", "hf:acme/roses")}


def test_a_family_table_speaks_row_by_row(sources: Sources) -> None:
    text = (
        f"# Garden\n\n| Name | What |\n|---|---|\n| [garden]({HUB}/acme/garden) | all of it |\n"
        f"| [garden-fr]({HUB}/acme/garden-fr) | translated from [garden]({HUB}/acme/garden) |\n"
    )
    assert set(sources(text)) == {("hf:acme/garden-fr", "hf:acme/garden")}


def test_companions_are_what_the_card_calls_its_own(make: Make) -> None:
    card = make(
        "# Garden\n\n- **Repository:** https://github.com/acme/garden/tree/main/docs/data\n"
        "- **Paper:** [Gardens](https://arxiv.org/abs/2501.00001v2)\n"
        "- **Blog post:** https://blog.acme.org/garden\n\n## Sources\n\n"
        "Based on the method of [other](https://arxiv.org/abs/2402.00002) and https://github.com/other/tool .\n\n"
        "## Citation\n\nPaper: https://arxiv.org/abs/2403.00003\n"
    )
    assert set(companions(card)) == {
        Companion("github:acme/garden", "docs/data"),
        Companion("arxiv:2501.00001", ""),
        Companion("url:blog.acme.org/garden", ""),
    }


def test_companions_are_few_and_never_from_front_matter(make: Make) -> None:
    repositories = "".join(f"- Repository: https://github.com/acme/garden{i}\n" for i in range(9))
    found = companions(make(f"---\ntags:\n- arxiv:2501.00001\nurl: https://arxiv.org/abs/2501.00001\n---\n{repositories}"))
    assert len(found) == 3
    assert all(c.id.startswith("github:acme/garden") for c in found)
