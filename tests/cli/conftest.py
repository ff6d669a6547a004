"""Commands in this process, over one home that a crawl of the miniature hub has filled."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from fixtures.server import Hub
from graph import host
from stemma.cli import app
from stemma.cli.failing import exit_code

SEED = "argilla/dpo-mix-7k"


@dataclass(frozen=True)
class Cli:
    """Runs commands in one home; `settings` point at the miniature hub."""

    home: Path
    settings: dict[str, str]

    def run(self, *args: str, **more: str) -> Result:
        env = {**self.settings, "STEMMA_HOME": str(self.home), "STEMMA_WEB": "off", **more}
        result = CliRunner().invoke(app, list(args), env=env)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            code = exit_code(result.exception) if isinstance(result.exception, Exception) else None
            if code is None:
                raise result.exception
            result.exit_code = code
        return result

    def ok(self, *args: str) -> str:
        result = self.run(*args)
        assert result.exit_code == 0, f"{args}: {result.exit_code} {result.output} {result.exception}"
        return result.stdout

    def json(self, *args: str) -> Any:
        return json.loads(self.ok(*args, "--json"))

    def fails(self, *args: str, code: int, says: str, **more: str) -> None:
        result = self.run(*args, **more)
        told = f"{result.output} {result.exception or ''}"
        assert result.exit_code == code, f"{args}: {result.exit_code} {told}"
        assert says in told


@pytest.fixture(scope="session")
def crawled(hub: Hub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """The command line over a crawled home. Tests that write take `copied` or undo what they did."""
    cli = Cli(tmp_path_factory.mktemp("crawled"), hub.settings)
    cli.ok("crawl", SEED, "teknium/OpenHermes-2.5", "--depth", "6")
    yield cli
    host.stop(cli.home)
    shutil.rmtree(cli.home, ignore_errors=True)


@pytest.fixture
def empty(home: Path, hub: Hub) -> Cli:
    """The command line over an empty home."""
    return Cli(home, hub.settings)
