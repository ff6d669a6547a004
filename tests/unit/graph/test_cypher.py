"""The query files: what they say of themselves, what may fill them, and the portable subset."""

from __future__ import annotations

import re

import pytest

from graph.cypher import about, all_names, load, names, schema
from graph.errors import QueryRefused
from graph.ids import Kind
from graph.model import EdgeType

FORBIDDEN = {
    "an unbounded path": re.compile(r"\[[^\]]*\*(?!\s*\d*\s*\.\.\s*\d)(?!\s*\d)[^\]]*\]"),
    "a path without an upper bound": re.compile(r"\[[^\]]*\*\s*\d+\s*\.\.(?!\s*\d)"),
    "shortestPath": re.compile(r"\b(?:all)?shortestPaths?\b|\bSHORTEST\b", re.I),
    "COLLECT { }": re.compile(r"\bCOLLECT\s*\{", re.I),
    "a block comment": re.compile(r"/\*"),
    "several labels on one node": re.compile(r"\(\s*\w*\s*:\s*\w+\s*[:&]\s*\w+"),
    "a quantified path pattern": re.compile(r"\)(?:\s*\{\d*,\d*\}|[+*])|(?:->|<-|\]-)\s*(?:\{|[+*])"),
    "id()": re.compile(r"(?<![\w.])id\s*\(", re.I),
    "a node found by a property without a label": re.compile(r"(?<!\w)\(\s*\w*\s*\{"),
    "an automatic commit": re.compile(r"IN TRANSACTIONS", re.I),
    "a tab or a null": re.compile(r"[\t\0]"),
}
VARIABLE = re.compile(r"\[[^\]]*\*[^\]]*\]")


def body(name: str) -> str:
    """The query without its strings, with all placeholders filled."""
    return re.sub(r"'[^']*'", "''", filled(name))


def filled(name: str) -> str:
    labels: dict[str, str | tuple[str, ...]] = {}
    while True:
        try:
            return load(name, **labels)
        except QueryRefused as error:
            wanted = re.findall(r"'(\w+)'", str(error).partition("not")[0])
            labels = {w: tuple(map(str, EdgeType)) if w == "types" else "COPY_OF" if w == "type" else "Dataset" for w in wanted}


@pytest.mark.parametrize("name", all_names())
def test_every_query_stays_in_the_portable_subset(name: str) -> None:
    found = [what for what, pattern in FORBIDDEN.items() if pattern.search(body(name))]
    assert not found


@pytest.mark.parametrize("name", all_names())
def test_every_path_of_several_hops_has_labels_at_both_ends(name: str) -> None:
    text = body(name)
    for hop in VARIABLE.finditer(text):
        left = re.search(r"\(([^()]*)\)\s*<?-\s*\Z", text[: hop.start()])
        right = re.match(r"\s*->?\s*\(([^()]*)\)", text[hop.end() :])
        assert left, hop.group()
        assert right, hop.group()
        assert ":" in left.group(1), hop.group()
        assert ":" in right.group(1), hop.group()


@pytest.mark.parametrize("name", all_names())
def test_every_query_says_what_it_answers_and_names_its_parameters(name: str) -> None:
    head = about(name)
    assert head
    taken = set(re.findall(r"\$(\w+)", body(name))) - {str(kind) for kind in (*Kind, *EdgeType)}
    assert [p for p in taken if p not in head] == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("MATCH (a:Dataset)-[:T*]->(b:Dataset) RETURN a", "an unbounded path"),
        ("MATCH (a:Dataset)-[e:T*2..]->(b:Dataset) RETURN a", "a path without an upper bound"),
        ("MATCH p = shortestPath((a:A)-[*..4]->(b:B)) RETURN p", "shortestPath"),
        ("RETURN COLLECT { MATCH (a:A) RETURN a }", "COLLECT { }"),
        ("MATCH (a:A) /* all */ RETURN a", "a block comment"),
        ("MERGE (a:A:B {key: 1})", "several labels on one node"),
        ("MATCH (a:A) (()-[e]->()){1,4} (b:B) RETURN b", "a quantified path pattern"),
        ("MATCH (a:A)-[e:T]->{1,4}(b:B) RETURN b", "a quantified path pattern"),
        ("MATCH (a:A) RETURN id(a)", "id()"),
        ("MATCH (a {key: $key}) RETURN a", "a node found by a property without a label"),
    ],
)
def test_the_lint_sees_what_it_looks_for(text: str, what: str) -> None:
    assert FORBIDDEN[what].search(text)


@pytest.mark.parametrize(
    "text", ["MATCH (a:A)-[:T*1..8 {status: $s}]->(b:B|C) RETURN a.id, size([1]) * 2, count(*)", "UNWIND $x AS y RETURN y.id"]
)
def test_the_lint_lets_the_subset_pass(text: str) -> None:
    assert not [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]


def test_a_user_may_run_what_reads_and_needs_no_label() -> None:
    assert "exposures" in names()
    assert not set(names()) & {"upsert_nodes", "lock_writers", "upstream", "decide", "counts"}


def test_only_labels_and_types_of_the_model_fill_a_query() -> None:
    text = load("upstream", label="Dataset", types=("DERIVED_FROM", "COPY_OF"))
    assert "(a:Dataset {key: key})-[e:COPY_OF|DERIVED_FROM]->" in text
    assert load("upstream", label="Dataset", types=("DERIVED_FROM", "COPY_OF")) is text
    for label, types in (("Dataset {x: 1})//", ("COPY_OF",)), ("Nonsense", ("COPY_OF",)), ("Dataset", ()), ("Dataset", ("copy_of",))):
        with pytest.raises(QueryRefused):
            load("upstream", label=label, types=types)
    for labels in ({}, {"label": "Dataset"}, {"label": "Dataset", "types": "COPY_OF", "more": "Dataset"}):
        with pytest.raises(QueryRefused, match="takes the labels"):
            load("upstream", **labels)


@pytest.mark.parametrize("name", ["nonsense", "../schema", "store/upstream", ""])
def test_an_unknown_query_is_refused_with_the_names_there_are(name: str) -> None:
    with pytest.raises(QueryRefused, match="exposures"):
        load(name)


def test_the_schema_is_one_repeatable_statement_each() -> None:
    assert len(set(schema())) == len(schema()) > 20
    assert all(re.match(r"CREATE (CONSTRAINT|INDEX) \w+ IF NOT EXISTS FOR ", statement) for statement in schema())
    indexed = {label for statement in schema() for label in re.findall(r"\(n:(\w+)\)", statement)}
    assert {str(kind) for kind in Kind} | {"Document", "Claim", "Decision"} <= indexed
    assert all(any(f"e:{kind}]" in statement for statement in schema()) for kind in (*EdgeType, "CARRIES", "OVERLAPS"))
