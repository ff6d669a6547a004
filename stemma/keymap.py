"""The keys of a review, for the terminal, the web and the help alike: one table, from which the others are made.

`python -m stemma.keymap` prints it as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from graph.model import Cause, Relation


class Act(StrEnum):
    """What a key does."""

    ACCEPT = "accept"
    REJECT = "reject"
    REJECT_BECAUSE = "reject_because"
    SKIP = "skip"
    UNDO = "undo"
    RELATION = "relation"
    FLIP = "flip"
    TARGET = "target"
    NEXT = "next"
    PREVIOUS = "previous"
    OPEN = "open"
    ACCEPT_ALL = "accept_all"
    GRAPH = "graph"
    FILTER = "filter"
    NOTE = "note"
    HELP = "help"
    SECOND = "second"
    QUIT = "quit"


class Key(NamedTuple):
    """One key: as it is typed (`space` and `backspace` by name), what it does, with what, and what is said of it."""

    key: str
    act: Act
    help: str
    argument: str | None = None


RELATION_KEYS: Mapping[str, Relation] = {
    "1": Relation.DIRECT_INCLUSION,
    "2": Relation.SUBSET,
    "3": Relation.FILTERED,
    "4": Relation.MIXTURE_COMPONENT,
    "5": Relation.DISTILLED,
    "6": Relation.SEED_PROMPTS,
    "7": Relation.TRANSLATED,
    "8": Relation.SYNTHETIC,
    "9": Relation.FORMAT_CONVERSION,
    "0": Relation.OTHER,
}
"""Digit -> the relation it sets."""

REASON_KEYS: Mapping[str, Cause] = {
    "1": Cause.CITED_ONLY,
    "2": Cause.BENCHMARK,
    "3": Cause.SAME_FAMILY,
    "4": Cause.WRONG_TARGET,
    "5": Cause.WRONG_DIRECTION,
    "6": Cause.NO_EVIDENCE,
}
"""Digit after `r` -> why an edge is rejected."""

KEYS: tuple[Key, ...] = (
    Key("a", Act.ACCEPT, "accept: the document says so"),
    Key("x", Act.REJECT, "reject"),
    Key("space", Act.SKIP, "skip, undecided"),
    Key("u", Act.UNDO, "undo the last verdict"),
    Key("backspace", Act.UNDO, "undo the last verdict"),
    *(Key(key, Act.RELATION, f"it is {relation.replace('_', ' ')}", relation.value) for key, relation in RELATION_KEYS.items()),
    Key("r", Act.REJECT_BECAUSE, "reject, then 1-6: " + ", ".join(f"{k} {c.replace('_', ' ')}" for k, c in REASON_KEYS.items())),
    Key("f", Act.FLIP, "flip the direction"),
    Key("t", Act.TARGET, "another source: type, candidates appear"),
    Key("j", Act.NEXT, "next"),
    Key("k", Act.PREVIOUS, "previous"),
    Key("o", Act.OPEN, "open the document at the quote"),
    Key("A", Act.ACCEPT_ALL, "accept all of this sentence, or of this card"),
    Key("g", Act.GRAPH, "the graph around it"),
    Key("/", Act.FILTER, "filter the queue"),
    Key("m", Act.NOTE, "write a note"),
    Key("!", Act.SECOND, "ask for a second reader"),
    Key("?", Act.HELP, "these keys"),
    Key("q", Act.QUIT, "leave; nothing is lost"),
)

ACTS: Mapping[str, Key] = {key.key: key for key in KEYS}
"""Key as typed -> its row."""


def as_json() -> dict[str, object]:
    """The table as plain data: `keys`, `relations` by digit, `reasons` by digit after `r`."""
    return {
        "keys": [{"key": k.key, "act": k.act.value, "argument": k.argument, "help": k.help} for k in KEYS],
        "relations": {key: relation.value for key, relation in RELATION_KEYS.items()},
        "reasons": {key: cause.value for key, cause in REASON_KEYS.items()},
    }


if __name__ == "__main__":
    import json
    import sys

    sys.stdout.write(json.dumps(as_json(), indent=1) + "\n")
