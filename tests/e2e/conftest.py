"""The `stemma` command as a user runs it, in a process and a home of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

VOLATILE = frozenset({"first_seen", "last_seen", "withdrawn_at", "fetched_at", "read_at", "time", "version", "run"})
"""What two runs of one crawl may differ in (formats.md, "Same graph")."""


@dataclass(frozen=True)
class Command:
    """Runs `stemma ...` with the given environment."""

    home: Path
    settings: dict[str, str]

    def environment(self) -> dict[str, str]:
        return {**os.environ, **self.settings, "STEMMA_HOME": str(self.home), "STEMMA_WEB": "off", "NO_COLOR": "1"}

    def start(self, *args: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "stemma", *args]
        return subprocess.Popen(command, env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def __call__(self, *args: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "stemma", *args]
        done = subprocess.run(command, env=self.environment(), capture_output=True, text=True, timeout=100, check=False)
        assert done.returncode == code, f"stemma {' '.join(args)}: exit {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
        return done

    def json(self, *args: str) -> Any:
        return json.loads(self(*args, "--json").stdout)

    def graph(self) -> list[dict[str, Any]]:
        """The export without what two runs may differ in, sorted."""
        lines = (json.loads(line) for line in self("export", "jsonl").stdout.splitlines())
        kept = [{k: v for k, v in line.items() if k not in VOLATILE} for line in lines]
        return sorted(kept, key=lambda line: json.dumps(line, sort_keys=True))


@pytest.fixture
def stemma(home: Path) -> Callable[[dict[str, str]], Command]:
    """A command in this test's home, given the settings of a hub."""
    return lambda settings: Command(home, settings)
