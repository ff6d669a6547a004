"""Rows of others' graphs in whatever spelling come out as statements, dates, or rows that say why not."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.imports.readers import READERS, graphml, oda, table
from graph.imports.stated import Stated, collect, identify, relation_of, when
from graph.model import Relation


def known(text: str) -> str | None:
    return {"alpaca": "hf:tatsu-lab/alpaca"}.get(text.lower())


def read(*lines: object, form: str = "oda") -> Stated:
    return collect(READERS[form](line if isinstance(line, str) else json.dumps(line) for line in lines), known)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Alpaca", "hf:tatsu-lab/alpaca"),
        ("org/Name-1.0", "hf:org/Name-1.0"),
        ("https://huggingface.co/datasets/a/b/tree/main", "hf:a/b"),
        ("github.com/a/b", "github:a/b"),
        ("hf:a/b", "hf:a/b"),
        ("MATH", "name:MATH"),
        ("  AIME \n 2024 ", "name:AIME 2024"),
        ("GSM8K / MATH", "name:GSM8K / MATH"),
        ("hf:two words", "name:hf:two words"),
    ],
)
def test_a_name_is_resolved_or_kept(text: str, wanted: str) -> None:
    assert identify(text, known) == wanted


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("Direct Inclusion/Subset", Relation.DIRECT_INCLUSION),
        ("Structured Fusion", Relation.MIXTURE_COMPONENT),
        ("CoT Distillation", Relation.DISTILLED),
        ("synthetic_generation", Relation.SYNTHETIC),
        ("mixture_component", Relation.MIXTURE_COMPONENT),
        ("subset", Relation.SUBSET),
        ("EVALUATED_ON", Relation.EVALUATED_ON),
        ("vibes", Relation.OTHER),
        ("", Relation.OTHER),
    ],
)
def test_words_for_relations(said: str, wanted: Relation) -> None:
    assert relation_of(said) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2024-05-02", datetime(2024, 5, 2, tzinfo=UTC)),
        ("2024-5", datetime(2024, 5, 1, tzinfo=UTC)),
        ("2024/05/02", datetime(2024, 5, 2, tzinfo=UTC)),
        ("2024-05-02T01:00:00+02:00", datetime(2024, 5, 1, 23, tzinfo=UTC)),
        ("2024-05-02T01:00:00Z", datetime(2024, 5, 2, 1, tzinfo=UTC)),
        ("2024", None),
        ("N/A", None),
        (None, None),
        ("2024-02-31", None),
    ],
)
def test_dates_are_read_or_unknown(text: object, wanted: datetime | None) -> None:
    assert when(text) == wanted


def test_a_row_in_several_spellings() -> None:
    rows: list[dict[str, Any]] = [
        {"target": "a/b", "source": "c/d", "relationship": "Structured Fusion", "confidence": 0.95, "evidence": ["q", "r"]},
        {"Target Dataset": "a/b", "source_dataset": "c/d", "relation_type": "fusion", "confidence_score": "95%", "quote": "q\nr"},
        {"child": "a/b", "parent": "c/d", "relation": "mixture component", "confidence": "95", "justification": "q\nr"},
        {"dataset": "a/b", "sources": [{"source": "c/d", "relationship": "fusion", "confidence": 0.95, "evidence": "q\nr"}]},
        {"dataset": "a/b", "lineage": json.dumps([{"source": "c/d", "relationship": "fusion", "confidence": 0.95, "evidence": "q\nr"}])},
    ]
    found = read(*rows, json.dumps(json.dumps(rows[0])), rows[:1])
    assert not found.bad
    assert {(s.downstream, s.upstream, s.relation, s.confidence, s.evidence) for s in found.statements} == {
        ("hf:a/b", "hf:c/d", Relation.MIXTURE_COMPONENT, 0.95, "q\nr")
    }
    assert [s.line for s in found.statements] == [1, 2, 3, 4, 5, 6, 7]


def test_dates_of_works_from_rows_and_nodes_the_earliest_stands() -> None:
    row = {"target": "a/b", "source": "c/d", "target_date": "2024-05-02", "source_date": "2024-06"}
    found = read(row, {"dataset": "a/b", "date": "2024-04-01"}, {"target": "e/f", "date": "?"})
    assert found.dates == {"hf:a/b": datetime(2024, 4, 1, tzinfo=UTC), "hf:c/d": datetime(2024, 6, 1, tzinfo=UTC)}
    assert (len(found.statements), found.bad) == (1, ())


def test_what_cannot_be_taken_is_named_by_line_and_nothing_is_dropped() -> None:
    lines = [
        "{torn",
        "7",
        {"target": "", "source": "a/b"},
        {"target": "a/b", "source": "x" * 301},
        {"target": "a/b", "source": "https://huggingface.co/meta-llama/Llama-2-7b"},
        {"target": "a/b", "source": "benchmark:math"},
        {"target": "a/b", "source": "c/d", "relation": "resolved_to"},
        {"target": "a/b", "source": "c/d"},
    ]
    found = read(*lines)
    assert [row.line for row in found.bad] == [1, 2, 3, 4, 5, 6, 7]
    assert [s.line for s in found.statements] == [8]
    said = " ".join(row.why for row in found.bad)
    assert all(words in said for words in ("no JSON", "is a model", "is a benchmark", "names no dataset", "object"))


def test_a_model_may_be_evaluated_and_trained() -> None:
    rows = [{"target": "hf-model:a/m", "source": "c/d", "relation": r} for r in ("evaluated_on", "trained_model_on")]
    assert [s.relation for s in read(*rows).statements] == [Relation.EVALUATED_ON, Relation.TRAINED_MODEL_ON]


def test_tables_of_edges() -> None:
    for delimiter in ",;\t":
        rows = [["source", "target", "confidence", "evidence"], ["c/d", "a/b", "0.5", '"q\n1"'], ["", "", "", ""], ["c/d", "", "1", "x"]]
        lines = "\n".join(delimiter.join(row) for row in rows).splitlines(keepends=True)
        found = collect(table(lines), known)
        assert [(s.upstream, s.downstream, s.confidence, s.evidence) for s in found.statements] == [("hf:c/d", "hf:a/b", 0.5, "q\n1")]
        assert [(row.line, "no dataset" in row.why) for row in found.bad] == [(5, True)]
    assert read("source,target", "a/b,c/d,e", form="csv").bad[0].why.startswith("3 cells under 2")
    assert read(form="csv") == ((), {}, ())


GRAPHML = """<?xml version="1.0"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="node" attr.name="label" attr.type="string"/><key id="d1" for="edge" attr.name="relation" attr.type="string"/>
<key id="d2" for="node" attr.name="date" attr.type="string"/>
<graph edgedefault="directed">
<node id="n0"><data key="d0">c/d</data><data key="d2">2024-05-02</data></node><node id="n1"><data key="d0">My set</data></node>
<edge source="n0" target="n1"><data key="d1">subset</data></edge>
<edge source="hf:x/y" target="n1"/>
</graph></graphml>"""


def test_graphml_by_the_labels_of_its_nodes() -> None:
    found = collect(graphml(GRAPHML.splitlines(keepends=True)), known)
    assert [(s.downstream, s.upstream, s.relation) for s in found.statements] == [
        ("name:My set", "hf:c/d", Relation.SUBSET),
        ("name:My set", "hf:x/y", Relation.OTHER),
    ]
    assert (found.dates, found.bad) == ({"hf:c/d": datetime(2024, 5, 2, tzinfo=UTC)}, ())


def test_graphml_that_is_none_or_could_be_endless_is_refused() -> None:
    torn = collect(graphml([GRAPHML[:-40]]), known)
    assert [row.why[:6] for row in torn.bad] == ["no XML"]
    bomb = ["<!DOCTYPE graphml [", '<!ENTITY a "aaaa">]>', "<graphml>&a;</graphml>"]
    assert "DOCTYPE" in collect(graphml(bomb), known).bad[0].why


values = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8), st.lists, max_leaves=4)
names = st.sampled_from(["target", "source", "relationship", "confidence", "evidence", "date", "sources", "dataset", "x"])


@given(st.lists(st.dictionaries(names, values, max_size=5) | values, max_size=5))
def test_no_row_breaks_the_reader_and_each_is_taken_or_named(rows: list[object]) -> None:
    lines = [json.dumps(row) for row in rows]
    found = collect(oda(lines), known)
    assert {s.line for s in found.statements} | {b.line for b in found.bad} <= set(range(1, len(rows) + 1))
    for statement in found.statements:
        assert statement.confidence is None or 0 <= statement.confidence <= 1
