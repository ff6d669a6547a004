"""The answer to a question of exposure: rows with their paths, what weakens them, and what a budget cut off."""

from __future__ import annotations

from typing import Literal

from graph.ids import Kind
from graph.lattice import ExposureStatus
from graph.model import Frozen, Relation, Status

RUN: Literal["Run"] = "Run"
"""The kind of a run's row, whose `artifact` is the run's id."""


class Hop(Frozen):
    """One edge of a path, with the words of its surest live claim. `split`: the upstream's splits it names, `+` between."""

    downstream: str
    upstream: str
    relation: Relation
    status: Status
    confidence: float
    split: str | None
    quote: str | None
    document: str | None
    edge: str


class Weakening(Frozen):
    """Why less than all of a path's probability passes through an artifact: a claim of decontamination, with its words, or a scan.

    `kept`: the share (0-1) that is left. `edge` is None for a clean scan, and then `quote` says what measured it.
    """

    artifact: str
    kept: float
    edge: str | None
    status: Status | None
    quote: str | None
    document: str | None


class Row(Frozen):
    """One artifact and one benchmark (in one window): may the artifact hold its items?

    `status`: see `ExposureStatus`. `probability`: that at least one chain from a carrier holds, over the six chains of
    fewest hops, edges independent, an edge that several share counted once; exact when no others exist
    (`chains_complete`), else a lower bound; never below `best_path_probability`; 1 when measured, 0 when cleared.
    `split`: the carrying split, None when no document says which was taken. `items`: how many the benchmark has, None
    when unknown; `at_most_items`: no more of them than this can have come along the chains, None when unknown. `rate`
    with its 95 % interval: the share of the items that a scan of `version` found; None when none was measured. `path`
    starts at the carrier; `source` says where it is stated, or what measured, that the carrier holds the items. `through`: of
    a run's row the data or model by which it is exposed; the path ends there.
    """

    artifact: str
    kind: Kind | Literal["Run"]
    benchmark: str
    window: str | None
    split: str | None
    status: ExposureStatus
    probability: float
    best_path_probability: float
    rate: float | None = None
    rate_low: float | None = None
    rate_high: float | None = None
    version: str | None = None
    items: int | None
    at_most_items: int | None
    carrier: str
    source: str
    chains: int
    chains_complete: bool
    path: tuple[Hop, ...] = ()
    weakened: tuple[Weakening, ...] = ()
    through: str | None = None


class Cut(Frozen):
    """What a budget left out: round trips spent, artifacts that were seen and not read on from, and some of their ids."""

    round_trips: int
    unread: int
    examples: tuple[str, ...]


class Exposures(Frozen):
    """The answer to one benchmark, or family (`members`), in one `window`. `partial`: see `cut`; `more`: `top` cut rows off."""

    benchmark: str
    window: str | None
    members: tuple[str, ...]
    partial: bool
    cut: Cut | None
    more: bool
    rows: tuple[Row, ...]


class Inside(Frozen):
    """What one artifact may hold: a row for each benchmark; `ancestors` says how many works above it were read."""

    artifact: str
    partial: bool
    cut: Cut | None
    ancestors: int
    rows: tuple[Row, ...]
