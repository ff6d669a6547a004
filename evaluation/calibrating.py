"""From gold to a calibration: what each reader says of every document, which statements gold states, and the tables fitted on that."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from agents.ensemble import Ensemble, Heard, ModelReader, checked, settled
from agents.extract import line
from agents.joining import Statement, corroborated, joined
from agents.looking import Second
from agents.readers import Context, Reader
from agents.readers.local.identity import twin_key
from agents.works import Works, presented_by
from evaluation import folds, second_looks
from evaluation.claims import Read, from_row
from evaluation.confidence_fit import Example, full
from evaluation.errors import NothingToFit
from evaluation.gold import Gold, is_soft
from evaluation.reading import documents_of
from evaluation.second_looks import Held
from graph.calibration import LOOK, Calibration, Table
from graph.model import Claim, Document

TABLES: Mapping[str, tuple[bool, bool]] = {"local": (True, False), "model": (False, True), "both": (True, True)}
"""Way of reading -> whether the local reader, and a model, are heard."""
_FEWEST = 40


@dataclass(frozen=True)
class Corpus:
    """A gold folder heard by all readers once: `local` and `model` by document id. `decided`: documents that people gave verdicts on."""

    gold: Gold
    documents: tuple[Document, ...]
    works: Works
    reached: Mapping[tuple[str, str], tuple[str, ...]]
    local: Mapping[str, Heard]
    model: Mapping[str, Heard]
    decided: frozenset[str] = frozenset()

    def statements(self, table: str) -> dict[str, list[Statement]]:
        """The statements of every document as that way of reading gives them."""
        found = {}
        for document in self.documents:
            heard = self.heard(table, document.id)
            found[document.id] = settled(checked(heard, document), document, self.works, self._before(document))
        return corroborated(found)

    def heard(self, table: str, document: str) -> Heard:
        """What is heard of a document in a way of reading."""
        local, model = TABLES[table]
        parts = [h[document] for h, wanted in ((self.local, local), (self.model, model)) if wanted and document in h]
        return Heard([c for p in parts for c in p.claims], tuple(r for p in parts for r in p.readers))

    def _before(self, document: Document) -> tuple[str, ...]:
        return self.reached.get(twin_key(document.artifact), ())


def hear(gold: Gold, local: Callable[[str], Reader], model: ModelReader | None, *, decided: frozenset[str] = frozenset()) -> Corpus:
    """Read all documents. `local`: the reader for a document (one that was not trained on it, where there is one)."""
    documents = tuple(documents_of(gold))
    works, reached = Works.of(documents), presented_by(documents)
    said: dict[str, Heard] = {}
    asked: dict[str, Heard] = {}
    for document in documents:
        context = Context(reached_from=reached.get(twin_key(document.artifact), ()), known=works)
        said[document.id] = Ensemble(local(document.id)).hear_local(document, context)
        if model is not None:
            asked[document.id] = Ensemble(None, model).hear_model(document, context, works)
    return Corpus(gold, documents, works, reached, said, asked, decided)


def stated(corpus: Corpus, table: str) -> list[Held]:
    """All statements of that way of reading, with what gold says of each that it can judge.

    It judges derivations of documents whose gold is whole, their source an id (a name is right or unknown, never wrong).
    """
    found = []
    for document, statements in corpus.statements(table).items():
        of = corpus.gold.documents[document]
        judges = (of.counted or document in corpus.decided) and bool(corpus.heard(table, document).readers)
        for one in statements:
            right = _right(corpus.gold, document, one) if judges and one.derives else None
            found.append(Held(document, of.family, one, None, right))
    return found


def examples(corpus: Corpus, table: str) -> list[Example]:
    """What gold can judge, as the fit takes it."""
    return _examples(stated(corpus, table))


def _examples(found: Sequence[Held]) -> list[Example]:
    return [Example(o.document, o.family, o.statement.features, o.right) for o in found if o.right is not None]


def looked(corpus: Corpus, table: str, held_out: Sequence[frozenset[str]], second: Second) -> list[Held]:
    """All statements with their held-out probabilities, and a second look at those that these leave unsure."""
    found = stated(corpus, table)
    known, before = _examples(found), list(found)
    for out in held_out:
        fitted = full([e for e in known if e.document not in out], [o for o in held_out if o is not out])
        for at, one in enumerate(found):
            if one.document in out and one.statement.derives:
                before[at] = replace(one, before=fitted.probability(one.statement.features))
    return second_looks.opinions(before, corpus.documents, second)


def calibrate(
    corpus: Corpus,
    version: int,
    *,
    seen: Corpus | None = None,
    second: Second | None = None,
    kept: Mapping[str, Table] = MappingProxyType({}),
) -> Calibration:
    """The calibration of all ways of reading that there are answers for. Raises NothingToFit.

    `corpus` is heard by local readers that were not trained on it. `seen`, heard by the one that ships, counts as much for reading
    without a model: it is what this gold's own works are read by. `second` looks again at what is unsure, for the tables of second
    looks; without it these are as in `kept`.
    """
    tables = {name: table for name, table in kept.items() if name.endswith(LOOK)}
    digest = hashlib.sha256()
    for name, (_, model) in TABLES.items():
        if model and not corpus.model:
            continue
        found = examples(corpus, name) + (examples(seen, name) if seen is not None and name == "local" else [])
        if len(found) < _FEWEST or len({e.right for e in found}) < 2:
            raise NothingToFit(
                f"{len(found)} statements that gold judges are too few to calibrate {name!r}: {_FEWEST}, right and wrong, are needed"
            )
        sets = folds.by_document(sorted({e.document for e in found}), 10)
        tables[name] = full(found, sets)
        digest.update(json.dumps([[e.document, dict(e.features), e.right] for e in found], sort_keys=True).encode())
        if second is not None and (table := second_looks.fitted(looked(corpus, name, sets, second), sets)) is not None:
            tables[name + LOOK] = table
    return Calibration(version=version, tables=dict(sorted(tables.items())), digest=digest.hexdigest()[:16])


def claims(corpus: Corpus, table: str, calibration: Calibration, second: Second | None = None) -> list[Read]:
    """The claims of all documents as `stemma extract` would write them with this calibration."""
    found, result = corpus.statements(table), []
    for document in corpus.documents:
        readers = corpus.heard(table, document.id).readers
        said = found[document.id] if second is None else second.at(document, found[document.id], readers, calibration)
        result += [from_row(line(c)) for c in joined(said, readers, calibration)]
    return result


def held_out_claims(corpus: Corpus, table: str, held_out: Sequence[frozenset[str]], second: Second | None = None) -> list[Read]:
    """The same, every document's confidence by a calibration that has seen nothing of its held-out set."""
    found = apart(corpus, table, held_out, second)
    return [from_row(line(c)) for claims in found.values() for c in claims]


def apart(corpus: Corpus, table: str, held_out: Sequence[frozenset[str]], second: Second | None = None) -> dict[str, list[Claim]]:
    """The claims of each document by a calibration that has seen nothing of its held-out set.

    The opinions that a look's table is fitted on are on the statements that tables of the other documents leave unsure.
    """
    found = stated(corpus, table) if second is None else looked(corpus, table, held_out, second)
    known = _examples(found)
    by_document: dict[str, list[Statement]] = {}
    for one in found:
        by_document.setdefault(one.document, []).append(one.statement)
    result: dict[str, list[Claim]] = {}
    for out in held_out:
        rest = [o for o in held_out if o is not out]
        tables = {table: full([e for e in known if e.document not in out], rest)}
        look = second_looks.fitted([one for one in found if one.document not in out], rest) if second is not None else None
        calibration = Calibration(version=1, tables=tables | ({table + LOOK: look} if look is not None else {}))
        for document in sorted(out & by_document.keys()):
            result[document] = joined(by_document[document], corpus.heard(table, document).readers, calibration)
    return result


def _right(gold: Gold, document: str, one: Statement) -> bool | None:
    """Whether gold states it; None when gold cannot tell: a name, or a pair of a document of which only some pairs are known."""
    pair = gold.names.one(one.said.best.downstream), gold.names.one(one.said.best.upstream)
    if is_soft(pair[1]) or pair in gold.hints:
        return None
    stated = gold.names.match(pair, gold.of(document)) is not None
    if stated or gold.documents[document].counted:
        return stated
    known = gold.negatives.get(document, ())
    return False if any(gold.names.same(pair[0], n.downstream) and gold.names.same(pair[1], n.upstream) for n in known) else None
