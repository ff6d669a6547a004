"""An edge or an artifact with all that stands behind it: quotes in context, documents, decisions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import AwareDatetime

from graph.conflicts import CONTRADICTED, Conflict, bearing, within
from graph.contract import Reads
from graph.errors import UnknownEdge
from graph.model import Artifact, Carries, Claim, Decision, Document, Edge, EdgeType, Frozen, Status
from graph.walk import known

AROUND = 160
"""Characters of context on each side of a quote, at most."""
LONGEST_WORD = 40


class Quote(Frozen):
    """A claim where it stands. `line` is 1-based; `before` and `after` are None when the text is not in this home."""

    claim: Claim
    url: str | None
    revision: str | None
    fetched_at: AwareDatetime | None
    line: int | None
    before: str | None
    after: str | None


class ShownEdge(Frozen):
    """An edge, its quotes (best first) and what people decided. `truncated`: quotes that a limit left out.

    `conflicts`: claims on it that cannot all be true, two and two.
    """

    edge: Edge
    quotes: tuple[Quote, ...]
    decisions: tuple[Decision, ...]
    truncated: int = 0
    conflicts: tuple[Conflict, ...] = ()


class ShownDocument(Frozen):
    """A stored revision of a document, without its text."""

    id: str
    url: str
    revision: str | None
    sha256: str
    fetched_at: AwareDatetime
    characters: int


class ShownArtifact(Frozen):
    """An artifact, its documents, the edges to its sources with their quotes, and its users.

    `truncated`: edges that a limit left out, the least sure on each side.
    """

    artifact: Artifact
    documents: tuple[ShownDocument, ...]
    upstream: tuple[ShownEdge, ...]
    downstream: tuple[Edge, ...]
    carries: tuple[Carries, ...]
    truncated: int = 0


def edge(store: Reads, edge_id: str, *, most: int | None = None) -> ShownEdge:
    """One edge with its quotes, at most the `most` surest. Raises UnknownEdge."""
    found = store.edges([edge_id])
    if not found:
        raise UnknownEdge(f"no edge {edge_id} in this graph; `stemma review list` names those that wait for a verdict")
    return _shown(store, found, most)[0]


def edges(store: Reads, edge_ids: Sequence[str]) -> list[ShownEdge]:
    """Several edges with their quotes, read at once, by edge id; missing ones are left out."""
    return _shown(store, store.edges(edge_ids)) if edge_ids else []


def artifact(store: Reads, artifact_id: str, *, most: int | None = None) -> ShownArtifact:
    """One artifact with its edges, at most `most` on each side. Raises UnknownArtifact naming near ids."""
    node = known(store, artifact_id)
    up = store.edges_of([node.id], "upstream", types=list(EdgeType), statuses=list(Status))
    down = store.edges_of([node.id], "downstream", types=list(EdgeType), statuses=list(Status))
    shown = _shown(store, _surest(up, most))
    used = _surest(down, most)
    read_in = {q.claim.document_id for e in shown for q in e.quotes}
    own = {node.id, *(f"{prefix}:{node.id.partition(':')[2]}" for prefix in ("abs", "full", "web"))}
    return ShownArtifact(
        artifact=node,
        documents=tuple(_document(d) for d in sorted(store.documents(own | read_in), key=lambda d: (d.id not in own, d.id, d.fetched_at))),
        upstream=tuple(shown),
        downstream=tuple(used),
        carries=tuple(store.carries(datasets=[node.id])),
        truncated=len(up) - len(shown) + len(down) - len(used),
    )


def _surest(edges: list[Edge], most: int | None) -> list[Edge]:
    """At most `most` edges in the order they come in: those a person confirmed first, then the surest."""
    kept = {e.id for e in sorted(edges, key=lambda e: (e.status is not Status.CONFIRMED, -e.confidence, e.id))[:most]}
    return [e for e in edges if e.id in kept]


def _document(document: Document) -> ShownDocument:
    return ShownDocument(
        id=document.id,
        url=document.url,
        revision=document.revision,
        sha256=document.sha256,
        fetched_at=document.fetched_at,
        characters=len(document.text),
    )


def _shown(store: Reads, edges: list[Edge], most: int | None = None) -> list[ShownEdge]:
    """Edges with their quotes, claims and documents read once for all of them."""
    claims = {c.id: c for c in store.claims(ids=sorted({c for e in edges for c in e.claims}))}
    texts = {(d.id, d.sha256): d for d in store.documents(sorted({c.document_id for c in claims.values()}))}
    contradicted = bearing(store, [e.id for e in edges if CONTRADICTED & set(e.flags)])
    result = []
    for found in edges:
        mine = sorted((claims[c] for c in found.claims if c in claims), key=lambda c: (-c.confidence, c.id))
        quotes = tuple(_quote(c, texts.get((c.document_id, c.document_sha))) for c in mine[:most])
        made = tuple(store.decisions(found.id))
        against = tuple(within(found.id, contradicted.get(found.id, ())))
        result.append(ShownEdge(edge=found, quotes=quotes, decisions=made, truncated=len(mine) - len(quotes), conflicts=against))
    return result


def _quote(claim: Claim, document: Document | None) -> Quote:
    if document is None:
        return Quote(claim=claim, url=None, revision=None, fetched_at=None, line=None, before=None, after=None)
    text = document.text
    return Quote(
        claim=claim,
        url=document.url,
        revision=document.revision,
        fetched_at=document.fetched_at,
        line=text.count("\n", 0, claim.start) + 1,
        before=_whole_words(text[max(0, claim.start - AROUND - 1) : claim.start], keep_end=True),
        after=_whole_words(text[claim.end : claim.end + AROUND + 1], keep_end=False),
    )


def _whole_words(text: str, *, keep_end: bool) -> str:
    """The last or first `AROUND` characters, without the word that the cut goes through; a script without spaces is cut anywhere."""
    kept = text[-AROUND:] if keep_end else text[:AROUND]
    if len(kept) == len(text):
        return kept
    if keep_end:
        broken = re.match(rf"\S{{1,{LONGEST_WORD}}}(?=\s)", kept) if not text[-AROUND - 1].isspace() else None
        return kept[broken.end() :] if broken else kept
    broken = re.search(rf"(?<=\s)\S{{1,{LONGEST_WORD}}}\Z", kept) if not text[AROUND].isspace() else None
    return kept[: broken.start()] if broken else kept
