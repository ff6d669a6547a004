"""What may be inside: exposures by window and family, one artifact's benchmarks, the page of why, and what to settle next."""

from __future__ import annotations

import pytest

from .conftest import SEED, Cli

HERMES = "hf:teknium/OpenHermes-2.5"


def test_inside_is_exposures_from_the_other_end(crawled: Cli) -> None:
    found = crawled.json("inside", HERMES)
    assert (found["artifact"], found["partial"], found["cut"]) == (HERMES, False, None)
    math = [r for r in found["rows"] if r["benchmark"] == "benchmark:math"]
    assert math == [r for r in crawled.json("exposures", "math")["rows"] if r["artifact"] == HERMES]
    text = crawled.ok("inside", HERMES)
    assert "benchmark:math" in text.replace("\x1b", "")
    assert math[0]["path"][0]["quote"][:30] in text
    assert crawled.json("inside", HERMES, "--min", "1.0")["rows"] == []


def test_why_is_a_page_that_names_words_documents_and_doubts(crawled: Cli) -> None:
    found = crawled.json("why", HERMES, "math")
    (one,) = found["explained"]
    assert one["row"]["status"] == "possible"
    assert [step["edge"]["id"] for step in one["steps"]] == [hop["edge"] for hop in one["row"]["path"]]
    for step in one["steps"]:
        quote = step["quotes"][0]
        assert quote["fetched_at"]
        assert quote["url"].startswith("http")
        assert step["confirmed_by"] is None
        assert any("no person has confirmed it" in doubt for doubt in step["doubts"])
    text = crawled.ok("why", HERMES, "math")
    for said in ("github:openai/prm800k holds the items", "fetched ", "but: no person has confirmed it", ">>", "at most"):
        assert said in text


def test_why_of_what_no_path_leads_to_says_so_and_never_clean(crawled: Cli) -> None:
    assert crawled.json("why", "hf:Open-Orca/OpenOrca", "aime")["explained"] == []
    text = crawled.ok("why", "hf:Open-Orca/OpenOrca", "aime")
    assert "no path leads there" in text
    assert "unknown is not clean" in text
    crawled.fails("why", HERMES, "no such benchmark at all", code=1, says="knows a benchmark")


def test_a_window_is_asked_for_in_two_ways(crawled: Cli) -> None:
    one = crawled.json("exposures", "livecodebench@2024-08..")
    other = crawled.json("exposures", "livecodebench", "--window", "2024-08..")
    assert one == other
    assert one["window"] == "2024-08.."
    math = crawled.json("exposures", "math@2024-08..")["rows"]
    assert {r["window"] for r in math} == {"2024-08.."}
    plain = crawled.json("exposures", "math")["rows"]
    assert [(r["artifact"], r["probability"]) for r in math] == [(r["artifact"], r["probability"]) for r in plain]
    crawled.fails("exposures", "livecodebench@lately", code=2, says="no time window")


def test_a_family_is_one_question_by_member(crawled: Cli) -> None:
    found = crawled.json("exposures", "AIME")
    assert {"benchmark:aime-2024", "benchmark:aime-2025"} <= set(found["members"])
    assert "by member: benchmark:aime 0, benchmark:aime-2022 0" in crawled.ok("exposures", "AIME")


def test_before_the_crawl_nothing_was_known(crawled: Cli) -> None:
    assert [r for r in crawled.json("exposures", "math", "--as-of", "2020-01-01")["rows"] if r["path"]] == []
    assert len(crawled.json("upstream", SEED, "--as-of", "2020-01-01")["nodes"]) == 1
    assert crawled.json("inside", HERMES, "--as-of", "2020-01-01T12:00Z")["rows"] == []
    assert crawled.json("upstream", SEED, "--as-of", "2999-01-01") == crawled.json("upstream", SEED)
    for command in (["downstream", SEED], ["exposures", "math"], ["why", HERMES, "math"]):
        crawled.fails(*command, "--as-of", "yesterday", code=2, says="2026-05-31")


def test_a_budget_that_ran_out_is_said_in_both_directions(crawled: Cli) -> None:
    found = crawled.json("exposures", "math", "--budget", "1")
    assert found["partial"]
    assert found["cut"]["round_trips"] == 1
    assert found["cut"]["examples"]
    shallow = crawled.json("inside", HERMES, "--budget", "1")
    assert shallow["partial"]
    told = crawled.run("inside", HERMES, "--budget", "1")
    assert "partial: after 1 round trips" in told.stderr


def test_the_plan_orders_what_the_queue_asks(crawled: Cli) -> None:
    found = crawled.json("plan", "--budget", "25")
    assert found["work"] <= 25
    assert found["after"] < found["before"]
    rates = [a["gain"] / a["work"] for a in found["actions"]]
    assert rates[0] == pytest.approx(max(rates))
    first = crawled.json("review", "list")[0]["edge"]["id"]
    assert first in {a["edge"] for a in crawled.json("plan", "--budget", "1")["actions"]}
    assert "unsettled: " in crawled.ok("plan")
