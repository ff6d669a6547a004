"""Which exports there are, and the lines of each."""

from __future__ import annotations

import json
from collections.abc import Iterator

from graph.contract import Store
from graph.exports import csv, dot, jsonl, mermaid
from graph.ids import parse
from graph.walk import Walk, walk, whole

FORMS = ("jsonl", "mermaid", "dot", "csv")


def lines(store: Store, form: str, *, root: str | None = None, depth: int = 8, minimum: float = 0.0) -> Iterator[str]:
    """The lines of an export, each with its newline; jsonl is always the whole graph, with all edges.

    Raises UnknownArtifact when `root` is no node.
    """
    if form == "jsonl":
        return (json.dumps(record, ensure_ascii=False) + "\n" for record in jsonl.dump(store))
    view: Walk = walk(store, parse(root), "upstream", depth, minimum=minimum) if root else whole(store, minimum=minimum)
    writer = {"mermaid": mermaid, "dot": dot, "csv": csv}[form]
    return (line + "\n" for line in writer.lines(view))
