"""Learning from a review: when it is worth while, what it changes, and that the shipped calibration stays."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from agents.extract import extract
from graph.calibration import shipped
from graph.memory import MemoryStore
from graph.model import Artifact, Document, EdgeType, Reading, State, Status
from graph.undoing import undo
from graph.verdicts import confirm, reject
from stemma import learning, wiring
from stemma.settings import Settings

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def card(number: int) -> Document:
    """A card that states two sources, one beside an edge of ours that people will confirm, one that they will reject."""
    text = (
        f"# Mix {number}\n\nThis dataset was made from [lab/good{number}](https://huggingface.co/datasets/lab/good{number}) and from "
        f"[lab/bad{number}](https://huggingface.co/datasets/lab/bad{number}), which we filtered.\n"
    )
    return Document(id=f"hf:lab/mix{number}", url="https://x.test", text=text, fetched_at=NOW, artifact=f"hf:lab/mix{number}")


@pytest.fixture(scope="module")
def proposed() -> list[Reading]:
    """Thirty cards as the local reader reads them."""
    pages = [card(number) for number in range(30)]
    claims = list(extract(pages, wiring.reader(Settings())))
    return [
        Reading(
            artifact=Artifact(id=page.artifact, state=State.READ),
            documents=(page,),
            claims=tuple(c for c in claims if c.document_id == page.id),
            time=NOW,
        )
        for page in pages
    ]


@pytest.fixture
def store(proposed: list[Reading]) -> MemoryStore:
    found = MemoryStore()
    found.propose(proposed)
    return found


def decide(store: MemoryStore, most: int = 1000) -> int:
    """Confirm what is good and reject what is bad; how many."""
    edges = store.all_edges(types=[EdgeType.DERIVED_FROM], statuses=[Status.PROPOSED])[:most]
    for edge in edges:
        (confirm if "good" in edge.upstream else reject)(store, edge.id, actor="ann")
    return len(edges)


def test_before_enough_is_decided_it_says_how_many_are_missing(store: MemoryStore, tmp_path: Path) -> None:
    settings = Settings(stemma_home=tmp_path)
    decide(store, 20)
    assert learning.waiting(settings, store) == learning.Waiting(new=20, needed=50, enough=False)
    found = learning.learn(settings, store)
    assert (found.written, found.measured, found.new) == (None, (), 20)
    assert "30 more edges must be decided" in found.why
    assert list(tmp_path.iterdir()) == []


def test_enough_verdicts_move_the_homes_calibration_and_no_other(store: MemoryStore, tmp_path: Path) -> None:
    settings = Settings(stemma_home=tmp_path)
    before = shipped().model_dump_json()
    edges = decide(store)
    assert edges == 60
    found = learning.learn(settings, store)
    (local,) = found.measured
    assert (local.table, local.verdicts, local.right, local.documents) == ("local", 60, 30, 30)
    assert local.better
    assert local.brier_after < local.brier_before
    assert found.written == str(tmp_path / "calibration.json")
    ours = wiring.calibration(settings)
    assert ours.version == shipped().version + 1
    assert ours.tables["local"] != shipped().tables["local"]
    assert ours.tables["both"] == shipped().tables["both"]
    assert shipped().model_dump_json() == before
    sure = [c.confidence for c in extract([card(99)], wiring.reader(settings), calibration=ours)]
    once = [c.confidence for c in extract([card(99)], wiring.reader(settings))]
    assert sum(sure) < sum(once)
    assert learning.waiting(settings, store).new == 0
    undo(store, store.all_edges()[0].id, actor="ann")
    assert learning.waiting(settings, store).new == 0


def test_what_is_no_better_is_not_kept_and_not_tried_again_at_once(
    store: MemoryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(stemma_home=tmp_path)
    decide(store)
    monkeypatch.setattr("evaluation.refit.brier", lambda _: 0.5)
    found = learning.learn(settings, store)
    assert found.written is None
    assert "no better on verdicts it has not seen" in found.why
    assert wiring.calibration(settings) == shipped()
    assert not learning.waiting(settings, store).enough


def test_a_calibration_that_is_named_wins(store: MemoryStore, tmp_path: Path) -> None:
    from graph.calibration import text

    named = tmp_path / "named.json"
    named.write_text(text(shipped().model_copy(update={"version": 77})), encoding="utf-8")
    settings = Settings(stemma_home=tmp_path, stemma_calibration=named)
    decide(store)
    assert learning.learn(settings, store).written is not None
    assert wiring.calibration(settings).version == 77
    assert wiring.calibration(Settings(stemma_home=tmp_path)).version == 78
