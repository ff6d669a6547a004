"""Mentions become ids only by evidence: a link beside them, the document's own legend, a known alias, an exact id; else `name:`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from agents.readers.local.identity import folded, twin_key
from agents.readers.local.names import fold
from graph.ids import Kind, kind_of, short
from graph.model import DERIVATIONS, Claim, Document


class Known(Mapping[str, str]):
    """Folded name -> id, for the works of one file or crawl: last id parts, titles, aliases.

    A name that two unlike works have means nothing. Hub sets win over a repository of the same name.
    """

    def __init__(self, names: Iterable[tuple[str, str]] = ()) -> None:
        self._names: dict[str, str] = {}
        ids: dict[str, list[str]] = {}
        for name, artifact in names:
            if key := fold(name):
                ids.setdefault(key, []).append(artifact)
        for key in sorted(ids):
            if (only := _only(ids[key])) is not None:
                self._names[key] = only

    @classmethod
    def of(cls, documents: Iterable[Document], ids: Iterable[str] = ()) -> Known:
        """The index of a file's documents (ids and titles) and of further ids that were seen."""
        names: list[tuple[str, str]] = []
        for artifact in [*(d.artifact for d in documents), *ids]:
            if artifact.startswith(("hf:", "github:")):
                names.append((short(artifact), artifact))
        return cls(names)

    def __getitem__(self, name: str) -> str:
        return self._names[fold(name)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _only(ids: list[str]) -> str | None:
    """The one work that all ids mean; the Hub's id when a repository has the same name; None when they differ."""
    works = {twin_key(i): i for i in sorted(ids, reverse=True)}
    if len(works) == 1:
        return next(iter(works.values()))
    hub = {key: i for key, i in works.items() if i.startswith("hf:")}
    return next(iter(hub.values())) if len(hub) == 1 else None


def resolve(claims: Iterable[Claim], document: Document, known: Mapping[str, str]) -> list[Claim]:
    """Claims with their upstream resolved as far as the evidence goes.

    A `name:` that the works seen know becomes their id; a benchmark's name or a model as the source of a derivation
    becomes a name, never a data set; everything else stays as the reader found it.
    """
    return [_resolved(claim, known) for claim in claims]


def _resolved(claim: Claim, known: Mapping[str, str]) -> Claim:
    upstream = claim.upstream
    kind = kind_of(upstream)
    if kind is Kind.NAME and (found := known.get(upstream.partition(":")[2])) is not None:
        upstream = found
    elif kind in (Kind.BENCHMARK, Kind.MODEL) and claim.relation in DERIVATIONS:
        upstream = f"name:{claim.mention[:200].strip() or short(upstream)}"
    return claim if upstream == claim.upstream else claim.model_copy(update={"upstream": upstream})


def same_work(a: str, b: str) -> bool:
    """Whether two ids differ only by dash, case or a renamed owner."""
    return twin_key(a) == twin_key(b) and folded(short(a)) != ""
