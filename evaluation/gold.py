"""A gold folder: documents, the edges and traps that people read in them, and which spellings of an id are one.

Files, all JSONL: `documents` (`id kind url repo_or_dataset_id title text complete gold_coverage`, `family` when there is one),
`gold_edges` (`document_id downstream upstream relation`, `bulk_list`), `gold_negatives` (`document_id dataset canonical category
scored`), `aliases` (`alias canonical`), and, optional, `equivalents` (`canonical accept_also`) and `name_only_hints`
(`downstream upstream`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluation.errors import BadGold

Pair = tuple[str, str]
"""A downstream and an upstream, both canonical."""

_PREFIXES = (("hf:datasets/", ""), ("hf:", ""), ("dataset:", ""), ("gh:", "github:"), ("name:", "unresolved:"), ("url:", "web:"))
_SOFT = ("web:", "unresolved:", "name:", "kaggle:", "modelscope:", "arxiv:", "openai:")
_OLD_RELATIONS = {"distilled_or_regenerated": "distilled", "synthetic_from": "synthetic"}


@dataclass(frozen=True)
class GoldDocument:
    """What is known of one text. `counted`: its gold lists every edge it states. `whole`: it is known to be read to its end."""

    id: str
    row: Mapping[str, Any]
    family: str
    counted: bool
    whole: bool

    @property
    def text(self) -> str:
        """The text that offsets point into."""
        return str(self.row["text"])


@dataclass(frozen=True)
class GoldEdge:
    """A stated derivation; `bulk` when it stands in one of the very long lists."""

    relation: str
    bulk: bool


@dataclass(frozen=True)
class Negative:
    """A name that a document holds and that is no upstream of `downstream`, and of what kind the trap is."""

    downstream: str
    upstream: str
    category: str


def is_soft(upstream: str) -> bool:
    """Whether a canonical upstream is only a name, a website or a paper: found is a hit, wrong is no false alarm."""
    return upstream.startswith(_SOFT)


class Names:
    """Which ids mean one work: spellings by `aliases`, acceptable homes by `equivalents`."""

    def __init__(self, aliases: Mapping[str, str] | None = None, equivalents: Mapping[str, Iterable[str]] | None = None) -> None:
        self._canonical = {plain(alias): plain(to) for alias, to in (aliases or {}).items()}
        self._accepted: dict[str, set[str]] = defaultdict(set)
        for canonical, others in (equivalents or {}).items():
            for other in others:
                self._accepted[plain(other)].add(plain(canonical))

    def one(self, name: str) -> str:
        """The canonical id of a spelling."""
        bare = plain(name)
        return self._canonical.get(bare) or self._canonical.get(bare.removeprefix("unresolved:")) or bare

    def same(self, a: str, b: str) -> bool:
        """Whether two spellings are accepted for each other, either way round."""
        a, b = self.one(a), self.one(b)
        return a == b or b in self._accepted.get(a, ()) or a in self._accepted.get(b, ())

    def joined(self, more: Names) -> Names:
        """These and further spellings; where both know one, these win."""
        both = Names()
        both._canonical = {**more._canonical, **self._canonical}
        for accepted in (more._accepted, self._accepted):
            for name, homes in accepted.items():
                both._accepted[name] |= homes
        return both

    def match(self, pair: Pair, wanted: Iterable[Pair]) -> Pair | None:
        """The wanted pair that a pair means, the first in order of spelling: two gold pairs that are accepted for each other are one."""
        return min((w for w in wanted if self.same(pair[0], w[0]) and self.same(pair[1], w[1])), default=None)


def plain(name: str) -> str:
    """A spelling without case and without the prefix that only says where a data set lives."""
    name = name.strip().casefold()
    for prefix, to in _PREFIXES:
        if name.startswith(prefix):
            name = to + name[len(prefix) :]
    return name


@dataclass(frozen=True)
class Gold:
    """A gold folder read. `edges` and `negatives` are by document; `hints` are pairs that only a name supports."""

    documents: Mapping[str, GoldDocument]
    edges: Mapping[str, Mapping[Pair, GoldEdge]]
    negatives: Mapping[str, tuple[Negative, ...]]
    names: Names
    hints: frozenset[Pair] = field(default_factory=frozenset)

    def of(self, document_id: str) -> Mapping[Pair, GoldEdge]:
        """The stated edges of a document; empty when it states none."""
        return self.edges.get(document_id, {})


def load(folder: Path) -> Gold:
    """The gold of a folder. Raises BadGold naming file and line."""
    names = Names(
        {r["alias"]: r["canonical"] for r in _rows(folder / "aliases.jsonl", "alias", "canonical")},
        _merged(_rows(folder / "equivalents.jsonl", "canonical", "accept_also", optional=True)),
    )
    edges: dict[str, dict[Pair, GoldEdge]] = defaultdict(dict)
    for row in _rows(folder / "gold_edges.jsonl", "document_id", "downstream", "upstream", "relation"):
        pair = (names.one(row["downstream"]), names.one(row["upstream"]))
        bulk = bool(row.get("bulk_list")) or (pair in edges[row["document_id"]] and edges[row["document_id"]][pair].bulk)
        edges[row["document_id"]][pair] = GoldEdge(_OLD_RELATIONS.get(row["relation"], row["relation"]), bulk)
    negatives: dict[str, tuple[Negative, ...]] = defaultdict(tuple)
    for row in _rows(folder / "gold_negatives.jsonl", "document_id", "dataset", "category"):
        if row.get("scored", True) and row.get("canonical"):
            negatives[row["document_id"]] += (Negative(row["dataset"], row["canonical"], row["category"]),)
    hints = {
        (names.one(r.get("downstream") or r.get("dataset") or ""), names.one(r.get("upstream") or ""))
        for r in _rows(folder / "name_only_hints.jsonl", optional=True)
    }
    documents = [_document(r) for r in _rows(folder / "documents.jsonl", "id", "text", "kind", "repo_or_dataset_id")]
    return Gold({d.id: d for d in documents}, edges, negatives, names, frozenset(hints))


def _merged(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[row["canonical"]].extend(row["accept_also"])
    return found


def _document(row: Mapping[str, Any]) -> GoldDocument:
    coverage = row.get("gold_coverage")
    whole = bool(row.get("complete")) or coverage == "full"
    return GoldDocument(row["id"], row, str(row.get("family") or row["id"]), coverage != "partial", whole)


def _rows(path: Path, *fields: str, optional: bool = False) -> list[Mapping[str, Any]]:
    if not path.is_file():
        if optional:
            return []
        raise BadGold(f"{path} is missing; a gold folder holds documents, gold_edges, gold_negatives and aliases as JSONL")
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip():
            found.append(row(line, f"{path.name} line {number}", fields, BadGold))
    return found


def row(line: str, where: str, fields: Iterable[str], error: type[Exception]) -> Mapping[str, Any]:
    """One JSON object with the fields it must have. Raises `error` naming the place."""
    try:
        found = json.loads(line)
    except ValueError as fault:
        raise error(f"{where} is no JSON ({fault}); write one object a line") from fault
    missing = [f for f in fields if f not in found] if isinstance(found, dict) else list(fields)
    if missing or not isinstance(found, dict):
        raise error(f"{where} lacks {', '.join(missing) or 'its fields'}; write one object a line")
    return found
