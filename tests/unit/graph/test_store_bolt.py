"""What the Bolt store does beyond the contract: reading queries that cannot write, deadlines, round trips, errors, races."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from graph import bolt_query, bolt_read, bolt_slice, bolt_write, host
from graph.contract import Store
from graph.errors import CorruptState, InvalidId, QueryRefused, StaleDecision, StoreUnauthorised, StoreUnavailable
from graph.host import HostAddress
from graph.model import Artifact, Carries, Claim, Decision, Document, Link, Reading, Relation, State, Status, Verdict
from graph.store import BoltStore, connect

TIME = datetime(2026, 1, 2, 3, 4, 5, 678900, tzinfo=UTC)
A, B = "hf:o/A", "hf:o/B"


class Texts:
    """Texts of documents in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def put(self, text: str) -> str:
        sha = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        self.kept[sha] = text
        return sha

    def text(self, sha: str) -> str | None:
        return self.kept.get(sha)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostAddress]:
    home = tmp_path_factory.mktemp("home")
    try:
        yield host.ensure(home)
    finally:
        host.stop(home)


@pytest.fixture
def opened(address: HostAddress) -> Iterator[Callable[[], BoltStore]]:
    """Opens stores on one emptied graph, each with connections of its own."""
    stores: list[BoltStore] = []
    texts = Texts()

    def open_store() -> BoltStore:
        readers: dict[str, Any] = {"reader": address.reader, "reader_password": address.reader_password}
        stores.append(connect(address.url, address.user, address.password, address.database, texts=texts, **readers))
        return stores[-1]

    open_store()._write(lambda tx: list(tx.run("MATCH (n) DETACH DELETE n")))
    yield open_store
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Callable[[], BoltStore]) -> BoltStore:
    return opened()


def claim(downstream: str, upstream: str, place: int = 0, confidence: float = 0.5, relation: Relation = Relation.SUBSET) -> Claim:
    return Claim(
        document_id=downstream,
        document_sha="0" * 64,
        downstream=downstream,
        upstream=upstream,
        mention="m",
        relation=relation,
        quote=f"quote {place}",
        start=place,
        end=place + 7,
        raw_confidence=confidence,
        confidence=confidence,
        reader="local@1",
        read_at=TIME,
    )


def reading(artifact: str, *claims: Claim, links: tuple[Link, ...] = ()) -> Reading:
    document = Document(id=artifact, url="https://x.test", text=f"text of {artifact}", fetched_at=TIME, artifact=artifact)
    return Reading(artifact=Artifact(id=artifact, state=State.READ), documents=(document,), claims=claims, links=links, time=TIME)


def batch(readings: int) -> list[Reading]:
    """As a crawl proposes them: five claims each, about sets, names and repositories, and a paper."""

    def one(number: int) -> Reading:
        ups = (f"hf:o/u{number}", f"hf:o/u{number + 1}", "hf:o/common", f"name:set {number}", f"github:o/r{number}")
        said = [claim(f"hf:o/d{number}", up, place * 10) for place, up in enumerate(ups)]
        paper = Link(downstream=f"hf:o/d{number}", upstream=f"arxiv:2401.{number:05d}", relation=Relation.DOCUMENTED_BY)
        return reading(f"hf:o/d{number}", *said, links=(paper,))

    return [one(number) for number in range(readings)]


def decision(store: BoltStore, verdict: Verdict, after: Status, name: str) -> Decision:
    (edge,) = store.all_edges()
    version = edge.version + 1
    return Decision(id=name, edge=edge.id, verdict=verdict, actor="ann", time=TIME, before=edge.status, after=after, version=version)


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the queries asked from now on."""
    asked: list[str] = []
    ask = bolt_slice.ask

    def noted(tx: Any, name: str, *args: Any, **labels: Any) -> list[dict[str, Any]]:
        asked.append(name)
        return ask(tx, name, *args, **labels)

    for module in (bolt_slice, bolt_write, bolt_read):
        monkeypatch.setattr(module, "ask", noted)
    return asked


def protocol(store: BoltStore) -> Store:
    """For the type checker: the store meets the contract."""
    return store


def test_rows_come_back_as_plain_data_and_say_when_there_are_more(store: BoltStore) -> None:
    store.propose([reading(A, claim(A, B))])
    found = store.query("MATCH (n:Dataset) RETURN n.id AS id, n.state AS state ORDER BY n.id;", limit=2)
    assert found == (["id", "state"], [[A, "read"], [B, "unread"]], False)
    assert store.query("MATCH (n:Dataset) RETURN n.id AS id ORDER BY n.id", limit=1) == (["id"], [[A]], True)
    assert store.query("RETURN $x AS x", {"x": ["ä", None, 1.5]}).rows == [[["ä", None, 1.5]]]
    match = "MATCH p = (a:Dataset {key: 'hf:o/a'})-[e:DERIVED_FROM]->(b:Dataset) "
    (row,) = store.query(match + "RETURN a, e, p, datetime(e.first_seen) AS t, {k: [a.id]} AS m").rows
    assert json.loads(json.dumps(row)) == row
    assert (row[0]["labels"], row[0]["id"], row[1]["type"], row[1]["confidence"]) == (["Dataset"], A, "DERIVED_FROM", 0.5)
    assert [n["id"] for n in row[2]["nodes"]] == [A, B]
    assert (row[3][:19], row[4]) == ("2026-01-02T03:04:05", {"k": [A]})


@pytest.mark.parametrize("cypher", ["MATCH (n", "RETURN nonsense(1)", "", "RETURN $missing.x.y(", "MATCH (n:Dataset) RETURN m"])
def test_what_cannot_be_run_is_refused_with_the_reason(store: BoltStore, cypher: str) -> None:
    with pytest.raises(QueryRefused, match="cannot be run") as caught:
        store.query(cypher)
    assert "// stemma" not in str(caught.value)


def test_a_batch_of_a_crawl_takes_few_round_trips_and_little_time(store: BoltStore, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = counted(monkeypatch)
    store.propose(batch(2))
    asked.clear()
    begun = time.monotonic()
    found = store.propose(batch(30))
    assert (found.claims_new, found.edges_new) == (140, 168)
    assert len(asked) <= 13, asked
    assert time.monotonic() - begun < 3


def test_edges_from_many_take_one_query_per_label(store: BoltStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.propose(batch(20))
    asked = counted(monkeypatch)
    assert len(store.edges_of([f"hf:o/d{i}" for i in range(20)], "upstream")) == 100
    assert asked == ["answers", "upstream"]


def test_a_verdict_is_never_lost_to_a_crawl_that_writes_at_the_same_time(opened: Callable[[], BoltStore]) -> None:
    reviewer, *crawlers = (opened() for _ in range(3))
    reviewer.propose([reading(A, claim(A, B))])

    def crawl(store: BoltStore, number: int) -> None:
        for turn in range(10):
            store.propose([reading(A, claim(A, B, confidence=0.1 + 0.04 * (turn + 10 * number)))])

    def review() -> int:
        verdicts = 0
        while verdicts < 5:
            after = Status.REJECTED if verdicts % 2 else Status.CONFIRMED
            taken = decision(reviewer, Verdict.REJECT if verdicts % 2 else Verdict.CONFIRM, after, f"d{verdicts}")
            try:
                assert reviewer.decide(taken, expected_version=taken.version - 1).status is after
            except StaleDecision:
                continue
            verdicts += 1
        return verdicts

    with ThreadPoolExecutor(3) as pool:
        writing = [pool.submit(crawl, store, number) for number, store in enumerate(crawlers)]
        assert pool.submit(review).result(60) == 5
        assert [future.result(60) for future in writing] == [None, None]
    (edge,) = reviewer.all_edges()
    assert (edge.status, len(reviewer.decisions())) == (Status.CONFIRMED, 5)


def test_two_processes_that_meet_the_same_names_at_once_make_one_node_each(opened: Callable[[], BoltStore]) -> None:
    stores = [opened() for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        for number in range(5):
            works = [f"hf:o/x{number}_{i}" for i in range(10)]
            done = [pool.submit(store.carry, [Carries(dataset=w, benchmark="benchmark:b", source="s") for w in works]) for store in stores]
            assert [future.result(60) for future in done] == [None] * 3
    assert stores[0].counts().artifacts == 51
    assert len(stores[0].carries()) == 50


def test_a_text_that_the_archive_lacks_is_said(store: BoltStore) -> None:
    store.propose([reading(A)])
    assert [d.text for d in store.documents([A])] == [f"text of {A}"]
    texts = store._texts
    assert isinstance(texts, Texts)
    texts.kept.clear()
    with pytest.raises(CorruptState, match=r"hf:o/A.*--refresh"):
        store.documents()
    assert store.counts().documents == 1


def test_an_id_that_no_index_takes_is_refused_before_anything_is_written(store: BoltStore) -> None:
    endless = "url:x.test/" + "a" * 9000
    with pytest.raises(InvalidId, match="4000 bytes"):
        store.propose([reading(A, claim(A, B), claim(A, endless, 20))])
    assert store.counts() == (0, 0, 0, 0)


def test_no_server_wrong_password_wrong_address_wrong_database(address: HostAddress) -> None:
    with pytest.raises(StoreUnavailable, match=r"no graph server answers at bolt://127\.0\.0\.1:9"):
        connect("bolt://127.0.0.1:9", "u", "p", "d", texts=Texts())
    with pytest.raises(StoreUnauthorised, match="STEMMA_GRAPH_PASSWORD"):
        connect(address.url, address.user, "wrong password", address.database, texts=Texts())
    with pytest.raises(StoreUnavailable, match=r"bolt://HOST"):
        connect("http://127.0.0.1", "u", "p", "d", texts=Texts())
    with pytest.raises(StoreUnavailable, match=r"nowhere|refuses"):
        connect(address.url, address.user, address.password, "nowhere", texts=Texts())


def test_a_server_that_went_away_is_said(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(bolt_query._OPTIONS, "max_transaction_retry_time", 0.1)
    home = tmp_path_factory.mktemp("gone")
    at = host.ensure(home)
    try:
        store = connect(at.url, at.user, at.password, at.database, texts=Texts())
    finally:
        host.stop(home)
    with pytest.raises(StoreUnavailable, match=at.url):
        store.counts()
    with pytest.raises(StoreUnavailable, match=at.url):
        store.propose([reading(A)])
    store.close()
