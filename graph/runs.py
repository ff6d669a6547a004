"""Training, evaluation and scoring runs: what determines them, what they stand on, and every metric they came to.

A run's key is a hash of all that determines it. What is unknown is not the same: while code, versions or seed are not
known, the source of the report is part of the key, so two reports of unknown making are never one run. A metric is known
by its name, its definition and its filter: the same name with another definition is another metric.
"""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, Field, field_validator, model_validator

from graph.errors import ConflictingRun
from graph.ids import Kind, kind_of
from graph.model import Frozen


class RunKind(StrEnum):
    """What a run does: makes a model, measures one on benchmarks, or measures a dataset."""

    TRAINING = "training"
    EVALUATION = "evaluation"
    SCORING = "scoring"


class Metric(Frozen):
    """One figure. `value` is null, with `why`, when it could not be had: null is not zero.

    `on`: the benchmark, or for scores the dataset, that it was measured on. `value` and `se` are shares 0-1 where the
    metric is a share. `se`: standard error of the mean over the `n` questions (or over `repeats`, as `definition` says).
    """

    on: str
    name: str = Field(min_length=1)
    definition: str | None = Field(default=None, description="version, or what else tells two meanings of a name apart; None: not told")
    filter: str | None = None
    value: float | None = Field(default=None, allow_inf_nan=False)
    se: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    n: int | None = Field(default=None, ge=0)
    repeats: int | None = Field(default=None, ge=1)
    why: str | None = None

    @model_validator(mode="after")
    def _null_says_why(self) -> Self:
        if self.value is None and self.why is None:
            raise ValueError(f"{self.name} on {self.on} has neither a value nor a reason why not; give one of the two")
        return self

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes two figures figures of one metric."""
        return self.on.lower(), self.name, self.definition or "", self.filter or ""


class Run(Frozen):
    """One run. Ids are kept as they were stated: they are part of the key; a resolved id answers when runs are asked for.

    `datasets`: what was trained on or scored. `base`: the model it started from. `model`: the one it made or measured.
    `protocol`: how it was measured (judge, shots, sampling, lengths). `versions`: `name==version` of what ran.
    """

    kind: RunKind
    datasets: tuple[str, ...] = ()
    base: str | None = None
    model: str | None = None
    recipe: str | None = None
    protocol: str | None = None
    code: str | None = None
    versions: tuple[str, ...] = ()
    seed: int | None = None
    source: str = Field(min_length=1, description="where it is told: a URL, a citation, or the name of the command that ran it")
    time: AwareDatetime | None = None
    rows: int | None = Field(default=None, ge=1, description="rows of data that it used; no part of its key, None: not told")
    metrics: tuple[Metric, ...] = ()

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        for artifact in self.artifacts:
            kind_of(artifact)
        found = {metric.key for metric in self.metrics}
        if len(found) < len(self.metrics):
            raise ValueError("two figures of one metric (on, name, definition, filter); a run has one value of each")
        return self

    @field_validator("datasets", "versions")
    @classmethod
    def _in_order(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(set(names), key=lambda name: (name.lower(), name)))

    @field_validator("metrics")
    @classmethod
    def _by_key(cls, metrics: tuple[Metric, ...]) -> tuple[Metric, ...]:
        return tuple(sorted(metrics, key=lambda metric: metric.key))

    @property
    def id(self) -> str:
        """`r:` + 16 hex digits of sha256 over kind, datasets, base, model, recipe, protocol, code, versions, seed (and source)."""
        told = self.code is not None and self.seed is not None and bool(self.versions)
        parts = [
            self.kind.value,
            [i.lower() for i in self.datasets],
            (self.base or "").lower(),
            (self.model or "").lower(),
            *(self.recipe, self.protocol, self.code, list(self.versions), self.seed),
            None if told else self.source,
        ]
        return "r:" + hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def artifacts(self) -> tuple[str, ...]:
        """Every artifact it stands on, once each as spelled."""
        named = (*self.datasets, self.base, self.model, *(metric.on for metric in self.metrics))
        return tuple(dict.fromkeys(i for i in named if i is not None))

    @property
    def benchmarks(self) -> tuple[str, ...]:
        """The benchmarks it was measured on."""
        return tuple(dict.fromkeys(m.on for m in self.metrics if kind_of(m.on) is Kind.BENCHMARK))


def joined(before: Run | None, found: Run) -> Run:
    """A run after one more record of it: metrics add up, a null is filled by a value and never unsays one.

    Raises ConflictingRun when both give one metric other values: what is determined by the same key cannot differ.
    """
    if before is None:
        return found
    metrics = {metric.key: metric for metric in before.metrics}
    for metric in found.metrics:
        known = metrics.get(metric.key)
        if known is None or known.value is None:
            metrics[metric.key] = metric
        elif metric.value is not None and (metric.value, metric.se) != (known.value, known.se):
            raise ConflictingRun(
                f"run {found.id} has {metric.name} {known.value} (se {known.se}) on {metric.on}, now {metric.value} (se {metric.se}): "
                "same key, another value; a metric whose definition changed is another metric, so name its definition, "
                "or give what differs (seed, code, protocol, source)"
            )
    times = [time for time in (before.time, found.time) if time is not None]
    named = {"time": min(times, default=None), "rows": before.rows or found.rows}
    return before.model_copy(update={"metrics": tuple(metrics[key] for key in sorted(metrics)), **named})
