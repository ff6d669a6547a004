"""The review screen as a test drives it: keys go in, the store is asked what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page, expect

from graph.contract import Store
from graph.model import Decision, Edge

WATCH = """
window.refusals = [];
document.addEventListener("securitypolicyviolation", (event) => window.refusals.push(event.violatedDirective + " " + event.blockedURI));
"""


@dataclass
class Desk:
    """One page at the review, over the store of the test."""

    page: Page
    graph: Store

    def open(self, path: str = "/review") -> Desk:
        """Load the review, and wait for a claim."""
        self.page.goto(path)
        self.page.wait_for_selector("#claim[data-edge]")
        return self

    @property
    def at(self) -> str:
        """The edge that is shown."""
        found = self.page.get_attribute("#claim", "data-edge")
        assert found is not None
        return found

    def press(self, *keys: str) -> Desk:
        """Type keys, one after another, each once what the one before shows is there."""
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def moved(self, before: str) -> str:
        """The edge shown now, once it is another."""
        expect(self.page.locator("#claim")).not_to_have_attribute("data-edge", before)
        return self.at

    def returned(self, edge: str) -> Desk:
        """Wait until an edge is shown."""
        expect(self.page.locator("#claim")).to_have_attribute("data-edge", edge)
        return self

    def saved(self) -> Desk:
        """Wait until nothing waits to be saved, and nothing came back."""
        expect(self.page.locator("#unsaved")).to_be_hidden()
        expect(self.page.locator("#messages")).to_be_empty()
        return self

    def left(self) -> Desk:
        """Leave the open dialog, and wait until it is gone."""
        self.page.keyboard.press("Escape")
        expect(self.page.locator("dialog[open]")).to_have_count(0)
        return self

    def edge(self, edge_id: str) -> Edge:
        """The edge in the store."""
        return self.graph.edges([edge_id])[0]

    def decided(self, edge_id: str) -> list[tuple[str, str]]:
        """Verdicts on an edge with who gave them."""
        return [(d.verdict.value, d.actor) for d in self.graph.decisions(edge_id)]

    def last(self, edge_id: str) -> Decision:
        """The last decision on an edge."""
        return self.graph.decisions(edge_id)[-1]
