"""Statements of somebody's graph -> readings that a store takes as proposals: one document and its claims a downstream.

What they say of their own certainty is a feature and no more: it stays as the raw confidence, and the claim's is capped by
the prior of its source. Two published graphs of one make, measured against people's gold, were right in about half of
their edges (precision 0.49 and 0.57) while 97 in 100 of them said 0.9 or more: hence 0.5, for a graph of unknown make too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from graph.contract import Store
from graph.errors import InvalidRecord
from graph.imports.stated import BadRow, Stated, Statement
from graph.model import Artifact, Claim, Document, Frozen, Reading

PRIOR = 0.5
BATCH = 500
_SHOWN = 5


class Taken(Frozen):
    """What an import changed, and how many rows it had; `rejected` rows were left out on demand."""

    source: str
    statements: int
    rejected: int
    claims_new: int
    claims_withdrawn: int
    edges_new: int
    edges_changed: int


def refuse(bad: Sequence[BadRow], mend: str) -> None:
    """Raise InvalidRecord naming the first rows that cannot be taken, when there are any."""
    if bad:
        named = "; ".join(f"line {row.line}: {row.why}" for row in bad[:_SHOWN])
        more = f"; and {len(bad) - _SHOWN} more" if len(bad) > _SHOWN else ""
        raise InvalidRecord(f"{len(bad)} rows cannot be taken ({named}{more}); nothing was imported; {mend}")


def propose(
    store: Store, stated: Stated, *, source: str, prior: float = PRIOR, time: datetime, tick: Callable[[int], None] = lambda _: None
) -> Taken:
    """Propose all statements of a file named `source`; the same file again changes nothing.

    Batches of 500 datasets, each one transaction: an import that was interrupted is completed by running it again.
    """
    found = list(readings(stated, source=source, prior=prior, time=time, dated=_dated(store, stated)))
    total = [0, 0, 0, 0]
    for start in range(0, len(found), BATCH):
        changed = store.propose(found[start : start + BATCH])
        total = [a + b for a, b in zip(total, changed, strict=True)]
        tick(min(start + BATCH, len(found)))
    return Taken(
        source=source,
        statements=len(stated.statements),
        rejected=len(stated.bad),
        claims_new=total[0],
        claims_withdrawn=total[1],
        edges_new=total[2],
        edges_changed=total[3],
    )


def readings(stated: Stated, *, source: str, prior: float, time: datetime, dated: Mapping[str, datetime]) -> Iterator[Reading]:
    """One reading a dataset, in the order of the file; works that only have a date get one without a document.

    `dated` are dates that the graph has already, by id in lower case: a stranger's date never stands beside ours.
    """
    by_downstream: dict[str, list[Statement]] = defaultdict(list)
    spelled: dict[str, str] = {}
    for statement in stated.statements:
        key = statement.downstream.lower()
        by_downstream[key].append(statement)
        spelled.setdefault(key, statement.downstream)
    dates = {i.lower(): (i, date) for i, date in stated.dates.items()}
    for key in dict.fromkeys([*by_downstream, *dates]):
        name, date = dates.get(key, (spelled.get(key, key), None))
        artifact = Artifact(id=spelled.get(key, name), first_public=None if key in dated else date)
        document, claims = _document(artifact, by_downstream.get(key, []), source, prior, time)
        yield Reading(artifact=artifact, documents=(document,) if document else (), claims=claims, readers=_readers(source), time=time)


def _readers(source: str) -> tuple[str, ...]:
    return (f"import:{source}",)


def _dated(store: Store, stated: Stated) -> dict[str, datetime]:
    """What the graph knew before, from other sources than files of this kind."""
    return {i.lower(): a.first_public for i, a in store.artifacts(stated.dates).items() if a.first_public is not None}


def _document(
    artifact: Artifact, statements: Sequence[Statement], source: str, prior: float, time: datetime
) -> tuple[Document | None, tuple[Claim, ...]]:
    """The statements on one dataset as one text, and a claim for each that quotes its evidence, or else its first line."""
    if not statements:
        return None, ()
    places: dict[str, tuple[int, int, Statement]] = {}
    text = f"# {artifact.id}, as {source} has it\n"
    for statement in statements:
        head = f"{statement.mention} -> {artifact.id}: {statement.said or 'no relation stated'}"
        sure = "" if statement.confidence is None else f", confidence {statement.confidence:g}"
        block = f"\n{head}{sure}\n" + (f"{statement.evidence}\n" if statement.evidence else "")
        if block in places:
            continue
        quote = statement.evidence or head
        start = len(text) + block.rindex(quote)
        places[block] = (start, start + len(quote), statement)
        text += block
    document = Document(
        id=f"import:{source}#{artifact.id}",
        url=f"file:{source}",
        text=text,
        media_type="text/plain",
        title=f"{artifact.id} in {source}",
        fetched_at=time,
        artifact=artifact.id,
    )
    return document, tuple(_claim(s, document, start, end, source, prior) for start, end, s in places.values())


def _claim(statement: Statement, document: Document, start: int, end: int, source: str, prior: float) -> Claim:
    raw = prior if statement.confidence is None else statement.confidence
    return Claim(
        document_id=document.id,
        document_sha=document.sha256,
        downstream=document.artifact,
        upstream=statement.upstream,
        mention=statement.mention,
        relation=statement.relation,
        quote=document.text[start:end],
        start=start,
        end=end,
        raw_confidence=raw,
        confidence=min(raw, prior),
        reader=_readers(source)[0],
        read_at=document.fetched_at,
    )
