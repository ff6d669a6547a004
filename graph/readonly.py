"""A view of a Bolt store that cannot write: no method that does, and sessions of the reading user or in read mode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from graph.bolt_query import Server
from graph.contract import Counts, Reads

if TYPE_CHECKING:
    import neo4j

    from graph.store import BoltStore

_FETCH = 1000


class Browsable(Reads, Protocol):
    """`Reads`, and how many of each there are."""

    def counts(self) -> Counts:
        """How many artifacts, documents, live claims and live edges there are."""
        ...


_ASKED = frozenset(name for name in dir(Browsable) if not name.startswith("_"))


@dataclass
class ReadingServer(Server):
    """The same server, every session that of the reading user, or in read mode where there is none."""

    @classmethod
    def of(cls, server: Server) -> ReadingServer:
        """Shares the drivers of `server`; only `server` closes them."""
        return cls(server.url, server.database, server.writer, server.reader, server.bookmarks)

    def session(self) -> neo4j.Session:
        """A session that reads."""
        return self.reading_session(_FETCH)


class ReadOnly:
    """The questions of `Browsable` to a `BoltStore` whose sessions read, whatever they come to be; no other method of it is reached."""

    def __init__(self, store: BoltStore) -> None:
        """Use `BoltStore.reading()`."""
        self._store = store

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - each question has its own type, in `Browsable`
        """A question of `Browsable`. Raises AttributeError for everything else, writes above all."""
        if name not in _ASKED:
            raise AttributeError(f"a view that only reads has no {name!r}")
        return getattr(self._store, name)
