"""The whole graph as dictionaries of frozen records, and what each write does to it.

Keys are ids in lower case; edges are kept with lower-case ends and spelled when they are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from graph.contract import INTEGRITY_FLAGS, LIVE, Act, Record
from graph.errors import InvalidId, StaleDecision, UnknownEdge
from graph.ids import Kind, kind_of
from graph.model import (
    Artifact,
    Carries,
    Claim,
    Decision,
    Document,
    Edge,
    EdgeType,
    Link,
    Overlap,
    Reading,
    Relation,
    State,
    Status,
    edge_id,
)
from graph.moving import lay, lift
from graph.revision import CLAIMED, link_edge, revise, stateless
from graph.runs import Run, joined
from graph.versions import Change, ChangedBy, EdgeVersion

Pair = tuple[str, str, EdgeType]
Fact = tuple[str, str, str, str]
Scan = tuple[str, str, str, str, str]


def merge(before: Artifact | None, found: Artifact) -> Artifact:
    """A node after one more record of it: nothing known is lost, whatever the order.

    The spelling of a record that a source answered wins over one that was only mentioned; among mentions the
    lexicographically smallest. Raises InvalidId when the id has no known prefix.
    """
    kind_of(found.id)
    if before is None:
        return found.model_copy(update={"aliases": tuple(sorted(set(found.aliases)))})
    asked = found.state is not State.UNREAD
    mentioned = before.id if before.state is not State.UNREAD else min(before.id, found.id)
    dates = [d for d in (before.first_public, found.first_public) if d is not None]
    return Artifact(
        id=found.id if asked else mentioned,
        title=found.title if found.title is not None else before.title,
        state=found.state if asked else before.state,
        aliases=tuple(sorted({*before.aliases, *found.aliases})),
        first_public=min(dates, default=None),
        revision=found.revision if found.revision is not None else before.revision,
    )


@dataclass
class Graph:
    """One state of the graph, and what each write does to it."""

    nodes: dict[str, Artifact] = field(default_factory=dict)
    documents: dict[tuple[str, str], Document] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    edges: dict[str, Edge] = field(default_factory=dict)
    targets: dict[str, str] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    carries: dict[Fact, Carries] = field(default_factory=dict)
    overlaps: dict[Scan, Overlap] = field(default_factory=dict)
    runs: dict[str, Run] = field(default_factory=dict)
    versions: dict[tuple[str, int], EdgeVersion] = field(default_factory=dict)

    def copy(self) -> Graph:
        """A state that can be changed without changing this one; the values are immutable."""
        return Graph(*(dict(getattr(self, name)) for name in self.__dataclass_fields__))

    def chain(self, key: str) -> list[str]:
        """The key and everything it was resolved to, one after another; the last is what it answers as."""
        found = [key]
        while found[-1] in self.targets:
            found.append(self.targets[found[-1]])
        return found

    def answer(self, artifact_id: str) -> str:
        """The key of the node an id answers as."""
        return self.chain(artifact_id.lower())[-1]

    def spelled(self, key: str) -> str:
        """A key as its node spells it."""
        return self.nodes[key].id if key in self.nodes else key

    def node(self, key: str) -> Artifact:
        """A node with all ids that were resolved to it among its aliases."""
        node = self.nodes[key]
        resolved = {other for other in self.targets if key in self.chain(other)[1:]}
        named = {alias for alias in node.aliases if alias.lower() not in resolved}
        return node.model_copy(update={"aliases": tuple(sorted(named | {self.spelled(other) for other in resolved}))})

    def edge(self, edge: Edge) -> Edge:
        """A stored edge with its ends as their nodes spell them."""
        return edge.model_copy(update={"downstream": self.spelled(edge.downstream), "upstream": self.spelled(edge.upstream)})

    def pair(self, claim: Claim) -> Pair | None:
        """The edge a claim bears on; None when it bears on none (no relationship type, or both ends are one work)."""
        kind = claim.relation.bears_on
        ends = self.answer(claim.downstream), self.answer(claim.upstream)
        return None if kind is None or ends[0] == ends[1] else (*ends, kind)

    def add_node(self, found: Artifact) -> None:
        """Upsert one node."""
        self.nodes[found.id.lower()] = merge(self.nodes.get(found.id.lower()), found)

    def mention(self, *artifact_ids: str) -> None:
        """Make sure that ids named by a claim, link or edge have nodes."""
        for artifact_id in artifact_ids:
            self.add_node(Artifact(id=artifact_id))

    def add_document(self, document: Document) -> None:
        """Keep one revision; of one text fetched twice, the later fetch."""
        key = (document.id.lower(), document.sha256)
        before = self.documents.get(key)
        if before is None or document.fetched_at >= before.fetched_at:
            self.documents[key] = document

    def add_reading(self, reading: Reading) -> list[Claim]:
        """The artifact, documents and claims of one reading; the claims it made or withdrew."""
        self.add_node(reading.artifact)
        for document in reading.documents:
            self.add_document(document)
        touched: list[Claim] = []
        for claim in reading.claims:
            if claim.relation.edge_type is not None:
                self.mention(claim.downstream, claim.upstream)
            self.claims[claim.id] = claim
            touched.append(claim)
        for claim in self.no_longer_made(reading):
            self.claims[claim.id] = claim.model_copy(update={"status": Status.WITHDRAWN})
            touched.append(claim)
        return touched

    def no_longer_made(self, reading: Reading) -> list[Claim]:
        """Live claims of the reading's documents and readers that it does not make; of any reader, never a person's, when it names none."""
        documents = {document.id.lower() for document in reading.documents}
        readers = {*reading.readers, *(claim.reader for claim in reading.claims)}
        made = {claim.id for claim in reading.claims}
        if not documents:
            return []
        return [
            claim
            for identity, claim in self.claims.items()
            if claim.document_id.lower() in documents
            and claim.status in LIVE
            and identity not in made
            and not claim.by_person
            and (not readers or claim.reader in readers)
        ]

    def stands(self, reading: Reading) -> dict[str, bool]:
        """Live claims of persons in the texts that a reading brings: whether their words stand there still."""
        texts: dict[str, list[str]] = defaultdict(list)
        for document in reading.documents:
            texts[document.id.lower()].append(document.text)
        return {
            identity: any(claim.quote in text for text in texts[claim.document_id.lower()])
            for identity, claim in self.claims.items()
            if claim.by_person and claim.status in LIVE and claim.document_id.lower() in texts
        }

    def take(self, readings: Sequence[Reading]) -> None:
        """All of some readings; edges are recomputed once, after the last reading and its links."""
        touched = [(claim, reading.time) for reading in readings for claim in self.add_reading(reading)]
        heard: dict[str, bool] = {}
        for reading in readings:
            stands = self.stands(reading)
            heard |= stands
            touched += [(self.claims[identity], reading.time) for identity in stands]
            for link in reading.links:
                self.add_link(link, reading.time)
        pairs: dict[Pair, datetime] = {}
        for claim, time in touched:
            if pair := self.pair(claim):
                pairs[pair] = max(time, pairs.get(pair, time))
        self.revise(pairs, heard)

    def revise(self, pairs: dict[Pair, datetime], heard: Mapping[str, bool] | None = None) -> None:
        """Recompute the edges of the given pairs from their live claims; `heard` as in `stands`."""
        live: dict[Pair, list[Claim]] = defaultdict(list)
        for claim in self.claims.values():
            if claim.status in LIVE and (pair := self.pair(claim)) in pairs:
                live[pair].append(claim)
        for pair, time in pairs.items():
            downstream, upstream, kind = pair
            identity = edge_id(downstream, upstream, kind)
            lost = _lost([(heard or {}).get(c.id) for c in live[pair] if c.by_person])
            after = revise(self.edges.get(identity), live[pair], pair=(downstream, upstream), kind=kind, time=time, lost=lost)
            if after is not None:
                self.edges[identity] = after

    def decide(self, acts: Sequence[Act]) -> list[Edge]:
        """Take decisions with their claims; see `Store.decide_all`. Versions are compared here, on keys as they are read."""
        for act in acts:
            self.expect(act)
        was = dict(self.edges)
        told: dict[Pair, datetime] = {}
        for act in acts:
            # What decides whether an edge without claims is withdrawn is the status that it is to have.
            if act.claims and (before := self.edges.get(act.decision.edge)):
                kept = act.decision.after in (Status.CONFIRMED, Status.REJECTED)
                self.edges[before.id] = before.model_copy(update={"status": act.decision.after if kept else Status.PROPOSED})
            for claim in act.claims:
                self.mention(claim.downstream, claim.upstream)
                self.claims[claim.id] = claim
                if pair := self.pair(claim):
                    told[pair] = act.decision.time
        self.revise(told)
        for act in acts:
            self.settle(act)
        by = {act.decision.edge: act.decision for act in acts}
        for identity in self.edges:
            made = by.get(identity, acts[0].decision)
            self._remember(identity, was.get(identity), Change(ChangedBy.DECIDED, made.time, by=made.id))
        return [self.edge(self.edges[act.decision.edge]) for act in acts]

    def expect(self, act: Act) -> None:
        """Raises UnknownEdge, StaleDecision when an edge is not as it was seen."""
        edge = self.edges.get(act.decision.edge)
        if edge is None and act.expected:
            raise UnknownEdge(f"no edge {act.decision.edge}; list edges with `stemma review list` or `stemma export jsonl`")
        if edge is not None and edge.version != act.expected:
            raise StaleDecision(stale(edge, act.expected, [d for d in self.decisions.values() if d.edge == edge.id]))

    def settle(self, act: Act) -> None:
        """Set the status, flags and version of a decision, and keep it."""
        decision = act.decision
        edge = self.edges.get(decision.edge)
        if edge is None:
            raise StaleDecision(f"edge {decision.edge} is not what its claims make: an end was resolved; look at it again, then decide")
        flags = tuple(sorted((set(edge.flags) - set(decision.cleared)) | set(decision.raised)))
        self.decisions[decision.id] = decision
        self.edges[edge.id] = edge.model_copy(update={"status": decision.after, "flags": flags, "version": act.expected + 1})

    def add_link(self, link: Link, time: datetime) -> None:
        """Tie two artifacts; a RESOLVED_TO link resolves."""
        self.mention(link.downstream, link.upstream)
        if link.relation is Relation.RESOLVED_TO:
            self.resolve(link.downstream.lower(), link.upstream.lower(), time)
            return
        pair = self.answer(link.downstream), self.answer(link.upstream)
        if pair[0] != pair[1]:
            self.tie(pair, link.relation, link.confidence, time)

    def tie(self, pair: tuple[str, str], relation: Relation, confidence: float, time: datetime) -> None:
        """Upsert the edge of a link between two keys."""
        kind = relation.edge_type
        assert kind is not None, f"{relation} is never an edge"
        identity = edge_id(*pair, kind)
        self.edges[identity] = link_edge(self.edges.get(identity), pair=pair, relation=relation, confidence=confidence, time=time)

    def resolve(self, alias: str, to: str, time: datetime) -> None:
        """Make a key answer as another; nothing when it does already."""
        if self.answer(alias) == self.answer(to):
            return
        touched = [claim for claim in self.claims.values() if self.names(claim, alias)]
        before = {pair for claim in touched if (pair := self.pair(claim))}
        verdicts = lift(self, alias, time)
        if alias in self.targets:
            self.retire(edge_id(alias, self.targets[alias], EdgeType.RESOLVED_TO))
        own = [e for e in self.edges.values() if alias in (e.downstream, e.upstream) and e.relation is not Relation.RESOLVED_TO]
        self.targets[alias] = to
        self.tie((alias, to), Relation.RESOLVED_TO, 1.0, time)
        for edge in own:
            self.retire(edge.id)
            ends = self.answer(edge.downstream), self.answer(edge.upstream)
            if edge.status in LIVE and not edge.claims and ends[0] != ends[1]:
                self.tie(ends, edge.relation, edge.confidence, time)
        after = {pair for claim in touched if (pair := self.pair(claim))}
        others = {pair for pair in before if alias not in pair[:2]}
        self.revise(dict.fromkeys(sorted(others | after), time))
        lay(self, verdicts, alias, time)

    def names(self, claim: Claim, key: str) -> bool:
        """Whether an end of a claim is this key, or was resolved to it."""
        return key in self.chain(claim.downstream.lower()) or key in self.chain(claim.upstream.lower())

    def retire(self, identity: str) -> None:
        """Withdraw an edge whose end now answers as another; what its claims said counts there, whichever of them had come before."""
        edge = self.edges[identity]
        after = edge.model_copy(
            update=stateless(edge) | {"status": Status.WITHDRAWN, "flags": tuple(sorted({*edge.flags, "resolved"} - CLAIMED))}
        )
        if after != edge:
            self.edges[identity] = after.model_copy(update={"version": edge.version + 1})

    def flag(self, identity: str, flags: tuple[str, ...]) -> None:
        """Replace the integrity flags of an edge."""
        edge = self.edges[identity]
        after = tuple(sorted((set(edge.flags) - INTEGRITY_FLAGS) | (set(flags) & INTEGRITY_FLAGS)))
        if after != edge.flags:
            self.edges[identity] = edge.model_copy(update={"flags": after, "version": edge.version + 1})

    def remember(self, before: Mapping[str, Edge], change: Change) -> None:
        """Keep what the edges that changed said before, and since when they say something else; last thing in every write.

        What one crawl makes of an edge is one change: its outcome counts from the first time on.
        """
        for identity in self.edges:
            self._remember(identity, before.get(identity), change)

    def _remember(self, identity: str, old: Edge | None, change: Change) -> None:
        edge = self.edges[identity]
        if old is None and (change.run is not None or edge.version > 1):
            self.edges[identity] = edge.model_copy(update={"run": change.run, "changed_at": None if change.run else edge.first_seen})
        elif old is not None and old.version != edge.version:
            again = change.run is not None and old.run == change.run
            time = max(change.time, old.known_from)
            self.edges[identity] = edge.model_copy(update={"run": change.run, "changed_at": old.changed_at if again else time})
            if not again:
                self._leave(old, time, change, resolved="resolved" in edge.flags)

    def _leave(self, old: Edge, time: datetime, change: Change, *, resolved: bool) -> None:
        cause = ChangedBy.RESOLVED if resolved != ("resolved" in old.flags) else change.cause
        self.versions[old.id, old.version] = EdgeVersion(edge=old, known_to=time, cause=cause, by=change.by)

    def add_fact(self, fact: Carries) -> None:
        """Upsert one CARRIES fact, and the nodes it ties. Raises InvalidId."""
        _named_benchmark(fact.benchmark)
        self.mention(fact.dataset, fact.benchmark)
        self.carries[(fact.dataset.lower(), fact.benchmark.lower(), fact.split or "", fact.window or "")] = fact

    def add_overlap(self, found: Overlap) -> None:
        """Upsert one measured overlap, and the nodes it ties. Raises InvalidId."""
        _named_benchmark(found.benchmark)
        self.mention(found.dataset, found.benchmark)
        key = (found.dataset.lower(), found.benchmark.lower(), found.split or "", found.window or "", found.version or "")
        self.overlaps[key] = found

    def scans(self) -> dict[Scan, Overlap]:
        """Measured overlaps by what their ends answer as; what was measured of an id itself wins over its aliases."""
        found: dict[Scan, Overlap] = {}
        for key, scan in sorted(self.overlaps.items(), key=lambda item: (item[0][0] in self.targets, item[0])):
            ends = self.answer(key[0]), self.answer(key[1])
            spelled = scan.model_copy(update={"dataset": self.spelled(ends[0]), "benchmark": self.spelled(ends[1])})
            found.setdefault((*ends, *key[2:]), spelled)
        return found

    def facts(self) -> dict[Fact, Carries]:
        """CARRIES facts by what their ends answer as; what is stated of an id itself wins over what its aliases carry."""
        found: dict[Fact, Carries] = {}
        for key, fact in sorted(self.carries.items(), key=lambda item: (item[0][0] in self.targets, item[0])):
            ends = self.answer(key[0]), self.answer(key[1])
            spelled = fact.model_copy(update={"dataset": self.spelled(ends[0]), "benchmark": self.spelled(ends[1])})
            found.setdefault((*ends, *key[2:]), spelled)
        return found

    def add_run(self, run: Run) -> None:
        """Upsert one run, and the nodes it names. Raises ConflictingRun."""
        self.mention(*run.artifacts)
        self.runs[run.id] = joined(self.runs.get(run.id), run)

    def put_run(self, run: Run) -> None:
        """Write one run as it is; figures it does not have stay."""
        self.mention(*run.artifacts)
        before = self.runs.get(run.id)
        metrics = {metric.key: metric for one in (before, run) if one is not None for metric in one.metrics}
        self.runs[run.id] = run.model_copy(update={"metrics": tuple(metrics[key] for key in sorted(metrics))})

    def put(self, record: Record) -> None:
        """Write one record of an export as it is."""
        match record:
            case Artifact():
                kind_of(record.id)
                self.nodes[record.id.lower()] = record
            case Document():
                self.documents[(record.id.lower(), record.sha256)] = record
            case Claim():
                self.claims[record.id] = record
            case Edge():
                self.put_edge(record)
            case EdgeVersion(edge=edge):
                self.mention(edge.downstream, edge.upstream)
                self.versions[edge.id, edge.version] = record.model_copy(update={"edge": _keyed(edge)})
            case Decision():
                self.decisions[record.id] = record
            case Carries():
                self.add_fact(record)
            case Overlap():
                self.add_overlap(record)
            case Run():
                self.put_run(record)

    def put_edge(self, edge: Edge) -> None:
        """Write one edge as it is; a RESOLVED_TO edge that stands resolves."""
        self.mention(edge.downstream, edge.upstream)
        ends = edge.downstream.lower(), edge.upstream.lower()
        self.edges[edge.id] = _keyed(edge)
        if edge.relation is Relation.RESOLVED_TO and edge.status is not Status.WITHDRAWN and ends[0] not in self.chain(ends[1]):
            self.targets[ends[0]] = ends[1]


def _named_benchmark(benchmark: str) -> None:
    if kind_of(benchmark) not in (Kind.BENCHMARK, Kind.NAME):
        raise InvalidId(f"{benchmark!r} is no benchmark; write benchmark:NAME, and which dataset carries it beside it")


def _keyed(edge: Edge) -> Edge:
    """An edge with its ends as keys."""
    return edge.model_copy(update={"downstream": edge.downstream.lower(), "upstream": edge.upstream.lower()})


def _lost(stand: Sequence[bool | None]) -> bool | None:
    """Whether the words of persons' claims are gone, each of them; None when that is not known of all."""
    if any(stand):
        return False
    return True if stand and all(one is False for one in stand) else None


def stale(edge: Edge, expected: int, decisions: Sequence[Decision]) -> str:
    """Why a decision came too late: who decided what and when, or that the edge was read again."""
    if not decisions:
        return f"edge {edge.id} is at version {edge.version}, not {expected}: its claims or flags changed; look at it again, then decide"
    last = max(decisions, key=lambda d: d.version)
    return (
        f"edge {edge.id} is at version {edge.version}, not {expected}: {last.actor} decided {last.verdict} "
        f"at {last.time.isoformat()}; look at it again, then decide"
    )
