"""Code of our own with what it states: one `.case` file each, a YAML head over the code."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from agents.readers import Context
from agents.readers.code import CodeReader
from graph.model import Claim, Document

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """A file, what led to it, and the statements it makes."""

    name: str
    document: Document
    context: Context
    gold: tuple[dict[str, Any], ...]

    @property
    def claims(self) -> list[Claim]:
        return CodeReader().read(self.document, self.context)


def document(text: str, id: str = "gh:acme/garden:build.py") -> Document:
    kind, name, _ = id.split(":", 2)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    artifact = f"{'github' if kind == 'gh' else 'hf'}:{name}"
    return Document(id=id, url="https://example.org/", text=text, media_type="text/plain", fetched_at=moment, artifact=artifact)


def cases() -> list[Case]:
    found = []
    for path in sorted(FOLDER.glob("*.case")):
        head, _, text = path.read_text(encoding="utf-8").partition("\n---\n")
        told = yaml.safe_load(head)
        found.append(
            Case(path.stem, document(text, told["document"]), Context(reached_from=tuple(told.get("reached", ()))), tuple(told["gold"]))
        )
    return found


@pytest.fixture(scope="session")
def all_cases() -> list[Case]:
    return cases()


@pytest.fixture
def make() -> Callable[..., Document]:
    return document


@pytest.fixture
def read() -> Callable[..., list[Claim]]:
    """The claims of a text, by default of a Python file in a repository."""

    def claims(text: str, id: str = "gh:acme/garden:build.py", reached: tuple[str, ...] = ()) -> list[Claim]:
        return CodeReader().read(document(text, id), Context(reached_from=reached))

    return claims
