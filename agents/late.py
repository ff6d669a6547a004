"""Names tried again: what a `name:` may mean among the artifacts that arrived since, on evidence for a crawl or likeness for a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from agents.readers.local.bibliography import head_of
from agents.readers.local.identity import folded, twin_key
from agents.readers.local.names import GENERIC, fold, gazetteer
from agents.works import HOMES, Works, title_name
from graph.contract import LIVE, Reads
from graph.ids import Kind, kind_of, owner, short
from graph.model import Artifact, Claim, EdgeType, Frozen, State

_EARLIER = timedelta(days=30)
"""How much younger than what is made from it a source may be: cards are written before and after their sets are uploaded."""
_DATA = frozenset({"dataset", "preference", "corpus"})
_SHARED = 0.5


class Candidate(Frozen):
    """A work that a name may mean. `strong`: on evidence by which a crawl resolves the name itself; at most one of a list is."""

    id: str
    reason: str
    strong: bool


def resolutions(graph: Reads, names: Iterable[str]) -> dict[str, str]:
    """The `name:` ids that strong evidence gives to one read work of the graph -> its id. Nothing is written.

    Strong: the very name of one Hub set or repository (its id, its title, the title of the one paper that it presents), or an id in
    words, `Owner / Name`. A short or common word, an acronym, and a name that models, methods or benchmarks have stay; so do names
    whose target is younger than what would be made from it, or made from it. What a person decided of a name moves with it.
    The answer depends on what the graph holds, not on the order in which it came.
    """
    wanted = {n: n.partition(":")[2] for n in names if kind_of(n) is Kind.NAME and _telling(n.partition(":")[2])}
    if not wanted:
        return {}
    nodes = _nodes(graph)
    works = _works(graph, nodes)
    found = {n: target for n, name in wanted.items() if (target := _meant(name, works, nodes)) is not None}
    made = _claimed(graph) if found else {}
    dates = {i.lower(): n.first_public for i, n in nodes.items()}
    return {n: target for n, target in sorted(found.items()) if _sound(n.lower(), target.lower(), made, dates)}


def candidates(graph: Reads, name: str, *, limit: int = 8) -> tuple[Candidate, ...]:
    """What the graph and the shipped list hold for a name, likeliest first; () when nothing is like it. Raises on no text.

    `name`: a `name:` id or bare words.
    """
    words = name.removeprefix("name:").strip()
    if not fold(words):
        return ()
    nodes = _nodes(graph)
    works = _works(graph, nodes)
    found: dict[str, Candidate] = {}
    if _telling(words) and (strong := _meant(words, works, nodes)) is not None:
        found[strong.lower()] = Candidate(id=strong, reason="the only work of this name", strong=True)
    for artifact, reason in _like(words, works, nodes):
        found.setdefault(artifact.lower(), Candidate(id=artifact, reason=reason, strong=False))
        if len(found) >= limit:
            break
    return tuple(found.values())[:limit]


def _like(words: str, works: Works, nodes: Mapping[str, Artifact]) -> Iterator[tuple[str, str]]:
    """Works that a name is like, and how, likeliest first."""
    wanted, tokens = folded(words), frozenset(fold(words).split()) - GENERIC
    if (named := works.named(words)) is not None and named.startswith(HOMES):
        yield named, "a work of this name"
    homes = sorted(i for i in nodes if i.startswith(HOMES))
    yield from ((i, "the same name, by another owner") for i in homes if folded(short(i)) == wanted)
    yield from ((e.id, "well known by this name") for e in gazetteer() if e.id.startswith(HOMES) and folded(e.name) == wanted)
    if (alike := works.likened(words, "")) is not None:
        yield alike, "the same words"
    scored = []
    for artifact in homes:
        title = nodes[artifact].title or ""
        share = max(_overlap(tokens, short(artifact)), _overlap(tokens, f"{owner(artifact)} {short(artifact)}"), _overlap(tokens, title))
        if share >= _SHARED:
            scored.append((-share, artifact))
    yield from ((artifact, "shares its words") for _, artifact in sorted(scored))
    listed = {e.id: _overlap(tokens, e.name) for e in gazetteer() if e.id.startswith(HOMES) and e.label in _DATA}
    yield from ((i, "well known by a like name") for i in sorted(listed, key=lambda i: (-listed[i], i)) if listed[i] >= _SHARED)


def _overlap(tokens: frozenset[str], text: str) -> float:
    other = frozenset(fold(text).split()) - GENERIC
    return len(tokens & other) / len(tokens | other) if tokens and other else 0.0


def _telling(name: str) -> bool:
    """Whether a name can mean one thing only: no acronym, no plain word, nothing that a model, method or benchmark is called."""
    words = fold(name).split()
    if len("".join(words)) < 6 or all(w in GENERIC or w.isdigit() for w in words):
        return False
    if any(fold(e.name) == " ".join(words) and e.label not in _DATA for e in gazetteer()):
        return False
    bare = "".join(c for c in name if c.isalnum())
    return len(words) > 1 or (bare != bare.upper() and bare[1:] != bare[1:].lower())


def _nodes(graph: Reads) -> dict[str, Artifact]:
    """The graph's artifacts that answer as themselves, by id."""
    nodes = graph.artifacts()
    answers = graph.canonical(nodes)
    return {i: n for i, n in nodes.items() if answers[i].lower() == i.lower()}


def _works(graph: Reads, nodes: Mapping[str, Artifact]) -> Works:
    """The index of all that the graph holds: a name that two unlike works have, read or not, means nothing."""
    homes = [n for i, n in sorted(nodes.items()) if i.startswith(HOMES)]
    names = [(short(n.id), n.id) for n in homes]
    names += [(title, n.id) for n in homes if n.id.startswith("hf:") and (title := title_name(n.title, n.id)) is not None]
    names += [(short(alias), n.id) for n in homes for alias in n.aliases if alias.startswith(HOMES)]
    names += _papers(graph, nodes)
    return Works(names, [n.id for n in homes])


def _papers(graph: Reads, nodes: Mapping[str, Artifact]) -> Iterator[tuple[str, str]]:
    """What the title of a paper names, and the one set that presents the paper."""
    presented: dict[str, set[str]] = defaultdict(set)
    for edge in graph.all_edges(types=[EdgeType.DOCUMENTED_BY], statuses=LIVE):
        if edge.downstream.startswith("hf:"):
            presented[edge.upstream].add(edge.downstream)
    for paper, cards in sorted(presented.items()):
        head = head_of((nodes[paper].title if paper in nodes else None) or "")
        if head and len({twin_key(c) for c in cards}) == 1:
            yield head, min(cards)


def _meant(name: str, works: Works, nodes: Mapping[str, Artifact]) -> str | None:
    """The read work that a name means; None for one that nobody read: it may be a misspelling that an answer would show."""
    target = works.named(name) or works.spelled(name)
    node = nodes.get(target) if target is not None else None
    return node.id if node is not None and node.state is State.READ else None


def _claimed(graph: Reads) -> dict[str, set[str]]:
    """Id -> what is claimed to be made from it, as it was read: a resolved name stays a name here, so that no order shows."""
    made: dict[str, set[str]] = defaultdict(set)
    for claim in graph.claims():
        if _counts(claim):
            made[claim.upstream.lower()].add(claim.downstream.lower())
    return made


def _counts(claim: Claim) -> bool:
    return claim.status in LIVE and claim.relation.edge_type is EdgeType.DERIVED_FROM


def _sound(name: str, target: str, made: Mapping[str, set[str]], dates: Mapping[str, datetime | None]) -> bool:
    """Whether what is made from the name can be made from the target: not before that was there, and not the other way round."""
    for downstream in made.get(name, set()):
        there, dated = dates.get(downstream), dates.get(target)
        if dated is not None and there is not None and dated > there + _EARLIER:
            return False
        if target in made.get(downstream, set()):
            return False
    return True
