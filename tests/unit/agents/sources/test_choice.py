"""Which files inside a repository are read: links to paths, code files, media types; and how their bytes become text."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.sources.code_files import FILE_BYTES, FILES, beside, chosen
from agents.sources.decoding import decode
from agents.sources.inside import is_readme, linked, media_type, plain


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("tree/main/data", ["data"]),
        ("tree/main", []),
        ("tree/main/", []),
        ("blob/refs/heads/dev/a/b.md", ["a/b.md"]),
        ("blob/main/README.md#usage", ["README.md"]),
        ("data/x.py", ["data/x.py"]),
        ("wiki/Home", []),
        ("issues/3", []),
        ("viewer/default/train", []),
        ("tree/main/../../etc", []),
        ("", []),
    ],
)
def test_plain(path: str, expected: list[str]) -> None:
    assert plain([path]) == expected


def test_a_linked_folder_gives_its_own_readme_and_a_linked_file_itself() -> None:
    files = ["README.md", "data/Readme.rst", "data/x.py", "data/sub/README.md", "a.bin"]
    assert linked(files, ["tree/main/data", "blob/main/DATA/X.py", "blob/main/a.bin", "tree/main/none"]) == ["data/x.py", "data/Readme.rst"]


@pytest.mark.parametrize("name", ["README", "readme.md", "README.MD", "README_zh.md", "ReadMe.rst", "readme-CN.md", "docs/README.org"])
def test_is_readme(name: str) -> None:
    assert is_readme(name)


@pytest.mark.parametrize("name", ["README.png", "readmes/x.md", "notreadme.md", "README.pdf"])
def test_is_no_readme(name: str) -> None:
    assert not is_readme(name)


def test_media_type_is_unknown_for_what_is_no_text() -> None:
    assert media_type("a/b.YAML") == "application/yaml"
    assert media_type("a.parquet") is None


def test_code_that_speaks_of_data_is_chosen_the_most_telling_first() -> None:
    sizes = dict.fromkeys(
        [
            "README.md",
            "setup.py",
            "train.py",
            "recipes/dpo/config_full.yaml",
            "src/DataMixer.py",
            "scripts/prepare_data.sh",
            "data/load.ipynb",
            "tests/test_dataset.py",
            ".github/data.yml",
            "package.json",
            "image_dataset.png",
            "docs/datasets.json",
        ],
        100,
    )
    assert chosen(sizes, ()) == ["src/DataMixer.py", "scripts/prepare_data.sh", "data/load.ipynb", "recipes/dpo/config_full.yaml"]


@pytest.mark.parametrize(
    "name", ["src/sample_prompts.py", "create_mix.py", "flan/v2/cot_data.py", "scripts/collect_seeds.sh", "curate.ipynb"]
)
def test_a_file_whose_name_speaks_of_making_data_is_chosen(name: str) -> None:
    assert chosen(dict.fromkeys(["README.md", "model.py", "src/server.py", name], 100), ()) == [name]


def test_beside_a_card_scripts_go_before_settings_and_json_is_data() -> None:
    files = [
        "README.md",
        "a.yaml",
        "create_mix.py",
        "garden.py",
        "data/rows.json",
        "deep/er/x.py",
        "mixture.yaml",
        "tests/test_x.py",
        ".ci.yml",
        "z.py",
    ]
    assert beside("Garden", files) == ["garden.py", "create_mix.py", "mixture.yaml", "z.py", "a.yaml"]


def test_linked_readmes_go_first_and_large_files_nowhere() -> None:
    sizes = {"sub/README.md": 10, "dataset.py": FILE_BYTES + 1, "download.py": 10, **{f"mix_{i}.py": 1 for i in range(9)}}
    found = chosen(sizes, ["tree/main/sub"])
    assert found[0] == "sub/README.md"
    assert len(found) == FILES
    assert "dataset.py" not in found


@given(st.dictionaries(st.text(max_size=20), st.integers(0, 200_000), max_size=30), st.lists(st.text(max_size=10), max_size=3))
def test_the_choice_is_bounded_and_does_not_depend_on_order(sizes: dict[str, int], paths: list[str]) -> None:
    found = chosen(sizes, paths)
    assert len(found) <= FILES
    assert set(found) <= set(sizes)
    assert chosen(dict(reversed(sizes.items())), list(reversed(paths))) == found


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"a\r\nb\rc\n", "", "a\nb\nc\n"),
        (codecs.BOM_UTF8 + "é".encode(), "", "é"),
        (codecs.BOM_UTF16_LE + "é".encode("utf-16-le"), "text/plain; charset=utf-8", "é"),
        ("é".encode("latin-1"), 'text/html; charset="ISO-8859-1"', "é"),
        ("é".encode(), "text/plain; charset=no-such", "é"),
        (b"caf\xe9 \x00x", "", "caf\ufffd x"),
        ("\ufeffx".encode(), "text/plain; charset=utf-8", "x"),
    ],
)
def test_decode(body: bytes, content_type: str, expected: str) -> None:
    assert decode(body, content_type) == expected


@given(st.binary(max_size=200))
def test_whatever_comes_is_text_that_can_be_kept(body: bytes) -> None:
    decode(body).encode("utf-8")
