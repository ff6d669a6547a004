"""Training on a gold folder of our own: labels, weights, held-out sets, and the same bytes twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.readers.local.features import NAMES
from agents.readers.local.weights import from_json
from evaluation import folds
from evaluation import gold as gold_files
from evaluation.errors import NothingToFit
from evaluation.gold import Gold
from evaluation.reader_training import apart, fit
from evaluation.reading import alone
from evaluation.training_examples import NEGATIVE, examples

from .conftest import document, edge, write

HUB = "https://huggingface.co/datasets"
YES = ("This dataset is a filtered version of", "We translated", "It was built by mixing", "A subset of", "Prompts were taken from")
NO = ("We evaluate our models on", "Unlike", "Inspired by", "See also", "Models trained on this are compared with")


def folder_of(tmp_path: Path, cards: int, coverage: str = "full") -> Path:
    folder = tmp_path / "gold"
    folder.mkdir()
    documents, edges, negatives = [], [], []
    for at in range(cards):
        name = f"lab{at}/mix-{at}"
        text = f"# Mix {at}\n\n{YES[at % 5]} [Good {at}]({HUB}/good{at}/set-{at}).\n\n{NO[at % 5]} [Bad {at}]({HUB}/bad{at}/other-{at}).\n"
        documents.append(document(name, text, coverage=coverage, family=f"f{at % 3}"))
        edges.append(edge(name, f"good{at}/set-{at}", "filtered"))
        if at % 2:
            trap = {"document_id": f"hf:{name}", "dataset": name, "canonical": f"bad{at}/other-{at}", "category": "baseline"}
            negatives.append(trap)
    for file, rows in (("documents", documents), ("gold_edges", edges), ("gold_negatives", negatives), ("aliases", [])):
        write(folder / f"{file}.jsonl", rows)
    return folder


@pytest.fixture
def gold(tmp_path: Path) -> Gold:
    return gold_files.load(folder_of(tmp_path, 24))


def test_pairs_are_labelled_by_gold_and_traps_count_twice(gold: Gold) -> None:
    found = examples(gold)
    assert {len(e.row) for e in found} == {len(NAMES)}
    share = (4 / 2) ** 0.4
    held = {(e.right, round(e.weight / share, 6)) for e in found if e.document == "hf:lab1/mix-1"}
    assert held == {(True, 1.0), (False, NEGATIVE)}
    assert {e.weight for e in found if e.document == "hf:lab2/mix-2"} == {share}


def test_what_partial_gold_does_not_list_weighs_nothing(tmp_path: Path) -> None:
    found = examples(gold_files.load(folder_of(tmp_path, 4, coverage="partial")))
    assert [e.weight for e in found if e.document == "hf:lab2/mix-2" and not e.right] == [0.0]
    assert not any(e.counted for e in found)


def test_the_same_gold_gives_the_same_bytes(gold: Gold) -> None:
    pytest.importorskip("sklearn")
    known = examples(gold)
    one, two = fit(known).as_json(), fit(list(known)).as_json()
    assert one == two
    weights = from_json(one)
    assert weights.trained["pairs"] == 48
    assert weights.trained["right"] == 24
    assert 0.9 <= weights.curve.ceiling < 1
    surest = {e.right: weights.probability(e.row) for e in known}
    assert surest[True] > surest[False]


def test_held_out_documents_are_read_by_a_model_without_them(gold: Gold) -> None:
    pytest.importorskip("sklearn")
    known = examples(gold)
    families = folds.by_family({d: g.family for d, g in gold.documents.items()})
    read = alone(gold, apart(known, list(gold.documents), families))
    assert {c.reader for c in read} == {"local@2"}
    right = [c for c in read if c.derives and "good" in c.upstream]
    assert len(right) == 24
    with pytest.raises(ValueError, match="no held-out set holds"):
        apart(known, list(gold.documents), families[:-1])


def test_too_little_gold_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    with pytest.raises(NothingToFit, match="at least 20 of each"):
        fit(examples(gold_files.load(folder_of(tmp_path, 3))))
