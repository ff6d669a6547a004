"""Known names in running text: one pass over the tokens, the longest name wins, nothing matches inside a longer word."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from agents.errors import BadGazetteer


@dataclass(frozen=True, slots=True)
class Entry:
    """A name people write, the id it means, and what it is.

    `label` is a class of the gazetteer (dataset, benchmark, evaluation, preference, corpus, model, method, tool) or `known`.
    `exact`: a common word counts only as it is spelled here. `cased`: nothing counts but this spelling.
    """

    name: str
    id: str
    label: str
    exact: bool
    cased: bool = False


class Hit(NamedTuple):
    """An entry's name at `text[start:end]`."""

    start: int
    end: int
    entry: Entry


_TOKEN = re.compile(r"[A-Za-z0-9\u00C0-\u024F]+|[\u4e00-\u9fff\u3040-\u30ff]+")
_JOINTS = frozenset(("", " ", "-", "_", ".", "/", "\n", " - ", "'s ", "’s "))
_CUE_SUFFIX = re.compile(r"[-_](?:style|styled|like|format|formatted|based|type|derived|generated|inspired|esque)\b", re.I)
_PLAIN = re.compile(r"[A-Z]?[a-z]+\Z|[A-Z]+\Z")
_SETS = frozenset({"dataset", "benchmark", "evaluation", "preference"})
GENERIC = frozenset(
    "data dataset datasets instruct instruction instructions code chat math physics chemistry biology alpaca-style sft dpo rlhf"
    " preference preferences train "
    "training test eval evaluation english chinese french german spanish readme card overview introduction summary prompts conversations"
    " questions "
    "answers text news feedback reward rewards collection overview model models science reasoning translated cleaned filtered".split()
)


def fold(name: str) -> str:
    """A name as it is compared: lower case, its words joined by one space."""
    return " ".join(t.group().lower() for t in _TOKEN.finditer(name))


class NameIndex:
    """Names by their first token; built once, read by many."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
        self._by_id: dict[str, Entry] = {}
        for entry in entries:
            self._add(entry)
        for names in self._by_first.values():
            names.sort(key=lambda n: -len(n[0]))

    def with_more(self, entries: Iterable[Entry]) -> NameIndex:
        """This index and a few names more, for one document; the names held already win at equal length."""
        other = NameIndex(())
        other._by_first, other._by_id = dict(self._by_first), self._by_id
        for entry in entries:
            first = fold(entry.name).partition(" ")[0]
            other._by_first[first] = list(other._by_first.get(first, ()))
            other._add(entry, index_id=False)
            other._by_first[first].sort(key=lambda n: -len(n[0]))
        return other

    def by_id(self, artifact_id: str) -> Entry | None:
        """What the list says of an id, in any case."""
        return self._by_id.get(artifact_id.lower())

    def _add(self, entry: Entry, *, index_id: bool = True) -> None:
        tokens = tuple(fold(entry.name).split())
        if tokens:
            self._by_first.setdefault(tokens[0], []).append((tokens, entry))
            if index_id:
                self._by_id.setdefault(entry.id.lower(), entry)

    def find(self, text: str) -> list[Hit]:
        """All hits, left to right, none inside another."""
        tokens = [(m.start(), m.end(), m.group().lower()) for m in _TOKEN.finditer(text)]
        tokens = [t for t in tokens if t[2] != "s" or text[t[0] - 1 : t[0]] not in ("'", "’")]
        found: list[Hit] = []
        at = 0
        while at < len(tokens):
            hit, used = self._at(text, tokens, at)
            if hit is not None:
                found.append(hit)
            at += used
        return found

    def _at(self, text: str, tokens: list[tuple[int, int, str]], at: int) -> tuple[Hit | None, int]:
        for names, entry in self._by_first.get(tokens[at][2], ()):
            last = at + len(names) - 1
            if last >= len(tokens) or any(tokens[at + i][2] != name for i, name in enumerate(names)):
                continue
            if any(text[tokens[i][1] : tokens[i + 1][0]] not in _JOINTS for i in range(at, last)):
                continue
            start, end = tokens[at][0], tokens[last][1]
            if _whole(text, start, end) and _spelled(text[start:end], entry):
                return Hit(start, end, entry), len(names)
        return None, 1


@cache
def gazetteer() -> tuple[Entry, ...]:
    """The shipped list. Raises BadGazetteer naming the line."""
    found: list[Entry] = []
    other: list[Entry] = []
    source = files("agents.readers").joinpath("gazetteer.jsonl")
    for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            names = [str(row["name"]), *map(str, row.get("also", ()))]
            entries = [Entry(name, str(row["id"]), str(row["class"]), exact=True) for name in names]
            found += entries
            other += [variant for entry in entries if entry.label in _SETS for variant in _respaced(entry)]
        except (ValueError, KeyError, TypeError) as error:
            raise BadGazetteer(f"gazetteer.jsonl line {number} is no entry ({error}); reinstall the package") from error
    held = {entry.name for entry in found}
    variants = {entry.name: entry for entry in reversed(other) if entry.name not in held and entry.cased}
    return (*found, *sorted(variants.values(), key=lambda entry: entry.name))


def _respaced(entry: Entry) -> Iterator[Entry]:
    """A name with its parts apart or together, as people write it too: `WikiHop`, `Wiki Hop`; only in that very case."""
    apart = re.sub(r"(?<=[a-z]{2})(?=[A-Z]{2}|[A-Z][a-z]{2})", " ", entry.name)
    together = re.sub(r"[ _-](?=[A-Z])", "", entry.name)
    for name in (apart, together):
        if name != entry.name and re.fullmatch(r"[A-Z][A-Za-z]*(?: [A-Z][A-Za-z]*){0,2}", name) and len(name) >= 6:
            yield replace(entry, name=name, cased=True)


def known_entries(known: Mapping[str, str]) -> list[Entry]:
    """Entries for the works a crawl or file has seen; names too short or too common to mean one thing are left out."""
    found = []
    for name, artifact in known.items():
        folded = fold(name)
        distinct = len(folded) >= 5 and folded not in GENERIC and not all(t in GENERIC or t.isdigit() for t in folded.split())
        if distinct and artifact.startswith(("hf:", "github:")):
            found.append(Entry(name, artifact, "known", exact=False))
    return found


def _whole(text: str, start: int, end: int) -> bool:
    """Not a part of a longer hyphenated, dotted or slashed name."""
    if start >= 1 and (text[start - 1] in "_/\\$@" or (text[start - 1] in "-." and text[start - 2 : start - 1].isalnum())):
        return False
    tail = text[end : end + 2]
    if len(tail) == 2 and tail[0] in "-_/.+" and tail[1].isalnum():
        return bool(_CUE_SUFFIX.match(text, end))
    return True


def _spelled(written: str, entry: Entry) -> bool:
    """Common words must be written as the name is; names with digits or inner capitals may be in any case."""
    if entry.cased:
        return written == entry.name
    if not entry.exact:
        return not _PLAIN.match(written) or (written[:1].isupper() and len(written) >= 5)
    return not _PLAIN.match(entry.name) or written == entry.name
