"""Several readers as one: each reads on its own, what they say is verified, resolved and joined into claims with one confidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple, Protocol

from agents.joining import Statement, joined, statements
from agents.looking import Second
from agents.readers import Context, Reader
from agents.readers.code import is_code
from agents.readers.local.page import parse
from agents.readers.local.subjects import is_card
from agents.readers.pieces import Piece
from agents.resolver import home_of, resolve
from agents.triage import Means, Triage, within
from agents.verifier import verbatim, verify
from agents.works import Works
from graph.calibration import Calibration
from graph.model import Claim, Document


class Heard(NamedTuple):
    """What was said of one document, and the readers that read it (a silent one counts, one that had no answer does not).

    `pieces`: those that a model read, where it did not read all. `look`: whether a second look at what stays unsure was chosen.
    """

    claims: list[Claim]
    readers: tuple[str, ...]
    pieces: tuple[Piece, ...] | None = None
    look: bool = True


class Plan(NamedTuple):
    """What a model is asked about: the pieces to read of documents, by their ids, and the documents to look at again."""

    read: Mapping[str, tuple[Piece, ...]]
    look: frozenset[str]


class Read(Protocol):
    """What a model's reader says of one document."""

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Its claims."""
        ...

    @property
    def abstained(self) -> tuple[object, ...]:
        """The parts it has no answer on."""
        ...


class ModelReader(Protocol):
    """A reader by a language model: it may have no answer, and says so."""

    name: str

    def reading(self, document: Document, context: Context, pieces: Sequence[Piece] | None = None) -> Read:
        """The claims of one document, or of some pieces of it, and where there is no answer."""
        ...


class Ensemble:
    """A local reader, a model's reader, or both; with a second look where one is set. Threads may share one."""

    def __init__(
        self,
        local: Reader | None = None,
        model: ModelReader | None = None,
        *,
        triage: Triage | None = None,
        second: Second | None = None,
    ) -> None:
        """At least one reader. `name`: the readers' names, joined by `+`. With `triage` the model is asked only where it pays."""
        self.local, self.model, self.triage, self.second = local, model, triage, second
        self.name = "+".join(r.name for r in (local, model) if r is not None)

    @property
    def asks(self) -> str:
        """Names of all that ask a model, joined by `+`."""
        look = self.second.look if self.second is not None else None
        return "+".join(one.name for one in (self.model, look) if one is not None)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that a claim of this ensemble may carry: of one reader, or of several that say the same."""
        alone = self.name.split("+")
        return tuple("+".join(sorted(some)) for size in range(1, len(alone) + 1) for some in combinations(alone, size))

    def hear(self, document: Document, context: Context, works: Works, calibration: Calibration) -> Heard:
        """What each reader says of a document; of several, see `plan`."""
        heard = self.hear_local(document, context)
        plan = self.plan([(document, heard, self.settle(document, heard, works, context))], None, calibration)
        return self.hear_more(document, heard, context, works, plan)

    def plan(self, said: Sequence[tuple[Document, Heard, list[Statement]]], tokens: int | None, calibration: Calibration) -> Plan | None:
        """What to ask a model about documents, by what was heard of them without one, that gains most for `tokens`, by estimate.

        None: everything, as there is nobody to weigh it.
        """
        if self.triage is None:
            return None
        tasks = self.triage.tasks((d, concluded(found, heard, calibration)) for d, heard, found in said if not is_code(d))
        chosen = within(tasks, tokens)
        pieces = {t.document: t.pieces for t in chosen if t.means is Means.READ}
        return Plan(pieces, frozenset(t.document for t in chosen if t.means is Means.LOOK))

    def settle(self, document: Document, heard: Heard, works: Works, context: Context) -> list[Statement]:
        """The statements of a document as far as they matter to a plan."""
        return settled(checked(heard, document), document, works, context.reached_from) if self.triage is not None else []

    def hear_more(self, document: Document, heard: Heard, context: Context, works: Works, plan: Plan | None) -> Heard:
        """What was heard of a document without a model, and what one adds by the plan."""
        heard = heard._replace(look=plan is None or document.id in plan.look)
        if self.model is None or is_code(document) or (plan is not None and document.id not in plan.read):
            return heard
        more = self.hear_model(document, context, works, plan.read[document.id] if plan is not None else None)
        return heard._replace(claims=[*heard.claims, *more.claims], readers=(*heard.readers, *more.readers), pieces=more.pieces)

    def hear_local(self, document: Document, context: Context) -> Heard:
        """What is read without a model."""
        if self.local is None:
            return Heard([], ())
        wanted = is_code(document)
        readers = tuple(n for n in self.local.name.split("+") if n.startswith("code@") == wanted) or (self.local.name,)
        return Heard(self.local.read(document, context), readers)

    def hear_model(self, document: Document, context: Context, works: Works, pieces: Sequence[Piece] | None = None) -> Heard:
        """What the model reads, of some pieces when they are given.

        It is told what the page is about where that is a Hub set that the page itself need not name.
        """
        assert self.model is not None
        home = document.artifact if is_card(document) else home_of(document, works, context.reached_from)
        about = (home,) if home.startswith("hf:") and not is_card(document) else ()
        reading = self.model.reading(document, Context(reached_from=about, known=works), pieces)
        return Heard(list(reading.claims), () if reading.abstained else (self.model.name,), tuple(pieces) if pieces is not None else None)

    def looked(self, document: Document, found: list[Statement], heard: Heard, calibration: Calibration) -> list[Statement]:
        """A document's statements with what a second look makes of the unsure ones; as they are when none is set, or chosen."""
        if self.second is None or not heard.look:
            return found
        return self.second.at(document, found, heard.readers, calibration, heard.pieces)


def checked(heard: Heard, document: Document) -> Heard:
    """What is verbatim in the document."""
    return heard._replace(claims=verbatim(heard.claims, document).kept)


def settled(heard: Heard, document: Document, works: Works, reached_from: tuple[str, ...] = ()) -> list[Statement]:
    """The statements of a document, their names resolved and what is not about its subject, or in no sound direction, left out."""
    claims = verify(resolve(heard.claims, document, works, reached_from), document).kept
    if not claims:
        return []
    return statements(claims, parse(document.text), home_of(document, works, reached_from))


def concluded(found: list[Statement], heard: Heard, calibration: Calibration) -> list[Claim]:
    """The claims of a document's statements."""
    return joined(found, heard.readers, calibration, heard.pieces)
