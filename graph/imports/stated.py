"""One row of somebody's graph as a statement: who was made from whom, how, how sure they say they are, and their evidence.

Readers of all formats give rows as mappings; whatever spelling the fields have, they come out here as one type or as a
row that cannot be read, with the reason. Nothing is dropped in between.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from graph.errors import InvalidId
from graph.ids import Kind, kind_of, parse
from graph.model import DERIVATIONS, Frozen, Relation

Row = Mapping[str, Any]
Known = Callable[[str], str | None]
"""What a name is known to mean: an id, or None."""

_DOWN = "target downstream child derived targetdataset derivative to".split()
_UP = "source upstream parent sourcedataset origin from".split()
_DOWN_DATE = "targetdate targettime targetcreated downstreamdate".split()
_UP_DATE = "sourcedate sourcetime sourcecreated upstreamdate parentdate".split()
_RELATION = "relation relationship relationtype relationshiptype kind type".split()
_CONFIDENCE = "confidence confidencescore score probability".split()
_EVIDENCE = "evidence quote evidences justification reason description".split()
_NODE = "id name dataset node datasetname".split()
_NODE_DATE = "date created createdat firstpublic published publishdate releasedate year time".split()

_WORDS = {
    "directinclusionsubset": Relation.DIRECT_INCLUSION,
    "inclusion": Relation.DIRECT_INCLUSION,
    "includes": Relation.DIRECT_INCLUSION,
    "structuredfusion": Relation.MIXTURE_COMPONENT,
    "fusion": Relation.MIXTURE_COMPONENT,
    "mixture": Relation.MIXTURE_COMPONENT,
    "syntheticgeneration": Relation.SYNTHETIC,
    "cotdistillation": Relation.DISTILLED,
    "distillation": Relation.DISTILLED,
    "semanticevolution": Relation.SEED_PROMPTS,
    "evolution": Relation.SEED_PROMPTS,
    "translation": Relation.TRANSLATED,
    "filtering": Relation.FILTERED,
}
_OWN = {re.sub(r"\W|_", "", relation.value): relation for relation in Relation}
_PAIR = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*\Z")
_PREFIXED = re.compile(r"(?:hf|hf-model|github|arxiv|benchmark|url|name):(?!//)\S", re.I)
_URL = re.compile(r"(?:https?://|www\.|huggingface\.co/|github\.com/|arxiv\.org/)", re.I)


class Statement(Frozen):
    """`upstream` was a source of `downstream`, says line `line`; `confidence` (0-1) and `evidence` as stated, None when not."""

    line: int
    downstream: str
    upstream: str
    mention: str
    relation: Relation
    said: str
    confidence: float | None
    evidence: str | None


class BadRow(Frozen):
    """A row that cannot be taken: its line, why, and what it holds."""

    line: int
    why: str
    row: str


class Stated(NamedTuple):
    """All of a file: statements, the dates it gives to works (by id), and rows that cannot be taken."""

    statements: tuple[Statement, ...]
    dates: dict[str, datetime]
    bad: tuple[BadRow, ...]


def collect(rows: Iterable[tuple[int, Row | str]], known: Known) -> Stated:
    """Rows with their line numbers as statements. A row that is a text could not be read at all: the text says why.

    A row without a source is a node, taken for its date. Of two dates of one work the earlier stands.
    """
    statements: list[Statement] = []
    dates: dict[str, datetime] = {}
    bad: list[BadRow] = []
    for line, row in rows:
        try:
            if isinstance(row, str):
                raise ValueError(row)
            made = _statement(line, row, known, dates)
        except (ValueError, InvalidId) as error:
            text = row if isinstance(row, str) else json.dumps(dict(row), ensure_ascii=False, default=str)
            bad.append(BadRow(line=line, why=str(error), row=text))
            continue
        statements += [made] if made else []
    return Stated(tuple(statements), dates, tuple(bad))


def identify(text: str, known: Known) -> str:
    """The id of what a graph calls `text`: a known name's, an id or address as it stands, ORG/NAME a dataset, else a `name:`.

    Raises InvalidId for what is no name either: empty, longer than 300 characters, or unprintable.
    """
    name = " ".join(text.split())
    if found := known(name):
        return found
    if _PREFIXED.match(name) or _URL.match(name) or _PAIR.match(name):
        try:
            return parse(name)
        except InvalidId:
            pass
    return parse(f"name:{name}")


def when(value: object) -> datetime | None:
    """A stated date as a time in UTC: ISO 8601, `2024-05-01`, or `2024-05` (its first day). None for a bare year and other texts."""
    text = str(value or "").strip().replace("/", "-").replace("Z", "+00:00")
    if re.fullmatch(r"\d{4}-\d{1,2}", text):
        text = f"{text[:5]}{text[5:]:0>2}-01"
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _statement(line: int, row: Row, known: Known, dates: dict[str, datetime]) -> Statement | None:
    fields = {re.sub(r"\W|_", "", str(key)).lower(): value for key, value in row.items()}
    down, up = _text(fields, _DOWN), _text(fields, _UP)
    if down is None and up is None and (node := _text(fields, _NODE)):
        _date(dates, identify(node, known), fields, _NODE_DATE)
        return None
    if down is None:
        down = _text(fields, _NODE)
    if down is None:
        raise ValueError("it names no dataset that was made (target, downstream or child)")
    downstream = identify(down, known)
    if up is None:
        _date(dates, downstream, fields, [*_DOWN_DATE, *_NODE_DATE])
        return None
    upstream = identify(up, known)
    said = _text(fields, _RELATION) or ""
    relation = relation_of(said)
    _refuse(downstream, upstream, relation)
    _date(dates, downstream, fields, _DOWN_DATE)
    _date(dates, upstream, fields, _UP_DATE)
    return Statement(
        line=line,
        downstream=downstream,
        upstream=upstream,
        mention=" ".join(up.split()),
        relation=relation,
        said=said,
        confidence=_share(next((fields[k] for k in _CONFIDENCE if k in fields), None)),
        evidence=_text(fields, _EVIDENCE),
    )


def relation_of(said: str) -> Relation:
    """The relation a graph's word means; `other` for words that are not known."""
    key = re.sub(r"\W|_", "", said).lower()
    return _OWN.get(key) or _WORDS.get(key) or next((r for word, r in _WORDS.items() if key and word in key), Relation.OTHER)


def _refuse(downstream: str, upstream: str, relation: Relation) -> None:
    kinds = kind_of(downstream), kind_of(upstream)
    if relation is Relation.RESOLVED_TO:
        raise ValueError("a table cannot say that one id is another; load `export jsonl`, or resolve the name by a crawl")
    if relation in DERIVATIONS and Kind.MODEL in kinds:
        raise ValueError(f"{downstream if kinds[0] is Kind.MODEL else upstream} is a model, and derivations tie datasets")
    if relation in DERIVATIONS and kinds[1] is Kind.BENCHMARK:
        raise ValueError(f"{upstream} is a benchmark; name the dataset that carries it")


def _text(fields: Row, names: Iterable[str]) -> str | None:
    """The first of some fields that says something; the texts of a list are joined by newlines."""
    for name in names:
        value = fields.get(name)
        texts = [str(v).strip() for v in (value if isinstance(value, list) else [value]) if v is not None]
        if found := "\n".join(t for t in texts if t):
            return found.encode("utf-8", "replace").decode()
    return None


def _share(value: object) -> float | None:
    """A stated confidence as a share; percentages are divided, words and numbers out of range say nothing."""
    text = str(value if value is not None else "").strip()
    try:
        number = float(text.rstrip("% "))
    except ValueError:
        return None
    number = number / 100 if text.endswith("%") or number >= 10 else number
    return number if 0 <= number <= 1 else None


def _date(dates: dict[str, datetime], artifact: str, fields: Row, names: Iterable[str]) -> None:
    found = next((time for name in names if (time := when(fields.get(name)))), None)
    if found:
        dates[artifact] = min(found, dates.get(artifact, found))


def unwrapped(lines: Iterable[str]) -> Iterator[tuple[int, Any]]:
    """JSON values of lines with their numbers, blank lines left out; a text that is JSON is read once more.

    Raises nothing: a line that is no JSON comes as the text that says so.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            yield number, json.loads(value) if isinstance(value, str) else value
        except ValueError as error:
            yield number, f"no JSON ({error}): {line.strip()[:200]}"
