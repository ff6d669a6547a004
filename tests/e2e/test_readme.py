"""Every command of the README runs, in its order, against the miniature hub."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fixtures.server import serving

from .conftest import Command

README = Path(__file__).parents[2] / "README.md"
FAILING = {"stemma crawl --resume": 1}
"""Commands that may exit otherwise than 0 here: there is no unfinished crawl to resume."""


def commands() -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", README.read_text(encoding="utf-8"), re.S)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")]


@pytest.mark.timeout(400)
def test_every_command_of_the_readme_runs(tmp_path: Path, stemma: Callable[[dict[str, str]], Command]) -> None:
    documents = {"id": "hf:a/b", "kind": "hf_dataset_card", "url": "https://x", "repo_or_dataset_id": "a/b", "title": "b", "text": "# b"}
    (tmp_path / "DOCS.jsonl").write_text(json.dumps(documents) + "\n")
    listed = commands()
    assert len(listed) > 15
    edge = ""
    with serving() as hub:
        run = stemma(hub.settings)
        for line in listed:
            if "EDGE" in line and not edge:
                edge = run.json("review", "list")[0]["edge"]["id"]
            words = shlex.split(line.replace("EDGE", edge))
            assert words[0] == "stemma"
            done = subprocess.run(
                [sys.executable, "-m", "stemma", *words[1:]],
                env=run.environment(),
                cwd=tmp_path,
                capture_output=True,
                text=True,
                timeout=100,
                check=False,
            )
            assert done.returncode == FAILING.get(line, 0), f"{line}: exit {done.returncode}\n{done.stdout[-1500:]}{done.stderr[-1500:]}"


def test_the_readme_names_every_command_and_setting() -> None:
    from stemma.cli import app
    from stemma.settings import Settings

    text = README.read_text(encoding="utf-8")
    for command in app.registered_commands:
        name = command.name or (command.callback.__name__ if command.callback else "")
        assert re.search(rf"(?:stemma|make) {name}\b", text), name
    for field in Settings.model_fields:
        assert f"`{field.upper()}`" in text, field


def test_the_python_of_the_readme_runs(home: Path) -> None:
    code = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.S)
    assert len(code) == 1
    with serving() as hub:
        env = {**os.environ, **hub.settings, "STEMMA_HOME": str(home), "STEMMA_WEB": "off"}
        done = subprocess.run([sys.executable, "-c", code[0]], env=env, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    assert "hf:argilla/dpo-mix-7k" in done.stdout
