"""The CONDA table of exposures: the database's fields, no percentage that nobody measured.

Not held: the path and its quotes (only the last hop's document), the number of chains, the bound that a search was partial.
"""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from graph.contract import Store
from graph.exports.conda import COLUMNS
from graph.exposure import exposures
from graph.model import Overlap, Status
from stemma.exporting import Wanted, lines

from .lineage import BENCHMARK, TIME, carries, claim, edge, graph, hf

DIRECT = edge("mix", "quiz", 0.9, Status.CONFIRMED, splits=("test",), rows=100)
QUOTE = claim(DIRECT, "takes quiz; all of it", 0.9, document="abs:2401.00001")


def store() -> Store:
    named = DIRECT.model_copy(update={"claims": (QUOTE.id,)})
    return graph(named, edge("child", "mix", 0.5), QUOTE, carries("quiz", items=500), carries("idle", benchmark="benchmark:other"))


def read_back(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text), delimiter=";"))


def test_every_exposure_is_a_row_and_no_carrier_is_one() -> None:
    rows = read_back("".join(lines(store(), "conda")))
    asked = [row for row in exposures(store(), BENCHMARK).rows if row.path]
    assert [(r["Evaluation Dataset"], r["Contaminated Source"], float(r["Probability"]), r["Status"], r["Split"]) for r in rows] == [
        (row.benchmark, row.artifact, row.probability, row.status.value, row.split or "") for row in asked
    ]
    assert [r["At most items"] for r in rows] == ["100", "100"]
    assert rows[0]["Reference"] == "https://arxiv.org/abs/2401.00001"
    assert rows[1]["Reference"] == "https://x.test/card"
    assert {r["Model or corpus"] for r in rows} == {"corpus"}


def test_what_nobody_measured_is_no_percentage() -> None:
    for row in read_back("".join(lines(store(), "conda", Wanted(benchmark="quiz")))):
        assert (row["Train Split"], row["Development Split"], row["Test Split"]) == ("", "", "")
        assert row["Approach"] == "lineage"


@pytest.mark.parametrize(("holds", "column"), [("test", "Test Split"), ("validation", "Development Split"), (None, "Test Split")])
def test_a_measured_share_is_a_percentage_of_the_split_that_holds_the_items(holds: str | None, column: str) -> None:
    scan = Overlap(
        dataset=hf("other"),
        benchmark=BENCHMARK,
        split="train",
        share=0.1234,
        low=0.1,
        high=0.2,
        clean=False,
        method="scan@1",
        measured_at=TIME,
    )
    found = {row["Contaminated Source"]: row for row in read_back("".join(lines(graph(carries("quiz", holds), scan), "conda")))}
    assert set(found) == {"hf:o/other"}
    row = found["hf:o/other"]
    assert (row[column], row["Train Split"], row["Split"], row["Approach"], row["Status"]) == (
        "12.34",
        "",
        "train",
        "data-based",
        "measured",
    )


def test_the_fields_of_the_database_come_first() -> None:
    assert ";".join(COLUMNS).startswith(
        "Evaluation Dataset;Subset;Contaminated Source;Model or corpus;Train Split;Development Split;Test Split;Approach;Reference;PR"
    )
