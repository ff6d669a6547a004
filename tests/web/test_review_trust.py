"""What a reviewer can rely on: keys work wherever the focus is, nothing is lost, nobody overwrites another, texts stay texts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, Route, expect

from graph import verdicts
from graph.contract import Store
from graph.model import Artifact, Claim, Document, Reading, Relation, Status

from .conftest import Contexts
from .desk import WATCH, Desk
from .test_serve import serious

pytestmark = pytest.mark.browser
CONTROLS = "a[href]:visible, button:visible, summary:visible, [tabindex='0']:visible"


@pytest.fixture
def desk(page: Page, graph: Store) -> Desk:
    return Desk(page, graph).open()


def test_a_key_decides_once_wherever_the_focus_is(desk: Desk) -> None:
    count = desk.page.locator(CONTROLS).count()
    assert count > 30
    decided: list[str] = []
    for number in range(0, count, 2):
        controls = desk.page.locator(CONTROLS)
        if number >= controls.count() or len(decided) >= 30:
            break
        edge = desk.at
        if desk.edge(edge).flags:  # Accepting it asks for a reason first.
            desk.press("j").moved(edge)
            continue
        controls.nth(number).evaluate("element => element.focus()")
        desk.press("a").moved(edge)
        decided.append(edge)
    desk.saved()
    assert len(decided) > 15
    assert all(desk.decided(edge) == [("confirm", "ada")] for edge in decided)


def test_space_on_a_focused_button_skips_and_does_not_press_it(desk: Desk) -> None:
    for button in ("accept", "reject", "second"):
        edge = desk.at
        desk.page.locator(f"button[data-act={button}]").first.focus()
        desk.press("Space").moved(edge)
        assert desk.edge(edge).status is Status.PROPOSED
    desk.saved()
    assert desk.graph.decisions() == []


def test_keys_are_typed_in_fields_and_escape_leaves_them(desk: Desk) -> None:
    edge = desk.at
    desk.page.focus("#q")
    desk.page.keyboard.type("a x 1 u")
    assert desk.page.input_value("#q") == "a x 1 u"
    assert (desk.at, desk.graph.decisions()) == (edge, [])
    desk.press("Escape", "x").moved(edge)
    desk.saved()
    assert desk.edge(edge).status is Status.REJECTED


def test_a_key_held_down_decides_once_and_browser_keys_stay_the_browsers(desk: Desk) -> None:
    edge = desk.at
    desk.page.keyboard.down("a")
    for _ in range(5):
        desk.page.keyboard.down("a")  # The same key again without letting go: a repeat.
    desk.page.keyboard.up("a")
    desk.moved(edge)
    desk.page.evaluate("dispatchEvent(new KeyboardEvent('keydown', { key: 'a', ctrlKey: true }))")
    desk.saved()
    assert len(desk.graph.decisions()) == 1


def test_buttons_do_what_their_keys_do(desk: Desk) -> None:
    edge = desk.at
    desk.page.get_by_role("button", name="Reject x").click()
    other = desk.moved(edge)
    desk.page.get_by_role("button", name="Accept a", exact=True).click()
    desk.moved(other)
    desk.saved()
    assert (desk.edge(edge).status, desk.edge(other).status) == (Status.REJECTED, Status.CONFIRMED)


def test_a_quote_of_another_claim_leads_to_it(desk: Desk) -> None:
    edge = desk.at
    mark = desk.page.locator(f"mark[data-edge]:not([data-edge='{edge}'])").first
    other = mark.get_attribute("data-edge")
    mark.click()
    assert desk.moved(edge) == other
    expect(desk.page.locator(f"mark.current[data-edge='{other}']").first).to_be_in_viewport()


def test_of_two_reviewers_one_decides_and_the_other_is_told(contexts: Contexts, graph: Store) -> None:
    ada, bob = (Desk(contexts(name).new_page(), graph).open() for name in ("ada", "bob"))
    edge = ada.at
    assert bob.at == edge
    ada.press("a").moved(edge)
    ada.saved()
    bob.press("x").moved(edge)
    message = bob.page.locator("#messages .message")
    expect(message).to_contain_text("ada")
    expect(message).to_contain_text("confirm")
    assert graph.edges([edge])[0].status is Status.CONFIRMED
    assert ada.decided(edge) == [("confirm", "ada")]
    next_ = bob.at
    bob.press("Space").moved(next_)
    bob.returned(edge)  # It comes back next, as it is now.
    expect(bob.page.locator("#claim .status")).to_have_text("confirmed")
    message.get_by_role("button", name="Dismiss").click()
    bob.press("x").moved(edge)
    bob.saved()
    assert [who for _, who in bob.decided(edge)] == ["ada", "bob"]


def test_a_cut_in_the_network_loses_nothing(desk: Desk) -> None:
    first = desk.at
    desk.page.context.set_offline(True)
    second = desk.press("a").moved(first)
    third = desk.press("x").moved(second)
    unsaved = desk.page.locator("#unsaved")
    expect(unsaved).to_contain_text("2 not saved yet")
    expect(unsaved).to_contain_text("does not answer")
    assert desk.graph.decisions() == []
    assert desk.page.evaluate("!dispatchEvent(new Event('beforeunload', { cancelable: true }))")
    desk.press("u").returned(second)  # Undone before it was sent: never sent.
    expect(unsaved).to_contain_text("1 not saved yet")
    desk.press("Space").moved(second)
    assert desk.at == third
    desk.page.context.set_offline(False)
    desk.saved()
    assert (desk.edge(first).status, desk.edge(second).status) == (Status.CONFIRMED, Status.PROPOSED)
    assert desk.page.evaluate("dispatchEvent(new Event('beforeunload', { cancelable: true }))")


def test_decisions_outlive_the_page_that_made_them(desk: Desk) -> None:
    edge = desk.at
    desk.page.route("**/review/decide", lambda route: route.abort())
    desk.press("a").moved(edge)
    expect(desk.page.locator("#unsaved")).to_contain_text("1 not saved yet")
    desk.page.unroute("**/review/decide")
    fresh = Desk(desk.page.context.new_page(), desk.graph).open()
    fresh.saved()
    assert desk.decided(edge) == [("confirm", "ada")]


def test_an_answer_that_was_lost_is_not_a_second_decision(desk: Desk) -> None:
    lost: list[str] = []

    def lose(route: Route) -> None:
        route.fetch()  # The server keeps it; the page never hears.
        lost.append(route.request.post_data or "")
        route.abort()

    edge = desk.at
    desk.page.route("**/review/decide", lose, times=1)
    desk.press("a").moved(edge)
    desk.saved()
    assert len(lost) == 1
    assert desk.decided(edge) == [("confirm", "ada")]


def test_a_session_that_ended_keeps_the_decision_until_one_is_let_in_again(desk: Desk, contexts: Contexts) -> None:
    edge = desk.at
    cookies = desk.page.context.cookies()
    desk.page.context.clear_cookies()
    desk.press("a").moved(edge)
    expect(desk.page.locator("#unsaved")).to_contain_text("your session ended")
    fresh = contexts("ada")  # Another session of the same person: other cookie, other token.
    desk.page.context.add_cookies([c for c in fresh.cookies() if c["name"] == cookies[0]["name"]])  # type: ignore[misc]
    desk.saved()
    assert desk.decided(edge) == [("confirm", "ada")]


def test_what_waits_for_ada_is_not_saved_as_bob(contexts: Contexts, graph: Store) -> None:
    desk = Desk(contexts("ada").new_page(), graph).open()
    edge = desk.at
    desk.page.route("**/review/decide", lambda route: route.abort())
    desk.press("a").moved(edge)
    expect(desk.page.locator("#unsaved")).to_contain_text("1 not saved yet")
    other = contexts("bob")
    bob = Desk(other.new_page(), graph).open()
    kept = desk.page.evaluate("localStorage.getItem('stemma-outbox')")
    bob.page.evaluate("(kept) => localStorage.setItem('stemma-outbox', kept)", kept)
    bob.open()
    expect(bob.page.locator("#unsaved")).to_contain_text("1 of ada wait for ada")
    bob.press("j")
    assert graph.decisions() == []


EVIL = """# <script>window.pwned = 1</script> card

<img src=x onerror="window.pwned = 2"> This dataset was built from <b id="smuggled">[evil/source](https://huggingface.co/datasets/evil/source)</b>.
</div></section><form action="https://evil.example"><button data-act="accept" autofocus>free</button></form>
{{ 7 * 7 }} ${window.pwned = 3} <svg onload="window.pwned = 4"> javascript:window.pwned=5 <style>body{display:none}</style>
"""


@pytest.fixture
def evil(graph: Store) -> str:
    """An edge whose ids, names, document and quotes all try to become markup or script."""
    made, source = "hf:evil/card", 'name:<img src=x onerror="window.pwned=6"></script><script>window.pwned=7</script>'
    time = datetime(2026, 1, 2, tzinfo=UTC)
    document = Document(id=made, url="javascript:window.pwned=8", text=EVIL, title="<h1 id=smuggled>t</h1>", fetched_at=time, artifact=made)
    quote = EVIL[EVIL.index("<img") : EVIL.index("autofocus")]
    start = EVIL.index(quote)
    claim = Claim(
        document_id=made,
        document_sha=document.sha256,
        downstream=made,
        upstream=source,
        mention='"><script>window.pwned=9</script>',
        relation=Relation.FILTERED,
        quote=quote,
        start=start,
        end=start + len(quote),
        raw_confidence=0.5,
        confidence=0.5,
        reader="<b id=smuggled>reader</b>",
        read_at=time,
    )
    graph.propose([Reading(artifact=Artifact(id=made, title="<i id=smuggled>x</i>"), documents=(document,), claims=(claim,), time=time)])
    return next(e.id for e in graph.all_edges() if e.downstream == made)


def test_markup_and_scripts_in_documents_stay_text(page: Page, graph: Store, evil: str) -> None:
    dialogs: list[str] = []
    errors: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script(WATCH)
    verdicts.note(graph, evil, actor="<script>window.pwned=10</script>", text='<img src=x onerror="window.pwned=11">')
    desk = Desk(page, graph).open(f"/review/{evil}")
    expect(page.locator("#text")).to_contain_text("<script>window.pwned = 1</script>")
    expect(page.locator("#beside")).to_contain_text("onerror")
    expect(page.locator("#text mark.current").first).to_be_visible()
    desk.press("g")
    expect(page.locator("#dialog-graph table")).to_be_visible()
    desk.left().press("t")
    expect(page.locator("#dialog-target")).to_be_visible()
    desk.left().press("A")
    expect(page.locator("#all-card li").first).to_contain_text("<img src=x")
    desk.left().press("x").moved(evil)
    desk.saved()
    expect(page.locator("#lately")).to_contain_text("onerror")
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("window.refusals") == []
    assert page.locator("#smuggled, main form[action*=evil], main img, main iframe, #text svg, #text style").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    assert (dialogs, errors) == ([], [])


def test_nothing_on_the_screen_is_refused_by_the_policy_and_nothing_complains(page: Page, graph: Store) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.add_init_script(WATCH)
    desk = Desk(page, graph).open()
    desk.press("j", "k", "r", "r")
    for key in ("g", "?", "/"):
        desk.press(key).left()
    expect(page.locator(".touched, #beside .kind").first).to_be_visible()
    assert page.evaluate("window.refusals") == []
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault_for_assistive_software(desk: Desk, scheme: str) -> None:
    desk.page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    expect(desk.page.locator("#beside svg.rails")).to_be_visible()
    edge = desk.at
    desk.press("a").moved(edge)
    desk.saved()
    assert serious(desk.page) == []
    for key in ("?", "/", "t", "A", "g") if scheme == "light" else ("/",):
        desk.press(key)
        expect(desk.page.locator("dialog[open]"), key).to_be_visible()
        assert serious(desk.page) == [], key
        desk.left()
