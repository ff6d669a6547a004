"""Where a card comes from, and what this home knows of the ids in it: the graph first, then what the ledger saw."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import BadCard, UnknownArtifact
from graph.exports.addresses import address
from graph.ids import Kind, kind_of, parse
from graph.model import Carries, Document, State
from stemma import wiring
from stemma.card import Checked, Known, check, state_of
from stemma.settings import Settings

if TYPE_CHECKING:
    from graph.contract import Store

UNNAMED = "hf:this/card"
"""What a card in a file is called when nobody says whose it is."""


def checked(settings: Settings, wanted: str, *, name: str | None = None) -> Checked:
    """The findings of the card in a file, or of the one of an artifact that was crawled; `name` is the id of a file's card.

    Raises UnknownArtifact when the graph holds no card of an id; InvalidId; BadCard for a file that is no UTF-8 text.
    """
    from agents.extract import extract

    with _graph(settings) as store:
        path = Path(wanted)
        document = _file(path, name) if path.is_file() else _stored(store, parse(wanted))
        return check(document, extract([document], wiring.reader(settings)), lambda ids: _known(settings, store, ids))


@contextmanager
def _graph(settings: Settings) -> Iterator[Store | None]:
    """The graph of this home, where it has one: a linter starts no engine of its own."""
    if settings.stemma_graph or (wiring.home(settings) / "graph").exists():
        with wiring.store(settings) as store:
            yield store
    else:
        yield None


def _file(path: Path, name: str | None) -> Document:
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadCard(f"{path} is no UTF-8 text ({error}); save it as UTF-8") from error
    artifact = parse(name) if name else UNNAMED
    return Document(id=artifact, url=address(artifact), text=text, fetched_at=datetime.now(UTC), artifact=artifact)


def _stored(store: Store | None, artifact: str) -> Document:
    found = store.canonical([artifact])[artifact] if store is not None else artifact
    held = store.documents([found]) if store is not None else []
    if not held:
        raise UnknownArtifact(f"the graph holds no card of {artifact}; crawl it (stemma crawl {artifact}), or give the file of its card")
    return held[-1]


def _known(settings: Settings, store: Store | None, ids: set[str]) -> Known:
    """What the graph knows of ids; of those it has no state of, what their services last answered in this home."""
    states = _asked(settings, ids)
    if store is None:
        return Known(states=states)
    answers = store.canonical(sorted(ids))
    nodes = store.artifacts(sorted(ids))
    states |= {i.lower(): node.state for i, node in nodes.items() if node.state is not State.UNREAD}
    facts: dict[str, list[Carries]] = {}
    for fact in store.carries(datasets=sorted(answers.values())) if ids else ():
        facts.setdefault(fact.dataset.lower(), []).append(fact)
    return Known({i.lower(): answer for i, answer in answers.items()}, states, facts)


def _asked(settings: Settings, ids: set[str]) -> dict[str, State]:
    path = wiring.home(settings) / "ledger.sqlite"
    if not path.exists():
        return {}
    urls = {url: i for i in ids if (url := _service(settings, i))}
    with closing(wiring.ledger(settings)) as book:
        found = book.statuses(urls)
    return {urls[url].lower(): state for url, status in found.items() if (state := state_of(status))}


def _service(settings: Settings, artifact: str) -> str | None:
    """The address at which a service is asked for an artifact."""
    kind, body = kind_of(artifact), artifact.partition(":")[2]
    hub = settings.hf_endpoint.rstrip("/")
    return {
        Kind.DATASET: f"{hub}/api/datasets/{body}",
        Kind.MODEL: f"{hub}/api/models/{body}",
        Kind.REPOSITORY: f"{settings.github_api_url.rstrip('/')}/repos/{body}",
    }.get(kind)
