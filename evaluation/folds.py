"""Which documents train and which are held out: by document, and by family (documents of one line of works stay together).

By document says what more pages of the works seen would give; by family what works never seen would give, which is harder.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

FOLDS = 5


def by_document(documents: Sequence[str], folds: int = FOLDS) -> list[frozenset[str]]:
    """The held-out sets of `folds` rounds; disjoint, together all documents, of sizes that differ by one at most."""
    shuffled = sorted(documents, key=_shuffle)
    return [frozenset(shuffled[at::folds]) for at in range(min(folds, len(shuffled)))]


def by_family(families: Mapping[str, str]) -> list[frozenset[str]]:
    """One held-out set per family (document -> family), the largest family first."""
    sizes = Counter(families.values())
    return [frozenset(d for d, f in families.items() if f == family) for family in sorted(sizes, key=lambda f: (-sizes[f], f))]


def rounds(documents: Sequence[str], held_out: Sequence[frozenset[str]]) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """(train, held out) for each held-out set."""
    for out in held_out:
        yield frozenset(d for d in documents if d not in out), out


def _shuffle(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()
