"""All mentions of one possible source of one work, taken together: what the trained model judges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from agents.readers.local.identity import twins
from agents.readers.local.mentions import Mention
from agents.readers.local.rules import UNLIKELY, Weighed, logistic


@dataclass(frozen=True, slots=True)
class Seen:
    """A mention with what the rules weighed around it, and the pair it would state (turned round when the words say so).

    `leads`: it stands first in its sentence, item or row. `company`: how many different ids stand there.
    """

    mention: Mention
    weighed: Weighed
    downstream: str
    upstream: str
    leads: bool
    company: int

    @property
    def denied(self) -> bool:
        """Whether a cue that says what else the mention is decides."""
        return self.weighed.against is not None and logistic(self.weighed.score) < UNLIKELY


@dataclass(frozen=True, slots=True)
class Pair:
    """A downstream and an upstream with every mention that would state them, the one the rules find surest first."""

    downstream: str
    upstream: str
    seen: tuple[Seen, ...]

    @property
    def best(self) -> Seen:
        """The mention to quote."""
        return self.seen[0]


_NO_DATA = ("model", "method", "tool")
_TOOLS = ("tool", "tool link")
_MAY_TURN = ("", "dataset", "preference", "known")


def pairs_of(seen: Iterable[Seen]) -> list[Pair]:
    """The pairs of a document, in order of their first mention; a work is no source of itself, and a bare name of a model none at all."""
    groups: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    for one in seen:
        if may_state(one):
            groups[one.downstream.lower(), one.upstream.lower()].append(one)
    found = []
    for group in groups.values():
        group.sort(key=lambda s: (-s.weighed.score, s.mention.start))
        found.append(Pair(group[0].downstream, group[0].upstream, tuple(group)))
    return found


def may_state(one: Seen) -> bool:
    """Whether a mention can state a derivation at all."""
    mention = one.mention
    if one.weighed.turned is not None and mention.label not in _MAY_TURN:
        return False
    if mention.label in _TOOLS or (mention.label in _NO_DATA and not mention.id.startswith(("hf:", "github:"))):
        return False
    return not twins(one.downstream, one.upstream)
