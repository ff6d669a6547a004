"""The words of the house as frozen types: artifact, document, claim, edge, decision, carries, reading."""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from graph.ids import Kind, kind_of


class Frozen(BaseModel):
    """Base of every type that crosses a boundary: immutable, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class EdgeType(StrEnum):
    """Relationship types of the graph."""

    DERIVED_FROM = "DERIVED_FROM"
    EVALUATED_ON = "EVALUATED_ON"
    DECONTAMINATED_AGAINST = "DECONTAMINATED_AGAINST"
    TRAINED_ON = "TRAINED_ON"
    COPY_OF = "COPY_OF"
    PART_OF = "PART_OF"
    DOCUMENTED_BY = "DOCUMENTED_BY"
    RESOLVED_TO = "RESOLVED_TO"


class Relation(StrEnum):
    """What a document says of a downstream and an upstream, or how two artifacts are one work."""

    DIRECT_INCLUSION = "direct_inclusion"
    SUBSET = "subset"
    FILTERED = "filtered"
    MIXTURE_COMPONENT = "mixture_component"
    DISTILLED = "distilled"
    SEED_PROMPTS = "seed_prompts"
    TRANSLATED = "translated"
    SYNTHETIC = "synthetic"
    FORMAT_CONVERSION = "format_conversion"
    OTHER = "other"
    EVALUATED_ON = "evaluated_on"
    DECONTAMINATED_AGAINST = "decontaminated_against"
    TRAINED_MODEL_ON = "trained_model_on"
    COMPARED_WITH = "compared_with"
    METHOD_ONLY = "method_only"
    REMOVED_COMPONENT = "removed_component"
    PLANNED = "planned"
    COPY_OF = "copy_of"
    PART_OF = "part_of"
    DOCUMENTED_BY = "documented_by"
    RESOLVED_TO = "resolved_to"

    @property
    def edge_type(self) -> EdgeType | None:
        """The relationship type this relation is stored under; None when it stays a claim."""
        return _EDGE_TYPE.get(self)

    @property
    def bears_on(self) -> EdgeType | None:
        """The relationship type whose edges hear of it: its own, and a derivation's where a part is said to be taken out."""
        return EdgeType.DERIVED_FROM if self is Relation.REMOVED_COMPONENT else self.edge_type


DERIVATIONS = frozenset(list(Relation)[:10])
_EDGE_TYPE: dict[Relation, EdgeType] = {
    **dict.fromkeys(DERIVATIONS, EdgeType.DERIVED_FROM),
    Relation.EVALUATED_ON: EdgeType.EVALUATED_ON,
    Relation.DECONTAMINATED_AGAINST: EdgeType.DECONTAMINATED_AGAINST,
    Relation.TRAINED_MODEL_ON: EdgeType.TRAINED_ON,
    Relation.COPY_OF: EdgeType.COPY_OF,
    Relation.PART_OF: EdgeType.PART_OF,
    Relation.DOCUMENTED_BY: EdgeType.DOCUMENTED_BY,
    Relation.RESOLVED_TO: EdgeType.RESOLVED_TO,
}


class Status(StrEnum):
    """Where an edge or claim stands. Only a person, or a measured overlap, confirms."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class State(StrEnum):
    """What asking the source for an artifact answered; UNREAD when it was never asked."""

    UNREAD = "unread"
    READ = "read"
    UNVERIFIED = "unverified"
    GATED = "gated"
    DISABLED = "disabled"
    UNREACHABLE = "unreachable"


class Artifact(Frozen):
    """A node: dataset, benchmark, model, paper, repository, page, or an unresolved name."""

    id: str
    title: str | None = None
    state: State = State.UNREAD
    aliases: tuple[str, ...] = ()
    first_public: AwareDatetime | None = None
    revision: str | None = None

    @property
    def kind(self) -> Kind:
        """The node's kind, read off its id."""
        return kind_of(self.id)


class Document(Frozen):
    """One extracted text as fetched. `id` as in formats (`hf:...`, `gh:...`, `abs:...`, `full:...`, `web:...`)."""

    id: str
    url: str
    text: str
    media_type: str = "text/markdown"
    title: str | None = None
    revision: str | None = None
    fetched_at: AwareDatetime
    artifact: str = Field(description="id of the artifact this text belongs to")

    @property
    def sha256(self) -> str:
        """Hex digest of the UTF-8 text."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


PERSON = "person:"
"""What the reader of a claim is called that a person made: this, and who."""


class Opinion(StrEnum):
    """What a second look makes of a claim.

    `reversed`: the stated upstream was made from this work. `elsewhere`: a derivation, of another downstream.
    """

    AGREE = "agree"
    DISAGREE = "disagree"
    REVERSED = "reversed"
    ELSEWHERE = "elsewhere"
    ABSTAIN = "abstain"


class SecondOpinion(Frozen):
    """One opinion on one claim, kept with it as evidence; as text one line of JSON, which is how a graph keeps it.

    `relation` is the one the second look sees (None when it is none of ours), `downstream` the work it names as made from the
    source, `raw_confidence` its own (None when it abstains), `reason` its words, or why it abstains.
    """

    opinion: Opinion
    relation: Relation | None = None
    downstream: str | None = None
    raw_confidence: float | None = Field(default=None, ge=0, le=1)
    reason: str
    verifier: str

    @model_validator(mode="before")
    @classmethod
    def _of_text(cls, value: object) -> object:
        return json.loads(value) if isinstance(value, str) else value

    def __str__(self) -> str:
        return self.model_dump_json()


class Claim(Frozen):
    """One statement read in one document. `start` and `end` are code points, half-open: `text[start:end] == quote`."""

    document_id: str
    document_sha: str
    downstream: str
    upstream: str
    mention: str
    relation: Relation
    quote: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    raw_confidence: float = Field(ge=0, le=1)
    confidence: float = Field(ge=0, le=1)
    reader: str
    split: str | None = None
    config: str | None = None
    rows_taken: int | None = Field(default=None, ge=0)
    status: Status = Status.PROPOSED
    read_at: AwareDatetime
    opinions: tuple[SecondOpinion, ...] = Field(default=(), description="what a second look made of it; none: it was not looked at")

    @property
    def id(self) -> str:
        """`c:` and 16 hex digits over document, pair, relationship, place and reader: the same statement, the same id."""
        kind = self.relation.edge_type or self.relation
        parts = (self.document_id, self.downstream, self.upstream, kind, str(self.start), str(self.end), self.reader)
        return "c:" + _digest("|".join(parts).lower())

    @property
    def by_person(self) -> bool:
        """Whether a person stated it, by amending an edge; no reading withdraws it."""
        return self.reader.startswith(PERSON)


class Edge(Frozen):
    """What all claims about one (downstream, upstream, relationship type) add up to."""

    id: str
    downstream: str
    upstream: str
    relation: Relation
    status: Status
    confidence: float = Field(ge=0, le=1)
    splits: tuple[str, ...] = ()
    rows_taken: int | None = None
    flags: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    first_seen: AwareDatetime
    last_seen: AwareDatetime
    withdrawn_at: AwareDatetime | None = Field(default=None, description="when its last claim went; None while claimed")
    version: int = 1
    changed_at: AwareDatetime | None = Field(default=None, description="since when it says this; None: since first_seen")
    run: str | None = Field(default=None, description="the crawl that made this version; None: no crawl did, or none is told")

    @property
    def type(self) -> EdgeType:
        """The relationship type; every stored edge has one."""
        kind = self.relation.edge_type
        assert kind is not None, f"{self.relation} is never an edge"
        return kind

    @property
    def known_from(self) -> AwareDatetime:
        """Since when it says this."""
        return self.changed_at or self.first_seen


class Verdict(StrEnum):
    """What a person decided.

    `reopen`: the edge waits again, and what undo writes when it was undecided before. `amend`: it holds, otherwise than it was
    read. `note`: words alone. `second`: another person is asked to look. The last two leave the status as it is.
    """

    CONFIRM = "confirm"
    REJECT = "reject"
    REOPEN = "reopen"
    AMEND = "amend"
    NOTE = "note"
    SECOND = "second"


class Cause(StrEnum):
    """Why a person rejected an edge."""

    CITED_ONLY = "cited_only"
    BENCHMARK = "benchmark"
    SAME_FAMILY = "same_family"
    WRONG_TARGET = "wrong_target"
    WRONG_DIRECTION = "wrong_direction"
    NO_EVIDENCE = "no_evidence"


class Decision(Frozen):
    """One verdict on an edge; append-only. `version` is the edge's version after it.

    `confidence`: the edge's when it was decided. `raised`, `cleared`: flags that the decision set and took away. `group`: shared by
    the decisions of one transaction. Of an amendment: `claim` is the person's claim that it wrote, `instead` the other edge of the
    two (of the one that was rejected the one that stands, and back), and what relation and pair it was before and is after.
    """

    id: str
    edge: str
    verdict: Verdict
    actor: str
    time: AwareDatetime
    reason: str | None = None
    before: Status
    after: Status
    version: int
    undoes: str | None = None
    cause: Cause | None = None
    note: str | None = None
    confidence: float | None = Field(default=None, ge=0, le=1)
    raised: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    group: str | None = None
    claim: str | None = None
    instead: str | None = None
    relation_before: Relation | None = None
    relation_after: Relation | None = None
    pair_before: tuple[str, ...] = ()
    pair_after: tuple[str, ...] = ()


class Carries(Frozen):
    """A dataset's split holds a benchmark's items (in a time window, when the benchmark has windows)."""

    dataset: str
    benchmark: str
    split: str | None = None
    window: str | None = None
    items: int | None = None
    source: str = Field(description="where this fact is stated: a URL or citation")


class Overlap(Frozen):
    """What a scan of a dataset's rows against a benchmark's items measured: a fact with an interval, never an edge of lineage.

    `share`, `low`, `high`: the share (0-1) of the benchmark's `items` that accepted evidence found in the rows, with its
    95 % interval. `split`: the split of the *dataset* that was scanned, None when all rows were. `window`: the items' dates
    when only those of one window were looked for. `version`: the dataset's revision that was scanned, None when unknown.
    `clean`: no item was found; then `share` and `low` are 0. One measurement a dataset, benchmark, split, window and version.
    """

    dataset: str
    benchmark: str
    split: str | None = None
    window: str | None = None
    version: str | None = None
    share: float = Field(ge=0, le=1)
    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)
    items: int | None = Field(default=None, ge=0)
    clean: bool
    method: str = Field(description="what measured: tool, version, thresholds")
    measured_at: AwareDatetime

    @model_validator(mode="after")
    def _consistent(self) -> Overlap:
        """The interval holds the share, and clean means that nothing was found."""
        if not self.low <= self.share <= self.high:
            raise ValueError(f"share {self.share} lies outside its interval {self.low}-{self.high}")
        if self.clean != (self.share == 0.0):
            raise ValueError(f"clean is {self.clean}, but share is {self.share}")
        return self


class Link(Frozen):
    """Two artifacts tied without a claim: documented_by, copy_of, part_of, resolved_to."""

    downstream: str
    upstream: str
    relation: Relation
    confidence: float = 1.0


class Reading(Frozen):
    """All that one trace of one artifact found; proposed in one transaction.

    `documents` are the documents that were read in full by `readers`: live claims in them by these that are not among
    `claims` are withdrawn. Without `readers` they are those of `claims`, and when there are no claims either, all.
    `run`: the crawl it belongs to; of all that one crawl makes of an edge only the outcome is kept as a version.
    """

    artifact: Artifact
    documents: tuple[Document, ...] = ()
    claims: tuple[Claim, ...] = ()
    links: tuple[Link, ...] = ()
    readers: tuple[str, ...] = ()
    run: str | None = None
    time: AwareDatetime


def edge_id(downstream: str, upstream: str, kind: EdgeType) -> str:
    """`e:` + 16 hex digits of sha256 of `downstream|upstream|TYPE`, ids in lower case (formats.md)."""
    return "e:" + _digest(f"{downstream.lower()}|{upstream.lower()}|{kind}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
