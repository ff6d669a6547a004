"""The works of one file or crawl: which names, repositories and papers mean which data set; unlike works of one name mean none."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from agents.readers.local.bibliography import head_of
from agents.readers.local.file_names import DATA_FILE
from agents.readers.local.identity import folded, same_owner, twin_key
from agents.readers.local.links import links
from agents.readers.local.names import fold, gazetteer
from agents.readers.local.subjects import companions, is_card
from graph.ids import owner, short
from graph.model import Document

HOMES = ("hf:", "github:")
_DATA = frozenset({"dataset", "preference", "benchmark", "evaluation", "corpus"})
_SET = frozenset({"dataset", "preference", "corpus"})
_NOUNS = frozenset(
    "the our a an original full whole s of from by in data dataset datasets corpus corpora collection set sets prompts prompt articles"
    " samples examples questions items released sft public".split()
)
_LEADING = re.compile(r"\A(?:the|a|an|our|original|full|whole|existing|public|open[- ]?source[d]?)\s+|\A[\w.-]+['\u2019]s\s+", re.I)
_TRAILING = re.compile(
    r"[\s_-]+(?:data ?sets?|data|corpus|corpora|collections?|papers?|articles|prompts?|samples|questions|sft"
    r"|train(?:ing)?(?: (?:set|data|split))?)\W*\Z",
    re.I,
)
_SIZE = re.compile(r"\d*[kmb]\Z|\d+\Z")
_VERSION = re.compile(r"(?:version |ver\.? ?|v)?(\d{1,3}(?:\.\d{1,3}){1,2})\Z", re.I)
_LAST_VERSION = re.compile(r"[-_.]?v?\d+(?:[._]\d+)*\Z", re.I)
_SELF = re.compile(
    r"(?:this|our|the present) (?:[\w-]+ )?(?:data ?set|data|corpus|collection|set|repo(?:sitory)?)\Z"
    r"|[该本此](?:数据集|数据|データセット|データ|仓库|リポジトリ)\Z|このデータ(?:セット)?\Z",
    re.I,
)


class Works(Mapping[str, str]):
    """Folded name -> id; the ids seen; and the cards that present a repository or paper as their own.

    A name that two unlike works have means nothing. Hub sets win over a repository of the same name.
    """

    def __init__(
        self,
        names: Iterable[tuple[str, str]] = (),
        ids: Iterable[str] = (),
        presented: Mapping[tuple[str, str], tuple[str, ...]] | None = None,
    ) -> None:
        self._names: dict[str, str] = {}
        found: dict[str, list[str]] = {}
        for name, artifact in names:
            if key := fold(name):
                found.setdefault(key, []).append(artifact)
        for key in sorted(found):
            if (only := one_work(found[key])) is not None:
                self._names[key] = only
        self._seen = {i.lower(): i for i in sorted({*ids, *self._names.values()}, reverse=True) if i.startswith("hf:")}
        self._ids = _well_known_ids() | self._seen
        self._presented = dict(presented or {})
        self._by_twin = _by_twin(self._ids.values())
        self._by_words = _by_words(self._ids.values())

    @classmethod
    def of(cls, documents: Iterable[Document], ids: Iterable[str] = ()) -> Works:
        """The index of a file's documents (ids, titles, links, what cards present) and of further ids that were seen."""
        held = list(documents)
        own = [*(d.artifact for d in held), *ids]
        names = [(short(i), i) for i in own if i.startswith(HOMES)]
        names += [(title, d.artifact) for d in held if is_card(d) and (title := title_name(d.title, d.artifact)) is not None]
        linked = (link.id for d in held for link in links(d.text) if link.id.startswith("hf:") and not link.asset)
        return cls(names, [*own, *linked], presented_by(held))

    def __getitem__(self, name: str) -> str:
        return self._names[fold(name)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def cards_of(self, artifact: str) -> tuple[str, ...]:
        """The cards that present a repository or paper as their own, sorted."""
        return self._presented.get(twin_key(artifact), ())

    def named(self, name: str) -> str | None:
        """What a name means: among the works seen, then in the shipped list; None when it means nothing, or more than one work.

        Words for data around a name are let go one by one: "the Meadow Notes corpus data", "Meadow Notes corpus", "Meadow Notes".
        """
        for part in bared(name):
            wanted = fold(part)
            if (found := self._names.get(wanted) or _well_known().get(wanted)) is not None:
                return found
        return None

    def owned(self, who: str, name: str) -> str | None:
        """The Hub set of a name by an owner, when such an id was seen."""
        return self._by_twin.get((folded(who), folded(name)))

    def likened(self, name: str, near: str) -> str | None:
        """What a name means beyond its exact words: an id with spaces or case, words around it, a size left out, a version of `near`."""
        return self.spelled(name) or self._version(name, near) or self._in_words(name)

    def hub_of(self, artifact: str) -> str | None:
        """The Hub data set that a repository holds: of the same name, by the same owner, known as an id or presented by its card."""
        if not artifact.startswith("github:"):
            return None
        twins = self._by_twin.get((folded(owner(artifact) or ""), folded(short(artifact))))
        if twins is not None:
            return twins
        cards = [c for c in self.cards_of(artifact) if folded(short(c)) == folded(short(artifact)) and _kin(c, artifact)]
        return cards[0] if len(cards) == 1 else None

    def of_its_people(self, repository: str) -> str | None:
        """The Hub set of a repository's people whose name begins with its name; of several versions the first, of several sets none."""
        name = folded(short(repository))
        if not repository.startswith("github:") or len(name) < 5:
            return None
        own = sorted(i for i in self._seen.values() if folded(short(i)).startswith(name) and _kin(i, repository))
        return own[0] if len({_LAST_VERSION.sub("", short(i)).lower() for i in own}) == 1 else None

    def headed(self, title: str) -> str | None:
        """The one Hub set seen whose name is what a paper's title begins with, `Name: what it is`."""
        name = folded(head_of(title))
        own = {twin_key(i): i for i in sorted(self._seen.values(), reverse=True) if len(name) > 4 and folded(short(i)) == name}
        return next(iter(own.values())) if len(own) == 1 else None

    def known_id(self, artifact: str) -> str | None:
        """A Hub id as it is spelled where it was seen; None when it was never seen."""
        return self._ids.get(artifact.lower())

    def part_of(self, home: str, name: str) -> str | None:
        """The one Hub set of a repository's or paper's people whose name is `name`, or ends or begins with it."""
        wanted = folded(DATA_FILE.sub("", name))
        if len(wanted) < 4:
            return None
        for ids in (self._seen, self._ids):  # what was seen here says more than what is well known
            own = [*self.cards_of(home), *(i for i in ids.values() if _kin(i, home))]
            same = {twin_key(i): i for i in sorted(own, reverse=True) if folded(short(i)) == wanted}
            like = {twin_key(i): i for i in sorted(own, reverse=True) if len(wanted) >= 6 and _ends(folded(short(i)), wanted)}
            if found := same or like:
                return next(iter(found.values())) if len(found) == 1 else None
        return None

    def spelled(self, name: str) -> str | None:
        """The id that was seen or is well known, of a name that spells it: `Owner / Name`, in any case, with any dashes."""
        who, slash, what = name.strip("`'\" ").partition("/")
        if not slash or "/" in what or not what:
            return None
        return self._by_twin.get((folded(who), folded(what)))

    def _version(self, name: str, near: str) -> str | None:
        """`1.4` beside `x-1.4.1` is `x-1.4`, when such an id was seen."""
        version = _VERSION.match(name.strip())
        own = re.match(r"(.*?)(\d{1,3}(?:\.\d{1,3}){1,2})(\D*)\Z", near) if version else None
        if version is None or own is None or not near.startswith("hf:"):
            return None
        return self._ids.get(f"{own.group(1)}{version.group(1)}{own.group(3)}".lower())

    def _in_words(self, name: str) -> str | None:
        words = _words(name)
        if not words or (len(words) == 1 and len(next(iter(words))) < 5):
            return None
        return _words_known().get(words) or self._by_words.get(words)


def presented_by(documents: Iterable[Document]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Repository or paper (by its twin key, so a renamed owner is no other) -> the cards that present it as their own, sorted."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for document in documents:
        if is_card(document):
            for companion in companions(document):
                found[twin_key(companion.id)].add(document.artifact)
    return {artifact: tuple(sorted(cards)) for artifact, cards in found.items()}


def title_name(title: str | None, artifact: str) -> str | None:
    """What a card's title calls its set, when it is a name and not a sentence: two to five words, one of them of the id."""
    title = re.sub(r"(?i)\A\W*(?:data\s?set card (?:for|of)\s*)?", "", title or "").strip(" \"'`*")
    if not 2 <= len(fold(title).split()) <= 5 or re.search(r"[\[\](){}<>:/]", title):
        return None
    own = folded(short(artifact))
    return title if any(len(word) >= 4 and word in own for word in fold(title).split()) else None


def bared(name: str) -> Iterator[str]:
    """A name, then with what leads it and the words for data behind it let go, longest first."""
    name = name.strip("`'\"*_ ")
    yield name
    while len(fold(shorter := _LEADING.sub("", name) if _LEADING.match(name) else _TRAILING.sub("", name))) >= 3 and shorter != name:
        name = shorter
        yield name


def home_of_paper(name: str) -> str | None:
    """The home of the work or method a cited paper presents, by the name it is cited under."""
    for part in bared(name):
        homes = {e.id for e in gazetteer() if fold(e.name) == fold(part) and e.label in _DATA | {"method"} and e.id.startswith(HOMES)}
        if homes:
            return homes.pop() if len(homes) == 1 else None
    return None


def is_self(name: str) -> bool:
    """Whether a name only points at the work that speaks: "this dataset"."""
    return bool(_SELF.match(" ".join(name.split())))


def is_file(name: str) -> bool:
    """Whether a name is a data file's."""
    return bool(DATA_FILE.search(name)) and len(name.split()) <= 2


def one_work(ids: list[str]) -> str | None:
    """The one work that all ids mean; the Hub's id when a repository has the same name; None when they differ."""
    works = {twin_key(i): i for i in sorted(ids, reverse=True)}
    if len(works) == 1:
        return next(iter(works.values()))
    hub = {key: i for key, i in works.items() if i.startswith("hf:")}
    return next(iter(hub.values())) if len(hub) == 1 else None


def _ends(name: str, part: str) -> bool:
    return name.startswith(part) or name.endswith(part)


def _kin(a: str, b: str) -> bool:
    """Whether two ids have one owner, under like names."""
    return same_owner(owner(a), owner(b))


def _by_twin(ids: Iterable[str]) -> dict[tuple[str, str], str]:
    """Folded owner and name -> the one id; spellings of one work count once."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for artifact in ids:
        if who := owner(artifact):
            found[folded(who), folded(short(artifact))].add(artifact)
    return {key: min(same) for key, same in found.items()}


def _by_words(ids: Iterable[str]) -> dict[frozenset[str], str]:
    """The words of an id's name -> the one work of that name."""
    found: dict[frozenset[str], list[str]] = defaultdict(list)
    for artifact in ids:
        if len(words := _words(short(artifact))) >= 2:
            found[words].append(artifact)
    return {words: only for words, same in found.items() if (only := one_work(same)) is not None}


def _words(name: str) -> frozenset[str]:
    """What of a name tells it from others: no articles, no words for data, no sizes, no plural."""
    words = [w for w in fold(name).split() if w not in _NOUNS]
    sizes = {w for w in words if _SIZE.match(w) and not w.isdigit()}
    kept = [w for w in words if w not in sizes and not (sizes and w == "0")]
    return frozenset(w[:-1] if len(w) > 4 and w.endswith("s") and not w.endswith("ss") else w for w in kept)


@cache
def _well_known() -> dict[str, str]:
    """Folded names of the shipped list's data sets; a name of two works, or of a method or model too, is left out."""
    found: dict[str, set[str]] = {}
    for entry in gazetteer():
        found.setdefault(fold(entry.name), set()).add(entry.id if entry.label in _DATA else "")
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1 and "" not in ids}


@cache
def _words_known() -> dict[frozenset[str], str]:
    """The words of the shipped names -> the one data set; names of models and methods, and those of two works, are left out."""
    found: dict[frozenset[str], set[str]] = defaultdict(set)
    for entry in gazetteer():
        if words := _words(entry.name):
            found[words].add(entry.id if entry.label in _SET else "")
    return {words: next(iter(ids)) for words, ids in found.items() if len(ids) == 1 and "" not in ids}


@cache
def _well_known_ids() -> dict[str, str]:
    return {e.id.lower(): e.id for e in gazetteer() if e.id.startswith("hf:") and e.label in _DATA}
