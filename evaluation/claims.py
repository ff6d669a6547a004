"""Claims as measured: the fields of a line of `stemma extract`, wherever it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.errors import BadClaims
from evaluation.gold import Pair, row
from graph.model import DERIVATIONS

_FIELDS = ("document_id", "downstream", "upstream", "relation", "confidence")
_DERIVATIONS = frozenset(r.value for r in DERIVATIONS)


@dataclass(frozen=True)
class Read:
    """One claim. `confidence` in 0-1; `start` is None where the file does not say where the quote stands."""

    document_id: str
    downstream: str
    upstream: str
    relation: str
    confidence: float
    quote: str = ""
    mention: str = ""
    reader: str = ""
    start: int | None = None

    @property
    def derives(self) -> bool:
        """Whether it states a derivation; other relations are typed, and no edge of the tree."""
        return self.relation in _DERIVATIONS

    @property
    def pair(self) -> Pair:
        """Downstream and upstream as written."""
        return self.downstream, self.upstream


def from_row(found: Mapping[str, Any], where: str = "a claim") -> Read:
    """A claim of one JSON object. Raises BadClaims."""
    try:
        start = found.get("start")
        return Read(
            document_id=str(found["document_id"]),
            downstream=str(found["downstream"]),
            upstream=str(found["upstream"]),
            relation=str(found["relation"]),
            confidence=float(found["confidence"]),
            quote=str(found.get("quote") or ""),
            mention=str(found.get("mention") or ""),
            reader=str(found.get("reader") or ""),
            start=int(start) if start is not None else None,
        )
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise BadClaims(f"{where} is no claim ({error}); each needs {', '.join(_FIELDS)}") from error


def load(path: Path) -> list[Read]:
    """The claims of a JSONL file. Raises BadClaims naming the line."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip():
            where = f"{path.name} line {number}"
            found.append(from_row(row(line, where, _FIELDS, BadClaims), where))
    return found


def jaccard(a: Iterable[Read], b: Iterable[Read], threshold: float = 0.0) -> float:
    """Agreement of two readings at a cut: pairs in both over pairs in either; 1 when both are empty."""
    one, other = (
        {(c.document_id, c.downstream.casefold(), c.upstream.casefold()) for c in claims if c.derives and c.confidence >= threshold}
        for claims in (a, b)
    )
    return len(one & other) / len(one | other) if one | other else 1.0
