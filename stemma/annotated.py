"""A stored text with all that was read in it, each claim where it stands and what became of it."""

from __future__ import annotations

from pydantic import AwareDatetime

from graph.contract import Reads
from graph.errors import UnknownDocument
from graph.model import Claim, Frozen, Status, edge_id


class Revision(Frozen):
    """One fetched text of a document."""

    sha256: str
    revision: str | None
    fetched_at: AwareDatetime
    characters: int


class Marked(Frozen):
    """A claim of this text: `text[claim.start:claim.end] == claim.quote`. `edge`: what it counts for, with that edge's status.

    Both are None for a claim of a kind that makes no edge (a comparison, a method, a plan).
    """

    claim: Claim
    edge: str | None
    status: Status | None


class ReadDocument(Frozen):
    """One revision of a document with its text, its claims in the order of the text, and the other revisions that are kept.

    `earlier`: claims of other revisions than this one, which are not listed.
    """

    id: str
    artifact: str
    url: str
    title: str | None
    media_type: str
    sha256: str
    revision: str | None
    fetched_at: AwareDatetime
    text: str
    marks: tuple[Marked, ...]
    earlier: int
    revisions: tuple[Revision, ...]


def read_document(store: Reads, document: str, revision: str | None = None) -> ReadDocument:
    """The latest revision of a document, or the one whose sha256 or revision begins with `revision`. Raises UnknownDocument."""
    kept = store.documents([document])
    if not kept:
        raise UnknownDocument(f"no text {document!r} is in this graph; `stemma show ORG/NAME` lists the documents of an artifact")
    chosen = [one for one in kept if revision is None or any(name.startswith(revision) for name in (one.sha256, one.revision or ""))]
    if not chosen:
        known = ", ".join(one.sha256[:12] for one in kept)
        raise UnknownDocument(f"no revision of {document!r} begins with {revision!r}; its revisions are {known}")
    shown = chosen[-1]
    claims = store.claims(documents=[shown.id])
    return ReadDocument(
        id=shown.id,
        artifact=shown.artifact,
        url=shown.url,
        title=shown.title,
        media_type=shown.media_type,
        sha256=shown.sha256,
        revision=shown.revision,
        fetched_at=shown.fetched_at,
        text=shown.text,
        marks=_marks(store, [claim for claim in claims if claim.document_sha == shown.sha256]),
        earlier=sum(claim.document_sha != shown.sha256 for claim in claims),
        revisions=tuple(
            Revision(sha256=one.sha256, revision=one.revision, fetched_at=one.fetched_at, characters=len(one.text)) for one in kept
        ),
    )


def _marks(store: Reads, claims: list[Claim]) -> tuple[Marked, ...]:
    names = store.canonical({end for claim in claims for end in (claim.downstream, claim.upstream)})
    counts_for = {
        claim.id: edge_id(names[claim.downstream], names[claim.upstream], kind)
        for claim in claims
        if (kind := claim.relation.edge_type) is not None
    }
    edges = {edge.id: edge for edge in store.edges(sorted(set(counts_for.values())))}
    found = []
    for claim in sorted(claims, key=lambda c: (c.start, c.end, c.id)):
        edge = edges.get(counts_for.get(claim.id, ""))
        found.append(Marked(claim=claim, edge=edge.id if edge else None, status=edge.status if edge else None))
    return tuple(found)
