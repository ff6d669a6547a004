"""The explorer where there is nothing, where something is wrong, as of a day, and over what somebody wrote to do harm."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from graph.contract import Store
from graph.memory import MemoryStore
from graph.model import Artifact, Claim, Document, Reading, Relation, State
from graph.neighbourhood import FAN
from graph.rows import Cut
from graph.runs import Metric, Run, RunKind
from stemma import answers
from stemma.settings import Settings
from stemma.web.app import create_app
from stemma.web.opened import Opened
from stemma.web.security.door import Door

from .conftest import Site, let_in

ROOT = "hf:argilla/dpo-mix-7k"
PAGES = (
    "/",
    f"/artifact/{ROOT}",
    f"/graph/{ROOT}",
    f"/part/inside/{ROOT}",
    f"/part/papers/{ROOT}",
    "/part/waiting",
    "/part/lately",
    f"/document/{ROOT}",
    f"/why/{ROOT}?benchmark=math",
    "/benchmark/math",
    "/part/exposed/benchmark:math",
    "/leaderboard",
    "/part/standings/benchmark:math",
    "/search?q=math",
    "/changes",
    "/part/changes",
)
HARM = """# A <script>alert(1)</script> set

<img src=x onerror=alert(1)> [click](javascript:alert(1)) "><svg onload=alert(1)>
Made from {{ 7 * 7 }} rows of evil/source</span></div><script>alert(2)</script>
"""


class _Tags(HTMLParser):
    """What a browser would run or load of a page, other than ours."""

    def __init__(self) -> None:
        super().__init__()
        self.harm: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        source = said.get("src") or ""
        if tag in ("svg", "iframe", "object", "style", "b", "u") or (tag in ("script", "img") and not source.startswith("/static/")):
            self.harm.append(f"{tag} {said}")
        self.harm += [f"{name}={value}" for name, value in attrs if name.startswith("on") or name == "style"]
        self.harm += [f"{name}={value}" for name, value in attrs if name in ("href", "src", "action") and "script:" in (value or "")[:20]]


def _over(store: Store, settings: Settings, door: Door) -> Site:
    return let_in(create_app(settings, opened=Opened(reads=store, store=store), door=door), door)


def harmful() -> MemoryStore:
    store = MemoryStore()
    now = datetime(2026, 5, 1, tzinfo=UTC)
    text = HARM
    document = Document(
        id="web:javascript:alert(1)", url="javascript:alert(1)", text=text, title="<b>t</b>", fetched_at=now, artifact="hf:evil/set"
    )
    quote = "Made from {{ 7 * 7 }} rows of evil/source</span></div><script>alert(2)</script>"
    start = text.index(quote)
    claim = Claim(
        document_id=document.id,
        document_sha=document.sha256,
        downstream="hf:evil/set",
        upstream="hf:evil/source",
        mention="evil/source",
        relation=Relation.SUBSET,
        quote=quote,
        start=start,
        end=start + len(quote),
        raw_confidence=0.8,
        confidence=0.8,
        reader="<i>reader</i>",
        split='"><script>alert(3)</script>',
        read_at=now,
    )
    named = Artifact(id="name:<script>alert(4)</script>", title="<script>alert(5)</script>", state=State.READ)
    node = Artifact(id="hf:evil/set", title='"><img src=x onerror=alert(6)>', state=State.READ, revision="<u>r</u>")
    store.propose([Reading(artifact=node, documents=(document,), claims=(claim,), time=now), Reading(artifact=named, time=now)])
    metric = Metric(on="benchmark:math", name="<script>alert(7)</script>", value=0.5, n=10)
    store.record_runs([Run(kind=RunKind.EVALUATION, datasets=("hf:evil/set",), source="javascript:alert(8)", metrics=(metric,))])
    return store


def test_an_empty_graph_says_what_to_type(settings: Settings, door: Door) -> None:
    site = _over(MemoryStore(), settings, door)
    page = site.get("/")
    assert "This graph is empty" in page
    assert "stemma crawl" in page
    assert "hx-get" not in page
    assert "stemma import --format leaderboard" in site.get("/leaderboard")
    assert "Nothing changed" in site.get("/part/changes")
    assert "Nothing here is called so" in site.get("/search?q=math")
    assert "Nothing waits" in site.get("/part/waiting")


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/artifact/hf:nobody/nothing", 404, "Not in this graph"),
        ("/artifact/hf:argilla/dpo-mix-7", 404, "dpo-mix-7k"),
        ("/edge/e:0000000000000000", 404, "No such edge"),
        ("/document/hf:nobody/nothing", 404, "No such text"),
        ("/run/r:0000000000000000", 404, "No such run"),
        ("/benchmark/nobody-knows-this", 404, "No such benchmark"),
        ("/part/standings/nobody-knows-this", 404, "No such benchmark"),
        (f"/artifact/{ROOT}?depth=99", 422, "Not understood"),
        (f"/artifact/{ROOT}?min=2", 422, "Not understood"),
        (f"/artifact/{ROOT}?show=nonsense", 422, "Not understood"),
        ("/changes?since=yesterday", 422, "no date"),
        (f"/artifact/{ROOT}?as_of=soon", 422, "no date"),
        ("/search?q=math&cursor=forged", 422, "Not a page of this"),
        ("/artifact/no-such:thing", 422, "Not an id"),
    ],
)
def test_what_cannot_be_shown_says_so_and_what_to_do(site: Site, path: str, status: int, says: str) -> None:
    answer = site.http.get(path)
    assert answer.status_code == status, answer.text[:500]
    assert says in html.unescape(answer.text)
    assert 'role="alert"' in answer.text
    fragment = site.http.get(path, headers={"HX-Request": "true"})
    assert fragment.status_code == status
    assert "<html" not in fragment.text


def test_every_page_as_it_was_known_before_anything_was_read(site: Site) -> None:
    for path in PAGES:
        page = site.get(f"{path}{'&' if '?' in path else '?'}as_of=2020-01-31")
        if not path.startswith(("/part", "/graph")):
            assert "as it was known on <strong>2020-01-31</strong>" in page, path
        links = {
            html.unescape(link)
            for link in re.findall(r'href="(/(?:artifact|edge|benchmark|document|why|leaderboard|search|changes)[^"]*)"', page)
        }
        undated = {link for link in links if "as_of=2020-01-31" not in link and link != path}
        assert not undated, (path, undated)
    page = site.get(f"/artifact/{ROOT}?as_of=2020-01-31")
    assert '<span data-graph-shown="">1 of 1' in page or "<span data-graph-shown>1 of 1" in page
    assert 'name="as_of" value="2020-01-31"' in page


def test_the_start_as_of_a_day_counts_what_was_known_then(site: Site, graph: Store) -> None:
    assert re.findall(r"<dd>([\d,]+)</dd>", site.get("/?as_of=2020-01-31")) == ["0"]
    assert re.findall(r"<dd>([\d,]+)</dd>", site.get("/?as_of=2090-01-31")) == [f"{graph.counts().edges:,}"]
    assert "0 of 0 proposals shown" in site.get("/part/waiting?as_of=2020-01-31")
    assert "newest 0 of 0 edges" in site.get("/part/lately?as_of=2020-01-31")


def test_the_way_back_to_now_keeps_the_rest_of_the_address(site: Site) -> None:
    page = html.unescape(site.get(f"/artifact/{ROOT}?as_of=2020-01-31&depth=2&x=hf:a/b&x=hf:c/d"))
    assert 'href="/artifact/hf:argilla/dpo-mix-7k?depth=2&x=hf%3Aa%2Fb&x=hf%3Ac%2Fd"' in page
    assert page.count('<input type="hidden" name="x"') >= 2


def test_what_documents_say_is_text_and_no_more(settings: Settings, door: Door) -> None:
    store = harmful()
    site = _over(store, settings, door)
    edge = store.all_edges()[0].id
    run = store.runs()[0].id
    paths = [
        "/artifact/hf:evil/set",
        "/part/papers/hf:evil/set",
        "/artifact/name:<script>alert(4)</script>",
        f"/edge/{edge}",
        "/document/web:javascript:alert(1)",
        f"/run/{run}",
        "/part/standings/benchmark:math",
        "/search?q=<script>alert(9)</script>",
        "/search?q=evil",
        "/part/changes?since=2020-01-01",
    ]
    for path in paths:
        page = site.get(path)
        assert "49 rows" not in page
        parsed = _Tags()
        parsed.feed(page)
        assert not parsed.harm, (path, parsed.harm)
    assert "javascript:alert(1)" in site.get("/part/papers/hf:evil/set")


def test_outside_links_hand_nothing_on(site: Site) -> None:
    for path in (f"/artifact/{ROOT}", f"/part/papers/{ROOT}", f"/document/{ROOT}"):
        outside = re.findall(r'<a [^>]*href="https?://[^>]*>', site.get(path))
        assert outside
        assert all('rel="noopener noreferrer"' in link for link in outside)


def test_a_hub_of_five_hundred_is_bounded_and_says_so(settings: Settings, door: Door) -> None:
    from tests.unit.graph.lineage import edge, graph

    edges = [edge(f"user{n}", "hub", 0.5) for n in range(500)]
    site = _over(graph(*(Artifact(id=i) for i in {e.downstream for e in edges} | {"hf:o/hub"}), *edges), settings, door)
    page = site.get("/artifact/hf:o/hub")
    assert f"{FAN + 1} of 501</span> known artifacts shown" in page
    assert f"open {500 - FAN} more" in page
    full = site.get("/artifact/hf:o/hub?" + "&".join(["x=hf:o/hub"] * 60))
    assert "The picture is full at 300" in full


def test_an_answer_that_a_budget_cut_says_so(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    whole_exposures, whole_inside = answers.exposures, answers.inside
    cut = {"partial": True, "cut": Cut(round_trips=3, unread=7, examples=("hf:o/far",))}
    monkeypatch.setattr(answers, "exposures", lambda *a, **k: whole_exposures(*a, **k).model_copy(update=cut))
    monkeypatch.setattr(answers, "inside", lambda *a, **k: whole_inside(*a, **k).model_copy(update=cut))
    for path in ("/part/exposed/benchmark:math", f"/part/inside/{ROOT}"):
        page = site.get(path)
        assert "Partial." in page
        assert "7 artifacts were seen and not read on from, such as o/far" in page


def test_reading_pages_take_no_writes(site: Site) -> None:
    for path in PAGES:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            answer = site.http.request(method, path.partition("?")[0], headers={"X-CSRF-Token": site.token})
            assert answer.status_code == 405, (method, path)


def test_who_is_not_let_in_reads_nothing(app: object) -> None:
    from .conftest import client_of

    client: TestClient = client_of(app)  # type: ignore[arg-type]
    assert {client.get(path).status_code for path in PAGES} == {401}
