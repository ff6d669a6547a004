"""Amendments: an edge that holds otherwise than it was read, with another relation, the other way round, or of another source.

The quote stays the evidence: a claim of reader `person:ACTOR` says what it means, the edge it makes is confirmed, and the edge
as it was read is rejected with a pointer to it. One transaction, compare-and-set on both edges.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from graph import faults
from graph.contract import Reads, Store
from graph.deciding import Clock, Said, act, decided, new_id, now, standing_edge, take
from graph.errors import InvalidId, NotAmendable, StaleDecision
from graph.ids import Kind, kind_of, parse, same, short
from graph.model import DERIVATIONS, PERSON, Cause, Claim, Decision, Edge, EdgeType, Frozen, Relation, Status, Verdict, edge_id
from graph.rounds import outcome


class Amended(Frozen):
    """What an amendment did: the edge that stands now, and the decisions, that of this edge last."""

    stands: str
    decisions: tuple[Decision, ...]


@dataclass(frozen=True)
class _Asked:
    """An amendment as it was asked for; `claim` names the quote, None for the surest."""

    by: Said
    claim: str | None
    version: int | None
    readers: int


def set_relation(
    store: Store,
    edge_id: str,
    relation: Relation,
    *,
    actor: str,
    claim: str | None = None,
    reason: str | None = None,
    note: str | None = None,
    override: str | None = None,
    version: int | None = None,
    readers: int = 1,
    clock: Clock = now,
) -> Amended:
    """Confirm a derivation as another kind of derivation.

    Raises UnknownEdge, StaleDecision, NeedsOverride and AnotherReader as `verdicts.confirm`; NotAmendable for what is no derivation,
    has no quote, or is called so already.
    """
    asked = _Asked(Said(actor, clock(), reason=reason, note=note, override=override), claim, version, readers)
    edge, evidence = _read(store, edge_id, asked)
    if relation not in DERIVATIONS:
        raise NotAmendable(f"{relation} is no derivation; {faults.said(edge)} may be {', '.join(sorted(DERIVATIONS))}")
    if relation is edge.relation:
        raise NotAmendable(f"{faults.said(edge)} is called {relation.replace('_', ' ')} already; confirm it")
    if version in (None, edge.version):
        faults.refuse(store, edge, override)
    result = outcome(edge, decided(store, edge, readers), holds_=True, actor=actor, readers=readers)
    said = _claim(evidence, asked.by, relation=relation)
    told = {"claim": said.id, "relation_before": edge.relation, "relation_after": relation}
    one = act(edge, Verdict.AMEND, result, asked.by, version=version, claims=[said], more=told)
    return Amended(stands=edge.id, decisions=tuple(take(store, [one], [edge])))


def flip(
    store: Store,
    edge_id: str,
    *,
    actor: str,
    claim: str | None = None,
    reason: str | None = None,
    note: str | None = None,
    override: str | None = None,
    version: int | None = None,
    readers: int = 1,
    clock: Clock = now,
) -> Amended:
    """Reject a derivation for the one the other way round, which is confirmed. Raises as `set_relation`."""
    asked = _Asked(Said(actor, clock(), reason=reason, note=note, override=override), claim, version, readers)
    edge, evidence = _read(store, edge_id, asked)
    turned = {"mention": short(edge.downstream), "split": None, "config": None, "rows_taken": None}
    said = _claim(evidence, asked.by, downstream=edge.upstream, upstream=edge.downstream, relation=edge.relation, **turned)
    return _instead(store, edge, said, asked, Cause.WRONG_DIRECTION)


def retarget(
    store: Store,
    edge_id: str,
    upstream: str,
    *,
    actor: str,
    claim: str | None = None,
    reason: str | None = None,
    note: str | None = None,
    override: str | None = None,
    version: int | None = None,
    readers: int = 1,
    clock: Clock = now,
) -> Amended:
    """Reject a derivation for the one from another source, which is confirmed; `upstream` as a person types it.

    Raises as `set_relation`, InvalidId; NotAmendable also for a source that no derivation can have.
    """
    asked = _Asked(Said(actor, clock(), reason=reason, note=note, override=override), claim, version, readers)
    edge, evidence = _read(store, edge_id, asked)
    typed = parse(upstream)
    target = store.canonical([typed])[typed]
    if kind_of(target) in (Kind.BENCHMARK, Kind.MODEL):
        raise NotAmendable(f"{target} is a {kind_of(target).lower()}; the source of a derivation is a dataset, or the page it lives on")
    if same(target, edge.upstream) or same(target, edge.downstream):
        raise NotAmendable(f"{faults.said(edge)} cannot have {target} as its source instead; name another")
    said = _claim(evidence, asked.by, downstream=edge.downstream, upstream=target, relation=edge.relation)
    return _instead(store, edge, said, asked, Cause.WRONG_TARGET)


def alternatives(store: Reads, edge_id: str, *, text: str = "", limit: int = 8) -> list[str]:
    """Other sources an edge may have meant: what the same documents name, then what is spelled like `text` or like its source.

    With `text` only what holds it, in any case.
    """
    from graph.search import find

    edge = standing_edge(store, edge_id)
    documents = sorted({c.document_id for c in store.claims(ids=edge.claims)})
    said = sorted(store.claims(documents=documents), key=lambda c: (c.document_id, c.start, c.id))
    beside = [i for c in said for i in (c.upstream, c.downstream)]
    spelled = store.canonical(beside)
    likely = [spelled[i] for i in beside] + [hit.id for hit in find(store, text or short(edge.upstream), limit=4 * limit).results]
    wanted = [i for i in likely if text.lower() in i.lower()]
    if text:
        with suppress(InvalidId):
            wanted.append(parse(text))
    own = {edge.downstream.lower(), edge.upstream.lower()}
    fit = [i for i in wanted if i.lower() not in own and kind_of(i) not in (Kind.BENCHMARK, Kind.MODEL)]
    return list(dict.fromkeys(fit))[:limit]


def _read(store: Store, edge_id: str, asked: _Asked) -> tuple[Edge, Claim]:
    """The edge, and the claim whose quote is the evidence. Raises UnknownEdge, StaleDecision, NotAmendable."""
    edge = standing_edge(store, edge_id)
    if asked.version is not None and asked.version != edge.version:
        made = store.decisions(edge.id)
        last = f"{made[-1].actor} decided {made[-1].verdict}" if made else "its claims or flags changed"
        raise StaleDecision(f"edge {edge.id} is at version {edge.version}, not {asked.version}: {last}; look at it again, then decide")
    if edge.type is not EdgeType.DERIVED_FROM:
        raise NotAmendable(f"{faults.said(edge)} is no derivation; confirm or reject it")
    claims = sorted(store.claims(ids=edge.claims), key=lambda c: (c.by_person, -c.confidence, c.id))
    chosen = next((c for c in claims if asked.claim in (None, c.id) and c.relation.edge_type is EdgeType.DERIVED_FROM), None)
    if chosen is None:
        what = f"claim {asked.claim} is none of its live ones" if asked.claim else "no document states it any more"
        raise NotAmendable(f"{faults.said(edge)} cannot be amended: {what}, and the quote is what an amendment stands on")
    return edge, chosen


def _claim(evidence: Claim, by: Said, **what: object) -> Claim:
    """What a person says that a quote means."""
    reader = f"{PERSON}{by.actor}"
    sure = {"reader": reader, "raw_confidence": 1.0, "confidence": 1.0, "status": Status.PROPOSED, "read_at": by.time, "opinions": ()}
    return evidence.model_copy(update=sure | what)


def _instead(store: Store, edge: Edge, said: Claim, asked: _Asked, cause: Cause) -> Amended:
    """Reject an edge, and confirm the one that a person's claim makes."""
    identity = edge_id(said.downstream, said.upstream, edge.type)
    found = store.edges([identity])
    there = found[0] if found else _new(edge, said, identity)
    faults.refuse(store, there, asked.by.override, without=frozenset({edge.id}))
    no = outcome(edge, decided(store, edge, asked.readers), holds_=False, actor=asked.by.actor, readers=asked.readers)
    yes = outcome(there, decided(store, there, asked.readers) if found else [], holds_=True, actor=asked.by.actor, readers=asked.readers)
    both: dict[str, object] = {
        "group": new_id("g"),
        "pair_before": (edge.downstream, edge.upstream),
        "pair_after": (said.downstream, said.upstream),
        "relation_before": edge.relation,
        "relation_after": said.relation,
    }
    old = act(edge, Verdict.REJECT, no, replace(asked.by, cause=cause), version=asked.version, more=both | {"instead": there.id})
    new = act(there, Verdict.AMEND, yes, asked.by, claims=[said], more=both | {"claim": said.id, "instead": edge.id})
    return Amended(stands=there.id, decisions=tuple(take(store, [old, new], [edge, there])))


def _new(edge: Edge, said: Claim, identity: str) -> Edge:
    """The edge that a claim will make, before it is there: version 0, proposed."""
    ends = {"id": identity, "downstream": said.downstream, "upstream": said.upstream, "relation": said.relation}
    fresh = {"status": Status.PROPOSED, "flags": (), "claims": (), "version": 0, "confidence": said.confidence}
    return edge.model_copy(update=ends | fresh)
