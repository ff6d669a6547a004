"""Verdicts on the command line."""

from __future__ import annotations

from .conftest import SEED, Cli


def first_edge(cli: Cli) -> dict[str, object]:
    edge: dict[str, object] = cli.json("upstream", SEED, "--depth", "1")["edges"][0]
    return edge


def test_a_verdict_is_kept_shown_and_undone(crawled: Cli) -> None:
    edge = str(first_edge(crawled)["id"])
    made = crawled.json("review", "confirm", edge, "--actor", "ada", "--reason", "read it")
    assert (made["edge"], made["verdict"], made["actor"]) == (edge, "confirm", "ada")
    assert crawled.json("show", edge)["edge"]["status"] == "confirmed"
    assert "ada" in crawled.ok("show", edge)
    undone = crawled.json("review", "undo", edge, "--actor", "ada")
    assert undone["undoes"] == made["id"]
    assert crawled.json("show", edge)["edge"]["status"] == "proposed"
    assert [d["verdict"] for d in crawled.json("show", edge)["decisions"]][:2] == ["confirm", "reopen"]


def test_a_rejected_edge_leaves_the_tree(crawled: Cli) -> None:
    edge = first_edge(crawled)
    crawled.ok("review", "reject", str(edge["id"]), "--actor", "ada")
    assert edge["upstream"] not in {e["upstream"] for e in crawled.json("upstream", SEED, "--depth", "1")["edges"]}
    crawled.ok("review", "undo", str(edge["id"]), "--actor", "ada")
    assert edge["upstream"] in {e["upstream"] for e in crawled.json("upstream", SEED, "--depth", "1")["edges"]}


def test_a_stale_version_loses_and_says_who_decided(crawled: Cli) -> None:
    edge = crawled.json("show", str(first_edge(crawled)["id"]))["edge"]
    crawled.ok("review", "confirm", edge["id"], "--actor", "ada", "--version", str(edge["version"]))
    crawled.fails("review", "reject", edge["id"], "--actor", "bob", "--version", str(edge["version"]), code=1, says="ada")
    crawled.ok("review", "undo", edge["id"], "--actor", "ada")


def test_the_queue_lists_what_waits(crawled: Cli) -> None:
    items = crawled.json("review", "list", "--limit", "5")
    assert 0 < len(items) <= 5
    assert {"edge", "claims", "probability", "impact", "flags"} <= items[0].keys()
    assert items[0]["edge"]["id"] in crawled.ok("review", "list")


def test_undoing_nothing_is_said(crawled: Cli) -> None:
    items = crawled.json("review", "list", "--limit", "200")
    crawled.fails("review", "undo", items[-1]["edge"]["id"], "--actor", "ada", code=1, says=items[-1]["edge"]["id"])
