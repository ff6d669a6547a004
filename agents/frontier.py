"""What to trace next: a pure function from what was found to the next level, so that order and timing decide nothing."""

from __future__ import annotations

from collections import defaultdict, deque

from agents.state import CrawlState, Outcome, Step
from graph.ids import Kind, kind_of

EXPANDED = frozenset({Kind.DATASET, Kind.REPOSITORY})


def advance(state: CrawlState) -> CrawlState:
    """Fold the outcomes of the last level into the state and plan the next.

    Depth means hops: an artifact is traced when it lies fewer than `depth` hops above a seed, so that the graph holds
    the nodes at up to `depth` hops. What a card calls its own repository, paper or page lies at the card's own hop.
    An artifact is traced again (from stored documents) when more cards turn out to lead to it.
    """
    traced, moved = dict(state.get("traced", {})), dict(state.get("moved", {}))
    for outcome in sorted(state.get("found", []), key=lambda o: o["step"]["id"].lower()):
        asked, answered = outcome["step"]["id"].lower(), outcome["id"].lower()
        if asked != answered:
            moved[asked] = outcome["id"]
        traced[answered] = outcome
    hops, spelling = _hops(state["seeds"], traced, moved)
    todo = _steps(hops, spelling, traced, moved, state["depth"])
    room = max(0, state["limit"] - len(traced))
    new = [s for s in todo if s["id"].lower() not in traced]
    kept = {s["id"].lower() for s in new[:room]}
    return {
        **state,
        "todo": [s for s in todo if s["id"].lower() in traced or s["id"].lower() in kept],
        "traced": traced,
        "moved": moved,
        "hops": hops,
        "cut": [s["id"] for s in new[room:]],
    }


def _hops(seeds: list[str], traced: dict[str, Outcome], moved: dict[str, str]) -> tuple[dict[str, int], dict[str, str]]:
    """Shortest hop of every artifact reached from the seeds, and how its id is spelled."""
    spelling: dict[str, str] = {}
    above: dict[str, set[str]] = defaultdict(set)

    def key(artifact_id: str) -> str:
        artifact_id = moved.get(artifact_id.lower(), artifact_id)
        low = artifact_id.lower()
        spelling[low] = traced[low]["id"] if low in traced else min(artifact_id, spelling.get(low, artifact_id))
        return low

    for outcome in traced.values():
        for downstream, upstream in outcome["pairs"]:
            above[key(downstream)].add(key(upstream))
    hops = dict.fromkeys(map(key, seeds), 0)
    queue = deque(hops)
    while queue:
        node = queue.popleft()
        for upstream in above[node]:
            if upstream not in hops:
                hops[upstream] = hops[node] + 1
                queue.append(upstream)
    return hops, spelling


def _steps(hops: dict[str, int], spelling: dict[str, str], traced: dict[str, Outcome], moved: dict[str, str], depth: int) -> list[Step]:
    """All steps that are due, sorted by hop and id: not traced yet, or traced with less than is known now."""
    cards: dict[str, set[str]] = defaultdict(set)
    paths: dict[str, set[str]] = defaultdict(set)
    within = {k: h for k, h in hops.items() if h < depth and (h == 0 or kind_of(spelling[k]) in EXPANDED)}
    for key, hop in list(within.items()):
        for companion, path in traced[key]["companions"] if key in traced else ():
            companion = moved.get(companion.lower(), companion)
            low = companion.lower()
            if low == key:
                continue
            spelling.setdefault(low, companion)
            within[low] = min(hop, within.get(low, hop))
            if kind_of(spelling[key]) is Kind.DATASET:
                cards[low].add(traced[key]["id"])
            if path:
                paths[low].add(path)
    steps = [
        Step(id=spelling[k], hop=hop, reached_from=sorted(cards[k], key=str.lower), paths=sorted(paths[k])) for k, hop in within.items()
    ]
    due = [s for s in steps if _due(s, traced.get(s["id"].lower()))]
    return sorted(due, key=lambda s: (s["hop"], s["id"].lower()))


def _due(step: Step, before: Outcome | None) -> bool:
    if before is None:
        return True
    asked = before["step"]
    return asked["reached_from"] != step["reached_from"] or asked["paths"] != step["paths"]
