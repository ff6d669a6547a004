"""What the addresses of the review answer, without a browser: verdicts once, conflicts told, filters checked, texts escaped."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi import FastAPI

from graph import verdicts
from graph.contract import Store
from graph.model import EdgeType, Relation, Status
from stemma.web.security.door import Door

from .conftest import Site, let_in


@pytest.fixture
def edge(graph: Store) -> str:
    """A proposed derivation with a quote and no flag."""
    found = graph.all_edges(types=[EdgeType.DERIVED_FROM], statuses=[Status.PROPOSED])
    return next(e.id for e in found if e.claims and not e.flags)


def decide(site: Site, edge: str, act: str = "accept", *, id: str = "asked-0001", **more: Any) -> tuple[int, Any]:
    headers = {"x-csrf-token": site.token, "accept": "application/json"}
    answer = site.http.post("/review/decide", json={"id": id, "act": act, "edge": edge, **more}, headers=headers)
    return answer.status_code, answer.json()


def test_a_decision_sent_twice_is_made_once(site: Site, graph: Store, edge: str) -> None:
    version = graph.edges([edge])[0].version
    first = decide(site, edge, version=version)
    assert first == decide(site, edge, version=version)
    assert (first[0], first[1]["status"], first[1]["version"]) == (200, "confirmed", version + 1)
    assert len(graph.decisions(edge)) == 1


def test_a_decision_sent_again_to_a_server_that_was_started_anew_is_found(site: Site, graph: Store, edge: str) -> None:
    version = graph.edges([edge])[0].version
    verdicts.confirm(graph, edge, actor="ada", version=version)
    status, made = decide(site, edge, version=version)
    assert (status, made["status"]) == (200, "confirmed")
    assert len(graph.decisions(edge)) == 1
    status, told = decide(site, edge, "reject", id="asked-0002", version=version)
    assert (status, told["title"]) == (409, "Somebody was faster")


def test_a_decision_sent_twice_at_once_is_made_once(app: FastAPI, door: Door, graph: Store, edge: str) -> None:
    sites = [let_in(app, door) for _ in range(4)]
    relation = next(r for r in (Relation.SUBSET, Relation.DISTILLED) if r is not graph.edges([edge])[0].relation)
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda site: decide(site, edge, "relation", relation=relation, version=graph.edges([edge])[0].version), sites))
    assert [status for status, _ in told] == [200] * 4
    assert len(graph.decisions(edge)) == 1


def test_who_was_faster_is_told(site: Site, graph: Store, edge: str) -> None:
    version = graph.edges([edge])[0].version
    verdicts.reject(graph, edge, actor="grace", version=version)
    status, told = decide(site, edge, version=version)
    assert status == 409
    assert "grace" in told["detail"]
    assert "reject" in told["detail"]


def test_what_cannot_be_decided_says_why(site: Site, edge: str) -> None:
    assert decide(site, "e:nothing")[0] == 404
    assert decide(site, edge, "shout")[0] == 422
    assert decide(site, edge, "relation")[0] == 422
    assert decide(site, edge, "relation", relation="no such")[0] == 422
    assert decide(site, edge, "target", upstream="%%%")[0] == 422
    assert decide(site, edge, "undo")[0] == 409
    assert decide(site, edge, id="short")[0] == 422
    assert decide(site, edge, "note", note="x" * 5000)[0] == 422


def test_a_decision_needs_the_token(site: Site, graph: Store, edge: str) -> None:
    body = {"id": "asked-0001", "act": "accept", "edge": edge}
    assert site.http.post("/review/decide", json=body).status_code == 403
    assert (
        site.http.post("/review/decide", json=body, headers={"x-csrf-token": site.token, "origin": "http://evil.example"}).status_code
        == 403
    )
    assert graph.decisions() == []


def test_what_was_decided_leaves_the_line_at_once(site: Site, edge: str) -> None:
    before = site.http.get("/review/line").json()["ids"]
    assert edge in before
    assert decide(site, edge)[0] == 200
    assert site.http.get("/review/line").json()["ids"] == [other for other in before if other != edge]
    assert edge in site.http.get("/review/line", params={"reviewer": "ada"}).json()["ids"]


@pytest.mark.parametrize("query", ["low=2", "relation=nonsense", "high=many"])
def test_a_filter_that_is_none_is_told(site: Site, query: str) -> None:
    answer = site.http.get(f"/review?{query}")
    assert answer.status_code == 422
    assert "correct the address" in answer.text
    assert site.http.get("/review?low=&relation=&flag=").status_code == 200


def test_an_edge_has_its_address_whatever_became_of_it(site: Site, graph: Store, edge: str) -> None:
    verdicts.reject(graph, edge, actor="grace", note="no & never")
    assert f'"edge": "{edge}"' in site.get(f"/review/{edge}")
    [item] = site.http.get("/review/items", params={"ids": [edge, "e:gone"]}).json()
    assert item["status"] == "rejected"
    assert "by grace" in item["html"]
    assert "no &amp; never" in item["html"]
    assert site.http.get("/review/e:gone").status_code == 404


def test_progress_counts_and_lists_the_last(site: Site, edge: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert decide(site, edge, "reject", cause="cited_only")[0] == 200
    found = site.http.get("/review/progress", params={"left": 7}).json()
    assert (found["decided"], found["left"], found["calibration"]["n"]) == (1, 7, 1)
    assert [(one["edge"], one["verdict"], one["actor"]) for one in found["last"]] == [(edge, "reject", "ada")]
    assert found["hint"] is None
    monkeypatch.setattr("stemma.learning.LEAST", 1)
    hint = site.http.get("/review/progress").json()["hint"]
    assert hint == "1 edges decided since the last fit: stemma calibrate learns from them"


def test_what_stands_beside_says_n_of_m_and_has_a_table(site: Site, graph: Store, edge: str) -> None:
    beside = site.get(f"/review-parts/beside?edge={edge}")
    assert "shown" in beside
    assert "<svg" in beside
    assert "<table" in beside
    around = site.get(f"/review-parts/around?edge={edge}")
    found = graph.edges([edge])[0]
    assert found.upstream.partition(":")[2] in around
    touched = site.get(f"/review-parts/touched?edge={edge}")
    assert "on it" in touched
    assert site.http.get("/review-parts/beside?edge=e:gone").status_code == 404


def test_the_text_is_that_of_the_revision_with_every_live_quote_marked(site: Site, graph: Store, edge: str) -> None:
    [item] = site.http.get("/review/items", params={"ids": [edge]}).json()
    at = item["text"]
    text = site.get(f"/review-parts/text?document={at['document']}&sha={at['sha']}&line={at['line']}")
    live = [c for c in graph.claims(documents=[at["document"]]) if c.status is not Status.WITHDRAWN and c.document_sha == at["sha"]]
    assert all(c.id in text for c in live)
    assert 'rel="noopener noreferrer"' in text
    assert site.http.get("/review-parts/text", params={"document": at["document"], "sha": "0" * 64}).status_code == 404


def test_others_for_the_target_are_listed_and_narrowed(site: Site, edge: str) -> None:
    every = site.http.get("/review-parts/targets", params={"edge": edge}).json()
    assert every
    some = site.http.get("/review-parts/targets", params={"edge": edge, "q": "orca"}).json()
    assert some
    assert all("orca" in one.lower() for one in some)


def test_all_of_a_sentence_and_of_a_card_are_named_with_their_versions(site: Site, edge: str) -> None:
    found = site.http.get("/review-parts/together", params={"edge": edge}).json()
    assert edge in found["sentence"]
    assert set(found["sentence"]) <= set(found["card"])
    assert set(found["card"]) <= set(found["said"])
