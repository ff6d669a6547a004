"""The formats of others' graphs as rows: JSON lines of the lineage graphs of this field, CSV tables of edges, GraphML."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from graph.imports.stated import Row, unwrapped

_NESTED = ("sources", "upstreams", "parents", "lineage", "edges", "relations", "tracing_results")
_NAMESPACE = "{http://graphml.graphdrawing.org/xmlns}"
Rows = Iterator[tuple[int, Row | str]]


def oda(lines: Iterable[str]) -> Rows:
    """Rows of JSON lines with target, source, relationship, confidence, evidence and dates, under whatever near names.

    A line may be JSON in a JSON string, a list of rows, or one target with its sources in a list (itself perhaps a JSON
    string). A line with a target alone is a node.
    """
    for number, value in unwrapped(lines):
        for row in value if isinstance(value, list) else [value]:
            if not isinstance(row, Mapping):
                yield number, row if isinstance(row, str) else f"a row must be an object, not {str(row)[:80]}"
                continue
            yield from ((number, one) for one in _flat(row))


def _flat(row: Mapping[str, Any]) -> Iterator[Row | str]:
    """A row, or one row for each source it lists."""
    for name in _NESTED:
        listed = row.get(name)
        if isinstance(listed, str):
            try:
                listed = json.loads(listed)
            except ValueError:
                continue
        if not isinstance(listed, list):
            continue
        own = {key: value for key, value in row.items() if key != name}
        yield own
        for source in listed:
            if isinstance(source, Mapping):
                yield {**own, **source}
            else:
                yield {**own, "source": source} if isinstance(source, str) else f"no source in {name}: {str(source)[:80]}"
        return
    yield row


def table(lines: Iterable[str]) -> Rows:
    """Rows of a CSV or tab-separated table with a header."""
    source = iter(lines)
    header = next(source, "")
    delimiter = max(",;\t", key=header.count)
    names = next(csv.reader([header.lstrip("\ufeff")], delimiter=delimiter), [])
    reader = csv.reader(source, delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield reader.line_num + 1, f"no row of a table ({error})"
            continue
        line = reader.line_num + 1
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(names):
            yield line, f"{len(cells)} cells under {len(names)} column names: {','.join(cells)[:200]}"
            continue
        yield line, {name: cell for name, cell in zip(names, cells, strict=False) if cell.strip()}


def graphml(lines: Iterable[str]) -> Rows:
    """Edges (from source to what was made of it, as arrows are drawn) and nodes of GraphML; a row's number is its place among both.

    A DOCTYPE is refused: entities could make a small file endless.
    """
    parser: XMLPullParser[Element] = XMLPullParser(events=("end",))
    place, keys, names = 0, dict[str, str](), dict[str, str]()
    try:
        for line in lines:
            if "<!DOCTYPE" in line or "<!ENTITY" in line:
                yield place, "a GraphML file needs no DOCTYPE; remove it"
                return
            parser.feed(line)
            for _, element in cast(Iterator[tuple[str, Element]], parser.read_events()):
                tag = str(element.tag).removeprefix(_NAMESPACE)
                if tag == "key":
                    keys[element.get("id", "")] = str(element.get("attr.name") or element.get("id"))
                elif tag in ("node", "edge"):
                    place += 1
                    yield place, _element(element, tag, keys, names)
                    element.clear()
        parser.close()
    except ParseError as error:
        yield place, f"no XML ({error})"


def _element(element: Element, tag: str, keys: Mapping[str, str], names: dict[str, str]) -> Row:
    data = {keys.get(d.get("key", ""), d.get("key", "")): d.text or "" for d in element if str(d.tag).endswith("data")}
    if tag == "node":
        own = element.get("id", "")
        names[own] = own if ":" in own or "/" in own else next((data[k] for k in ("name", "label", "id", "title") if data.get(k)), own)
        return {**data, "id": names[own]}
    ends = {"source": element.get("source", ""), "target": element.get("target", "")}
    return data | {end: names.get(name, name) for end, name in ends.items()}


READERS: dict[str, Callable[[Iterable[str]], Rows]] = {"oda": oda, "csv": table, "graphml": graphml}
