"""A large export back into a graph, in several transactions: checked whole first, and resumed where it was cut off.

One transaction holds all its rows in memory, here and on the server; millions of edges need parts. Each part is written whole
or not at all, and writing one twice changes nothing, so a cut load is finished by loading again from the last noted line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from graph.contract import Record, Store
from graph.exports.jsonl import check_quote, named, parsed
from graph.model import Claim, Document

PART = 20_000
"""Records of one transaction."""


def check(lines: Iterable[str]) -> int:
    """Look at every line, as `jsonl.load` does, without holding them; the number of records. Raises InvalidRecord naming the line."""
    texts: dict[tuple[str, str], str] = {}
    early: list[tuple[int, Claim]] = []
    count = 0
    for number, record in _numbered(lines):
        count += 1
        if isinstance(record, Document):
            texts[record.id.lower(), record.sha256] = record.text
        elif isinstance(record, Claim):
            key = record.document_id.lower(), record.document_sha
            if key in texts:
                with named(number):
                    check_quote(record, texts[key])
            else:
                early.append((number, record))
    for number, claim in early:
        with named(number):
            check_quote(claim, texts.get((claim.document_id.lower(), claim.document_sha)))
    return count


def load(
    store: Store, lines: Iterable[str], *, done: int = 0, note: Callable[[int], None] = lambda _: None, part: int = PART
) -> Iterator[int]:
    """Write checked lines in parts, after the first `done` records; yields how many records are in the graph after each part.

    `note` is told the same number when a part is committed, before the next begins.
    """
    records = islice((record for _, record in _numbered(lines)), done, None)
    while batch := list(islice(records, part)):
        store.load(batch)
        done += len(batch)
        note(done)
        yield done


def _numbered(lines: Iterable[str]) -> Iterator[tuple[int, Record]]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            with named(number):
                found = parsed(line)
            yield number, found
