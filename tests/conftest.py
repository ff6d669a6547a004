"""What every test stands on: no setting of the machine leaks in, a home of its own, and the miniature hub."""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.server import Hub, serving

_FOREIGN = ("STEMMA_", "OPENAI_", "HF_", "HUGGING", "GITHUB_TOKEN", "GITHUB_API_URL", "GH_TOKEN", "ARXIV_", "LANGSMITH_", "LANGCHAIN_")
_KEY_HOMES = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Clear the environment before any client reads it at import: tokens, endpoints, caches, colours."""
    for name in [n for n in os.environ if n.upper().startswith(_FOREIGN)]:
        del os.environ[name]
    folder = Path(tempfile.mkdtemp(prefix="stemma-tests-"))
    config.stash[_KEY_HOMES] = folder
    os.environ |= {
        "HF_HOME": str(folder / "huggingface"),
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "STEMMA_HOME": str(folder / "stemma"),
        "NO_COLOR": "1",
        "COLUMNS": "120",
    }


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove what the session's own folder holds."""
    if folder := config.stash.get(_KEY_HOMES, None):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEMMA_HOME", str(tmp_path / "home"))


@pytest.fixture(autouse=True)
def _no_model_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prompts.llm.LLM_CALLS_ALLOWED", False)


@pytest.fixture
def model_calls(_no_model_is_asked: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets this test ask a model: a server of its own on loopback."""
    monkeypatch.setattr("prompts.llm.LLM_CALLS_ALLOWED", True)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """The home directory of this test (`STEMMA_HOME`), empty; a graph host started in it is stopped afterwards."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    yield folder
    _stop_host(folder)


@pytest.fixture(scope="session")
def hub() -> Iterator[Hub]:
    """The miniature hub, served for the whole session. Tests that count requests call `hub.reset()` first."""
    with serving() as running:
        yield running


def _stop_host(folder: Path) -> None:
    """Stop the graph host of a home, where there is one."""
    if importlib.util.find_spec("graph.host") is None:
        return
    from graph.host import stop

    stop(folder)
