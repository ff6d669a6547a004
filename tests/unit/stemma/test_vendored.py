"""What others wrote and we carry: each file is the one that its checksum names, and its licence lies beside it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FOLDERS = [ROOT / "stemma/web/static/vendor", ROOT / "tests/web/vendor"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.parts[-4])
def test_every_vendored_file_is_what_its_checksum_says(folder: Path) -> None:
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split() for line in lines)}
    assert sums == {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in folder.iterdir() if f.name != "SHA256SUMS"}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.parts[-4])
def test_every_vendored_script_has_its_licence(folder: Path) -> None:
    for script in folder.glob("*.js"):
        package = script.name.removesuffix(".min.js").rpartition("-")[0]
        assert (folder / f"{package}.LICENSE").is_file(), script.name
