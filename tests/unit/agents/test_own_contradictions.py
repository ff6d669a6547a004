"""A document that contradicts itself keeps both statements: two row counts, whole and a part, used and taken out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agents.extract import extract
from agents.readers.local import LocalReader
from graph.conflicts import ConflictKind
from graph.integrity import mark
from graph.memory import MemoryStore
from graph.model import Artifact, Document, Reading
from stemma import showing
from stemma.cli import check, render

HOME = "hf:acme/garden"
PARK, POND = (f"[{name}](https://huggingface.co/datasets/acme/{name})" for name in ("park", "pond"))
TEXTS = {
    ConflictKind.ROWS: (
        f"| source | rows |\n|---|---|\n| {PARK} | 500 |\n| {POND} | 100 |\n\n## Details\n\nWe sampled 700 rows from {PARK}.\n",
        f"- {PARK}: 12,000 examples\n- {POND}: 3,000 examples\n\nIn total 10,000 samples were taken from {PARK}.\n",
        f"A subset of 5k rows from {PARK}.\n\n| dataset | number of samples |\n|--|--|\n| {PARK} | 4,500 |\n",
    ),
    ConflictKind.WHOLE_OR_PART: (
        f"This is a copy of {PARK}.\n\n## Clean-up\n\nIt is a filtered version of {PARK}.\n",
        f"The {PARK} dataset converted to ShareGPT format.\n\nThis dataset is a filtered version of {PARK}.\n",
        f"This is a reformatted copy of {PARK} in ChatML format.\n\nOnly a 10% subset of {PARK} was kept.\n",
    ),
    ConflictKind.USED_OR_REMOVED: (
        f"A mixture of these datasets:\n\n- {POND}\n- {PARK}\n\n## Updates\n\n- v2: we removed {PARK} from the data for its licence.\n",
        f"The dataset was built from {POND} and {PARK}.\n\nNote: {PARK} is not included in this release.\n",
        f"Garden is derived from the {PARK} dataset.\n\n## v1.1\n\nAll examples from {PARK} were excluded.\n",
    ),
}


def graph_of(text: str) -> MemoryStore:
    document = Document(id=HOME, url="", text=f"# Garden\n\n{text}", fetched_at=datetime(2026, 1, 1, tzinfo=UTC), artifact=HOME)
    store = MemoryStore()
    claims = tuple(extract([document], LocalReader()))
    store.propose([Reading(artifact=Artifact(id=HOME), documents=(document,), claims=claims, time=document.fetched_at)])
    return store


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in TEXTS.items() for text in texts])
def test_both_statements_are_kept_and_shown(kind: ConflictKind, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    store = graph_of(text)
    (conflict,) = mark(store).conflicts
    assert conflict.kind is kind
    assert conflict.inside
    assert len(set(conflict.says)) == 2
    (found,) = [e for e in store.all_edges() if e.upstream == "hf:acme/park"]
    shown = showing.edge(store, found.id)
    assert shown.conflicts == (conflict,)
    assert shown.model_dump(mode="json")["conflicts"][0]["kind"] == kind.value
    render.shown_edge(shown)
    told = capsys.readouterr().out
    assert f"conflict, {conflict.says[0]} against {conflict.says[1]}" in told
    assert all(render.one_line(claim.quote, 300) in told for claim in conflict.claims)


def test_a_check_tells_both_sides_in_a_line_each() -> None:
    store = graph_of(TEXTS[ConflictKind.ROWS][0])
    told = list(check._lines(store, mark(store)))
    assert "conflicts: 1" in told
    assert any("500 rows" in line for line in told)
    assert any("700 rows" in line for line in told)


@pytest.mark.parametrize(
    "text",
    [
        f"A filtered subset of {PARK}.\n\nMore on how we filtered {PARK} below.\n",
        f"500 rows of {PARK} train and, later, {PARK} again.\n",
        f"A mixture of {PARK} and {POND}. From {PARK} we removed duplicates.\n",
    ],
)
def test_one_thing_said_twice_is_no_contradiction(text: str) -> None:
    assert mark(graph_of(text)).conflicts == ()
