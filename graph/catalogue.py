"""The field's well-known benchmarks, and the datasets and splits that carry them: shipped facts, and a user's own.

`catalogue.jsonl`: one CARRIES fact a line, with its source. `benchmarks.jsonl`: one benchmark a line, with other
spellings of its name and, for a family (AIME, LiveCodeBench), its members. A train split is no part of a benchmark
unless the benchmark's only split happens to be called so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from graph.errors import InvalidId, InvalidRecord
from graph.ids import Kind, kind_of, parse
from graph.model import Carries, Frozen


class Benchmark(Frozen):
    """A benchmark of the catalogue: its id, other spellings of its name, and the members when it is a family."""

    id: str
    aliases: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


def shipped() -> list[Carries]:
    """The facts that come with Stemma, in the order of the file. `items` is None where no count is sure."""
    return list(_shipped())


def read(path: Path) -> list[Carries]:
    """The facts of a user's own file: JSONL with the fields of `Carries`; blank lines are passed over.

    Raises InvalidRecord naming file, line and what is wrong with it, also when the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidRecord(f"{path} cannot be read as UTF-8 text ({error}); give a JSONL file of carries facts") from error
    return _facts(text.splitlines(), str(path))


def facts(extra: Path | None = None) -> list[Carries]:
    """The shipped facts and then those of a user's own file, which win where both speak of one split.

    Raises InvalidRecord as `read` does.
    """
    return shipped() + (read(extra) if extra is not None else [])


def canonical(benchmark: str) -> str:
    """The id a name of a benchmark means: `MATH`, `hendrycks-math` and `benchmark:math` are one.

    A name the catalogue does not have becomes `benchmark:NAME` in lower case. Raises InvalidId for what can be no name.
    """
    name = _plain(benchmark)
    if name in _names():
        return _names()[name]
    body = re.sub(r"[\s/]+", "-", re.sub(r"\Abenchmark:", "", benchmark.strip(), flags=re.I))
    return parse(f"benchmark:{body}")


def family(benchmark: str) -> frozenset[str]:
    """The ids asked for by one: a family's own and its members'; a benchmark's own; nothing for an unknown one."""
    known = benchmarks()
    wanted = {benchmark}
    if benchmark in known:
        for member in known[benchmark].members:
            wanted |= family(member)
    return frozenset(wanted & known.keys())


def member_of(benchmark: str, asked: str) -> str | None:
    """The catalogue's id of a benchmark as somebody spelled it, when `asked` (an id) means it; None when not.

    A family also means its years that the catalogue does not list: `aime` means `benchmark:AIME_1994` as `benchmark:aime-1994`.
    """
    try:
        found = canonical(benchmark)
    except InvalidId:
        return None
    if found == asked or found in family(asked):
        return found
    known = benchmarks().get(asked)
    year = re.fullmatch(re.escape(_plain(asked)) + r"((?:19|20)\d\d)", _plain(found))
    return f"{asked}-{year.group(1)}" if year and known is not None and known.members else None


@cache
def spellings(benchmark: str) -> frozenset[str]:
    """Node ids (lower case) that mean a benchmark, or a family it is in: `benchmark:` ids, and `name:` ids of every alias."""
    meant = {benchmark, *(one.id for one in benchmarks().values() if benchmark in family(one.id))}
    known = benchmarks()
    names = {name for one in meant for name in (one.partition(":")[2], *(known[one].aliases if one in known else ()))}
    spaced = {name.lower() for name in names} | {name.lower().replace("-", " ") for name in names}
    return frozenset({*meant, *(f"name:{name}" for name in spaced)})


def near(benchmark: str, others: Collection[str] = ()) -> list[str]:
    """Up to five known ids whose names look like the one given; `others` are ids the graph has beside the catalogue."""
    names = _names() | {_plain(other): other for other in others}
    found = [names[name] for name in get_close_matches(_plain(benchmark), sorted(names), n=10, cutoff=0.5)]
    return list(dict.fromkeys(found))[:5]


@cache
def benchmarks() -> dict[str, Benchmark]:
    """Every benchmark of the catalogue by id."""
    listed = [Benchmark.model_validate_json(line) for line in _lines("benchmarks.jsonl")]
    return {one.id: one for one in listed}


@cache
def _shipped() -> tuple[Carries, ...]:
    return tuple(_facts(_lines("catalogue.jsonl"), "catalogue.jsonl"))


@cache
def _names() -> dict[str, str]:
    names = {_plain(alias): one.id for one in benchmarks().values() for alias in one.aliases}
    return names | {_plain(one): one for one in benchmarks()}


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", re.sub(r"\Abenchmark:", "", name.strip().casefold()).replace("+", "plus"))


def _lines(name: str) -> list[str]:
    return files("graph").joinpath(name).read_text(encoding="utf-8").splitlines()


def _facts(lines: Iterable[str], name: str) -> list[Carries]:
    return [_fact(line, f"{name}, line {number}") for number, line in enumerate(lines, start=1) if line.strip()]


def _fact(line: str, place: str) -> Carries:
    try:
        fact = Carries.model_validate(json.loads(line))
        if kind_of(fact.dataset) is Kind.BENCHMARK or kind_of(fact.benchmark) is not Kind.BENCHMARK:
            raise InvalidId("dataset must be a dataset's id and benchmark a benchmark:NAME")
        fact = fact.model_copy(update={"dataset": parse(fact.dataset), "benchmark": canonical(fact.benchmark)})
    except (ValueError, InvalidId) as error:
        raise InvalidRecord(f"{place} is no carries fact ({_short(error)}); nothing was read") from error
    if fact.items is not None and fact.items < 0:
        raise InvalidRecord(f"{place} is no carries fact (items is {fact.items}; leave it null when unknown); nothing was read")
    return fact


def _short(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, e['loc'])) or 'line'}: {e['msg']}" for e in error.errors())
    return str(error)
