"""One data set that code names: where, which part of it, and what happens to its rows; and the ids that strings in code mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from graph.errors import InvalidId
from graph.ids import Kind, from_url, kind_of, parse

MOST_USES = 400
Span = tuple[int, int]


class Fate(StrEnum):
    """What code does with the rows of a data set."""

    MIXED = "mixed"
    SLICED = "sliced"
    FILTERED = "filtered"
    CHANGED = "changed"
    KEPT = "kept"
    PUBLISHED = "published"
    TRAINED = "trained"
    EVALUATED = "evaluated"
    CHECKED = "checked"
    REMOVED = "removed"


@dataclass(eq=False, slots=True)
class Use:
    """A named source. `mention` is the place of the words that name it, `statement` of the statement they stand in.

    `names` are the variables and functions around it, `targets` the ids its rows were published under.
    """

    id: str
    mention: Span
    statement: Span
    split: str | None = None
    config: str | None = None
    rows: int | None = None
    fates: set[Fate] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)
    parts: dict[str, Use] = field(default_factory=dict)
    fixed: bool = False
    weight: float = 0.0

    def part(self, split: str) -> Use:
        """The same source's split; asked twice, the same object."""
        if split not in self.parts:
            self.parts[split] = Use(self.id, self.mention, self.statement, split, self.config, names=set(self.names), fixed=self.fixed)
        return self.parts[split]


_BUILDERS = frozenset("json csv text parquet arrow pandas xml sql webdataset imagefolder audiofolder videofolder generator spark".split())
_LOCAL = re.compile(
    r"(?:\.|/|~|[A-Za-z]:\\)|(?:data|datasets?|outputs?|results?|local|raw|processed|cache|tmp|temp|home|mnt|models?|configs?|scripts?|src|path"
    r"|files?|inputs?|checkpoints?|logs?|assets?|train|test|eval)/",
    re.I,
)
_PLACEHOLDER = re.compile(
    r"(?:\A|/)(?:<|\{|your[-_]?|my[-_]|user(?:name)?(?:/|\Z)|org(?:anization|anisation)?(?:/|\Z)|namespace(?:/|\Z)|example(?:/|\Z)|path(?:/|\Z)|foo(?:/|\Z)"
    r"|placeholder|xxx+)|(?:\A|/)(?:my|your)[-_]|(?:\A|/)(?:dataset|data|name|repo|custom|test|train|null|none|dummy)(?:[-_](?:name|id))?\Z",
    re.I,
)
_FILE = re.compile(
    r"\.(?:jsonl?|csv|tsv|txt|parquet|arrow|py|gz|zip|zst|xz|tar|tgz|bz2|ya?ml|md|pkl|pt|bin|safetensors|sh|lock|ipynb|log|toml)\Z", re.I
)
_DATA_FILE = re.compile(
    r"\.(?:jsonl?|csv|tsv|txt|parquet|arrow|zip|tar|tgz|xml|tar\.\w+|(?:jsonl?|csv|tsv|txt|xml)\.(?:gz|zst|xz|bz2))(?:\?.*)?\Z", re.I
)
_REPOSITORY_OF_DATA = re.compile(r"data|corpus|corpora|instruct|prompts?\b|bench|conversation|dialog|questions|alpaca|corp", re.I)


def hub_id(text: str) -> str | None:
    """The Hub data set a loader's argument names: `org/name`, a legacy bare name, a Hub address; None for files, folders, placeholders."""
    text = text.strip()
    if "://" in text or text.startswith(("huggingface.co/", "hf.co/")):
        return address_id(text)
    text = text.removeprefix("datasets/")
    if not text or len(text) > 200 or text in _BUILDERS or _LOCAL.match(text) or _FILE.search(text) or _PLACEHOLDER.search(text):
        return None
    if text.count("/") > 1 or not re.fullmatch(r"[\w.-]+(?:/[\w.-]+)?", text):
        return None
    try:
        return parse(f"hf:{text}")
    except InvalidId:
        return None


def full_id(text: str) -> str | None:
    """As `hub_id`, but a bare name means nothing: for strings that no loader takes."""
    return hub_id(text) if "/" in text and re.search(r"[A-Za-z]", text.rpartition("/")[2]) else None


def address_id(text: str, *, any_file: bool = False) -> str | None:
    """The work an address of data lies in: a Hub data set, a repository whose file it is, with `any_file` the address of a data file."""
    link = from_url(text)
    if link is None:
        return None
    kind = kind_of(link.id)
    if kind is Kind.DATASET:
        return link.id
    if kind is Kind.REPOSITORY:
        return link.id if _DATA_FILE.search(text) and not text.endswith(".py") else None
    return link.id if any_file and kind is Kind.PAGE and _DATA_FILE.search(text) else None


def cloned_id(text: str) -> str | None:
    """What `git clone` of an address brings: a Hub data set, or a repository whose name speaks of data."""
    link = from_url(text)
    if link is None:
        return None
    named = link.id.startswith("github:") and _REPOSITORY_OF_DATA.search(link.id.rpartition("/")[2])
    return link.id if link.id.startswith("hf:") or named else None


_SLICE = re.compile(r"\[\s*(-?\d*)\s*(%?)\s*:\s*(-?\d*)\s*(%?)\s*\](?:\([\w]+\))?")


def split_of(text: str) -> tuple[str | None, bool, int | None]:
    """`train[:1000]+test` -> the splits it names ("train+test"), whether parts of them, and how many rows when that is told."""
    names: dict[str, None] = {}
    cut, rows = False, None
    for piece in text.split("+"):
        name = _SLICE.sub("", piece).strip()
        if found := _SLICE.search(piece):
            cut = True
            first, last = found.group(1) or "0", found.group(3)
            if not found.group(2) and not found.group(4) and last.isdigit() and first.isdigit():
                rows = (rows or 0) + int(last) - int(first)
        if name and name.lower() != "all" and re.fullmatch(r"[\w.-]{1,60}", name):
            names[name] = None
    return "+".join(names) or None, cut, rows if rows and rows > 0 else None
