"""The history of an edge with all who had a hand in it: readers, the prompts that models were given, second looks, reviewers."""

from __future__ import annotations

from contextlib import closing

from graph.contract import Reads
from graph.ledger import Ledger
from graph.model import Frozen
from graph.past import Past, Said, past
from stemma import wiring
from stemma.settings import Settings


class Prompted(Frozen):
    """A model was asked about a document, in the crawl that made a version: what for, and the sha256 of the prompt's file."""

    version: int
    document: str
    purpose: str
    model: str
    prompt: str


class History(Frozen):
    """What an edge said at every version, and what models were asked about the documents it stands on.

    `prompts` are those that this home's ledger knows of: a graph that several homes write has crawls of which it has none.
    """

    past: Past
    prompts: tuple[Prompted, ...]


def history(settings: Settings, store: Reads, edge: str) -> History:
    """The history of one edge. Raises UnknownEdge."""
    told = past(store, edge)
    with closing(wiring.ledger(settings)) as book:
        return History(past=told, prompts=tuple(one for said in told.versions for one in _prompts(book, said)))


def _prompts(book: Ledger, said: Said) -> list[Prompted]:
    documents = {claim.document_id for claim in said.claims}
    if said.run is None or not documents:
        return []
    return [Prompted(version=said.version, **call._asdict()) for call in book.prompts(said.run, documents)]
