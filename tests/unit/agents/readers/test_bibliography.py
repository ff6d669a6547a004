"""Citations: a mark in the text is the work of its entry; what is cited for its method, or only compared, is no source."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from agents.readers.local.bibliography import cited, works_cited
from agents.readers.local.page import parse
from agents.resolver import resolve
from agents.works import Works
from graph.model import Claim, Document, Relation

HUB = "https://huggingface.co/datasets"
NUMBERED = """We sample problems from FordBank [1] and questions from PondQA [2]. Following [3], we filter both.

References
[1] K. Ford and B. Bank. "FordBank: prob-
lems by rivers," arXiv preprint arXiv:2101.00001, 2021.
[2] J. Poe. PondQA: Questions about ponds. https://huggingface.co/datasets/poe/pondqa, 2022.
[3] S. Moe. How to judge answers. arXiv:2201.00009, 2022.
"""
NAMED = """## 3.1 Data collection
The questions are drawn from FordBank (Ford and Bank, 2021) and PondQA (Poe et al., 2022a).

## References

Karl Ford and Bo Bank. 2021. FordBank: problems by rivers. arXiv preprint arXiv:2101.00001.

Jane Poe, Max Moe, and Kim Loe. 2022a. PondQA: Questions about ponds. See github.com/poe/pondqa.
"""
KEYED = """# Mix
Seed questions come from PondQA \\cite{poe2022}, rewritten; further ones from [@ford].

```bibtex
@article{poe2022, title={Pond{QA}: Questions about ponds}, author={Poe, Jane}, journal={arXiv preprint arXiv:2201.00001}, year={2022}}
@misc{ford, title = "FordBank: problems", author="Ford, Karl", year = 2021, url={https://huggingface.co/datasets/ford/bank}}
```
"""
FOOT = f"All prompts were taken from PondQA[^a] and from the ponds<sup>2</sup> corpus.\n\n[^a]: {HUB}/poe/pondqa\n[2]: {HUB}/poe/ponds\n"


def marks(text: str) -> list[tuple[str, str, str]]:
    page = parse(text)
    return [(page.text[c.name : c.end].partition("\\")[0].strip(), c.work.head, c.work.id) for c in cited(page)]


def test_numbers_point_into_the_list_at_the_end_across_broken_lines() -> None:
    assert marks(NUMBERED) == [
        ("FordBank [1]", "FordBank", "arxiv:2101.00001"),
        ("PondQA [2]", "PondQA", "hf:poe/pondqa"),
        ("[3]", "", "arxiv:2201.00009"),
    ]


def test_names_and_years_keys_and_footnotes_point_too() -> None:
    assert [m[2] for m in marks(NAMED)] == ["arxiv:2101.00001", "github:poe/pondqa"]
    assert [m[1:] for m in marks(KEYED)] == [("PondQA", "arxiv:2201.00001"), ("FordBank", "hf:ford/bank")]
    assert [m[2] for m in marks(FOOT)] == ["hf:poe/pondqa", "hf:poe/ponds"]


@pytest.mark.parametrize(
    "text",
    [
        "We use [1] and (Poe et al., 2022), of which no list tells.\n",
        "References\n[1] A. Poe. A title. 2020.\n[2] See [1] for more, arXiv:2101.00001.\n",
        "As in [7].\n\nReferences\n[1] A. Poe. A title. 2020.\n[2] B. Poe. Another. 2021.\n",
        "Two of one year (Poe et al., 2022).\n\n# References\n\nJ. Poe. 2022. One thing. arXiv:1.\n\nK. Poe. 2022. Another thing. X.\n",
    ],
)
def test_a_mark_without_one_entry_points_nowhere(text: str) -> None:
    assert marks(text) == []


def test_an_appendix_after_the_list_is_text_again() -> None:
    text = NUMBERED + "\nA Data Details\nThe remaining rows come from PondQA [2].\n"
    assert [m[0] for m in marks(text)].count("PondQA [2]") == 2


def test_cited_sources_are_claimed_and_cited_methods_are_not(sources: Callable[..., dict[tuple[str, str], Claim]]) -> None:
    found = sources(NUMBERED, "arxiv:2401.00001", id="full:2401.00001", title="Rivers: a set")
    assert {up for _, up in found} == {"arxiv:2101.00001", "hf:poe/pondqa"}
    assert {c.quote for c in found.values()} == {"We sample problems from FordBank [1] and questions from PondQA [2]."}
    assert {up for _, up in sources(FOOT)} == {"hf:poe/pondqa", "hf:poe/ponds"}


def claim(document: Document, mention: str, upstream: str) -> Claim:
    return Claim(
        document_id=document.id,
        document_sha=document.sha256,
        downstream="hf:me/mine",
        upstream=upstream,
        mention=mention,
        relation=Relation.SUBSET,
        quote=mention,
        start=document.text.index(mention),
        end=document.text.index(mention) + len(mention),
        raw_confidence=0.9,
        confidence=0.9,
        reader="local@2",
        read_at=document.fetched_at,
    )


def made(text: str, artifact: str) -> Document:
    return Document(id=artifact, url="", text=text, fetched_at=datetime(2026, 1, 1, tzinfo=UTC), artifact=artifact)


def test_a_cited_paper_is_the_set_whose_card_presents_it_else_its_name() -> None:
    text = "Drawn from [1].\n\nReferences\n[1] K. Ford. FordBank: problems by rivers. arXiv:2101.00001. 2021.\n"
    mine = made(text, "hf:me/mine")
    card = made("# River problems\n\n**Paper:** https://arxiv.org/abs/2101.00001\n", "hf:ford/river-problems")
    other = made("# Ford bank\n\n**Paper:** https://arxiv.org/abs/2101.00001\n", "hf:ford/fordbank")
    asked = claim(mine, "[1]", "arxiv:2101.00001")

    def upstream(*cards: Document) -> str:
        return resolve([asked], mine, Works.of([mine, *cards]))[0].upstream

    assert upstream() == "name:FordBank"
    assert upstream(card) == "hf:ford/river-problems"
    assert upstream(card, other) == "hf:ford/fordbank"


def test_the_work_an_entry_points_to_is_told_by_id() -> None:
    assert works_cited(parse(NUMBERED))["arxiv:2101.00001"].title == "FordBank: problems by rivers"
