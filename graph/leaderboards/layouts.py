"""The layouts of published results as told figures: long, wide, OpenCompass summaries, lm-eval results.

long: a row a figure, columns `dataset benchmark value` and, where told, `base model recipe metric filter definition se n
repeats rows seed judge protocol shots temperature max_out_len code versions source date`. wide: a row a dataset, a column a
benchmark (`GSM8K`, `math/GSM8K`). OpenCompass: `dataset version metric mode`, then a column a model. lm-eval: its JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from graph.catalogue import canonical
from graph.errors import InvalidId, InvalidRecord
from graph.leaderboards.cells import Figure, count, figure, number
from graph.leaderboards.groups import Column, column
from graph.leaderboards.tables import Row

_ALIASES = {
    "dataset": "dataset data training_data train_dataset training_dataset dataset_name",
    "link": "link url dataset_link dataset_url hf_link dataset_node",
    "benchmark": "benchmark task evaluation",
    "value": "value score result",
    "se": "se stderr std_err standard_error",
    "base": "base base_model",
    "model": "model model_name",
    "recipe": "recipe preset training_config",
    "metric": "metric",
    "filter": "filter extraction",
    "definition": "definition version metric_version task_version",
    "n": "n n_samples questions items",
    "repeats": "repeats n_repeats",
    "rows": "rows size data_size dataset_size n_rows train_rows",
    "seed": "seed run run_id",
    "judge": "judge",
    "protocol": "protocol",
    "shots": "shots num_fewshot n_shot",
    "temperature": "temperature",
    "max_out_len": "max_out_len max_new_tokens",
    "mode": "mode",
    "code": "code commit git_hash",
    "versions": "versions harness",
    "source": "source",
    "date": "date time",
}
_FIELDS = {alias: field for field, aliases in _ALIASES.items() for alias in aliases.split()}
_PROTOCOL = ("protocol", "judge", "shots", "temperature", "max_out_len", "mode")


class Told(NamedTuple):
    """One figure as the table tells it; `fields`: what else its row says, by our names of the columns."""

    fields: Mapping[str, str]
    benchmark: str
    metric: str
    figure: Figure
    definition: str | None = None
    filter: str | None = None
    n: int | None = None
    repeats: int | None = None

    @property
    def protocol(self) -> str | None:
        """How it was measured, in one line; None when nothing of it is told."""
        told = [f"{name}={self.fields[name]}" for name in _PROTOCOL if name in self.fields]
        return "; ".join(told) or None


class Layout(NamedTuple):
    """All figures of a table, the columns they stood in with their values, and headers that are no figures."""

    told: list[Told]
    columns: list[Column]
    left_out: list[str]
    means: list[dict[str, float | None]]


def told(rows: list[Row], name: str) -> Layout:
    """The figures of a table by its layout. Raises InvalidRecord when it has none that is known here."""
    headers = list(dict.fromkeys(header for row in rows for header in row))
    named = {header: field for header in headers if (field := _field(header))}
    fields = set(named.values())
    if {"dataset", "definition", "metric", "mode"} <= fields and not fields & {"value", "benchmark"}:
        return _summary(rows, headers, named)
    if {"benchmark", "value"} <= fields:
        return _long(rows, headers, named)
    columns = [found for header in headers if header not in named and (found := column(header))]
    if fields & {"dataset", "link", "model"} and any(c.benchmark for c in columns):
        return _wide(rows, headers, named, columns)
    raise InvalidRecord(
        f"{name} has the columns {', '.join(headers[:12])}: no layout known here; give `dataset benchmark value`, or `dataset` "
        "and a column per benchmark that the catalogue knows"
    )


def _field(header: str) -> str | None:
    return _FIELDS.get(re.sub(r"[\s-]+", "_", header.strip()).casefold())


def _meta(row: Row, named: Mapping[str, str]) -> dict[str, str]:
    """What a row says of itself by our names; empty cells say nothing."""
    return {field: text for header, field in named.items() if (text := str(row[header] if row.get(header) is not None else "").strip())}


def _long(rows: list[Row], headers: list[str], named: Mapping[str, str]) -> Layout:
    found = []
    value = next(header for header, field in named.items() if field == "value")
    for place, row in enumerate(rows, start=1):
        fields = _meta(row, named)
        shown = figure(row.get(value))
        se = number(fields["se"]) if "se" in fields else shown.se
        found.append(
            Told(
                fields=fields,
                benchmark=_benchmark(fields.get("benchmark", ""), place),
                metric=fields.get("metric", "score"),
                figure=shown._replace(se=se),
                definition=fields.get("definition"),
                filter=fields.get("filter"),
                n=count(fields.get("n")),
                repeats=count(fields.get("repeats")) or None,
            )
        )
    return Layout(found, [], [header for header in headers if header not in named], [])


def _wide(rows: list[Row], headers: list[str], named: Mapping[str, str], columns: list[Column]) -> Layout:
    found = []
    means: list[dict[str, float | None]] = []
    for row in rows:
        fields = _meta(row, named)
        figures = {one.header: figure(row.get(one.header)) for one in columns}
        means.append({header: shown.value for header, shown in figures.items()})
        for one in columns:
            if one.benchmark is not None:
                shown = figures[one.header]
                found.append(
                    Told(fields, one.benchmark, fields.get("metric", "score"), shown, fields.get("definition"), fields.get("filter"))
                )
    known = {one.header for one in columns}
    return Layout(found, columns, [header for header in headers if header not in named and header not in known], means)


def _summary(rows: list[Row], headers: list[str], named: Mapping[str, str]) -> Layout:
    """OpenCompass: its `dataset` is a benchmark, its `version` says which prompts and rules."""
    found = []
    for place, row in enumerate(rows, start=1):
        fields = _meta(row, named)
        benchmark = _benchmark(fields.get("dataset", ""), place)
        for header in headers:
            if header not in named:
                own = {"model": header} | ({"mode": fields["mode"]} if "mode" in fields else {})
                found.append(Told(own, benchmark, fields.get("metric", "score"), figure(row.get(header)), fields.get("definition")))
    return Layout(found, [], [], [])


def harness(results: Mapping[str, Any]) -> Layout:
    """lm-eval: `results` by task, metrics as `NAME,FILTER` with `NAME_stderr,FILTER` beside them; values are shares."""
    config = results.get("config") if isinstance(results.get("config"), Mapping) else {}
    common = {
        "model": str(results.get("model_name") or (config or {}).get("model_args") or (config or {}).get("model") or ""),
        "seed": str((config or {}).get("random_seed", "")),
        "code": str(results.get("git_hash") or ""),
    }
    common = {name: text for name, text in common.items() if text}
    found: list[Told] = []
    for task, held in results["results"].items():
        if isinstance(held, Mapping):
            shots = _of(results, "n-shot", task)
            fields = common | ({"shots": str(shots)} if shots is not None else {})
            definition = "; ".join(
                f"{k}={v}" for k, v in (("version", _of(results, "versions", task)), ("hash", _of(results, "task_hashes", task))) if v
            )
            found += _task(task, held, fields, definition or None, _effective(results, task))
    return Layout(found, [], [], [])


def _task(task: str, held: Mapping[str, Any], fields: dict[str, str], definition: str | None, n: int | None) -> Iterator[Told]:
    for key, value in held.items():
        name, _, rule = key.partition(",")
        if not rule or name.endswith("_stderr"):
            continue
        se = figure(held.get(f"{name}_stderr,{rule}")).value
        yield Told(fields, _benchmark(task, 0), name, figure(value)._replace(se=se), definition, None if rule == "none" else rule, n)


def _of(results: Mapping[str, Any], part: str, task: str) -> object:
    held = results.get(part)
    return held.get(task) if isinstance(held, Mapping) else None


def _effective(results: Mapping[str, Any], task: str) -> int | None:
    held = _of(results, "n-samples", task)
    return count(held.get("effective")) if isinstance(held, Mapping) else None


def _benchmark(name: str, place: int) -> str:
    """A benchmark's id: the catalogue's where it knows the name. Raises InvalidRecord for what can be no name."""
    for candidate in (name, re.sub(r"[_-](?:cot|zeroshot|fewshot|gen|main|(?:0|1|3|4|5|8|10|25)shot)(?=[_-]|\Z)", "", name)):
        try:
            found = canonical(candidate)
        except InvalidId:
            continue
        if found in _known():
            return found
    try:
        return canonical(name)
    except InvalidId as error:
        raise InvalidRecord(f"row {place} names no benchmark ({name[:80]!r}); nothing was read") from error


def _known() -> Iterable[str]:
    from graph.catalogue import benchmarks

    return benchmarks()
