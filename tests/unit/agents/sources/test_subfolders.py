"""Which pages of its own a repository's README leads to: those about data, inside it, and few."""

from __future__ import annotations

import pytest

from agents.sources.gate import Records
from agents.sources.subfolders import followed

from .test_github import content, github, repo, tree
from .tiny import Tiny


@pytest.mark.parametrize(
    ("readme", "expected"),
    [
        ("[**The Collection (2022)**](https://github.com/o/r/tree/main/own/v2)", ("own/v2",)),
        ("See the [details](docs/data.md) and [more](./sets/README.md#x) on the datasets.", ("docs/data.md", "sets/README.md")),
        ("The dataset is described [here](./sets/README.md#x).", ("sets/README.md",)),
        ("[Data](https://github.com/other/r/tree/main/data)", ()),
        ("[Data](../data) [data](/etc/../../x) [data](#data) [data](mailto:data@x.org)", ()),
        ("[training](train/README.md) [install](INSTALL.md)", ()),
        ("[data](data/a.json) [data loader](load_data.py)", ()),
        ("[data](a) [data](b) [data](c)", ("a", "b")),
        ("[repo of the data](https://github.com/o/r) [data](https://github.com/o/r/tree/main)", ()),
    ],
)
def test_only_own_pages_about_data(readme: str, expected: tuple[str, ...]) -> None:
    assert followed(readme, "github:O/r") == expected


async def test_a_linked_folders_readme_comes_in_the_same_visit(tiny: Tiny, records: Records) -> None:
    repo(tiny, "o/r", content("README.md", b"The [data collection](sets/v2) is new."))
    tree(tiny, "o/r", {"README.md": 5, "sets/v2/README.md": 9, "sets/v1/README.md": 9})
    tiny.on("/repos/o/r/contents/sets/v2/README.md", content("sets/v2/README.md", b"Made from it."))
    found = await github(tiny, records).fetch("github:o/r")
    assert [d.id for d in found.documents] == ["gh:o/r:README.md", "gh:o/r:sets/v2/README.md"]
    assert found.failures == ()
