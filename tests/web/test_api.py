"""The HTTP API: what it answers and refuses, pages, tags, heads; nothing in it writes."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from graph.contract import Store
from graph.model import Carries, Relation
from stemma.web.conditional import matches, takes_json
from stemma.web.routes.api import router
from stemma.web.security.door import Door
from tests.contract.builders import claim, reading

from .conftest import SEEDS, Site, client_of

API = "/api/v1"
SEED = SEEDS[0]
QUESTIONS = [
    "",
    "/openapi.json",
    "/problems",
    "/counts",
    "/find?q=orca",
    f"/artifact/{SEED}",
    "/edge/EDGE",
    f"/upstream/{SEED}",
    "/downstream/Open-Orca/OpenOrca",
    "/exposures/math",
    f"/inside/{SEED}",
    f"/why?artifact={SEEDS[1]}&benchmark=math",
    f"/compare?a={SEED}&b={SEEDS[1]}",
    "/plan",
    "/leaderboard",
    "/leaderboard/math",
    "/run/RUN",
    f"/document/hf:{SEED}",
    "/changes?since=2020-01-01&until=2999-01-01",
]
PROBLEMS = [
    ("/nowhere", 404, "nothing at this address"),
    ("/artifact/no/where", 404, "stemma crawl"),
    ("/artifact/not an id", 422, "ORG/NAME"),
    ("/edge/e:0", 404, "no edge e:0"),
    ("/run/r:0", 404, "no run 'r:0'"),
    ("/document/hf:no/where", 404, "no text"),
    (f"/document/hf:{SEED}?revision=ffffffffff", 404, "its revisions are"),
    ("/exposures/gsm8", 404, "gsm8k"),
    ("/exposures/math?window=yesterday", 422, "yesterday"),
    ("/find", 422, "q: Field required"),
    ("/find?q=x&limit=0", 422, "limit"),
    ("/find?q=x&limit=100000", 422, "limit"),
    ("/find?q=x&kind=Song", 422, "kind"),
    ("/find?q=x&cursor=nonsense", 422, "next"),
    ("/plan?budget=many", 422, "budget"),
    ("/plan?as_of=yesterday", 422, "2026-01-31"),
    (f"/compare?a={SEED}&b={SEED}", 422, "one artifact"),
    ("/changes", 422, "since"),
    ("/changes?since=yesterday", 422, "2026-05-31"),
    ("/changes?since=2026-02-01&until=2026-01-01", 422, "earlier one first"),
]


@pytest.fixture
def api(app: FastAPI, door: Door) -> TestClient:
    """A script that has the server's token."""
    made = client_of(app)
    made.headers["Authorization"] = f"Bearer {door.api_token}"
    return made


@pytest.fixture
def paths(graph: Store) -> list[str]:
    """Every question of the API, about this graph."""
    from stemma.web.api_examples import RUN

    graph.record_runs([RUN])
    edge = graph.all_edges()[0].id
    return [API + path.replace("EDGE", edge).replace("RUN", RUN.id) for path in QUESTIONS]


def get(api: TestClient, path: str, **headers: str) -> Any:
    answer = api.get(path, headers=headers)
    assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
    return answer.json()


def test_every_address_of_the_description_is_asked_here_and_described_in_full(api: TestClient) -> None:
    described = get(api, f"{API}/openapi.json")
    assert described["openapi"].startswith("3.1")
    asked = {path.partition("?")[0].split("/")[1] for path in QUESTIONS if path}
    assert {path.removeprefix(f"{API}/").split("/")[0] for path in described["paths"] if path != API} <= asked
    for path, operations in described["paths"].items():
        assert set(operations) == {"get"}, path
        operation = operations["get"]
        assert operation["description"], path
        answers = operation["responses"]
        assert set(answers["404"]["content"]) == set(answers["422"]["content"]) == {"application/problem+json"}
        if path not in (API, f"{API}/problems"):
            assert answers["200"]["content"]["application/json"]["example"], path
            assert "$ref" in answers["200"]["content"]["application/json"]["schema"], path
    assert get(api, API)["find"] == f"{API}/find"


def test_every_question_is_answered_with_a_tag_and_not_sent_twice(api: TestClient, paths: list[str]) -> None:
    for path in paths:
        first = api.get(path)
        assert (first.status_code, first.headers["content-type"]) == (200, "application/json"), first.text
        tag = first.headers["etag"]
        assert tag.startswith('W/"')
        assert api.get(path).headers["etag"] == tag
        again = api.get(path, headers={"If-None-Match": f'"other", {tag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        head = api.head(path)
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)
        assert int(head.headers["content-length"]) == len(first.content)
        assert api.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_tag_changes_with_the_answer_and_with_no_other_write(api: TestClient, graph: Store) -> None:
    path, other = f"{API}/upstream/{SEED}", f"{API}/upstream/new/Set"
    before = api.get(path).headers["etag"]
    graph.propose([reading("hf:new/Set", claim("hf:new/Set", "hf:new/Source"))])
    assert api.get(path).headers["etag"] == before
    tag = api.get(other).headers["etag"]
    graph.propose([reading(f"hf:{SEED}", claim(f"hf:{SEED}", "hf:new/Source", Relation.SUBSET, doc="hf:new/elsewhere"))])
    assert api.get(path).headers["etag"] != before
    assert api.get(other).headers["etag"] == tag


@pytest.mark.parametrize(("path", "status", "says"), PROBLEMS)
def test_what_cannot_be_answered_is_a_problem_that_says_why(api: TestClient, path: str, status: int, says: str) -> None:
    answer = api.get(API + path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    told = answer.json()
    assert {"type", "title", "status", "detail", "instance"} <= told.keys()
    assert (told["status"], told["instance"]) == (status, quote(API + path.partition("?")[0], safe="/:"))
    assert says in told["detail"]
    kinds = {one["type"]: one for one in get(api, f"{API}/problems")["problems"]}
    assert (kinds[told["type"]]["title"], kinds[told["type"]]["status"]) == (told["title"], status)
    assert api.head(API + path).status_code == status


def test_a_defect_is_a_problem_too_and_tells_nothing_of_the_inside(app: FastAPI, api: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret of the inside")

    monkeypatch.setattr("stemma.answers.plan", broken)
    quiet = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False, headers=dict(api.headers))
    answer = quiet.get(f"{API}/plan")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "secret" not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_no_address_of_the_api_can_be_written_to(site: Site, api: TestClient, graph: Store, paths: list[str], method: str) -> None:
    before = graph.version()
    for path in paths:
        answer = site.http.request(method, path, headers={"X-CSRF-Token": site.token}, json={"status": "confirmed"})
        assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json"), path
        assert answer.headers["allow"] == "GET, HEAD"
        assert answer.json()["status"] == 405
        assert api.request(method, path).status_code == 401, "the token of scripts only reads"
    assert graph.version() == before


def test_nobody_asks_without_a_session_or_the_token(app: FastAPI, site: Site, paths: list[str]) -> None:
    stranger = client_of(app)
    for path in paths:
        answer = stranger.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
        assert stranger.get(path, headers={"Authorization": "Bearer wrong"}).status_code == 401
        assert site.http.get(path).status_code == 200


def test_pages_follow_one_another_by_their_links_and_stay_whole_while_others_write(api: TestClient, graph: Store) -> None:
    graph.carry([Carries(dataset=f"hf:o/d{n:02}", benchmark="benchmark:riddle", split="test", source="x") for n in range(25)])
    seen: list[str] = []
    path: str | None = f"{API}/exposures/riddle?limit=10"
    while path is not None:
        answer = api.get(path)
        page = answer.json()
        seen += [row["artifact"] for row in page["rows"]]
        link = answer.links.get("next")
        assert (link is None) == (page["next"] is None)
        path = link["url"] if link else None
        graph.carry([Carries(dataset="hf:a/early", benchmark="benchmark:riddle", split="test", source="x")])
    assert seen == [f"hf:o/d{n:02}" for n in range(25)]
    assert page["total"] == 26
    inside = f"{API}/inside/{SEEDS[1]}"
    first = get(api, f"{inside}?limit=1")
    following = api.get(inside, params={"cursor": first["next"]}).json()
    assert [*first["rows"], *following["rows"]] == get(api, inside)["rows"]


def test_changes_come_in_pages_of_one_time(api: TestClient, graph: Store) -> None:
    path = f"{API}/changes?since=2020-01-01&until=2999-01-01"
    whole = get(api, f"{path}&limit=1000")
    assert whole["total"] == len(whole["changes"]) == sum(whole["counts"].values()) > 20
    first = api.get(f"{path}&limit=15")
    rest = get(api, first.links["next"]["url"].replace("limit=15", "limit=1000"))
    assert [*first.json()["changes"], *rest["changes"]] == whole["changes"]
    assert api.get(f"{API}/changes", params={"since": "2021-01-01", "cursor": first.json()["next"]}).status_code == 422
    edge = graph.all_edges()[0].id
    assert edge in {one["edge"]["id"] for one in whole["changes"]}


def test_what_was_known_then(api: TestClient) -> None:
    assert len(get(api, f"{API}/upstream/{SEED}")["nodes"]) > 3
    assert len(get(api, f"{API}/upstream/{SEED}?as_of=2020-01-01")["nodes"]) == 1


def test_limits_say_how_much_they_left_out(api: TestClient) -> None:
    whole = get(api, f"{API}/upstream/{SEED}")
    cut = get(api, f"{API}/upstream/{SEED}?limit=3")
    assert len(cut["nodes"]) == 3
    assert cut["truncated"] == len(whole["nodes"]) - 3
    assert get(api, f"{API}/artifact/Open-Orca/OpenOrca?limit=1")["truncated"] > 0


def test_ids_with_signs_of_their_own_are_asked_for_encoded(api: TestClient, graph: Store) -> None:
    odd = "url:example.org/page?id=a%20b"
    graph.propose([reading(odd, claim(odd, "name:Some Thing, 50% of it?"))])
    assert get(api, f"{API}/artifact/{quote(odd, safe='')}")["artifact"]["id"] == odd
    found = get(api, f"{API}/downstream/{quote('name:Some Thing, 50% of it?', safe='')}")
    assert [node["id"] for node in found["nodes"]] == ["name:Some Thing, 50% of it?", odd]


def test_a_document_shows_its_claims_where_they_stand(api: TestClient) -> None:
    found = get(api, f"{API}/document/hf:{SEED}")
    assert found["marks"]
    for mark in found["marks"]:
        claimed = mark["claim"]
        assert found["text"][claimed["start"] : claimed["end"]] == claimed["quote"]
    edge = next(mark["edge"] for mark in found["marks"] if mark["edge"])
    assert get(api, f"{API}/edge/{edge}")["edge"]["status"] == next(m["status"] for m in found["marks"] if m["edge"] == edge)
    assert get(api, f"{API}/document/hf:{SEED}?revision={found['sha256'][:12]}") == found


@pytest.mark.parametrize(
    ("accept", "taken"),
    [
        (None, True),
        ("*/*", True),
        ("application/json", True),
        ("text/html, application/*;q=0.2", True),
        ("text/html", False),
        ("text/html;q=0.9, */*;q=0.1", True),
        ("application/json;q=0, */*", False),
        ("application/json;q=zero", False),
        ("image/png, text/*", False),
    ],
)
def test_only_json_is_spoken(api: TestClient, accept: str | None, taken: bool) -> None:
    assert takes_json(accept) is taken
    if accept is not None:
        answer = api.get(f"{API}/counts", headers={"Accept": accept})
        assert answer.status_code == (200 if taken else 406)


def test_tags_are_compared_weakly() -> None:
    assert matches('W/"a"', 'W/"a"')
    assert matches('"b", "a"', 'W/"a"')
    assert matches("*", 'W/"a"')
    assert not matches('"b"', 'W/"a"')


def test_the_router_has_reads_alone() -> None:
    assert {method for route in router.routes for method in getattr(route, "methods", ())} == {"GET"}
