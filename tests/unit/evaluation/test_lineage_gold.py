from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation import claims as claims_files
from evaluation import gold as gold_files
from evaluation.claims import Read, jaccard
from evaluation.errors import BadClaims, BadGold
from evaluation.gold import Names
from evaluation.lineage_gold import Figures, figures, tally, unknown
from evaluation.report import measure
from evaluation.slices import by_reader, by_relation, language


def measured(gold_folder: Path, claims_file: Path, threshold: float) -> Figures:
    return figures(tally(gold_files.load(gold_folder), claims_files.load(claims_file), threshold))


def test_figures_counted_by_hand_at_a_half(gold_folder: Path, claims_file: Path) -> None:
    found = measured(gold_folder, claims_file, 0.5)
    # lab/mix: both sources found, the trap wrong, the unresolved name neither; lab/long: both missed; lab/soft: nothing to find.
    assert (found.true_positives, found.false_positives, found.false_negatives) == (2, 1, 2)
    assert found.micro == pytest.approx((2 / 3, 1 / 2, 4 / 7))
    assert found.macro == pytest.approx((1 / 3, 1 / 2, 0.4))
    assert found.micro_without_long_lists == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert found.documents == 2
    assert (found.negatives_taken, found.negatives) == (2, 2)  # also in the partial document
    assert (found.empty_hit, found.empty) == (0, 1)  # the hint is no false alarm
    assert found.direction_errors == 0
    assert found.relation_by_pair == 1.0
    assert found.unverbatim == 0


def test_a_lower_cut_finds_more_and_errs_more(gold_folder: Path, claims_file: Path) -> None:
    found = measured(gold_folder, claims_file, 0.3)
    assert (found.true_positives, found.false_positives, found.false_negatives) == (3, 2, 1)
    assert found.direction_errors == 1
    assert found.unverbatim == 1
    assert found.micro_without_long_lists == pytest.approx((2 / 4, 2 / 3, 4 / 7))


def test_calibration_counts_every_pair_once_and_no_wrong_name(gold_folder: Path, claims_file: Path) -> None:
    found = measured(gold_folder, claims_file, 0.99)
    wrong = [0.55, 0.45, 0.95]
    right = [0.92, 0.61, 0.31]
    held = (abs(0.55 - 0) + abs(0.45 - 0) + abs(0.95 + 0.92 - 1) + abs(0.61 - 1) + abs(0.31 - 1)) / len(wrong + right)
    assert found.ece == pytest.approx(held)


def test_claims_from_elsewhere_are_counted_apart(gold_folder: Path, claims_file: Path) -> None:
    assert unknown(gold_files.load(gold_folder), claims_files.load(claims_file)) == 1


@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.5, 0.6, 0.95])
def the_same_numbers_as_another_scorer(gold_folder: Path, claims_file: Path, threshold: float) -> None:
    command = [sys.executable, os.environ["LINEAGE_SCORER"], str(claims_file), "--folder", str(gold_folder), "--threshold", str(threshold)]
    other = json.loads(subprocess.run([*command, "--json"], capture_output=True, text=True, check=True).stdout)
    ours = measured(gold_folder, claims_file, threshold)
    for mine, name in ((ours.macro, "macro"), (ours.micro, "micro"), (ours.micro_without_long_lists, "micro_without_long_lists")):
        assert mine is not None
        assert [round(v, 3) for v in mine] == [other[name][k] for k in ("precision", "recall", "f1")], name
    assert f"{ours.negatives_taken} of {ours.negatives} " in other["negatives_accepted"]
    assert f"{ours.empty_hit} of {ours.empty}" == other["edge_free_documents_with_an_edge"]
    assert ours.direction_errors == other["direction_errors"]
    assert round(ours.relation_by_pair or 0, 3) == other["relation_right"]
    assert round(ours.ece or 0, 3) == other["calibration_error"]
    assert ours.unverbatim == other["quotes_not_in_document"]


if "LINEAGE_SCORER" in os.environ:
    test_the_same_numbers_as_another_scorer = the_same_numbers_as_another_scorer


def test_parts_add_up_to_the_whole(gold_folder: Path, claims_file: Path) -> None:
    gold = gold_files.load(gold_folder)
    held = tally(gold, claims_files.load(claims_file), 0.5)
    relations = by_relation(gold, held)
    assert sum(p.gold for p in relations.values()) == 5
    assert relations["distilled"].named_right == 1
    assert relations["subset"].claimed == 2
    assert relations["subset"].claimed_true == 1
    part = by_reader(held)["local@1"]
    assert (part.right, part.wrong, part.recall) == (2, 1, 0.5)


def test_the_report_is_deterministic_and_its_intervals_hold_the_figure(gold_folder: Path, claims_file: Path) -> None:
    gold, read = gold_files.load(gold_folder), claims_files.load(claims_file)
    one, two = (measure(gold, read, samples=200, seed=3).as_json() for _ in range(2))
    assert one == two
    cut = measure(gold, read, (0.5,), samples=400).cuts[0]
    low, high = cut.intervals["micro_precision"]
    assert low <= cut.figures.micro[0] <= high
    assert low < high


def test_misses_and_false_alarms_are_named(gold_folder: Path, claims_file: Path) -> None:
    found = measure(gold_files.load(gold_folder), claims_files.load(claims_file), (0.5,), samples=0).to_look_at()
    assert [m["upstream"] for m in found["misses"]] == ["lab/one", "lab/two"]
    assert [f["upstream"] for f in found["false_alarms"]] == ["hf:lab/trap"]
    assert {t["category"] for t in found["traps_taken"]} == {"baseline", "sibling"}


@given(st.sampled_from(["hf:A/b", "a/B", "gh:x/y", "github:X/y", "name:Some Set", "url:host/p"]), st.sampled_from(["hf:A/b", "gh:x/y"]))
def test_sameness_is_symmetric_and_blind_to_case(a: str, b: str) -> None:
    names = Names({"some set": "a/b"}, {"github:x/y": ["a/b"]})
    assert names.same(a, b) == names.same(b, a)
    assert names.same(a, a.upper().replace("HF:", "hf:").replace("GH:", "gh:").replace("NAME:", "name:").replace("URL:", "url:"))


def test_two_runs_agree_by_pair_and_cut() -> None:
    one = [Read("d", "hf:a/b", "hf:a/c", "subset", 0.9), Read("d", "hf:a/b", "hf:a/d", "subset", 0.2)]
    other = [Read("d", "hf:A/b", "hf:a/C", "other", 0.5), Read("d", "hf:a/b", "hf:a/e", "evaluated_on", 0.9)]
    assert jaccard(one, other) == 0.5
    assert jaccard(one, other, 0.3) == 1.0
    assert jaccard([], []) == 1.0


@pytest.mark.parametrize(
    ("text", "expected"), [("data set", "latin"), ("这个数据集来自 ShareGPT", "zh"), ("このデータセットは翻訳です", "ja")]
)
def test_the_language_of_a_page_is_its_script(text: str, expected: str) -> None:
    assert language(text) == expected


def test_a_folder_without_gold_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(BadGold, match=r"aliases\.jsonl is missing"):
        gold_files.load(tmp_path)


def test_a_bad_line_is_named(gold_folder: Path, claims_file: Path) -> None:
    (gold_folder / "gold_edges.jsonl").write_text('{"document_id": "hf:lab/mix"}\n')
    with pytest.raises(BadGold, match=r"gold_edges\.jsonl line 1 lacks downstream, upstream, relation"):
        gold_files.load(gold_folder)
    claims_file.write_text('{"document_id": 1, "downstream": "a", "upstream": "b", "relation": "subset", "confidence": "high"}\n')
    with pytest.raises(BadClaims, match=r"line 1 is no claim"):
        claims_files.load(claims_file)
