"""A file of documents -> claims, resolved within the file only, never over the network."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from agents.ensemble import Ensemble, Heard, checked, concluded, settled
from agents.errors import BadDocument
from agents.joining import Statement, corroborated
from agents.readers import Context, Reader
from agents.readers.local.identity import twin_key
from agents.works import Works, presented_by
from graph.calibration import Calibration, shipped
from graph.errors import InvalidId
from graph.ids import parse
from graph.model import Claim, Document

T = TypeVar("T")
_FIELDS = ("id", "kind", "url", "repo_or_dataset_id", "text")


def extract(
    documents: Iterable[Document],
    reader: Reader | Ensemble,
    *,
    calibration: Calibration | None = None,
    workers: int = 1,
    tokens: int | None = None,
    done: Callable[[str], None] = lambda _: None,
) -> Iterator[Claim]:
    """The claims of all documents: read, verified, resolved among themselves, looked at again, joined.

    One per (document, pair, relationship type), and one for each that contradicts it. A card in the file that presents a README
    or paper of the file hands itself on as what it was reached from. `calibration`: the
    shipped one unless given. `workers`: documents that are read at once (a model is waited for; it decides nothing else). `tokens`:
    what a model may cost, spent where the ensemble's triage sees most gain. `done` is told each document that was read.
    Deterministic, in the order of the documents.
    """
    held = list(documents)
    ensemble = reader if isinstance(reader, Ensemble) else Ensemble(reader)
    table = calibration or shipped()
    found, heard = heard_in(held, ensemble, table, workers=workers, tokens=tokens, done=done)
    looked = _each(held, lambda d: ensemble.looked(d, found[d.id], heard[d.id], table), workers)
    for document, statements in zip(held, looked, strict=True):
        yield from concluded(statements, heard[document.id], table)


def heard_in(
    held: list[Document],
    ensemble: Ensemble,
    calibration: Calibration,
    *,
    workers: int = 1,
    tokens: int | None = None,
    done: Callable[[str], None] = lambda _: None,
) -> tuple[dict[str, list[Statement]], dict[str, Heard]]:
    """The statements of each document of a file, with what several documents say together; and what was heard of it."""
    works, reached = Works.of(held), presented_by(held)
    contexts = {d.id: Context(reached_from=reached.get(twin_key(d.artifact), ()), known=works) for d in held}
    local: dict[str, Heard] = {}
    plan = None
    if ensemble.triage is not None:
        local = {d.id: ensemble.hear_local(d, contexts[d.id]) for d in held}
        before = corroborated({d.id: ensemble.settle(d, local[d.id], works, contexts[d.id]) for d in held})
        plan = ensemble.plan([(d, local[d.id], before[d.id]) for d in held], tokens, calibration)

    def of(document: Document) -> tuple[Heard, list[Statement]]:
        context = contexts[document.id]
        alone = local.get(document.id) or ensemble.hear_local(document, context)
        heard = ensemble.hear_more(document, alone, context, works, plan)
        found = settled(checked(heard, document), document, works, context.reached_from)
        done(document.id)
        return heard, found

    results = _each(held, of, workers)
    found = {d.id: stated for d, (_, stated) in zip(held, results, strict=True)}
    return corroborated(found), {d.id: heard for d, (heard, _) in zip(held, results, strict=True)}


def _each(documents: list[Document], of: Callable[[Document], T], workers: int) -> list[T]:
    """What `of` makes of each document, several at once, in their order."""
    if workers <= 1:
        return [of(document) for document in documents]
    with ThreadPoolExecutor(workers, thread_name_prefix="reader") as pool:
        return list(pool.map(of, documents))


def best(claims: Iterable[Claim]) -> list[Claim]:
    """One claim per (document, downstream, upstream, relationship type): the surest, then the first in the text."""
    kept: dict[tuple[str, ...], Claim] = {}
    for claim in claims:
        kind = claim.relation.edge_type or claim.relation
        key = (claim.document_id, claim.downstream.lower(), claim.upstream.lower(), str(kind))
        before = kept.get(key)
        if before is None or (-claim.confidence, claim.start) < (-before.confidence, before.start):
            kept[key] = claim
    return sorted(kept.values(), key=lambda c: (c.start, c.end, c.upstream, c.relation))


def documents_from_jsonl(path: Path) -> list[Document]:
    """Documents of a file of `{id, kind, url, repo_or_dataset_id, title, text}` lines.

    Raises BadDocument naming the line and what is wrong with it.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise BadDocument(f"{path.name} is not UTF-8 ({error}); write one JSON object a line, in UTF-8") from error
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            found.append(_document(line, f"{path.name} line {number}"))
    return found


def _document(line: str, where: str) -> Document:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BadDocument(f"{where} is no JSON ({error}); write one object a line") from error
    if not isinstance(row, dict):
        raise BadDocument(f"{where} is no object; write {{{', '.join(_FIELDS)}}} a line")
    for name in _FIELDS:
        if not isinstance(row.get(name), str) and not (name == "url" and row.get(name) is None):
            raise BadDocument(f"{where} has no text in {name!r}; every document needs {', '.join(_FIELDS)}")
    title = row.get("title")
    return Document(
        id=row["id"],
        url=row["url"] or "",
        text=row["text"],
        title=title if isinstance(title, str) else None,
        fetched_at=datetime(1970, 1, 1, tzinfo=UTC),
        artifact=artifact_of(row["kind"], row["repo_or_dataset_id"], row["id"]),
    )


def artifact_of(kind: str, name: str, document_id: str) -> str:
    """The artifact a document belongs to, from its kind and `repo_or_dataset_id`; `name:` for what is no id."""
    prefix = "hf:" if kind.startswith("hf") else "github:" if kind.startswith("github") else "arxiv:" if kind.startswith("arxiv") else ""
    bare = name.removeprefix(prefix)
    try:
        return parse(prefix + bare if prefix else bare)
    except InvalidId:
        return f"name:{bare.removeprefix('unresolved:')[:200].strip() or document_id}"


def line(claim: Claim) -> dict[str, object]:
    """A claim as one line of output (formats.md)."""
    return {
        "document_id": claim.document_id,
        "downstream": claim.downstream,
        "upstream": claim.upstream,
        "mention": claim.mention,
        "relation": claim.relation.value,
        "confidence": claim.confidence,
        "raw_confidence": claim.raw_confidence,
        "quote": claim.quote,
        "start": claim.start,
        "end": claim.end,
        "split": claim.split,
        "config": claim.config,
        "rows_taken": claim.rows_taken,
        "reader": claim.reader,
        "opinions": [opinion.model_dump(mode="json") for opinion in claim.opinions],
    }
