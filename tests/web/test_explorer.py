"""Every page of the explorer over the crawled hub: it says what the functions behind it say, and links where it should."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from graph import integrity
from graph.changes import changes
from graph.contract import Store
from graph.model import Decision, EdgeType, Reading, Relation, Status, Verdict, edge_id
from graph.neighbourhood import neighbourhood
from graph.queue import queue
from graph.runs import Metric, Run, RunKind
from stemma import answers

from .conftest import Site

ROOT = "hf:argilla/dpo-mix-7k"
HERMES = "hf:teknium/OpenHermes-2.5"
PAIRS = edge_id(ROOT, "hf:argilla/distilabel-intel-orca-dpo-pairs", EdgeType.DERIVED_FROM)


def _links(page: str) -> set[str]:
    return {html.unescape(found) for found in re.findall(r'href="([^"]*)"', page)}


def _rows(page: str, what: str) -> set[str]:
    return {html.unescape(found) for found in re.findall(rf'<tr id="row-([^"]*)" data-{what} ', page)}


def _decide(graph: Store, edge: str, verdict: Verdict, after: Status) -> None:
    now = graph.edges([edge])[0]
    made = Decision(
        id=f"d:{uuid4().hex[:16]}",
        edge=edge,
        verdict=verdict,
        actor="grace",
        time=datetime.now(UTC),
        reason="its card says so",
        before=now.status,
        after=after,
        version=now.version + 1,
    )
    graph.decide(made, expected_version=now.version)


def _runs(graph: Store) -> list[Run]:
    said = [(HERMES, 0.31), ("hf:garage-bAInd/Open-Platypus", 0.35), ("hf:LDJnr/Capybara", 0.22)]
    made = [
        Run(
            kind=RunKind.EVALUATION,
            datasets=(data,),
            base="hf-model:mistralai/Mistral-7B-v0.1",
            protocol="0-shot",
            source="https://example.org/board",
            metrics=(
                Metric(on="benchmark:math", name="accuracy", value=value, n=5000),
                Metric(on=data, name="mean", value=None, why="not run"),
            ),
        )
        for data, value in said
    ]
    graph.record_runs(made)
    return made


def test_the_start_counts_what_there_is_and_hands_in_what_waits(site: Site, graph: Store) -> None:
    page = site.get("/")
    counts = graph.counts()
    assert [int(n.replace(",", "")) for n in re.findall(r"<dd>([\d,]+)</dd>", page)] == list(counts)
    assert {"/part/waiting", "/part/lately"} <= set(re.findall(r'hx-get="([^"]*)"', page))
    waiting = site.get("/part/waiting", **{"HX-Request": "true"})
    proposed = graph.all_edges(types=[EdgeType.DERIVED_FROM], statuses=[Status.PROPOSED])
    assert f"5 of {len(proposed)} proposals shown" in waiting
    assert {f"/edge/{item.edge.id}" for item in queue(graph, limit=5)} <= _links(waiting)
    assert "edges that changed since" in site.get("/part/lately")


def test_an_artifact_says_what_it_is_and_shows_its_neighbourhood(site: Site, graph: Store) -> None:
    page = site.get(f"/artifact/{ROOT}")
    node = graph.artifacts([ROOT])[ROOT]
    around = neighbourhood(graph, ROOT)
    assert f"<h1>{ROOT.partition(':')[2]}</h1>" in page
    assert node.first_public is not None
    assert node.first_public.strftime("%Y-%m-%d") in page
    assert _rows(page, "node") == {place.id for place in around.places}
    assert _rows(page, "edge") == {edge.id for edge in around.edges}
    assert f"{around.shown} of {around.known}</span> known artifacts shown" in page
    assert {f"/edge/{edge.id}" for edge in around.edges} | {f"/artifact/{place.id}" for place in around.places} <= _links(page)
    assert "https://huggingface.co/datasets/argilla/dpo-mix-7k" in _links(page)


def test_a_view_is_its_address_and_opens_without_script(site: Site, graph: Store) -> None:
    page = site.get(f"/artifact/{ROOT}")
    ways = [link for link in _links(page) if link.startswith("?") and "x=" in link]
    assert ways
    opened = site.get(f"/artifact/{ROOT}{ways[0]}")
    assert len(_rows(opened, "node")) > len(_rows(page, "node"))
    dated = {link for link in _links(site.get(f"/artifact/{ROOT}?as_of=2030-01-01&min=0.1")) if link.startswith("?") and "x=" in link}
    assert dated
    assert all("as_of=2030-01-01" in link and "min=0.1" in link for link in dated)
    asked = "?dir=upstream&depth=3&min=0.5&show=rejected&x=hf:LDJnr/Capybara"
    around = neighbourhood(
        graph,
        ROOT,
        direction="upstream",
        depth=3,
        minimum=0.5,
        opened=["hf:LDJnr/Capybara"],
        statuses=[Status.PROPOSED, Status.CONFIRMED, Status.REJECTED],
    )
    assert _rows(site.get(f"/graph/{ROOT}{asked}"), "edge") == {edge.id for edge in around.edges}
    assert _rows(site.get(f"/artifact/{ROOT}{asked}"), "node") == {place.id for place in around.places}


def test_what_may_be_inside_is_the_answer_of_inside(site: Site, graph: Store) -> None:
    page = site.get(f"/part/inside/{HERMES}")
    held = answers.inside(graph, HERMES)
    assert held.rows
    assert re.findall(r'<tr class="(\w+)">', page) == [row.status.value for row in held.rows]
    assert [float(p) for p in re.findall(r'<data value="([\d.]+)">', page)] == [row.probability for row in held.rows]
    assert any(link.startswith(f"/why/{HERMES}?benchmark=") for link in _links(page))


def test_its_documents_and_the_verdicts_on_its_sources(site: Site, graph: Store) -> None:
    assert "Nobody has decided" in site.get(f"/part/papers/{ROOT}")
    _decide(graph, PAIRS, Verdict.CONFIRM, Status.CONFIRMED)
    page = site.get(f"/part/papers/{ROOT}")
    shown = answers.artifact(graph, ROOT)
    assert f"Documents that it was read in: {len(shown.documents)}" in page
    assert "grace" in page
    assert "its card says so" in page


def test_an_edge_says_its_claim_its_words_and_where_they_stand(site: Site, graph: Store) -> None:
    page = site.get(f"/edge/{PAIRS}")
    shown = answers.explain_edge(graph, PAIRS)
    assert "proposed" in page
    assert "nobody has confirmed it" in page
    assert page.count("<mark>") == len(shown.quotes) > 0
    for quote in shown.quotes:
        assert html.escape(quote.claim.quote, quote=False) in html.unescape(page).replace("&", "&") or quote.claim.quote in html.unescape(
            page
        )
        assert f"/document/{quote.claim.document_id}?claim={quote.claim.id}#{quote.claim.id}" in _links(page)
    assert f"/review/{PAIRS}" in _links(page)
    _decide(graph, PAIRS, Verdict.CONFIRM, Status.CONFIRMED)
    decided = site.get(f"/edge/{PAIRS}")
    assert "a person confirmed it" in decided
    assert decided.count('<li class="decision">') == 1
    assert "version 1" in decided


def test_an_edge_shows_what_is_said_the_other_way_round(site: Site, graph: Store) -> None:
    edge = graph.edges([PAIRS])[0]
    other = edge.model_copy(
        update={
            "id": edge_id(edge.upstream, edge.downstream, EdgeType.DERIVED_FROM),
            "downstream": edge.upstream,
            "upstream": edge.downstream,
            "relation": Relation.SUBSET,
            "claims": (),
        }
    )
    graph.load([other])
    page = site.get(f"/edge/{PAIRS}")
    assert "The other way round" in page
    assert f"/edge/{other.id}" in _links(page)


def test_an_edge_sets_claims_that_cannot_all_be_true_side_by_side(site: Site, graph: Store) -> None:
    edge = graph.edges([PAIRS])[0]
    first = next(claim for claim in graph.claims(ids=edge.claims) if claim.document_id == ROOT)
    text = "We take 100 rows of it. We take 900 rows of it."
    document = graph.documents([ROOT])[-1].model_copy(update={"text": text})
    said = [("We take 100 rows of it.", 100), ("We take 900 rows of it.", 900)]
    fields = {"document_sha": document.sha256, "relation": Relation.SUBSET}
    claims = [
        first.model_copy(update={**fields, "quote": q, "start": text.index(q), "end": text.index(q) + len(q), "rows_taken": n})
        for q, n in said
    ]
    node = graph.artifacts([ROOT])[ROOT]
    graph.propose([Reading(artifact=node, documents=(document,), claims=tuple(claims), time=datetime.now(UTC))])
    integrity.mark(graph)
    page = site.get(f"/edge/{PAIRS}")
    assert "What cannot all be true" in page
    assert "two counts of the rows taken" in page
    assert "one document contradicts itself" in page
    assert {"100 rows", "900 rows"} <= set(re.findall(r"<strong>([^<]*)</strong></figcaption>", page))


def test_why_goes_hop_by_hop_with_words_and_doubts(site: Site, graph: Store) -> None:
    why = answers.why(graph, HERMES, "math")
    page = site.get(f"/why/{HERMES}?benchmark=benchmark:math")
    assert page.count('<li class="hop') == 1 + len(why.explained[0].steps)
    assert {f"/edge/{step.edge.id}" for step in why.explained[0].steps} <= _links(page)
    for step in why.explained[0].steps:
        assert all(html.escape(doubt).replace("&#x27;", "&#39;") in page for doubt in step.doubts)
    none = site.get("/why/hf:openai/gsm8k?benchmark=math")
    assert "unknown, not clean" in none


def test_a_benchmark_lists_who_is_exposed_and_filters_by_address(site: Site, graph: Store) -> None:
    found = answers.exposures(graph, "math")
    exposed = [row for row in found.rows if row.path]
    shell = html.unescape(site.get("/benchmark/math?min=0.3&status=&window=&member="))
    assert 'hx-get="/part/exposed/benchmark:math?min=0.3"' in shell
    page = site.get("/part/exposed/math")
    assert f"{len(exposed)} of {len(exposed)} rows shown" in page
    assert f"<strong>{len({row.artifact for row in exposed})}</strong> artifacts may hold its items" in page
    assert {f"/artifact/{row.artifact}" for row in exposed} <= _links(page)
    assert "Nothing in this graph that fits" in site.get("/part/exposed/math?min=0.99")
    assert site.get("/benchmark/benchmark:MATH").count("<h1>math</h1>") == 1
    assert "a family" in site.get("/benchmark/aime")
    assert "by member:" in site.get("/part/exposed/aime")


def test_a_document_marks_every_quote_where_it_stands(site: Site, graph: Store) -> None:
    read = answers.document(graph, ROOT)
    page = site.get(f"/document/{ROOT}")
    assert len(read.marks) > 1
    for mark in read.marks:
        assert f'id="{mark.claim.id}"' in page
        assert f'href="#{mark.claim.id}"' in page
    text = html.unescape(re.sub(r"<[^>]*>", "", "\n".join(re.findall(r'<span class="t">(.*?)</span></div>', page))))
    assert text == read.text
    claim = read.marks[0].claim.id
    assert f'id="{claim}" class="current' in site.get(f"/document/{ROOT}?claim={claim}")


def test_a_run_and_the_leaderboard_with_and_without_exposed_rows(site: Site, graph: Store) -> None:
    runs = _runs(graph)
    page = site.get(f"/run/{runs[0].id}")
    assert "0.3100" in page
    assert "null" in page
    assert "not run" in page
    assert "https://example.org/board" in _links(page)
    assert 'hx-get="/part/standings/benchmark:math?min=0.5"' in site.get("/leaderboard?benchmark=math")
    board = site.get("/part/standings/benchmark:math")
    table = answers.standings(graph, "benchmark:math").tables[0]
    assert board.count('<tr class="exposed">') == sum(row.exposure is not None for row in table.rows) > 0
    assert {f"/run/{row.run}" for row in table.rows} <= _links(board)
    assert "math (3)" in site.get("/leaderboard")
    assert f"/run/{runs[0].id}" in _links(site.get(f"/artifact/{HERMES}"))


def test_search_knows_aliases_families_and_looks(site: Site, graph: Store) -> None:
    page = site.get("/search?q=ultrafeedback")
    found = answers.find(graph, "ultrafeedback")
    assert f"{len(found.results)} of {found.total} shown" in page
    assert {f"/artifact/{one.id}" for one in found.results} <= _links(page)
    only = site.get("/search?q=ultrafeedback&kind=Paper")
    assert "arxiv:2310.01377" in html.unescape(only)
    assert "Nothing here is called so" in site.get("/search?q=zzzzqqqq")
    assert "Type a dataset" in site.get("/search?kind=")


def test_what_changed_since_tells_each_change_and_why(site: Site, graph: Store) -> None:
    _decide(graph, PAIRS, Verdict.CONFIRM, Status.CONFIRMED)
    assert 'hx-get="/part/changes?since=2026-01-01"' in site.get("/changes?since=2026-01-01")
    page = site.get("/part/changes?since=2026-01-01")
    assert f"/edge/{PAIRS}" in _links(page)
    assert "grace" in page
    assert page.count('<li class="change ') == len(changes(graph, datetime(2026, 1, 1, 23, 59, tzinfo=UTC)).changes)
    assert "Nothing changed in that way" in site.get("/part/changes?since=2026-01-01&kind=withdrawn")
    nothing = site.get(f"/part/changes?since={(datetime.now(UTC) + timedelta(days=2)):%Y-%m-%d}")
    assert "Nothing changed" in nothing
