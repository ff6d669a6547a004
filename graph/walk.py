"""Breadth-first walks over batched one-hop reads: what an artifact was made from, or what was made from it."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from graph.contract import LIVE, Direction, Reads
from graph.errors import UnknownArtifact
from graph.ids import Kind, short
from graph.model import Artifact, Edge, EdgeType, Frozen, State, Status


class WalkNode(Frozen):
    """One artifact of a walk; `depth` is its fewest hops from the root, None in a picture of the whole graph."""

    id: str
    depth: int | None
    kind: Kind
    state: State
    title: str | None = None


class Walk(Frozen):
    """Nodes by depth and id, and every edge read between them by id. `root` is None for the whole graph.

    `truncated`: artifacts within the depth that a limit left out, the farthest, and their edges with them.
    """

    root: str | None
    nodes: tuple[WalkNode, ...]
    edges: tuple[Edge, ...]
    truncated: int = 0


def walk(
    store: Reads,
    root: str,
    direction: Direction,
    depth: int,
    *,
    minimum: float = 0.0,
    types: Collection[EdgeType] = (EdgeType.DERIVED_FROM,),
    statuses: Collection[Status] = LIVE,
    most: int | None = None,
) -> Walk:
    """Exactly the nodes at most `depth` hops from `root`, in as many round trips as there are levels.

    Edges below `minimum` confidence are passed over, unless a person confirmed them. With `most`, only that many nodes, the
    nearest, and the edges between these.

    A diamond's tip stands once, at its shortest depth, with all its edges; a cycle ends where it began. Edges that
    leave the last level are not read.
    Raises UnknownArtifact, naming near ids, when no node answers to `root`.
    """
    start = known(store, root)
    depths = {start.id.lower(): 0}
    names = {start.id.lower(): start.id}
    edges: dict[str, Edge] = {}
    level = [start.id]
    for hops in range(1, depth + 1):
        if not level:
            break
        reached: list[str] = []
        for edge in store.edges_of(level, direction, types=types, statuses=statuses):
            if edge.confidence < minimum and edge.status is not Status.CONFIRMED:
                continue
            edges[edge.id] = edge
            far = edge.upstream if direction == "upstream" else edge.downstream
            if far.lower() not in depths:
                depths[far.lower()] = hops
                names[far.lower()] = far
                reached.append(far)
        level = reached
    kept = sorted(names, key=lambda key: (depths[key], key))[:most]
    found = store.artifacts([names[key] for key in kept])
    shown = set(kept)
    return Walk(
        root=start.id,
        nodes=tuple(_node(found.get(names[key]) or Artifact(id=names[key]), depths[key]) for key in kept),
        edges=tuple(e for _, e in sorted(edges.items()) if e.downstream.lower() in shown and e.upstream.lower() in shown),
        truncated=len(names) - len(kept),
    )


def whole(store: Reads, *, minimum: float = 0.0, statuses: Collection[Status] = LIVE) -> Walk:
    """The whole graph as one picture: every artifact, and the edges of the given statuses, from `minimum` confidence on."""
    nodes = [_node(artifact, None) for artifact in store.artifacts().values()]
    return Walk(
        root=None,
        nodes=tuple(sorted(nodes, key=lambda n: n.id.lower())),
        edges=tuple(e for e in store.all_edges(statuses=statuses) if e.confidence >= minimum or e.status is Status.CONFIRMED),
    )


def known(store: Reads, artifact_id: str) -> Artifact:
    """The node an id answers as. Raises UnknownArtifact with up to five ids whose last part is near."""
    found = store.artifacts([artifact_id])
    if found:
        return next(iter(found.values()))
    near = _near(artifact_id, store.artifacts())
    hint = f"near ids: {', '.join(near)}" if near else f"crawl it first: stemma crawl {artifact_id}"
    raise UnknownArtifact(f"the graph holds no {artifact_id!r}; {hint}")


def _near(artifact_id: str, ids: Collection[str]) -> list[str]:
    by_name: dict[str, list[str]] = {}
    for identity in sorted(ids):
        by_name.setdefault(short(identity).lower(), []).append(identity)
    wanted = short(artifact_id if ":" in artifact_id else f"hf:{artifact_id}").lower()
    names = get_close_matches(wanted, by_name, n=5, cutoff=0.6)
    return [identity for name in names for identity in by_name[name]][:5]


def _node(artifact: Artifact, depth: int | None) -> WalkNode:
    return WalkNode(id=artifact.id, depth=depth, kind=artifact.kind, state=artifact.state, title=artifact.title)
