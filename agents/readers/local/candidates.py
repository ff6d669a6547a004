"""Every mention of a possible source: links, bare ids, known names, front matter, code, anchors of outside pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice, zip_longest

from agents.readers.local.bibliography import Citation, cited
from agents.readers.local.blocks import BlockKind
from agents.readers.local.file_names import FILE_OR_SITE
from agents.readers.local.front_matter import upstream_id
from agents.readers.local.identity import folded, model_like
from agents.readers.local.links import Found, LinkKind, spans
from agents.readers.local.mentions import Mention, MentionKind
from agents.readers.local.names import GENERIC, Entry, NameIndex, fold
from agents.readers.local.page import Page
from agents.readers.local.shared_names import shared_owner, versions
from agents.readers.local.structure import Unit
from graph.ids import owner, short

MOST_MENTIONS = 1200

_BARE_ID = re.compile(r"(?<![A-Za-z0-9_/.@:#~+$\\-])([A-Za-z0-9][A-Za-z0-9_.-]{1,60})/([A-Za-z0-9][A-Za-z0-9_.-]{2,95})(?![A-Za-z0-9_/])")
_LOAD = re.compile(
    r"\b(?:load_dataset|load_from_hub|snapshot_download"
    r"|hf_hub_download)\(\s*(?:path\s*=\s*)?[\"']([\w.-]{1,96}(?:/[\w.-]{1,96})?)[\"'](?:\s*,\s*(?:name\s*=\s*)?[\"']([\w.-]{1,96})[\"'])?([^)\n]{0,200})"
)
_SPLIT_ARGUMENT = re.compile(r"split\s*=\s*[\"']([\w.-]{1,60})")
_ANCHOR = re.compile(r"[A-Z][\w.+-]{3,30}(?:[ -][\w.+]{1,20}){0,3}\Z|\w{2,20}[-_.][\w.-]{2,30}\Z")
_DATA_BEFORE = re.compile(
    r"\b(?:data ?sets?|data|corp(?:us|ora)|benchmarks?|questions|problems|prompts|instructions|conversations|dialogues|examples|samples"
    r"|collections?|pairs|from)\b[^.;]{0,80}\Z|数据|データ",
    re.I,
)
_MADE_OF = re.compile(
    r"\b(?:(?:version|copy|mirror|fork|subset|translation|conversion|re-?upload|variant|split|port|derivative) of"
    r"|(?:generated|derived|sampled|taken|adapted|filtered|translated|converted|forked) from) (?:the )?(?:data ?set )?\W{0,3}\Z",
    re.I,
)
_WORDS = re.compile(
    r"(?:and|or|input|output|train|test|dev|yes|no|true|false|question|answer|prompt|response|chosen|rejected|user|text|image|code|math"
    r"|he|she)/\w+",
    re.I,
)
_COMMENT = re.compile(r"<!--(?:(?!-->).){0,20000}", re.S)
_INTRODUCING = re.compile(r"(?:['’]s)?(?:\s+(?:data ?set|data|corpus|collection))?\s*[(（:：]\s*\Z", re.I)
_MODEL_WORD = re.compile(r"\bmodels?\b|\d+B\b", re.I)


def gather(page: Page, index: NameIndex, known_ids: frozenset[str], *, card: bool = True, home: str = "") -> list[Mention]:
    """The first 1,200 mentions of a page in order.

    `known_ids`: lower-case ids known to be data sets, so that a Hub link without `/datasets/` may be one.
    `card`: a link without a host means a Hub set only in a Hub card. `home`: the document's own id, whose other versions it may
    name by their numbers alone.
    """
    covered = spans(page.text, list(page.links))
    legend = legend_of(page)
    index = index.with_more(Entry(name, target, "known", exact=True) for name, target in legend.items()) if legend else index
    found = [
        m
        for link in page.links
        if (card or link.kind is not LinkKind.RELATIVE) and (m := _from_link(page, link, index, known_ids)) is not None
    ]
    found += _from_code(page)
    found += _from_fields(page)
    written = [*shared_owner(page, known_ids), *_bare_ids(page, known_ids), *_names(page, index, legend), *versions(page, home, known_ids)]
    for mention in written:
        if covered.free(mention.start, mention.end):
            covered.add(mention.start, mention.end)
            found.append(mention)
    found += _cited(page, index, found)
    comments = [c.span() for c in _COMMENT.finditer(page.text)]
    ordered = sorted(found, key=lambda m: (m.start, m.end))[:MOST_MENTIONS]
    ordered = [m for m, after in zip_longest(ordered, ordered[1:]) if not _apposed(page, m, after)]
    return [replace(m, hidden=True) if any(a <= m.start < b for a, b in comments) else m for m in ordered]


def _apposed(page: Page, mention: Mention, after: Mention | None) -> bool:
    """Whether a name only introduces the link in brackets right behind it: `Alpha data (https://...)`."""
    if mention.kind is not MentionKind.NAME or after is None or after.kind is not MentionKind.LINK or after.start - mention.end > 20:
        return False
    return bool(_INTRODUCING.match(page.text[mention.end : after.start]))


def _from_link(page: Page, link: Found, index: NameIndex, known_ids: frozenset[str]) -> Mention | None:
    unit = page.unit_at(link.start)
    if unit is None or link.asset or unit.kind in (BlockKind.FRONT, BlockKind.CITATION):
        return None
    target, label = link.id, ""
    if target.startswith("hf-model:") and f"hf:{target[9:]}".lower() in known_ids and not _MODEL_WORD.search(link.anchor):
        target = f"hf:{target[9:]}"
    if link.kind is LinkKind.RELATIVE and model_like(short(target)):
        return None
    if target.startswith(("arxiv:", "url:")):
        hit = next(iter(index.find(link.anchor)), None) if link.anchor else None
        if (
            hit is None
            or (hit.entry.label == "corpus" and target.startswith("arxiv:"))
            or hit.end - hit.start < 0.6 * len(link.anchor.strip())
        ):
            return None
        home = hit.entry.id.startswith("hf:") or not target.startswith("url:")
        target, label = (hit.entry.id if home else target), hit.entry.label
    elif (entry := index.by_id(target)) is not None and entry.label in ("tool", "model", "method", "evaluation", "benchmark"):
        label = f"{entry.label} link"
    if not target.startswith(("hf:", "github:")) and not label:
        return None
    if target.startswith("github:") and link.rest.partition("/")[0] in ("issues", "pull", "wiki", "discussions"):
        return None
    return Mention(link.start, link.end, target, page.raw[link.start : link.end], MentionKind.LINK, label, unit)


def _from_code(page: Page) -> list[Mention]:
    found = []
    for call in _LOAD.finditer(page.text):
        unit = page.unit_at(call.start())
        if (
            unit is None
            or call.group(1).startswith((".", "/"))
            or FILE_OR_SITE.search(call.group(1))
            or call.group(1) in ("json", "csv", "parquet", "text")
        ):
            continue
        split = _SPLIT_ARGUMENT.search(call.group(3))
        found.append(
            Mention(
                call.start(1),
                call.end(1),
                f"hf:{call.group(1)}",
                call.group(1),
                MentionKind.CODE,
                "",
                unit,
                call.group(2),
                split.group(1) if split else None,
            )
        )
    return found


def _from_fields(page: Page) -> list[Mention]:
    found = []
    for field in page.fields:
        target, unit = upstream_id(field.value), page.unit_at(field.start)
        if target is not None and unit is not None:
            found.append(Mention(field.start, field.end, target, field.value, MentionKind.FRONT, field.key, unit))
    return found


def _bare_ids(page: Page, known_ids: frozenset[str]) -> list[Mention]:
    owners = {link.id.partition("/")[0].lower() for link in page.links if link.id.startswith("hf:") and "/" in link.id}
    found = []
    for match in islice(_BARE_ID.finditer(page.text), 4 * MOST_MENTIONS):
        name = match.group().rstrip(".")
        unit = page.unit_at(match.start())
        if (
            unit is None
            or unit.kind in (BlockKind.FRONT, BlockKind.CITATION, BlockKind.CODE)
            or FILE_OR_SITE.search(name)
            or model_like(name.partition("/")[2])
        ):
            continue
        written = f"hf:{name}"
        twin = _twins_of(known_ids).get((folded(match.group(1)), folded(match.group(2))), written)
        if twin != written.lower() and twin != written:
            found.append(Mention(match.start(), match.start() + len(name), twin, name, MentionKind.BARE, "", unit))
        elif _id_like(page, unit, match, owners, known_ids):
            found.append(Mention(match.start(), match.start() + len(name), written, name, MentionKind.BARE, "", unit))
    return found


@lru_cache(maxsize=4)
def _twins_of(known_ids: frozenset[str]) -> dict[tuple[str, str], str]:
    """Folded owner and name of an id -> the id: `Acme-AI/Pond_Notes` is known as `acmeai/pond-notes`."""
    return {(folded(owner(i) or ""), folded(short(i))): i for i in sorted(known_ids) if owner(i)}


def _id_like(page: Page, unit: Unit, match: re.Match[str], owners: set[str], known_ids: frozenset[str]) -> bool:
    """Whether `A/B` in running text is an id, not two words with a slash."""
    who, name = match.group(1), match.group(2).rstrip(".")
    full = f"hf:{who}/{name}".lower()
    if full in known_ids or f"hf:{who}".lower() in owners:
        return True
    quoted = page.text[match.start() - 1 : match.start()] == "`" and page.text[match.end() : match.end() + 1] == "`"
    alone = len(match.group()) >= 0.8 * len(page.text[unit.start : unit.end].strip("*_`|-: "))
    compound = bool(re.search(r"[A-Za-z][-_][A-Za-z0-9]", name)) and len(name) >= 8
    if _MADE_OF.search(page.text, max(unit.start, match.start() - 60), match.start()) and not _WORDS.fullmatch(match.group()):
        return True
    return quoted or compound or (alone and unit.kind is BlockKind.BULLET)


def _names(page: Page, index: NameIndex, legend: dict[str, str]) -> list[Mention]:
    found = []
    for hit in index.find(page.text):
        unit = page.unit_at(hit.start)
        if unit is None or unit.kind in (BlockKind.FRONT, BlockKind.CITATION, BlockKind.CODE):
            continue
        target = legend.get(page.text[hit.start : hit.end], hit.entry.id)
        found.append(Mention(hit.start, hit.end, target, page.text[hit.start : hit.end], MentionKind.NAME, hit.entry.label, unit))
    return found


def _cited(page: Page, index: NameIndex, found: Sequence[Mention]) -> list[Mention]:
    """Works that only the bibliography tells: cited under a name that no list holds, or by a mark alone beside words for data."""
    named = {m.end: m for m in found}
    held = []
    for citation in cited(page):
        unit = page.unit_at(citation.start)
        if unit is None or any(end in named for end in range(citation.start - 3, citation.start + 1)):
            continue
        alone = citation.name == citation.start
        if alone and not _DATA_BEFORE.search(page.text, max(unit.start, citation.start - 120), citation.start):
            continue
        text = page.text[citation.name : citation.end if alone else citation.start].rstrip(" (~")
        target, label = _work_of(citation, text, index)
        if target is not None and not model_like(text):
            held.append(Mention(citation.name, citation.name + len(text), target, text, MentionKind.CITED, label, unit))
    return held


def _work_of(citation: Citation, text: str, index: NameIndex) -> tuple[str | None, str]:
    """What a citation means and what that is: the known set its title is headed by, where its entry points, or only a name."""
    work = citation.work
    hit = next(iter(index.find(work.head)), None)
    if hit is not None and hit.end - hit.start == len(work.head):
        return hit.entry.id, hit.entry.label
    if work.id:
        entry = index.by_id(work.id)
        return work.id, entry.label if entry is not None else ""
    name = text if citation.name != citation.start else work.head or work.title
    return (f"name:{name[:200]}", "") if len(name) > 2 else (None, "")


def legend_of(page: Page) -> dict[str, str]:
    """What the document itself links under a name: anchor -> id, for short anchors of data sets and repositories."""
    found: dict[str, str] = {}
    for link in page.links:
        name = link.anchor.strip("`*_ ")
        if link.id.startswith(("hf:", "github:")) and not link.asset and _ANCHOR.match(name) and fold(name) not in GENERIC:
            found.setdefault(name, link.id)
    return found
