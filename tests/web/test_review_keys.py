"""Every key of the review, pressed in a real browser, and what it changed in the store."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from graph.contract import Store
from graph.model import Edge, EdgeType, Relation, Status
from stemma.keymap import KEYS, REASON_KEYS, RELATION_KEYS, Act

from .desk import Desk

pytestmark = pytest.mark.browser
TESTED = {"a", "x", "space", "u", "backspace", "r", "f", "t", "j", "k", "o", "A", "g", "/", "m", "!", "?", *RELATION_KEYS}


@pytest.fixture
def desk(page: Page, graph: Store) -> Desk:
    return Desk(page, graph).open()


def test_every_key_of_the_map_is_tested_here() -> None:
    assert {key.key for key in KEYS if key.act is not Act.QUIT} == TESTED


@pytest.mark.parametrize(("key", "status", "verdict"), [("a", Status.CONFIRMED, "confirm"), ("x", Status.REJECTED, "reject")])
def test_a_verdict_is_kept_and_the_next_claim_shown(desk: Desk, key: str, status: Status, verdict: str) -> None:
    edge = desk.at
    desk.press(key).moved(edge)
    desk.saved()
    assert desk.edge(edge).status is status
    assert desk.decided(edge) == [(verdict, "ada")]
    expect(desk.page.locator("#lately li").first).to_contain_text("accepted" if key == "a" else "rejected")


def test_space_leaves_undecided_and_goes_on(desk: Desk) -> None:
    edge, before = desk.at, desk.graph.version()
    desk.press("Space").moved(edge)
    assert desk.edge(edge).status is Status.PROPOSED
    assert desk.graph.version() == before
    expect(desk.page.locator("#place")).to_contain_text("2 of")


@pytest.mark.parametrize("key", ["u", "Backspace"])
def test_undo_takes_back_and_shows_it_again(desk: Desk, key: str) -> None:
    edge = desk.at
    desk.press("a").moved(edge)
    desk.saved().press(key).returned(edge).saved()
    assert desk.edge(edge).status is Status.PROPOSED
    assert [verdict for verdict, _ in desk.decided(edge)] == ["confirm", "reopen"]
    desk.press("x").moved(edge)
    desk.saved()
    assert desk.edge(edge).status is Status.REJECTED


def test_undo_after_a_new_start_takes_back_the_last_that_was_kept(desk: Desk) -> None:
    edge = desk.at
    desk.press("a").moved(edge)
    desk.saved().open()
    expect(desk.page.locator("#lately li").first).to_contain_text("accepted")
    desk.press("u").returned(edge).saved()
    assert desk.edge(edge).status is Status.PROPOSED


def test_each_digit_sets_its_relation_and_confirms(desk: Desk) -> None:
    made: dict[str, Relation] = {}
    for key, relation in RELATION_KEYS.items():
        edge = desk.at
        made[edge] = relation
        desk.press(key).moved(edge)
    desk.saved()
    for edge, relation in made.items():
        now = desk.edge(edge)
        assert (now.relation, now.status) == (relation, Status.CONFIRMED), edge
        assert desk.last(edge).verdict.value in ("amend", "confirm")
    assert len(made) == 10
    assert {desk.last(edge).verdict.value for edge in made} >= {"amend"}


def test_r_and_a_digit_reject_with_the_reason(desk: Desk) -> None:
    for key, cause in REASON_KEYS.items():
        edge = desk.at
        desk.press("r")
        expect(desk.page.locator("#causes")).to_be_visible()
        desk.press(key).moved(edge)
        desk.saved()
        assert (desk.edge(edge).status, desk.last(edge).cause) == (Status.REJECTED, cause)
    edge = desk.at
    desk.press("r", "a").moved(edge)  # Any other key closes the question and means what it always means.
    desk.saved()
    assert desk.edge(edge).status is Status.CONFIRMED


def undated(graph: Store) -> Edge:
    """A proposed derivation of which no date says that the other way round is impossible."""
    dates = {key.lower(): found.first_public for key, found in graph.artifacts().items()}
    edges = graph.all_edges(types=[EdgeType.DERIVED_FROM], statuses=[Status.PROPOSED])
    return next(e for e in edges if e.upstream.startswith("hf:") and None in (dates[e.upstream.lower()], dates[e.downstream.lower()]))


def test_f_flips_the_direction(desk: Desk) -> None:
    edge = undated(desk.graph)
    desk.open(f"/review/{edge.id}").press("f").moved(edge.id)
    desk.saved()
    assert desk.edge(edge.id).status is Status.REJECTED
    turned = desk.edge(str(desk.last(edge.id).instead))
    assert (turned.downstream, turned.upstream, turned.status) == (edge.upstream, edge.downstream, Status.CONFIRMED)
    desk.press("u").returned(edge.id).saved()
    assert desk.edge(edge.id).status is Status.PROPOSED


def test_t_takes_another_source_by_typing(desk: Desk) -> None:
    edge = desk.edge(desk.at)
    desk.press("t")
    candidates = desk.page.locator("#targets [role=option]")
    expect(candidates.first).to_be_visible()
    desk.page.keyboard.type("sharegpt a x")  # Letters are typed here, and decide nothing.
    for _ in range(4):
        desk.press("Backspace")
    expect(candidates.first).to_contain_text("ShareGPT")
    desk.press("ArrowDown")
    chosen = candidates.first.inner_text()
    desk.press("Enter").moved(edge.id)
    desk.saved()
    other = desk.edge(str(desk.last(edge.id).instead))
    assert (other.downstream, other.upstream, other.status) == (edge.downstream, chosen, Status.CONFIRMED)
    assert desk.edge(edge.id).status is Status.REJECTED


def test_j_and_k_walk_and_write_nothing(desk: Desk) -> None:
    first, before = desk.at, desk.graph.version()
    second = desk.press("j").moved(first)
    assert desk.press("k").moved(second) == first
    assert desk.page.url.endswith(f"/review/{first}")
    assert desk.graph.version() == before


def test_o_opens_the_source_at_the_quote(desk: Desk) -> None:
    desk.page.evaluate("window.open = (...given) => { window.opened = given; }")
    desk.press("o")
    to, target, features = desk.page.evaluate("window.opened")
    assert re.match(r"https?://[^#]+#:~:text=\S+", to)
    assert (target, "noopener" in features) == ("_blank", True)


def test_a_capital_a_accepts_the_sentence_and_undo_takes_all_back(desk: Desk) -> None:
    edge = desk.at
    desk.press("A")
    dialog = desk.page.locator("#dialog-all")
    expect(dialog).to_be_visible()
    count = desk.page.locator("#all-card li").count()
    assert count > 1
    desk.press("2").moved(edge)
    desk.saved()
    group = desk.last(edge).group
    together = [d.edge for d in desk.graph.decisions() if d.group == group]
    assert edge in together
    assert 1 < len(together) <= count
    assert all(desk.edge(e).status is Status.CONFIRMED for e in together)
    desk.press("u").returned(edge).saved()
    assert all(desk.edge(e).status is Status.PROPOSED for e in together)


def test_g_shows_the_larger_graph_and_its_table(desk: Desk) -> None:
    desk.press("g")
    expect(desk.page.locator("#dialog-graph svg.rails")).to_be_visible()
    expect(desk.page.locator("#dialog-graph table")).to_be_visible()
    desk.press("Escape")
    expect(desk.page.locator("#dialog-graph")).to_be_hidden()


def test_slash_filters_by_the_address(desk: Desk) -> None:
    desk.press("/")
    desk.page.select_option("#f-relation", "filtered")
    desk.page.fill("#f-low", "0.5")
    desk.page.click("#dialog-filter button:has-text('Show these')")
    desk.page.wait_for_url("**/review*relation=filtered*low=0.5*")
    desk.page.wait_for_selector("#claim[data-edge]")
    shown = desk.edge(desk.at)
    assert (shown.relation, shown.confidence >= 0.5) == (Relation.FILTERED, True)
    wanted = [e for e in desk.graph.all_edges(statuses=[Status.PROPOSED]) if e.relation is Relation.FILTERED and e.confidence >= 0.5]
    expect(desk.page.locator("#place")).to_contain_text(f"of {len(wanted)}")


def test_what_needs_a_written_reason_comes_back_and_asks_for_it(desk: Desk) -> None:
    dated = desk.edge(desk.at)
    desk.press("f").moved(dated.id)  # The source was public before: the other way round needs a reason.
    message = desk.page.locator("#messages .message")
    expect(message).to_contain_text("written override")
    assert desk.edge(dated.id).status is Status.PROPOSED
    message.get_by_role("button", name="Look at it").click()
    desk.returned(dated.id).press("f")
    desk.page.keyboard.type("the date of the card is wrong")
    message.get_by_role("button", name="Dismiss").evaluate("button => button.click()")
    desk.press("Control+Enter").moved(dated.id)
    desk.saved()
    turned = desk.edge(str(desk.last(dated.id).instead))
    assert turned.status is Status.CONFIRMED
    assert "the date of the card is wrong" in str(desk.last(turned.id).reason)


def test_m_keeps_a_note_and_stays(desk: Desk) -> None:
    edge = desk.at
    desk.press("m")
    desk.page.keyboard.type("ask the authors a x")
    desk.press("Control+Enter")
    expect(desk.page.locator("#lately li").first).to_contain_text("noted")
    desk.saved()
    assert (desk.at, desk.edge(edge).status, desk.last(edge).note) == (edge, Status.PROPOSED, "ask the authors a x")
    desk.press("a").moved(edge)
    desk.saved()
    assert desk.edge(edge).status is Status.CONFIRMED


def test_an_exclamation_mark_asks_for_a_second_reader(desk: Desk) -> None:
    edge = desk.at
    desk.press("!").moved(edge)
    desk.saved()
    assert "second_reader" in desk.edge(edge).flags
    assert desk.edge(edge).status is Status.PROPOSED


def test_a_question_mark_lists_every_key(desk: Desk) -> None:
    desk.press("?")
    told = desk.page.locator("#dialog-help").inner_text()
    for key in KEYS:
        if key.act is not Act.QUIT:
            assert key.help in told, key
    desk.press("Escape")
    expect(desk.page.locator("#dialog-help")).to_be_hidden()


def test_the_last_ten_are_listed_and_can_be_opened_again(desk: Desk) -> None:
    made = []
    for _ in range(11):
        edge = desk.at
        if desk.edge(edge).flags:
            desk.press("Space").moved(edge)
            continue
        made.append(edge)
        desk.press("x").moved(edge)
    desk.saved()
    expect(desk.page.locator("#lately li")).to_have_count(min(10, len(made)))
    desk.page.locator(f"#lately button[data-argument='{made[-2]}']").click()
    desk.returned(made[-2])
    expect(desk.page.locator("#claim .status")).to_have_text("rejected")
    desk.press("a").moved(made[-2])
    desk.saved()
    assert [verdict for verdict, _ in desk.decided(made[-2])] == ["reject", "confirm"]


def test_at_the_end_of_the_line_it_says_so(desk: Desk) -> None:
    edge = desk.edge(desk.at)
    desk.open(f"/review?document={desk.graph.claims(ids=edge.claims)[0].document_id}&upstream={edge.upstream}")
    desk.press("a")
    expect(desk.page.locator("#claim h2")).to_have_text("Nothing waits")
    desk.saved()
    assert desk.edge(edge.id).status is Status.CONFIRMED
    desk.press("u").returned(edge.id).saved()
    assert desk.edge(edge.id).status is Status.PROPOSED


def test_skipped_claims_come_again_at_the_end(desk: Desk) -> None:
    edge = desk.edge(desk.at)
    desk.open(f"/review?upstream={edge.upstream}&document={desk.graph.claims(ids=edge.claims)[0].document_id}")
    desk.press("Space")
    expect(desk.page.locator("#claim h2")).to_contain_text("1 skipped")
    desk.press("j").returned(edge.id)
