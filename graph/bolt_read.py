"""Bulk reads of the Bolt store: batched one-hop queries, every anchored end labelled and first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from graph.bolt_rows import artifact_of, claim_of, decision_of, edge_of, fact_of, metric_of, overlap_of, run_of, stamp, version_of
from graph.bolt_slice import Slice, Transaction, ask, by_label, parts, some
from graph.contract import LIVE, Counts, Direction, Facts
from graph.model import Artifact, Carries, Claim, Decision, Edge, EdgeType, Overlap, Status
from graph.runs import Metric, Run
from graph.versions import EdgeVersion

RUN_TYPES = ("MEASURED_ON", "USED_BASE", "USED_DATA", "USED_MODEL")


class Answers:
    """What ids answer as: chains of RESOLVED_TO, read as far as the given ids lead."""

    def __init__(self, tx: Transaction, ids: Iterable[str]) -> None:
        """Read the chains of these ids, in any case."""
        self.spelled: dict[str, str] = {}
        self.targets: dict[str, str] = {}
        wanted = {i.lower() for i in ids}
        while some(labelled := by_label(wanted)):
            rows = ask(tx, "answers", labelled)
            self.spelled.update((row["key"], row["id"]) for row in rows)
            self.targets.update((row["key"], row["target"]) for row in rows if row["target"])
            wanted = {row["target"] for row in rows if row["target"]} - self.spelled.keys()

    def key(self, artifact_id: str) -> str:
        """The key of the node an id answers as; its own when it has no node."""
        key = artifact_id.lower()
        while key in self.targets:
            key = self.targets[key]
        return key


def turn(tx: Transaction) -> int:
    """How many writing transactions there were; see `Store.version`."""
    return sum(row["turn"] for row in ask(tx, "turn"))


def canonical(tx: Transaction, ids: Collection[str]) -> dict[str, str]:
    """See `Store.canonical`."""
    answers = Answers(tx, ids)
    return {i: answers.spelled.get(answers.key(i), i) for i in ids}


def artifacts(tx: Transaction, ids: Collection[str] | None) -> dict[str, Artifact]:
    """See `Store.artifacts`."""
    if ids is None:
        nodes = [row["node"] for row in ask(tx, "all_nodes")]
        found = _aliased({node["key"]: node for node in nodes})
        return {found[key].id: found[key] for key in sorted(found)}
    part = Slice(tx)
    part.nodes(i.lower() for i in ids)
    asked = {i: part.graph.answer(i) for i in ids}
    part.aliases(key for key in asked.values() if key in part.graph.nodes)
    return {i: part.graph.node(key) for i, key in asked.items() if key in part.graph.nodes}


def edges(tx: Transaction, ids: Collection[str]) -> list[Edge]:
    """See `Store.edges`."""
    if not ids:
        return []
    return _edges(row for some_ids in parts(sorted(set(ids))) for row in ask(tx, "edges", {str(kind): some_ids for kind in EdgeType}))


def edges_of(
    tx: Transaction, artifact_ids: Collection[str], direction: Direction, *, types: Collection[EdgeType], statuses: Collection[Status]
) -> list[Edge]:
    """See `Store.edges_of`."""
    if not (artifact_ids and types and statuses):
        return []
    answers = Answers(tx, artifact_ids)
    wanted = [str(status) for status in statuses]
    kinds = tuple(sorted(str(kind) for kind in types))
    rows: list[dict[str, Any]] = []
    for label, keys in by_label(answers.key(i) for i in artifact_ids).items():
        if keys:
            rows += ask(tx, direction, {"keys": keys, "statuses": wanted}, label=label, types=kinds)
    return _edges(rows)


def all_edges(tx: Transaction, *, types: Collection[EdgeType] | None, statuses: Collection[Status] | None) -> list[Edge]:
    """See `Store.all_edges`."""
    kinds = tuple(sorted(str(kind) for kind in (EdgeType if types is None else types)))
    wanted = [str(status) for status in (Status if statuses is None else statuses)]
    return _edges(ask(tx, "all_edges", {"statuses": wanted}, types=kinds)) if kinds and wanted else []


def claims(
    tx: Transaction, *, ids: Collection[str] | None, documents: Collection[str] | None, edges: Collection[str] | None
) -> list[Claim]:
    """See `Store.claims`."""
    if ids is None and documents is None and edges is None:
        rows = ask(tx, "all_claims")
    elif ids or documents or edges:
        named = {"ids": list(ids or ()), "documents": [d.lower() for d in documents or ()], "edges": list(edges or ())}
        rows = ask(tx, "claims", {**named, "keys": []})
    else:
        return []
    return sorted((claim_of(row["claim"]) for row in rows), key=lambda c: c.id)


def documents(tx: Transaction, ids: Collection[str] | None) -> list[dict[str, Any]]:
    """Properties of the stored revisions, by id, time and sha256; without their text."""
    if ids is not None and not ids:
        return []
    rows = ask(tx, "all_documents") if ids is None else ask(tx, "documents", {"documents": sorted({i.lower() for i in ids})})
    found = [row["document"] for row in rows]
    return sorted(found, key=lambda d: (d["document"], d["fetched_at"], d["sha256"]))


def carries(tx: Transaction, *, benchmark: str | None, datasets: Collection[str] | None) -> list[Carries]:
    """See `Store.carries`."""
    part, rows, asked, held = _facts(tx, "CARRIES", benchmark, datasets)
    for row in rows:
        fact = fact_of(row["fact"])
        part.graph.carries[(row["dataset"], row["benchmark"], fact.split or "", fact.window or "")] = fact
    found = sorted(part.graph.facts().items())
    return [fact for key, fact in found if (asked is None or key[0] in asked) and (held is None or key[1] in held)]


def overlaps(tx: Transaction, *, benchmark: str | None, datasets: Collection[str] | None) -> list[Overlap]:
    """See `Store.overlaps`."""
    part, rows, asked, held = _facts(tx, "OVERLAPS", benchmark, datasets)
    for row in rows:
        scan = overlap_of(row["fact"])
        key = (row["dataset"], row["benchmark"], scan.split or "", scan.window or "", scan.version or "")
        part.graph.overlaps[key] = scan
    found = sorted(part.graph.scans().items())
    return [scan for key, scan in found if (asked is None or key[0] in asked) and (held is None or key[1] in held)]


def facts(tx: Transaction) -> Facts:
    """See `Store.facts`."""
    stated = [fact_of(row["fact"]) for row in ask(tx, "all_carries", type="CARRIES")]
    measured = [overlap_of(row["fact"]) for row in ask(tx, "all_carries", type="OVERLAPS")]
    return Facts(sorted(stated, key=_fact_key), sorted(measured, key=_scan_key))


def _fact_key(fact: Carries) -> tuple[str, ...]:
    return fact.dataset.lower(), fact.benchmark.lower(), fact.split or "", fact.window or ""


def _scan_key(scan: Overlap) -> tuple[str, ...]:
    return scan.dataset.lower(), scan.benchmark.lower(), scan.split or "", scan.window or "", scan.version or ""


def _facts(
    tx: Transaction, kind: str, benchmark: str | None, datasets: Collection[str] | None
) -> tuple[Slice, list[dict[str, Any]], set[str] | None, set[str] | None]:
    """Rows of one kind of fact, with the nodes they tie read, and the keys of the datasets and of the benchmark asked for."""
    part = Slice(tx)
    asked = None if datasets is None else _group(part, datasets)
    held = None if benchmark is None else _group(part, [benchmark])
    if asked is not None:
        rows = _carried(tx, "carried_by", asked, kind)
    elif held is not None:
        rows = _carried(tx, "carriers", held, kind)
    else:
        rows = ask(tx, "all_carries", type=kind)
    part.nodes(key for row in rows for key in (row["dataset"], row["benchmark"]))
    return part, rows, asked, held


def decisions(tx: Transaction, edge: str | None) -> list[Decision]:
    """See `Store.decisions`."""
    rows = ask(tx, "all_decisions") if edge is None else ask(tx, "decisions", {"edge": edge})
    return sorted((decision_of(row["decision"]) for row in rows), key=lambda d: (d.time, d.edge, d.version))


def versions(tx: Transaction, *, edges: Collection[str] | None, at: datetime | None) -> list[EdgeVersion]:
    """See `Store.versions`."""
    if edges is not None:
        rows = ask(tx, "versions", {"edges": sorted(set(edges))}) if edges else []
    else:
        rows = ask(tx, "all_versions") if at is None else ask(tx, "versions_at", {"at": stamp(at)})
    found = [version_of(row["version"]) for row in rows]
    kept = [past for past in found if at is None or past.known_from <= at < past.known_to]
    spelled = Answers(tx, {end for past in kept for end in (past.edge.downstream, past.edge.upstream)}).spelled
    ends = [{end: spelled.get(key, key) for end, key in (("downstream", p.edge.downstream), ("upstream", p.edge.upstream))} for p in kept]
    told = [past.model_copy(update={"edge": past.edge.model_copy(update=two)}) for past, two in zip(kept, ends, strict=True)]
    return sorted(told, key=lambda past: (past.edge.id, past.edge.version))


def changed(tx: Transaction, since: datetime, until: datetime) -> list[str]:
    """See `Store.changed`."""
    rows = ask(tx, "changed", {"since": stamp(since), "until": stamp(until)}, types=tuple(sorted(map(str, EdgeType))))
    return sorted({row["id"] for row in rows})


def runs(tx: Transaction, *, ids: Collection[str] | None, artifacts: Collection[str] | None) -> list[Run]:
    """See `Store.runs`."""
    if ids is None and artifacts is None:
        rows = ask(tx, "all_runs")
    else:
        keys = set(ids or ())
        group = _group(Slice(tx), artifacts) if artifacts else set()
        for label, some_keys in by_label(group).items():
            if some_keys:
                keys |= {row["key"] for row in ask(tx, "runs_on", {"keys": some_keys}, label=label, types=RUN_TYPES)}
        rows = ask(tx, "runs", {"keys": sorted(keys)}) if keys else []
    nodes = {row["run"]["key"]: row["run"] for row in rows}
    metrics: dict[str, list[Metric]] = defaultdict(list)
    for row in ask(tx, "figures", {"keys": sorted(nodes)}) if nodes else ():
        metrics[row["key"]].append(metric_of(row["metric"]))
    return [run_of(nodes[key], metrics[key]) for key in sorted(nodes)]


def unresolved(tx: Transaction) -> list[str]:
    """See `Store.unresolved`."""
    return [row["id"] for row in sorted(ask(tx, "unresolved"), key=lambda row: row["key"])]


def counts(tx: Transaction) -> Counts:
    """See `Store.counts`."""
    total: dict[str, int] = defaultdict(int)
    for row in ask(tx, "counts", {"live": sorted(map(str, LIVE))}):
        total[row["what"]] += row["n"]
    return Counts(*(total[name] for name in Counts._fields))


def _edges(rows: Iterable[Mapping[str, Any]]) -> list[Edge]:
    return sorted((edge_of(row, spelled=True) for row in rows), key=lambda e: e.id)


def _group(part: Slice, ids: Collection[str]) -> set[str]:
    """Keys of what the ids answer as, and of all that was resolved to it."""
    part.nodes(i.lower() for i in ids)
    return part.aliases(part.graph.answer(i) for i in ids)


def _carried(tx: Transaction, name: str, keys: Collection[str], kind: str) -> list[dict[str, Any]]:
    asked = [(label, some_keys) for label, some_keys in by_label(keys).items() if some_keys]
    return [row for label, some_keys in asked for row in ask(tx, name, {"keys": some_keys}, label=label, type=kind)]


def _aliased(nodes: Mapping[str, Mapping[str, Any]]) -> dict[str, Artifact]:
    """Every node with what was resolved to it among its aliases."""
    found = {key: artifact_of(node) for key, node in nodes.items()}
    resolved: dict[str, set[str]] = defaultdict(set)
    for key in nodes:
        further = str(nodes[key].get("target") or "")
        while further in nodes:
            resolved[further].add(key)
            further = str(nodes[further].get("target") or "")
    for key, others in resolved.items():
        named = {alias for alias in found[key].aliases if alias.lower() not in others}
        found[key] = found[key].model_copy(update={"aliases": tuple(sorted(named | {found[other].id for other in others}))})
    return found
