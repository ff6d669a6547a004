"""Questions to the graph on the command line, as text and as JSON."""

from __future__ import annotations

import json

import pytest

from .conftest import SEED, Cli


def test_upstream_prints_a_tree_and_the_same_as_json(crawled: Cli) -> None:
    text = crawled.ok("upstream", SEED)
    found = crawled.json("upstream", f"hf:{SEED.upper()}")
    assert text.splitlines()[0] == found["root"] == f"hf:{SEED}"
    assert {n["id"] for n in found["nodes"]} >= {"hf:Intel/orca_dpo_pairs", "hf:Open-Orca/OpenOrca"}
    for edge in found["edges"]:
        assert edge["upstream"] in text
    assert len(crawled.json("upstream", SEED, "--depth", "1")["nodes"]) < len(found["nodes"])


def test_downstream_is_the_other_way_round(crawled: Cli) -> None:
    found = crawled.json("downstream", "hf:Open-Orca/OpenOrca")
    assert f"hf:{SEED}" in {n["id"] for n in found["nodes"]}


def test_show_quotes_what_stands_in_the_document(crawled: Cli) -> None:
    edges = crawled.json("upstream", SEED, "--depth", "1")["edges"]
    shown = crawled.json("show", edges[0]["id"])
    assert shown["edge"]["id"] == edges[0]["id"]
    quote = shown["quotes"][0]
    assert quote["line"] >= 1
    assert quote["url"].startswith("http")
    assert quote["claim"]["quote"]
    text = crawled.ok("show", edges[0]["id"])
    assert ">>" in text
    assert quote["claim"]["document_id"] in text


def test_show_of_an_artifact_lists_documents_sources_and_users(crawled: Cli) -> None:
    shown = crawled.json("show", "hf:Open-Orca/OpenOrca")
    assert shown["artifact"]["state"] == "read"
    assert shown["documents"][0]["id"] == "hf:Open-Orca/OpenOrca"
    assert shown["upstream"]
    assert {e["downstream"] for e in shown["downstream"]} >= {"hf:Intel/orca_dpo_pairs"}
    assert "used by hf:Intel/orca_dpo_pairs" in crawled.ok("show", "Open-Orca/OpenOrca")


def test_exposures_have_paths_with_quotes(crawled: Cli) -> None:
    found = crawled.json("exposures", "math")
    assert found["benchmark"] == "benchmark:math"
    rows = {r["artifact"]: r for r in found["rows"] if r["path"]}
    path = rows["hf:teknium/OpenHermes-2.5"]["path"]
    assert [h["upstream"] for h in path] == ["github:openai/prm800k", "hf:garage-bAInd/Open-Platypus"]
    assert all(h["quote"] for h in path)
    text = crawled.ok("exposures", "benchmark:math")
    assert "hf:teknium/OpenHermes-2.5" in text
    assert path[0]["document"] in text


def test_exposures_gate_a_build(crawled: Cli) -> None:
    assert crawled.run("exposures", "math", "--fail-over", "0.01").exit_code == 3
    assert crawled.run("exposures", "math", "--fail-over", "1.0").exit_code == 0


def test_the_shipped_query_gives_the_same_answer(crawled: Cli) -> None:
    best = {r["artifact"]: r["best_path_probability"] for r in crawled.json("exposures", "math")["rows"] if r["path"]}
    answer = crawled.json("query", "exposures", "-p", "benchmark=benchmark:math")
    column = {c: i for i, c in enumerate(answer["columns"])}
    found: dict[str, float] = {}
    for row in answer["rows"]:
        artifact, p = row[column["artifact"]], row[column["best_path_probability"]]
        if len(row[column["path"]]) > 1:
            found[artifact] = max(p, found.get(artifact, 0.0))
    assert {a: pytest.approx(p, abs=1e-6) for a, p in best.items()} == found


def test_cypher_of_ones_own_reads_and_cannot_write(crawled: Cli) -> None:
    counted = crawled.json("query", "--cypher", "MATCH (d:Dataset {id: $id}) RETURN d.id AS id", "-p", f"id=hf:{SEED}")
    assert counted == {"columns": ["id"], "rows": [[f"hf:{SEED}"]], "truncated": False}
    crawled.fails("query", "--cypher", "CREATE (n:Dataset {key: 'x', id: 'x'})", code=1, says="")
    assert crawled.json("query", "--cypher", "MATCH (d:Dataset {id: 'x'}) RETURN count(d) AS n")["rows"] == [[0]]
    assert "exposures" in crawled.ok("query")


def test_what_is_not_there_is_said_with_near_names(crawled: Cli) -> None:
    crawled.fails("upstream", "Open-Orca/OpenOrcas", code=1, says="hf:Open-Orca/OpenOrca")
    crawled.fails("show", "e:0000000000000000", code=1, says="e:0000000000000000")
    crawled.fails("exposures", "benchmark:gsm8", code=1, says="gsm8k")
    crawled.fails("upstream", "not an id at all", code=2, says="ORG/NAME")
    crawled.fails("query", "nonsense", code=1, says="exposures")


def test_every_read_gives_one_json_object_and_nothing_else(crawled: Cli) -> None:
    for command in (["upstream", SEED], ["downstream", SEED], ["exposures", "math"], ["show", SEED], ["review", "list"]):
        json.loads(crawled.ok(*command, "--json"))
