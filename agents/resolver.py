"""Mentions become ids only by evidence: a link beside them, the document's own legend, a known alias, an exact id; else `name:`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property

from agents.readers.local.candidates import legend_of
from agents.readers.local.identity import folded, twin_key, twins
from agents.readers.local.names import fold, gazetteer
from agents.readers.local.page import Page, parse
from graph.ids import Kind, kind_of, short
from graph.model import DERIVATIONS, Claim, Document

_HOMES = ("hf:", "github:")
_DATA = frozenset({"dataset", "preference", "benchmark", "evaluation", "corpus"})


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
        held = list(documents)
        names = [(short(i), i) for i in [*(d.artifact for d in held), *ids] if i.startswith(_HOMES)]
        names += [(title, d.artifact) for d in held if d.id.startswith("hf:") and (title := _title(d)) is not None]
        return cls(names)

    def __getitem__(self, name: str) -> str:
        return self._names[fold(name)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _title(document: Document) -> str | None:
    """What a card's title calls its set, when it is a name and not a sentence: two to five words."""
    title = re.sub(r"(?i)\A\W*(?:data\s?set card (?:for|of)\s*)?", "", document.title or "").strip(" \"'`*")
    if not 2 <= len(fold(title).split()) <= 5 or re.search(r"[\[\](){}<>:/]", title):
        return None
    own = folded(short(document.artifact))
    return title if any(len(word) >= 4 and word in own for word in fold(title).split()) else None


def _only(ids: list[str]) -> str | None:
    """The one work that all ids mean; the Hub's id when a repository has the same name; None when they differ."""
    works = {twin_key(i): i for i in sorted(ids, reverse=True)}
    if len(works) == 1:
        return next(iter(works.values()))
    hub = {key: i for key, i in works.items() if i.startswith("hf:")}
    return next(iter(hub.values())) if len(hub) == 1 else None


def resolve(claims: Iterable[Claim], document: Document, known: Mapping[str, str]) -> list[Claim]:
    """Claims with both ends resolved as far as the evidence goes, and no further.

    A `name:` becomes an id by a link beside it (in the same quote, with it in the anchor), by the document's own legend (it is
    linked under that very name elsewhere), or by a name that the works seen, or the shipped list, give to one work only; else it
    stays a name. A benchmark or a model as the source of a derivation becomes a name, never a data set. An end that is the
    document's own work under another spelling gets the work's id. Claims of one id on both ends are left out.
    """
    evidence = _Evidence(document, known)
    resolved = (_resolved(claim, evidence) for claim in claims)
    return [c for c in resolved if not twins(c.downstream, c.upstream)]


class _Evidence:
    """What one document and the works seen say of names; the document is parsed only when a name asks."""

    def __init__(self, document: Document, known: Mapping[str, str]) -> None:
        self.document = document
        self.known = known

    @cached_property
    def page(self) -> Page:
        return parse(self.document.text)

    @cached_property
    def legend(self) -> dict[str, str]:
        return {fold(name): target for name, target in legend_of(self.page).items()}

    def of(self, claim: Claim, name: str) -> str | None:
        """The id of a name in a claim; None when nothing but likeness speaks for one."""
        wanted = fold(name)
        beside = {
            link.id
            for link in self.page.links
            if claim.start <= link.start < claim.end and link.id.startswith(_HOMES) and not link.asset and wanted == fold(link.anchor)
        }
        if len(beside) == 1:
            return beside.pop()
        return self.legend.get(wanted) or self.known.get(wanted) or _well_known().get(wanted)


@cache
def _well_known() -> dict[str, str]:
    """Folded names of the shipped list's data sets; a name of two works, or of a method or model too, is left out."""
    found: dict[str, set[str]] = {}
    for entry in gazetteer():
        found.setdefault(fold(entry.name), set()).add(entry.id if entry.label in _DATA else "")
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1 and "" not in ids}


def _resolved(claim: Claim, evidence: _Evidence) -> Claim:
    upstream, downstream = _end(claim, claim.upstream, evidence), _end(claim, claim.downstream, evidence)
    if claim.relation in DERIVATIONS and kind_of(upstream) in (Kind.BENCHMARK, Kind.MODEL):
        upstream = f"name:{' '.join(claim.mention.split())[:200] or short(upstream)}"
    if (upstream, downstream) == (claim.upstream, claim.downstream):
        return claim
    return claim.model_copy(update={"upstream": upstream, "downstream": downstream})


def _end(claim: Claim, artifact: str, evidence: _Evidence) -> str:
    own = evidence.document.artifact
    if own.partition(":")[0] == artifact.partition(":")[0] and twins(artifact, own):
        return own
    if kind_of(artifact) is Kind.NAME:
        return evidence.of(claim, artifact.partition(":")[2]) or artifact
    return artifact
