"""Checks everything a command may need; each failure says how to mend it."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from graph.errors import GraphError
from graph.model import Frozen
from stemma import wiring
from stemma.settings import Settings

ROOMS = ("stemma", "graph", "prompts", "agents", "evaluation")
"""Import names of ours that another distribution could shadow."""


class Check(Frozen):
    """One thing that was checked: what was found, and when it is not as it must be, what to do."""

    name: str
    ok: bool
    found: str
    mend: str | None = None


def examine(settings: Settings) -> list[Check]:
    """All checks, in the order in which a failure explains the next."""
    own = [_python(), _rooms(), _engine(settings), _home(settings), _ledger(settings), _graph(settings), _schema(settings)]
    return [*own, *_services(settings), _model(settings)]


def foreign_rooms() -> dict[str, str]:
    """Rooms that are imported from elsewhere than beside `stemma`: name -> where from."""
    ours = Path(__file__).resolve().parent.parent
    found = {}
    for room in ROOMS:
        spec = importlib.util.find_spec(room)
        origin = Path(spec.origin).resolve() if spec and spec.origin else None
        if origin is None or origin.parent.parent != ours:
            found[room] = str(origin)
    return found


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check(name="python", ok=sys.version_info >= (3, 11, 5), found=version, mend="use Python 3.11.5 or newer")


def _rooms() -> Check:
    foreign = foreign_rooms()
    if not foreign:
        return Check(name="packages", ok=True, found="all rooms are ours")
    named = ", ".join(f"{room} from {place}" for room, place in foreign.items())
    return Check(
        name="packages", ok=False, found=named, mend="another distribution shadows ours: install stemma into an environment of its own"
    )


def _engine(settings: Settings) -> Check:
    if settings.stemma_graph:
        return Check(name="engine", ok=True, found=f"server at {settings.stemma_graph}")
    if importlib.util.find_spec("arcadedb") is None:
        mend = "no wheel of `arcadedb` for this platform: set STEMMA_GRAPH to a neo4j:// server"
        return Check(name="engine", ok=False, found="arcadedb is not installed", mend=mend)
    from importlib.metadata import version

    return Check(name="engine", ok=True, found=f"arcadedb {version('arcadedb')}")


def _home(settings: Settings) -> Check:
    return _try("home", lambda: str(wiring.home(settings)))


def _ledger(settings: Settings) -> Check:
    def look() -> str:
        with closing(wiring.ledger(settings)):
            return "ledger opens"

    return _try("ledger", look)


def _graph(settings: Settings) -> Check:
    def look() -> str:
        with wiring.store(settings) as store:
            counts = store.counts()
        return f"{counts.artifacts} artifacts, {counts.documents} documents, {counts.claims} claims, {counts.edges} edges"

    return _try("graph", look)


def _schema(settings: Settings) -> Check:
    """Without its unique constraints a graph takes two nodes for one work, without its indexes it crawls."""
    try:
        with wiring.store(settings) as store:
            missing = store.missing_schema()
    except GraphError as error:
        return Check(name="schema", ok=False, found=str(error).partition("; ")[0], mend="mend the graph first")
    if not missing:
        return Check(name="schema", ok=True, found="all constraints and indexes are there")
    mend = (
        "run `stemma stop` and try again; on a server, let the user of STEMMA_GRAPH_USER make constraints and indexes (graph/schema.cypher)"
    )
    return Check(name="schema", ok=False, found=f"missing: {', '.join(missing)}", mend=mend)


def _services(settings: Settings) -> list[Check]:
    """Whether each service answers; a command works on stored documents without them."""
    from agents.sources.endpoints import reachable

    asked = {
        "hugging face": settings.hf_endpoint,
        "github": settings.github_api_url,
        "arxiv": settings.arxiv_api_url or "https://export.arxiv.org",
    }
    return [
        Check(
            name=name,
            ok=(why := reachable(url)) is None,
            found=url if why is None else f"{url}: {why}",
            mend=None if why is None else "check the network, or the endpoint's setting",
        )
        for name, url in asked.items()
    ]


def _model(settings: Settings) -> Check:
    from stemma.model_check import look

    return Check(name="model", **look(settings)._asdict())


def _try(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name=name, ok=True, found=look())
    except GraphError as error:
        found, _, mend = str(error).partition("; ")
        return Check(name=name, ok=False, found=found, mend=mend or None)
