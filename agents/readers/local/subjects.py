"""What a document is about: the downstream of its claims, section by section, and the pages a card presents as its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from agents.readers import Context
from agents.readers.local.blocks import BlockKind
from agents.readers.local.identity import folded, same_owner, twins
from agents.readers.local.links import Found
from agents.readers.local.mentions import Mention, MentionKind
from agents.readers.local.names import fold, gazetteer
from agents.readers.local.page import Page, parse
from agents.readers.local.scopes import scopes
from agents.readers.local.structure import Unit, plain
from graph.ids import owner, short
from graph.model import Document


@dataclass(frozen=True, slots=True)
class Subject:
    """The work a document presents.

    `id`: the downstream. `own`: further ids of the same work (its repository, its Hub copy). `released`: all data sets that
    the document presents as its own. `scopes`: from which offset on the text speaks of another work (embedded cards,
    sections of a component).
    """

    id: str
    own: frozenset[str] = frozenset()
    released: tuple[str, ...] = ()
    scopes: tuple[tuple[int, int, str], ...] = ()

    def at(self, place: int) -> str:
        """The downstream of a statement at an offset."""
        for start, end, subject in self.scopes:
            if start <= place < end:
                return subject
        return self.id

    def is_own(self, artifact_id: str, place: int) -> bool:
        """Whether an id means the work itself, under any of its names, at this place."""
        downstream = self.at(place)
        if twins(artifact_id, downstream):
            return True
        return downstream == self.id and any(twins(artifact_id, o) for o in self.own)


class Companion(NamedTuple):
    """A page a card presents as its own: a repository (with the path it links), paper, blog or homepage."""

    id: str
    path: str


_DATA_WORD = re.compile(r"dataset|data\b|\bhub\b|hugging|🤗|\bhf\b|数据集|データセット|corpus", re.I)
_RELEASE = re.compile(
    r"\b(?:we|our|this)\b[^.\n]{0,60}\b(?:releas|open-?sourc|publish|shar|provid|host|introduc|present|construct|creat|upload)|available"
    r" (?:at|on|here)|download|is (?:hosted|released)|"
    r"\bdataset\s*[:：]|\bdata\s*[:：]|开源|发布|公開",
    re.I,
)
_SOURCE = re.compile(r"\bfrom\b|based on|derived|source|evaluat|train(?:ed)? on|baseline|compar|mixture of|来自|基于", re.I)


def subject_of(document: Document, page: Page, context: Context, mentions: Sequence[Mention]) -> Subject:
    """What a document is about.

    A Hub card: its own id. Else the card that the crawl came from, the data set it presents as its own, or its repository or paper.
    """
    home = document.artifact
    if is_card(document):
        return Subject(home, own_pages(page, home), (home,), scopes(page, home, mentions, home))
    presented = _presented(document, page)
    if reached := _kin(context.reached_from, document, page):
        best = _best_of(reached, document, page, presented)
        return Subject(best, frozenset({home, *presented}), tuple(dict.fromkeys((best, *reached))), scopes(page, best, mentions, home))
    title = title_match(document.title or page.title, document, page, context.known)
    if title is not None and (not presented or title in presented):
        presented = (title, *(p for p in presented if p != title))
    if not presented and (named := _introduced(page, mentions)) is not None:
        presented = (named,)
    if presented:
        return Subject(presented[0], frozenset({home, *presented}), presented, scopes(page, presented[0], mentions, home))
    return Subject(home, frozenset(), (home,), scopes(page, home, mentions, home))


def is_card(document: Document) -> bool:
    """Whether a document is a Hub card: it presents one data set, its own."""
    return document.id.startswith("hf:")


def title_match(title: str, document: Document, page: Page, known: Mapping[str, str]) -> str | None:
    """The data set of the very name a title starts with or a repository has, among the works seen or well known.

    For a repository it must be its owner's, or linked from the page: other people's copies have the same name.
    """
    home = document.artifact
    names = {short(home)} if home.startswith("github:") else set()
    if (head := _title_head(title)) is not None:
        names.add(head)
    for name in sorted(names):
        found = [i for i in (known.get(fold(name)),) if i is not None]
        found += [e.id for e in gazetteer() if e.label in ("dataset", "preference") and folded(e.name) == folded(name)]
        for candidate in found:
            if candidate.startswith("hf:") and _kin((candidate,), document, page):
                return candidate
    return None


def _title_head(title: str) -> str | None:
    """The name before the colon or dash of a title: `Name: what it is`."""
    head = re.match(r"\W*([\w.+-]{3,40}(?: [\w.+-]{1,20}){0,2}?)\s*(?:[:：—]|\s[-–]\s)", title)
    return head.group(1) if head else None


def _kin(cards: Sequence[str], document: Document, page: Page) -> tuple[str, ...]:
    """Of the cards that present a page, those it can be about: for a repository its owner's, or those it links itself."""
    if not document.artifact.startswith("github:"):
        return tuple(cards)
    linked = {link.id.lower() for link in page.links}
    home = owner(document.artifact)
    return tuple(c for c in cards if same_owner(owner(c), home) or twins(c, document.artifact) or c.lower() in linked)


def _presented(document: Document, page: Page) -> tuple[str, ...]:
    """Hub data sets a README or paper presents as its own, best first."""
    scores: dict[str, float] = {}
    spelled: dict[str, str] = {}
    home, title = document.artifact, folded(page.title)
    for link in page.links:
        if not link.id.startswith("hf:") or (link.asset and link.anchor):
            continue
        key = link.id.lower()
        spelled.setdefault(key, link.id)
        scores[key] = max(scores.get(key, 0.0), _ownness(page, link, home, title))
    good = [k for k in scores if scores[k] >= 3.0]
    return tuple(spelled[k] for k in sorted(good, key=lambda k: (-scores[k], list(scores).index(k))))


def _ownness(page: Page, link: Found, home: str, title: str) -> float:
    unit = page.unit_at(link.start)
    around = plain(page.text[unit.start : unit.end]) if unit else ""
    before = plain(page.text[max(unit.start if unit else 0, link.start - 120) : link.start])
    name, repository = folded(short(link.id)), folded(short(home))
    score = 0.0
    if repository in name or name in repository or (len(name) > 4 and name in title):
        score += 2.5
    if same_owner(owner(link.id), owner(home)):
        score += 2.0
    if link.start < 1500:
        score += 1.0
    if _DATA_WORD.search(link.anchor + before[-40:]) or link.asset:
        score += 0.5
    if _RELEASE.search(around):
        score += 1.0
    if _SOURCE.search(before[-60:]) and not _RELEASE.search(before):
        score -= 2.0
    return score


def _best_of(reached: Sequence[str], document: Document, page: Page, presented: tuple[str, ...]) -> str:
    """Of several cards that present this page: the one of its title's name, that its path names, that it presents or links first."""
    title = document.title or page.title
    head = folded(_title_head(title) or "")
    about, path = folded(short(document.artifact)) + folded(title), folded(document.id.partition(":")[2])
    linked = [link.id.lower() for link in page.links]
    wanted, home = [p.lower() for p in presented], owner(document.artifact)

    def rank(card: str) -> tuple[object, ...]:
        name = folded(short(card))
        own = same_owner(owner(card), home)
        return name != head, name not in path, card.lower() not in wanted, not own, name not in about, card.lower() not in linked, card

    return min(reached, key=rank)


_INTRODUCES = re.compile(
    r"\b(?:we|paper|work)\b[^.]{0,60}\b(?:introduc|present|releas|construct|curat|creat|propos|collect|build|open-?sourc)\w*[^.]{0,60}\Z"
    r"|\bour (?:\w+ ){0,3}\W*\Z",
    re.I,
)
_OURS_AFTER = re.compile(
    r"\A\W{0,4}(?:,|is|:)?\s*(?:our|a|an) (?:new|newly|novel|large|high|first|curated|open)?[\w\s,-]{0,80}\b(?:data ?set|corpus"
    r"|collection)\b",
    re.I,
)


def _introduced(page: Page, mentions: Sequence[Mention]) -> str | None:
    """The data set that a paper or README says it introduces, by a name that is known."""
    votes: dict[str, int] = {}
    for mention in mentions:
        if (
            mention.kind is not MentionKind.NAME
            or mention.label not in ("dataset", "preference", "known")
            or not mention.id.startswith("hf:")
        ):
            continue
        left, right = page.text[max(mention.unit.start, mention.start - 160) : mention.start], page.text[mention.end : mention.end + 140]
        if _INTRODUCES.search(plain(left)) or _OURS_AFTER.search(plain(right)):
            votes[mention.id] = votes.get(mention.id, 0) + 1
    return max(sorted(votes), key=lambda i: votes[i]) if votes else None


_OFFERS = re.compile(
    r"\b(?:our|this|the|these|new|novel|an?|of)\b(?: [\w-]+){0,6}"
    r" (?:data ?sets?|corpus|corpora|collection of (?!models|tools|code|scripts|papers)[\w-]+"
    r"|(?:instruction|preference|training|dialogue?) data)\b[^.\n]{0,60}"
    r"\b(?:contain|consist|compris|includ|is (?:a|an|the)\b|generated|collected|constructed|created|built|made|releas)"
    r"|\b(?:releas|introduc|present|construct|creat|collect|curat|build|built|contain|provid|open-?sourc)\w*(?: [\w-]+){0,8}"
    r" (?:data ?sets?|data|corpus|corpora|instructions|prompts|conversations)\b"
    r"|数据集|训练数据|データセット|데이터셋",
    re.I,
)
_SURVEYS = re.compile(r"\b(?:awesome|curated list|list of|survey|reading list|paper ?list|leaderboard|papers)\b", re.I)


def presents_data(page: Page) -> bool:
    """Whether a page that names no set of its own offers data at all: its words say so, and it is no list of other people's."""
    if _SURVEYS.search(page.title):
        return False
    said = (plain(page.text[u.start : u.end]) for u in page.units if u.kind in _SAID)
    return any(_OFFERS.search(words) for words in islice(said, 60))


_SAID = (BlockKind.PROSE, BlockKind.BULLET, BlockKind.HEADING)
_LABEL = re.compile(
    r"\b(?:repositor(?:y|ies)|github(?: repo)?|code(?:base)?|project(?: page)?|paper|arxiv|blog(?: ?post)?|homepage|home ?page|website"
    r"|technical report|documentation)\b"
    r"[\s*_`\]()\"'>]*(?:[:：|]|is\b|at\b|here\b)|项目|论文|代码|主页|博客",
    re.I,
)
_OF_THIS = re.compile(
    r"\b(?:our|this) (?:paper|work|repo(?:sitory)?|blog|project|codebase|code|technical report|release|github)|(?:see|check out|refer to"
    r"|read|visit|more (?:details|information|on)|learn more)\b[^.\n]{0,80}$|"
    r"(?:paper|blog|repo(?:sitory)?|github|code|post)\W{0,6}$",
    re.I,
)
_NOT_OWN = re.compile(
    r"\bbased on|following|inspired|built (?:with|on)|using|evaluat|trained|\bfrom\b|original|thanks|credit|license|acknowledg|citation"
    r"|related|source",
    re.I,
)
_MOST = {"github:": 3, "arxiv:": 3, "url:": 2}


def companions(document: Document) -> tuple[Companion, ...]:
    """Repositories, papers and pages that a card presents as describing this very data set; at most 3, 3 and 2.

    A repository or paper counts when its label says so ("Repository:", "Paper:", "see our blog"), when it has the data set's
    name, or when its owner is the card's. Front matter tags, citations and licences never make one.
    """
    page = parse(document.text)
    scores: dict[str, tuple[float, int, str]] = {}
    for link in page.links:
        prefix = next((p for p in _MOST if link.id.startswith(p)), None)
        unit = page.unit_at(link.start)
        if prefix is None or unit is None or unit.kind in (BlockKind.FRONT, BlockKind.CODE, BlockKind.CITATION) or link.asset:
            continue
        score = _companionship(page, unit, link, document.artifact)
        before = scores.get(link.id)
        path = link.rest if "." not in link.rest.rpartition("/")[2] or link.rest.lower().endswith(".md") else ""
        if score >= 2.0 and (before is None or score > before[0]):
            scores[link.id] = (score, link.start, path)
    kept: list[Companion] = []
    for prefix, most in _MOST.items():
        ranked = sorted((-s, at, i, path) for i, (s, at, path) in scores.items() if i.startswith(prefix))
        kept.extend(
            Companion(i, path.partition("/")[2].partition("/")[2] if path.startswith(("tree/", "blob/")) else "")
            for _, _, i, path in ranked[:most]
        )
    return tuple(kept)


def own_pages(page: Page, card: str) -> frozenset[str]:
    """Repositories that are the card's own work: its owner's, of its name, or called ours."""
    found = set()
    for link in page.links:
        if not link.id.startswith("github:"):
            continue
        unit = page.unit_at(link.start)
        left = plain(page.text[max(unit.start if unit else 0, link.start - 60) : link.start])
        name, mine = folded(short(link.id)), folded(short(card))
        kin = same_owner(owner(link.id), owner(card)) and (name in mine or mine in name or bool(_LABEL.search(left[-40:] + " ")))
        if kin or re.search(r"\b(?:our|my)\b[^.]{0,30}\Z", left, re.I):
            found.add(link.id)
    return frozenset(found)


def _companionship(page: Page, unit: Unit, link: Found, card: str) -> float:
    left = plain(page.text[max(unit.start, link.start - 120) : link.start])
    score = 0.0
    if _LABEL.search(left[-60:] + " ") or (link.anchor and _LABEL.search(link.anchor + ":")):
        score += 1.5
    if _OF_THIS.search(left):
        score += 1.0
    if _NOT_OWN.search(left[-70:]) or _NOT_OWN.search(unit.heading):
        score -= 1.5
    if link.id.startswith("github:") and same_owner(owner(link.id), owner(card)):
        score += 1.0
    name = folded(short(link.id))
    if link.id.startswith("github:") and len(name) > 3 and (name in folded(short(card)) or folded(short(card)) in name):
        score += 1.5
    if link.start < 1500:
        score += 0.5
    return score
