"""What people decided, as lines of JSON that another graph of the same documents takes: `{type: verdict, ...}`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.contract import Reads


def dump(store: Reads) -> Iterator[dict[str, Any]]:
    """Every decision, oldest first: its fields, the `downstream` and `upstream` of its edge, and of an amendment what the person said.

    Decisions of one group follow one another. `person_claim` is the claim as it stands now; what it said then is in
    `relation_after` and `time`.
    """
    decisions = store.decisions()
    edges = {edge.id: edge for edge in store.edges({d.edge for d in decisions})}
    claims = {claim.id: claim for claim in store.claims(ids={d.claim for d in decisions if d.claim is not None})}
    for made in sorted(decisions, key=lambda d: (d.time, d.group or "", d.edge, d.version)):
        line: dict[str, Any] = {"type": "verdict", **made.model_dump(mode="json")}
        if made.edge in edges:
            line |= {"downstream": edges[made.edge].downstream, "upstream": edges[made.edge].upstream}
        if made.claim in claims:
            line["person_claim"] = claims[made.claim].model_dump(mode="json")
        yield line
