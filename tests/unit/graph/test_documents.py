from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.documents import TextArchive
from graph.errors import HomeNotWritable


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> TextArchive:
    return TextArchive(tmp_path_factory.mktemp("documents"))


@given(st.text(alphabet=st.characters(codec=None), max_size=200))
def test_what_is_put_comes_back_and_twice_is_once(archive: TextArchive, text: str) -> None:
    sha = archive.put(text)
    assert archive.put(text) == sha
    assert archive.text(sha) == text


def test_files_lie_in_two_levels_under_their_sha(tmp_path: Path) -> None:
    archive = TextArchive(tmp_path)
    sha = archive.put_bytes(b"body")
    assert sha == hashlib.sha256(b"body").hexdigest()
    assert [str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()] == [f"{sha[:2]}/{sha[2:4]}/{sha}"]


@pytest.mark.parametrize("sha", ["0" * 64, "", "short", "../../../../etc/passwd", "G" * 64])
def test_what_was_never_put_is_not_there(archive: TextArchive, sha: str) -> None:
    assert archive.text(sha) is None
    assert archive.bytes_of(sha) is None


def test_a_file_that_is_not_what_its_name_says_is_not_believed_and_a_short_one_is_mended(tmp_path: Path) -> None:
    archive = TextArchive(tmp_path)
    sha = archive.put("the text")
    place = tmp_path / sha[:2] / sha[2:4] / sha
    place.write_bytes(b"the t")
    assert archive.text(sha) is None
    assert archive.put("the text") == sha
    assert archive.text(sha) == "the text"


def test_many_writers_of_one_text_leave_one_file(tmp_path: Path) -> None:
    archive = TextArchive(tmp_path)
    with ThreadPoolExecutor(16) as pool:
        shas = set(pool.map(archive.put, ["same text " * 1000] * 64))
    assert len(shas) == 1
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 1


def test_a_folder_that_cannot_be_written_is_said_with_its_mend(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(HomeNotWritable, match="STEMMA_HOME"):
        TextArchive(tmp_path / "file" / "documents")
    archive = TextArchive(tmp_path / "documents")
    os.rmdir(tmp_path / "documents")
    (tmp_path / "documents").write_text("in the way")
    with pytest.raises(HomeNotWritable, match="documents cannot be written"):
        archive.put("text")
