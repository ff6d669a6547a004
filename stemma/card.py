"""A dataset card checked as a linter checks code: what its text says of sources, against what its metadata says.

Nothing is asked of the network: what is dead or renamed is what the graph or the ledger of this home already know.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from graph.errors import BadCard, InvalidId
from graph.exports import croissant, hf_card
from graph.exports.evidence import evidenced
from graph.ids import Kind, kind_of, parse
from graph.memory import MemoryStore
from graph.model import DERIVATIONS, Artifact, Carries, Claim, Document, Frozen, Reading, State

LIKELY, SURE = 0.5, 0.9
"""From which confidence on a source that the text names is asked for, and asked for as an error."""

_MISSING = {401: State.UNVERIFIED, 404: State.UNVERIFIED, 410: State.DISABLED}


class Level(StrEnum):
    """How much a finding weighs; `--fail-on` names the least that fails."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def weight(self) -> int:
        """0 for a note, 2 for an error."""
        return list(Level).index(self)


class Finding(Frozen):
    """One thing to mend. `line` is 1-based, None when it is about no place; `quote` is what the text says."""

    level: Level
    code: str
    message: str
    line: int | None = None
    quote: str | None = None
    artifact: str | None = None


class Checked(Frozen):
    """What is wrong with a card, and the metadata that would be right: front matter as text, Croissant as JSON-LD."""

    id: str
    findings: tuple[Finding, ...]
    source_datasets: tuple[str, ...]
    front_matter: str
    croissant: dict[str, Any]

    def fails(self, level: Level) -> bool:
        """Whether a finding weighs at least as much as `level`."""
        return any(finding.level.weight >= level.weight for finding in self.findings)


@dataclass(frozen=True)
class Known:
    """What this home knows of artifacts: what ids answer as, their state, what they carry; nothing by default."""

    answers: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, State] = field(default_factory=dict)
    carries: Mapping[str, Sequence[Carries]] = field(default_factory=dict)

    def dead(self, artifact_id: str) -> bool:
        """Whether an id is known to be missing, private or disabled."""
        return self.states.get(artifact_id.lower()) in (State.UNVERIFIED, State.DISABLED)

    def answer(self, artifact_id: str) -> str:
        """What an id answers as, its own when nothing is known."""
        return self.answers.get(artifact_id.lower(), artifact_id)


class _Named(NamedTuple):
    """A source that the text names: its surest claim, and whether any claim says which split was taken."""

    artifact: str
    claim: Claim
    split: bool


class _Value(NamedTuple):
    """A value of `source_datasets` and the id it means; None when it means none."""

    text: str
    artifact: str | None


def check(document: Document, claims: Iterable[Claim], look_up: Callable[[set[str]], Known] = lambda _: Known()) -> Checked:
    """The findings of one card, heaviest first. `claims` are what a reader reads in it; `look_up` is asked once for all ids in it."""
    read = [c for c in claims if c.relation in DERIVATIONS and c.confidence >= LIKELY and c.downstream.lower() == document.artifact.lower()]
    findings: list[Finding] = []
    try:
        front = hf_card.front_matter(document.text)
    except BadCard as error:
        front = None
        findings.append(Finding(level=Level.ERROR, code="unreadable-metadata", message=str(error), line=1))
    values = [_value(text) for text in hf_card.stated(front)]
    links = _links(document.text)
    ids = {i for i in (*(v.artifact for v in values), *links, *(c.upstream for c in read)) if i is not None}
    known = look_up(ids)
    named = _named(read, known, front.end if front else 0)
    findings += _of_values(document, values, named, known)
    findings += _missing(document, values, named, known)
    findings += _splits(document, values, named, known)
    findings += _dead(document, links, {v.artifact for v in values}, known)
    if not values and not named:
        findings.append(Finding(level=Level.NOTE, code="no-source", message="no source is documented: that is not the same as original"))
    right = _right(document.artifact, values, named, known)
    return Checked(
        id=document.artifact,
        findings=tuple(sorted(findings, key=lambda f: (-f.level.weight, f.line or 0, f.code, f.message))),
        source_datasets=tuple(right),
        front_matter=_front_matter(document.text, right),
        croissant=_croissant(document, read, known),
    )


def _value(text: str) -> _Value:
    bare = text.strip().removeprefix("extended|").strip()
    if bare in ("original", "extended", "") or re.search(r"\s", bare) or bare.startswith("other-"):
        return _Value(text, None)
    try:
        found = parse(bare)
    except InvalidId:
        return _Value(text, None)
    return _Value(text, found if kind_of(found) in (Kind.DATASET, Kind.MODEL) else None)


def _links(text: str) -> dict[str, int]:
    """Artifacts that the text links to, with the place of the first link; images, badges and files are none."""
    from agents.readers.local.links import links

    found: dict[str, int] = {}
    for link in links(text):
        if not link.asset and kind_of(link.id) in (Kind.DATASET, Kind.MODEL, Kind.REPOSITORY):
            found.setdefault(link.id, link.start)
    return found


def _named(claims: Iterable[Claim], known: Known, body: int) -> dict[str, _Named]:
    """By id in lower case, the sources that the text below the front matter names, in order of place."""
    found: dict[str, _Named] = {}
    for claim in sorted(claims, key=lambda c: (c.start, -c.confidence)):
        if claim.start < body:
            continue
        artifact = known.answer(claim.upstream)
        before = found.get(artifact.lower())
        best = claim if before is None or claim.confidence > before.claim.confidence else before.claim
        found[artifact.lower()] = _Named(artifact, best, claim.split is not None or (before is not None and before.split))
    return found


def _of_values(document: Document, values: Sequence[_Value], named: Mapping[str, _Named], known: Known) -> Iterator[Finding]:
    for text, artifact in values:
        line = _line(document.text, document.text.find(text))
        if artifact is None and text.strip() != "original":
            yield Finding(level=Level.WARNING, code="no-id", message=f"source_datasets has {text!r}, which is no ORG/NAME", line=line)
        elif artifact is None and named:
            said = f"source_datasets says original, and the text names {len(named)} sources"
            yield Finding(level=Level.WARNING, code="not-original", message=said, line=line)
        elif artifact is not None and artifact.lower() == document.artifact.lower():
            yield Finding(level=Level.ERROR, code="own-id", message=f"{text} is this dataset itself", line=line, artifact=artifact)
        elif artifact is not None:
            yield from _of_id(text, artifact, line, known)


def _of_id(text: str, artifact: str, line: int | None, known: Known) -> Iterator[Finding]:
    """What is wrong with a value that is an id."""
    now = known.answer(artifact)
    if kind_of(artifact) is Kind.MODEL:
        yield Finding(level=Level.WARNING, code="model", message=f"{text} is a model's page, not a dataset's", line=line, artifact=artifact)
    elif now.lower() != artifact.lower():
        yield Finding(level=Level.WARNING, code="renamed", message=f"{text} is now {now}", line=line, artifact=now)
    elif known.dead(artifact):
        yield Finding(level=Level.ERROR, code="dead", message=f"{text} is missing or private", line=line, artifact=artifact)
    elif text.strip() != _hub(artifact):
        yield Finding(level=Level.NOTE, code="legacy-form", message=f"write {_hub(artifact)} for {text}", line=line, artifact=artifact)


def _missing(document: Document, values: Sequence[_Value], named: Mapping[str, _Named], known: Known) -> Iterator[Finding]:
    have = {known.answer(v.artifact).lower() for v in values if v.artifact}
    for key, (artifact, claim, _) in named.items():
        if key in have:
            continue
        elsewhere = not artifact.startswith("hf:") or known.dead(artifact)
        level = Level.NOTE if elsewhere else Level.ERROR if claim.confidence >= SURE else Level.WARNING
        what = "is no dataset that the Hub shows: only Croissant can name it" if elsewhere else "is not in source_datasets"
        yield Finding(
            level=level,
            code="source-elsewhere" if elsewhere else "missing-source",
            message=f"the text names {artifact} as a source ({claim.relation.replace('_', ' ')}, {claim.confidence:.2f}), and it {what}",
            line=_line(document.text, claim.start),
            quote=claim.quote,
            artifact=artifact,
        )


def _splits(document: Document, values: Sequence[_Value], named: Mapping[str, _Named], known: Known) -> Iterator[Finding]:
    """Sources of which nobody says which split was taken; it weighs when one of their splits holds a benchmark."""
    sources = {known.answer(v.artifact).lower(): known.answer(v.artifact) for v in values if v.artifact}
    sources |= {key: one.artifact for key, one in named.items() if one.artifact.startswith("hf:")}
    for key, artifact in sorted(sources.items()):
        one = named.get(key)
        if key == document.artifact.lower() or (one is not None and one.split):
            continue
        facts = known.carries.get(key, ())
        held = ", ".join(sorted({f"{fact.split or 'a split'} holds {fact.benchmark}" for fact in facts}))
        said = f"which split of {artifact} was taken is not said" + (f", and its {held}" if held else "")
        yield Finding(
            level=Level.WARNING if held else Level.NOTE,
            code="unstated-split",
            message=said,
            line=_line(document.text, one.claim.start) if one else None,
            artifact=artifact,
        )


def _dead(document: Document, links: Mapping[str, int], stated: set[str | None], known: Known) -> Iterator[Finding]:
    for artifact, start in links.items():
        now, line = known.answer(artifact), _line(document.text, start)
        if artifact in stated:
            continue
        if now.lower() != artifact.lower():
            yield Finding(level=Level.WARNING, code="renamed", message=f"the link to {artifact} leads to {now}", line=line, artifact=now)
        elif known.dead(artifact):
            said = f"the link to {artifact} leads to nothing, or to something private"
            yield Finding(level=Level.WARNING, code="dead", message=said, line=line, artifact=artifact)


def _right(own: str, values: Sequence[_Value], named: Mapping[str, _Named], known: Known) -> list[str]:
    """`source_datasets` as it should stand: ids that are stated, then living ones that the text names; `original` only alone."""
    stated = [known.answer(v.artifact) for v in values if v.artifact]
    told = [one.artifact for one in named.values() if not known.dead(one.artifact)]
    ids = [i for i in (*stated, *told) if i.startswith("hf:") and i.lower() != own.lower()]
    found = list({i.lower(): _hub(i) for i in reversed(ids)}.values())[::-1]
    return found or [v.text for v in values if v.text.strip() == "original" and not named]


def _front_matter(text: str, right: Sequence[str]) -> str:
    try:
        after = hf_card.rewritten(text, right) if right or hf_card.stated(hf_card.front_matter(text)) else text
        front = hf_card.front_matter(after)
    except BadCard:
        after, front = hf_card.rewritten("", right), None
        front = hf_card.front_matter(after)
    return f"---\n{after[front.start : front.end]}---\n" if front else ""


def _croissant(document: Document, claims: Sequence[Claim], known: Known) -> dict[str, Any]:
    """Croissant of what the card itself says, with its quotes."""
    store = MemoryStore()
    node = Artifact(id=document.artifact, title=document.title, state=State.READ)
    kept = tuple(claim.model_copy(update={"upstream": known.answer(claim.upstream)}) for claim in claims)
    store.propose([Reading(artifact=node, documents=(document,), claims=kept, time=document.fetched_at)])
    return croissant.document(node, evidenced(store, store.edges_of([node.id], "upstream")))


def _hub(artifact: str) -> str:
    return artifact.partition(":")[2]


def _line(text: str, place: int) -> int | None:
    return text.count("\n", 0, place) + 1 if place >= 0 else None


def state_of(status: int | None) -> State | None:
    """What an HTTP status says of an artifact; None for what says nothing."""
    return _MISSING.get(status) if status is not None else None
