"""Links in all damaged forms, anchors, and what is only an asset."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.readers.local.links import links

HUB = "https://huggingface.co/datasets/acme/seeds"


@pytest.mark.parametrize(
    "written",
    [
        f"[seeds]({HUB})",
        f"[seeds] ({HUB})",
        f"[`seeds`]({HUB}/viewer/default)",
        f"<a href={HUB}>seeds</a>",
        f"<a class='x' href=\"{HUB}/tree/main\">seeds</a>",
        f"see {HUB}.",
        f"({HUB})",
        f"来自{HUB}，",
        "https://https://huggingface.co/datasets/acme/seeds",
        "https://hf-mirror.com/datasets/acme/seeds",
        "hf.co/datasets/acme/seeds",
        "git@hf.co:datasets/acme/seeds",
        "[seeds](acme/seeds)",
        "[seeds](/datasets/acme/seeds)",
        f'[seeds]({HUB} "the seeds")',
    ],
)
def test_every_form_names_the_set(written: str) -> None:
    found = [f for f in links(f"x {written} y") if not f.asset]
    assert [f.id.lower() for f in found] == ["hf:acme/seeds"]


@pytest.mark.parametrize(
    "written",
    [
        f"![plot]({HUB}/resolve/main/plot.png)",
        f'<img src="{HUB}/resolve/main/plot.png">',
        f"[plot]({HUB}/resolve/main/plot.png)",
        f"[viewer]({HUB}/viewer)",
        "[![badge](https://img.shields.io/b.svg)](https://github.com/acme/seeds/actions)",
        "[licence](https://github.com/acme/seeds/blob/main/LICENSE)",
    ],
)
def test_assets_are_marked_or_left_out(written: str) -> None:
    assert [f for f in links(written) if not f.asset] == []


def test_a_file_beside_the_readme_is_no_set() -> None:
    assert links("[notes](docs/notes.md) [data](./data/rows.jsonl)") == []


def test_parentheses_around_and_inside() -> None:
    text = "Alpha (https://github.com/acme/alpha) and [b](https://example.org/x_(y))"
    assert [f.url for f in links(text)] == ["https://github.com/acme/alpha", "https://example.org/x_(y)"]


@given(st.text(alphabet="[]()<>!ahref= \"'/:.https", max_size=200))
def test_links_never_overlap_and_lie_inside(text: str) -> None:
    last = 0
    for found in links(text):
        assert last <= found.start < found.end <= len(text)
        last = found.end
