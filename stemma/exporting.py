"""Which exports there are, and the lines of each."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph.contract import Store
from graph.ids import parse
from graph.model import EdgeType, Status
from graph.walk import Walk, known, walk, whole

if TYPE_CHECKING:
    from graph.exports.evidence import Evidenced
    from graph.exposure import Row


@dataclass(frozen=True)
class Wanted:
    """What of the graph is asked for; `card` is the text that `hf-card` patches, the stored one when None."""

    root: str | None = None
    depth: int = 8
    minimum: float = 0.0
    benchmark: str | None = None
    card: str | None = field(default=None, repr=False)


def lines(store: Store, form: str, wanted: Wanted | None = None) -> Iterator[str]:
    """The lines of an export, each with its newline; `form` is one of FORMS. jsonl and cypher are always the whole graph.

    Raises UnknownArtifact when `root` is no node; UnknownBenchmark; for `hf-card` BadCard and NothingConfirmed.
    """
    return FORMS[form](store, wanted or Wanted())


def card_patch(store: Store, wanted: Wanted) -> tuple[str, str]:
    """A card, and the same with the confirmed sources it lacks in its `source_datasets`.

    Raises NothingConfirmed when no person confirmed a source on the Hub, UnknownArtifact, BadCard.
    """
    from graph.errors import NothingConfirmed, UnknownArtifact
    from graph.exports import hf_card

    if wanted.root is None:
        raise UnknownArtifact("a card belongs to one dataset; name it with --root")
    node = known(store, parse(wanted.root))
    sources = hf_card.confirmed(store.edges_of([node.id], "upstream"), node.id)
    if not sources:
        raise NothingConfirmed(f"no person confirmed a source of {node.id} on the Hub; see `stemma review list`, confirm, then export")
    card = wanted.card
    if card is None:
        stored = store.documents([node.id])
        if not stored:
            raise UnknownArtifact(f"the graph holds no card of {node.id}; give the file with --card, or crawl it")
        card = stored[-1].text
    return card, hf_card.patched(card, sources)


def _view(store: Store, wanted: Wanted) -> Walk:
    if wanted.root:
        return walk(store, parse(wanted.root), "upstream", wanted.depth, minimum=wanted.minimum)
    return whole(store, minimum=wanted.minimum)


def _jsonl(store: Store, _: Wanted) -> Iterator[str]:
    from graph.exports import jsonl

    return (json.dumps(record, ensure_ascii=False) + "\n" for record in jsonl.dump(store))


def _picture(name: str) -> Callable[[Store, Wanted], Iterator[str]]:
    def write(store: Store, wanted: Wanted) -> Iterator[str]:
        from graph.exports import csv, dot, graphml, mermaid

        writer = {"mermaid": mermaid, "dot": dot, "csv": csv, "graphml": graphml}[name]
        return (line + "\n" for line in writer.lines(_view(store, wanted)))

    return write


def _croissant(store: Store, wanted: Wanted) -> Iterator[str]:
    from graph.exports import croissant
    from graph.exports.evidence import evidenced

    if wanted.root:
        node = known(store, parse(wanted.root))
        edges = [e for e in store.edges_of([node.id], "upstream") if e.confidence >= wanted.minimum or e.status is Status.CONFIRMED]
        return iter([json.dumps(croissant.document(node, evidenced(store, edges)), ensure_ascii=False, indent=1) + "\n"])
    listed = evidenced(store, (e for e in _view(store, wanted).edges if e.type is EdgeType.DERIVED_FROM))
    sources: dict[str, list[Evidenced]] = defaultdict(list)
    for one in listed:
        sources[one.edge.downstream].append(one)
    nodes = store.artifacts(sources)
    named = sorted(nodes, key=str.lower)
    return (json.dumps(croissant.document(nodes[key], sources[key]), ensure_ascii=False) + "\n" for key in named)


def _openlineage(store: Store, wanted: Wanted) -> Iterator[str]:
    from graph.exports import openlineage
    from graph.exports.evidence import evidenced

    edges = [edge for edge in _view(store, wanted).edges if edge.type is EdgeType.DERIVED_FROM]
    return (json.dumps(openlineage.event(one), ensure_ascii=False) + "\n" for one in evidenced(store, edges))


def _conda(store: Store, wanted: Wanted) -> Iterator[str]:
    from graph.exports import conda

    return (line + "\n" for line in conda.lines(_exposed(store, wanted), store.carries()))


def _exposed(store: Store, wanted: Wanted) -> Iterator[Row]:
    """Rows of one benchmark, or of every one that was scanned for, or whose carriers something was made from."""
    from graph.exposure import exposures

    if wanted.benchmark:
        benchmarks = {wanted.benchmark if ":" in wanted.benchmark else f"benchmark:{wanted.benchmark}"}
    else:
        facts = store.carries()
        used = {edge.upstream.lower() for edge in store.edges_of({fact.dataset for fact in facts}, "downstream")}
        benchmarks = {fact.benchmark for fact in facts if fact.dataset.lower() in used} | {scan.benchmark for scan in store.overlaps()}
    for benchmark in sorted(benchmarks):
        yield from exposures(store, benchmark, minimum=wanted.minimum).rows


def _cypher(store: Store, _: Wanted) -> Iterator[str]:
    from graph.exports import cypher, jsonl

    return (line + "\n" for line in cypher.lines(jsonl.records(store)))


def _hf_card(store: Store, wanted: Wanted) -> Iterator[str]:
    from graph.exports import hf_card

    return iter(hf_card.diff(*card_patch(store, wanted)))


FORMS: dict[str, Callable[[Store, Wanted], Iterator[str]]] = {
    "jsonl": _jsonl,
    "mermaid": _picture("mermaid"),
    "dot": _picture("dot"),
    "csv": _picture("csv"),
    "graphml": _picture("graphml"),
    "croissant": _croissant,
    "openlineage": _openlineage,
    "conda": _conda,
    "cypher": _cypher,
    "hf-card": _hf_card,
}
