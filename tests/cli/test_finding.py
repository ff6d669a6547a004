"""Finding and comparing on the command line."""

from __future__ import annotations

from .conftest import SEED, Cli


def test_find_in_words_and_in_json(crawled: Cli) -> None:
    found = crawled.json("find", "open orca", "--limit", "2")
    assert found["results"][0]["id"] == "hf:Open-Orca/OpenOrca"
    assert found["results"][0]["match"] == "name"
    assert found["total"] >= 2
    text = crawled.ok("find", "open orca", "--limit", "1")
    assert "hf:Open-Orca/OpenOrca" in text
    following = crawled.json("find", "open orca", "--limit", "1", "--after", crawled.json("find", "open orca", "--limit", "1")["next"])
    assert following["results"][0]["id"] == found["results"][1]["id"]
    assert {one["kind"] for one in crawled.json("find", "math", "--kind", "benchmark")["results"]} == {"Benchmark"}


def test_find_says_what_is_wrong(crawled: Cli) -> None:
    crawled.fails("find", "orca", "--kind", "song", code=2, says="dataset")
    crawled.fails("find", "orca", "--after", "nonsense", code=2, says="next")
    assert crawled.json("find", "qqqqqq")["results"] == []


def test_compare_in_words_and_in_json(crawled: Cli) -> None:
    a, b = "argilla/distilabel-intel-orca-dpo-pairs", "teknium/OpenHermes-2.5"
    found = crawled.json("compare", a, b)
    names = {edge["id"]: edge for edge in found["edges"]}
    text = crawled.ok("compare", a, b)
    assert found["shared"]
    for one in found["shared"]:
        for side in ("a", "b"):
            path = [names[i] for i in one[side]["path"]]
            assert [e["upstream"] for e in path][:1] in ([one["id"]], [])
            assert not path or path[-1]["downstream"] == found[side]
    assert found["shared"][0]["id"] in text
    assert f"only {found['a']} has" in text


def test_compare_says_what_was_made_from_what(crawled: Cli) -> None:
    found = crawled.json("compare", SEED, "Open-Orca/OpenOrca")
    assert found["a_from_b"]["hops"] >= 2
    assert "was made from hf:Open-Orca/OpenOrca" in crawled.ok("compare", SEED, "Open-Orca/OpenOrca")
    crawled.fails("compare", SEED, SEED, code=2, says="one artifact")
    crawled.fails("compare", SEED, "no/where", code=1, says="no/where")
    assert crawled.json("compare", SEED, "Open-Orca/OpenOrca", "--as-of", "2020-01-01")["shared"] == []
