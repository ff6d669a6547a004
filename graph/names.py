"""An index of what artifacts are called: ids, titles, aliases; found without case, hyphens or owner.

What matches, best first: the id or a spelling that answers as it; a name; the beginning of a name; words of a name; and, where
these find few, names that look alike (Dice over trigrams).
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from graph import catalogue
from graph.errors import InvalidId
from graph.ids import Kind, parse, short
from graph.model import Artifact

FEW = 20
"""Names that only look alike are looked for when fewer than this match otherwise."""
ALIKE = 0.4
_POSTINGS = 60_000
_CANDIDATES = 300
_LAST = "\U0010ffff"


class Match(StrEnum):
    """How a text and an artifact's names agree, best first."""

    ID = "id"
    NAME = "name"
    MEMBER = "member"
    PREFIX = "prefix"
    WORDS = "words"
    SIMILAR = "similar"


_MATCHES = tuple(Match)
_RANK = {match: place for place, match in enumerate(Match)}


class Entry(NamedTuple):
    """What is held of one artifact; `lower` is its id in lower case, `words` and `length` are those of its first name.

    Of plain values, so that the collector of cycles need not look at a hundred thousand of them again and again.
    """

    id: str
    kind: str
    title: str | None
    state: str
    aliases: tuple[str, ...]
    names: tuple[str, ...]
    lower: str
    words: int
    length: int


class Hit(NamedTuple):
    """An entry by its number, how it matches, which of its names does, and how badly within this kind of match (-1 to 0).

    In the order of hits; tuples of plain values, since there may be many thousands.
    """

    rank: int
    minus: float
    length: int
    lower: str
    number: int
    matched: str

    @property
    def match(self) -> Match:
        """How the text and the name agree."""
        return _MATCHES[self.rank]

    @property
    def key(self) -> tuple[int, float, int, str]:
        """The order of hits; no two entries share a key."""
        return self[:4]


def plain(text: str) -> str:
    """Letters and digits alone, without case: what is left of a name when spelling does not matter."""
    return re.sub(r"[\W_]+", "", text.casefold())


def words(text: str) -> list[str]:
    """The words of a name: between marks, and at changes from small to capital letters."""
    parts = re.findall(r"[^\W_]+", re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text))
    return [part.casefold() for part in parts]


@dataclass
class Names:
    """The names of some artifacts, ready to be searched. `Names.of` makes it; 100,000 artifacts take seconds and some 150 MB."""

    entries: list[Entry]
    by_id: dict[str, int]
    exact: dict[str, tuple[tuple[int, str], ...]]
    by_word: dict[str, array[int]]

    @classmethod
    def of(cls, artifacts: Iterable[Artifact]) -> Names:
        """Read the names of artifacts."""
        entries = [_entry(one) for one in artifacts]
        by_id: dict[str, int] = {}
        exact: dict[str, list[tuple[int, str]]] = defaultdict(list)
        by_word: dict[str, array[int]] = defaultdict(_numbers)
        for number, entry in enumerate(entries):
            for spelled in (entry.id, *entry.aliases):
                by_id.setdefault(spelled.lower(), number)
            for key, name in {plain(name): name for name in reversed(entry.names)}.items():
                if key:
                    exact[key].append((number, name))
            for word in {word for name in entry.names for word in words(name)}:
                by_word[word].append(number)
        return cls(entries, by_id, {key: tuple(named) for key, named in exact.items()}, dict(by_word))

    def search(self, text: str, kind: Kind | None = None) -> dict[int, Hit]:
        """Every entry that matches, by its number, each at its best; of one kind only, when given."""
        best: dict[int, Hit] = {}
        for hit in self._tiers(text):
            known = best.get(hit.number)
            if (known is None or hit < known) and (kind is None or self.entries[hit.number].kind == kind):
                best[hit.number] = hit
        if len(best) < FEW:
            for hit in self._similar(plain(_tail(text))):
                if hit.number not in best and (kind is None or self.entries[hit.number].kind == kind):
                    best[hit.number] = hit
        return best

    def _hit(self, number: int, match: Match, name: str, score: float = 1.0) -> Hit:
        entry = self.entries[number]
        return Hit(_RANK[match], -score, entry.length, entry.lower, number, name)

    def _tiers(self, text: str) -> Iterator[Hit]:
        yield from self._ids(text)
        keys = {plain(text), plain(_tail(text))} - {""}
        for key in keys:
            for number, name in self.exact.get(key, ()):
                yield self._hit(number, Match.NAME, name)
            yield from self._prefixes(key)
        yield from self._members(text)
        yield from self._worded(text)

    def _ids(self, text: str) -> Iterator[Hit]:
        spelled = {text.strip().lower()}
        for spelling in (parse, catalogue.canonical):
            try:
                spelled.add(spelling(text).lower())
            except InvalidId:
                continue
        for one in spelled:
            if (number := self.by_id.get(one)) is not None:
                yield self._hit(number, Match.ID, one)

    def _members(self, text: str) -> Iterator[Hit]:
        """The members of the family of benchmarks that is asked for."""
        try:
            asked = catalogue.canonical(text)
        except InvalidId:
            return
        for member in catalogue.family(asked):
            if (number := self.by_id.get(member)) is not None:
                yield self._hit(number, Match.MEMBER, asked)

    def _prefixes(self, key: str) -> Iterator[Hit]:
        for at in range(bisect_left(self._keys, key), bisect_left(self._keys, key + _LAST)):
            for number, name in self.exact[self._keys[at]]:
                yield self._hit(number, Match.PREFIX, name, round(len(key) / len(self._keys[at]), 6))

    def _worded(self, text: str) -> Iterator[Hit]:
        """Entries that have at least half of the words; the last may be a beginning of one."""
        asked = list(dict.fromkeys(words(text)))
        if not asked:
            return
        shared: Counter[int] = Counter()
        for place, word in enumerate(asked):
            shared.update(self._having(word, begun=place + 1 == len(asked)))
        for number, count in shared.items():
            if 2 * count >= len(asked):
                entry = self.entries[number]
                score = 0.9 * count / len(asked) + 0.1 * count / max(entry.words, count)
                yield self._hit(number, Match.WORDS, entry.names[0], round(score, 6))

    def _having(self, word: str, *, begun: bool) -> Collection[int]:
        if not begun or len(word) < 2:
            return self.by_word.get(word, ())
        first, last = bisect_left(self._words, word), bisect_left(self._words, word + _LAST)
        return {number for at in range(first, last) for number in self.by_word[self._words[at]]}

    def _similar(self, text: str) -> Iterator[Hit]:
        """Names that share enough trigrams; the rarest trigrams choose who is compared."""
        asked = _trigrams(text)
        if len(text) < 3:
            return
        shared: Counter[int] = Counter()
        left = _POSTINGS
        for trigram in sorted(asked, key=lambda one: len(self._by_trigram.get(one, ()))):
            posting = self._by_trigram.get(trigram, _numbers())
            left -= len(posting)
            if left < 0:
                break
            shared.update(posting)
        best: dict[int, tuple[float, str]] = {}
        for at, _ in shared.most_common(_CANDIDATES):
            key = self._keys[at]
            has = _trigrams(key)
            dice = 2 * len(asked & has) / (len(asked) + len(has))
            if dice >= ALIKE:
                for number, name in self.exact[key]:
                    best[number] = max(best.get(number, (0.0, "")), (round(dice, 6), name))
        for number, (dice, name) in best.items():
            yield self._hit(number, Match.SIMILAR, name, dice)

    @cached_property
    def _keys(self) -> list[str]:
        return sorted(self.exact)

    @cached_property
    def _words(self) -> list[str]:
        return sorted(self.by_word)

    @cached_property
    def _by_trigram(self) -> dict[str, array[int]]:
        found: dict[str, array[int]] = defaultdict(_numbers)
        for at, key in enumerate(self._keys):
            for trigram in _trigrams(key):
                found[trigram].append(at)
        return found


def _entry(artifact: Artifact) -> Entry:
    names = _names(artifact)
    return Entry(
        artifact.id,
        artifact.kind.value,
        artifact.title,
        artifact.state.value,
        artifact.aliases,
        names,
        artifact.id.lower(),
        len(words(names[0])),
        len(names[0]),
    )


def _numbers() -> array[int]:
    return array("L")


def _names(artifact: Artifact) -> tuple[str, ...]:
    """What an artifact is called: the last part of its id, its title, the catalogue's spellings, its aliases, the id's body."""
    listed = catalogue.benchmarks().get(artifact.id)
    body = artifact.id.partition(":")[2]
    others = [*(short(alias) for alias in artifact.aliases), *(listed.aliases if listed else ())]
    return tuple(dict.fromkeys(name for name in (short(artifact.id), artifact.title, *others, body) if name))


def _tail(text: str) -> str:
    """What is left of a text without prefix and owner."""
    return text.strip().rstrip("/").rpartition("/")[2].rpartition(":")[2]


def _trigrams(text: str) -> set[str]:
    padded = f"  {text} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}
